"""Files sent in at the page of imports: one workbook, or CSV files, or a ZIP of CSV files, put into a folder of their own.

What is no such file is refused here by name, before any work is done; what the rows say is for the check.
"""

import dataclasses
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File

from duties.interchange.columns import FILES
from portal.services.files import sha256_of
from portal.services.uploads import check_upload, shown_name

ENDINGS = ("xlsx", "csv", "zip")
WORKBOOK = "工作簿.xlsx"
"""The name under which a workbook is kept."""

CHUNK = 1024 * 1024
MOST_PACKED = 300 * CHUNK
"""So much a ZIP may hold unpacked, all files together: some four times 400,000 records."""

MOST_PARTS, MOST_LISTED = 100, 64 * 1024
END, END_LENGTH = b"PK\x05\x06", 22
ENCRYPTED = 1
MARKS = {b"MZ": "程序", b"\x7fELF": "程序", b"PK\x03\x04": "压缩包", b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": "旧格式 Office",
         b"\x89PNG": "图片", b"\xff\xd8\xff": "图片"}  # fmt: skip
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
NAMES = "、".join(f"{file.name}.csv" for file in FILES)


@dataclasses.dataclass(frozen=True)
class Kept:
    """A file as it was sent in: its name, what it was kept as, its bytes and their hash."""

    name: str
    kept: str
    size: int
    sha256: str


def keep_uploads(uploads: Sequence["File[bytes]"], folder: Path) -> list[Kept]:
    """Put the uploads into `folder`, made anew.

    Raises ValidationError, a sentence a file, where one is not to be taken in; the folder is gone then.
    """
    faults: list[str] = []
    folder.mkdir(parents=True)
    try:
        kept: list[Kept] = []
        for upload in _chosen(uploads):
            try:
                kept += _keep(upload, folder)
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
    except BaseException:  # an interrupt, too, leaves nothing half kept
        shutil.rmtree(folder)
        raise
    return kept


def source_in(folder: Path) -> Path:
    """What is to be read of a folder of uploads: its workbook, or the folder itself."""
    workbook = folder / WORKBOOK
    return workbook if workbook.exists() else folder


def _chosen(uploads: Sequence["File[bytes]"]) -> Sequence["File[bytes]"]:
    """The uploads, where they are of one kind. Raises ValidationError."""
    if not uploads:
        raise ValidationError("请选择要导入的文件。")
    endings = [_ending(upload.name or "") for upload in uploads]
    if len(uploads) > 1 and set(endings) != {"csv"} and set(endings) <= set(ENDINGS):
        raise ValidationError("一次只上传一个工作簿,或一个压缩包,或若干 CSV 文件;请分次上传。")
    return uploads


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _keep(upload: "File[bytes]", folder: Path) -> Iterator[Kept]:
    name = shown_name(upload.name or "")
    ending = _ending(name)
    if ending in ("xls", "et", "xlsm"):
        raise ValidationError(f"“{name}”未接收:不是 XLSX 工作簿;请用 Excel 或 WPS 另存为 .xlsx。")
    if ending not in ENDINGS:
        raise ValidationError(f"“{name}”未接收:只接收 XLSX 工作簿、CSV 文件和装有 CSV 的 ZIP 压缩包。")
    if not upload.size:
        raise ValidationError(f"“{name}”未接收:是空文件;请核对后重新选择。")
    if ending == "zip":
        yield from _unpack(upload, name, folder)
    elif ending == "xlsx":
        check_upload(upload)
        yield _write(upload, name, folder / WORKBOOK)
    else:
        yield _keep_csv(upload, name, folder)


def _keep_csv(stream: "IO[bytes] | File[bytes]", name: str, folder: Path, room: int = MOST_PACKED) -> Kept:
    """Keep a CSV file under the name of its interchange file. Raises ValidationError."""
    plain = name.rpartition("/")[2].lower()
    if plain.removesuffix(".csv") not in {file.name for file in FILES}:
        raise ValidationError(f"“{name}”未接收:文件名不是交换文件的名称;请改为 {NAMES} 之一。")
    path = folder / plain
    if path.exists():
        raise ValidationError(f"“{name}”未接收:同名文件有两份;请只留一份。")
    kept = _write(stream, name, path, room)
    _check_text(path, name)
    return kept


def _check_text(path: Path, name: str) -> None:
    """A CSV file holds text, whatever its encoding; of a file of another kind that was renamed, say what it seems to be."""
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
    if not head:
        raise ValidationError(f"“{name}”未接收:是空文件;请核对后重新选择。")
    if head.startswith(UTF_16):
        raise ValidationError(f"“{name}”未接收:编码是 UTF-16;请另存为“CSV UTF-8”。")
    kind = next((kind for mark, kind in MARKS.items() if head.startswith(mark)), "")
    if kind or b"\0" in head:
        seems = f"(看起来是{kind})" if kind else ""
        raise ValidationError(f"“{name}”未接收:内容不是文本,与扩展名不符{seems};请核对来源。")


def _write(stream: "IO[bytes] | File[bytes]", name: str, path: Path, room: int = MOST_PACKED) -> Kept:
    """Write what can be read from `stream`, up to `room` bytes. Raises ValidationError beyond that."""
    stream.seek(0)
    with path.open("wb") as target:
        while chunk := stream.read(CHUNK):
            if target.tell() + len(chunk) > room:
                raise ValidationError(f"“{name}”未接收:解压后过大,疑似压缩炸弹;请检查来源。")
            target.write(chunk)
    with path.open("rb") as written:
        return Kept(name, path.name, path.stat().st_size, sha256_of(written))


def _unpack(upload: "File[bytes]", name: str, folder: Path) -> Iterator[Kept]:
    """Keep the CSV files of a ZIP; their folders do not matter. Raises ValidationError."""
    broken = ValidationError(f"“{name}”未接收:不是可读的 ZIP 压缩包;请重新压缩后上传。")
    try:
        _check_end(upload, broken)
        with zipfile.ZipFile(upload) as archive:
            parts = [part for part in archive.infolist() if not _is_litter(part)]
            _check_parts(parts, name)
            room = MOST_PACKED
            for part in parts:
                with archive.open(part) as stream:
                    kept = _keep_csv(stream, part.filename, folder, room)
                room -= kept.size
                yield kept
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise broken from error


def _check_end(upload: "File[bytes]", broken: ValidationError) -> None:
    """The list of parts is judged before it is read: so long, and not of the kind that hides its length."""
    upload.seek(0, 2)
    upload.seek(max(upload.tell() - END_LENGTH, 0))
    tail = upload.read(END_LENGTH)
    if not tail.startswith(END) or int.from_bytes(tail[12:16], "little") > MOST_LISTED:
        raise broken
    upload.seek(0)


def _is_litter(part: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS puts beside the files."""
    last = part.filename.rpartition("/")[2]
    return part.is_dir() or part.filename.startswith("__MACOSX/") or last.startswith(".")


def _check_parts(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    if not parts:
        raise ValidationError(f"“{name}”未接收:压缩包中没有文件;请放入 {NAMES} 中要导入的几个。")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_PACKED:
        raise ValidationError(f"“{name}”未接收:解压后过大或文件过多;请检查来源。")
    for part in parts:
        if part.flag_bits & ENCRYPTED:
            raise ValidationError(f"“{name}”未接收:压缩包带有密码;请去掉密码后上传。")
        if _ending(part.filename) != "csv":
            raise ValidationError(f"“{name}”未接收:压缩包中只放 CSV 文件,{shown_name(part.filename)} 不是。")
