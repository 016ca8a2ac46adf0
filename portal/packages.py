"""The audit package as a ZIP that anyone can check without the portal: files, a chained manifest, a signature.

Nothing is compressed and nothing varies: each byte of the archive is either content, which the manifest holds by its
SHA-256, or follows from it (docs/audit-package.md). `duties/verify.py` reads it back.
"""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, Self

from portal import clock
from portal.models import Unit

FORMAT = "xpcc-audit-package-1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
CHUNK = 1024 * 1024
LARGEST = 2**31 - 1
"""A single file may be as large as this; the archive as large as it gets."""
EPOCH = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644
UNIX = 3

Tell = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class PackageScope:
    """What a package is about: the area of `unit`, the days `first` to `last`, as of D, as known at the instant K.

    `units` are the ids of all units of the area on any of these days; `access_log` says whether whoever asked may read it.
    """

    unit: Unit
    units: frozenset[int]
    first: dt.date
    last: dt.date
    as_of: dt.date
    known_at: dt.datetime
    access_log: bool

    @property
    def since(self) -> dt.datetime:
        """The first instant of the first day."""
        return dt.datetime.combine(self.first, dt.time.min, clock.SHANGHAI)


class PackageWriter:
    """Writes the files of a package one after the other within `with`; `seal` ends it with manifest and signature.

    `tell` is told the path of each file, and may raise to stop.
    """

    def __init__(self, stream: BinaryIO, tell: Tell) -> None:
        self._archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self._tell = tell
        self._files: list[dict[str, Any]] = []
        self._paths: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        """Let go of the stream, which must still be open; without `seal` it holds no package."""
        self._archive.close()

    def has(self, path: str) -> bool:
        """Whether a file of this path is in the package already."""
        return path in self._paths

    def write(self, path: str, content: bytes) -> None:
        """Add a file with this content."""
        with self.stream(path) as stream:
            stream.write(content)

    def copy(self, path: str, source: Path) -> None:
        """Add the file that lies at `source`. Raises OSError where it cannot be read."""
        with source.open("rb") as given, self.stream(path) as stream:
            while chunk := given.read(CHUNK):
                stream.write(chunk)

    def lines(self, path: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add a file with one JSON object a line; gives how many there are."""
        number = 0
        with self.stream(path) as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
                number += 1
        return number

    def seal(self, about: Mapping[str, Any], sign: Callable[[bytes], Mapping[str, Any]]) -> None:
        """Add the manifest - what the package is about, all files chained - and its signature, after all else."""
        manifest = {"format": FORMAT, "about": dict(about), "files": _chained(about, self._files)}
        content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
        signature = json.dumps(dict(sign(content)), sort_keys=True, indent=1).encode() + b"\n"
        self.write(MANIFEST, content)
        self.write(SIGNATURE, signature)

    @contextlib.contextmanager
    def stream(self, path: str) -> Iterator["Counted"]:
        """A file to be written into; the manifest learns of it when it is whole."""
        assert path not in self._paths, f"{path} twice"
        self._tell(path)
        info = zipfile.ZipInfo(path, EPOCH)
        info.create_system, info.external_attr = UNIX, FILE_MODE << 16
        with self._archive.open(info, "w") as stream:
            counted = Counted(stream)
            yield counted
        self._paths.add(path)
        self._files.append({"path": path, "size": counted.size, "sha256": counted.digest.hexdigest()})


class Counted:
    """What is written goes on to the archive, counted and hashed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size, self.digest = 0, hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Write on. Raises OSError where the file becomes larger than a package may hold."""
        self.size += len(content)
        if self.size > LARGEST:
            raise OSError("a file of the package is larger than 2 GiB")
        self.digest.update(content)
        return self._stream.write(content)


def _chained(about: Mapping[str, Any], files: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files, each with the hash that chains it to all before it, the first to what the package is about."""
    link = hashlib.sha256(json.dumps(dict(about), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    chained = []
    for each in files:
        link = hashlib.sha256(
            f"{link}\n{each['path']}\n{each['size']}\n{each['sha256']}".encode()
        ).hexdigest()
        chained.append({**each, "chain": link})
    return chained
