"""A forger at work on a package: takes it apart, changes something, and puts it together as well as it can."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from portal.packages import EPOCH, FILE_MODE, MANIFEST, SIGNATURE, UNIX

Files = dict[str, bytes]
OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def unpack(package: bytes) -> Files:
    """The files by path, in order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: Files, **member: Any) -> bytes:
    """The files as an archive of the shape that the portal makes; `member` sets attributes of each entry otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system, info.external_attr = UNIX, FILE_MODE << 16
            for name, value in member.items():
                setattr(info, name, value)
            archive.writestr(info, content)
    return stream.getvalue()


def rehash(files: Files) -> Files:
    """The same with a manifest that fits: every hash and the whole chain made anew, the signature left as it was."""
    manifest = json.loads(files[MANIFEST])
    contents = {path: content for path, content in files.items() if path not in (MANIFEST, SIGNATURE)}
    about = json.dumps(manifest["about"], ensure_ascii=False, sort_keys=True)
    link, listed = hashlib.sha256(about.encode()).hexdigest(), []
    for path, content in contents.items():
        digest = hashlib.sha256(content).hexdigest()
        link = hashlib.sha256(f"{link}\n{path}\n{len(content)}\n{digest}".encode()).hexdigest()
        listed.append({"path": path, "size": len(content), "sha256": digest, "chain": link})
    written = json.dumps(manifest | {"files": listed}, ensure_ascii=False, sort_keys=True, indent=1)
    return contents | {MANIFEST: f"{written}\n".encode(), SIGNATURE: files.get(SIGNATURE, b"{}")}


def resign(files: Files) -> Files:
    """The same, hashed anew and signed by the forger's own key, whose fingerprint stands everywhere it should."""
    numbers = OWN_KEY.public_key().public_numbers()
    key = hashlib.sha256(public_der()).hexdigest()
    manifest = json.loads(files[MANIFEST])
    manifest["about"]["fingerprint"] = key
    files = rehash(files | {MANIFEST: json.dumps(manifest).encode()})
    signature = OWN_KEY.sign(files[MANIFEST], padding.PKCS1v15(), hashes.SHA256())
    given = {
        "algorithm": "RSASSA-PKCS1-v1_5-SHA256",
        "fingerprint": key,
        "modulus": f"{numbers.n:x}",
        "exponent": numbers.e,
        "signature": signature.hex(),
    }
    return files | {SIGNATURE: json.dumps(given).encode()}


def public_der() -> bytes:
    """The forger's public key."""
    return OWN_KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def edit(path: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    """A forgery that changes one file."""
    return lambda files: files | {path: change(files[path])}


def edit_rows(path: str, change: Callable[[list[dict[str, str]]], Any]) -> Callable[[Files], Files]:
    """A forgery that changes the rows of a CSV file in place."""

    def forge(content: bytes) -> bytes:
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        names = list(rows[0])
        change(rows)
        stream = io.StringIO()
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return stream.getvalue().encode()

    return edit(path, forge)


def edit_lines(path: str, change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[Files], Files]:
    """A forgery that changes the objects of a file of lines in place."""

    def forge(content: bytes) -> bytes:
        lines = [json.loads(line) for line in content.decode().splitlines()]
        change(lines)
        return "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in lines).encode()

    return edit(path, forge)


def edit_json(path: str, change: Callable[[Any], Any]) -> Callable[[Files], Files]:
    """A forgery that changes a JSON file in place."""

    def forge(content: bytes) -> bytes:
        value = json.loads(content)
        change(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"

    return edit(path, forge)
