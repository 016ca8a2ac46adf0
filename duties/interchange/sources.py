"""Where the rows come from: the CSV files of a folder, or the sheets of one workbook; one row at a time."""

import codecs
import csv
import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from duties.interchange.columns import BY_NAME, FILES
from duties.interchange.faults import Fault, ImportRefusedError

Line = tuple[int, list[str]]
"""The number of a row's first line, and its values as text."""

EXAMPLE, EXPLAINED = "【示例】", "【说明】"
"""How the first cell of a template's rows begins that are not to be taken in."""

CHUNK = 1 << 20
NAMES = "、".join(f"{file.name}.csv" for file in FILES)


class RowFault(Exception):
    """A row or cell that cannot be read: the line, the column (or empty) and what is wrong."""

    def __init__(self, line: int, column: str, message: str) -> None:
        super().__init__(message)
        self.line, self.column, self.message = line, column, message


@dataclasses.dataclass(frozen=True)
class Source:
    """One file or sheet: the file it is of, what faults call it, how to read it, and the hash of its bytes.

    The rows begin with the header. A fault of a single cell stands in place of its text, as `CellFault`. `about` is how
    many rows there are, roughly, for the progress.
    """

    name: str
    label: str
    rows: Callable[[], Iterator[Line]]
    digest: str
    about: int
    note: str = ""


class CellFault(str):
    """A cell that cannot be read; the text says why."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True)
class Sources:
    """All that is to be read, in the order of the files, and what was left aside."""

    found: list[Source]
    ignored: list[str]


def open_folder(folder: Path) -> Sources:
    """The interchange files of a folder. Raises ImportRefusedError where there is none or one cannot be decoded."""
    paths = {path.name: path for path in sorted(folder.glob("*.csv"))}
    found = [_csv(file.name, paths.pop(f"{file.name}.csv")) for file in FILES if f"{file.name}.csv" in paths]
    if not found:
        raise refused("", f"{folder.name} 中没有可导入的文件;文件名应为 {NAMES}")
    return Sources(found, list(paths))


def refused(file: str, message: str) -> ImportRefusedError:
    """The refusal of a whole file."""
    return ImportRefusedError([Fault.whole(file, message)])


def _csv(name: str, path: Path) -> Source:
    try:
        encoding, digest, lines = _encoding(path)
    except OSError as error:
        raise refused(path.name, f"无法读取({error.strerror});请核对文件") from error
    note = "按 GB18030 编码读取" if encoding == "gb18030" else ""
    return Source(name, path.name, lambda: _csv_rows(path, encoding), digest, lines, note)


def _encoding(path: Path) -> tuple[str, str, int]:
    """UTF-8 where all of the file is, else GB18030; the hash and the number of lines.

    Raises ImportRefusedError where it is neither.
    """
    digest, candidates, head, lines = hashlib.sha256(), ["utf-8-sig", "gb18030"], b"", 0
    decoders = {name: codecs.getincrementaldecoder(name)() for name in candidates}
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            head = head or chunk[:3]
            digest.update(chunk)
            lines += chunk.count(b"\n")
            candidates = [name for name in candidates if _decodes(decoders[name], chunk)]
    candidates = [name for name in candidates if _decodes(decoders[name], b"", final=True)]
    if head.startswith(codecs.BOM_UTF8) and "utf-8-sig" not in candidates:
        candidates = []
    if not candidates or head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise refused(path.name, "编码既不是 UTF-8 也不是 GB18030;请另存为“CSV UTF-8”")
    return candidates[0], digest.hexdigest(), lines


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(path: Path, encoding: str) -> Iterator[Line]:
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, strict=True)
        line = 1
        while True:
            try:
                values = next(reader, None)
            except csv.Error as error:
                raise RowFault(line, "", "这一行的引号不成对,或内容过长;请从这一行起核对引号") from error
            if values is None:
                return
            yield line, values
            line = reader.line_num + 1


def is_aside(values: Sequence[str]) -> bool:
    """Whether a row is one of a template's own: its example, or what its columns mean."""
    return bool(values) and values[0].strip().startswith((EXAMPLE, EXPLAINED))


def known_sheet(title: str) -> str:
    """The file that a sheet's title names, or an empty text."""
    name = title.strip().removesuffix(".csv")
    return name if name in BY_NAME else ""
