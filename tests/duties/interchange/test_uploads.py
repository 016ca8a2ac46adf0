"""Files sent in at the page are kept, or refused by name; nothing of a refused sending stays."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from duties.interchange import uploads
from duties.interchange.uploads import WORKBOOK, keep_uploads, source_in

UNITS = "code,name,kind\n团,演示团,regiment\n".encode()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def book() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(folder: Path, *files: SimpleUploadedFile) -> str:
    with pytest.raises(ValidationError) as error:
        keep_uploads(files, folder)
    assert not folder.exists()
    return "".join(error.value.messages)


def test_csv_files_are_kept_under_their_names(tmp_path: Path) -> None:
    kept = keep_uploads([sent("Units.CSV", UNITS), sent("tags.csv", UNITS)], tmp_path / "in")
    assert [file.kept for file in kept] == ["units.csv", "tags.csv"]
    assert (tmp_path / "in" / "units.csv").read_bytes() == UNITS
    assert source_in(tmp_path / "in") == tmp_path / "in"


def test_a_workbook_is_kept_as_one(tmp_path: Path) -> None:
    keep_uploads([sent("单位.xlsx", book())], tmp_path / "in")
    assert source_in(tmp_path / "in").name == WORKBOOK


def test_a_zip_is_unpacked_whatever_its_folders(tmp_path: Path) -> None:
    content = packed(
        **{"数据/units.csv": UNITS, "数据/": b"", "__MACOSX/._units.csv": b"x", "tags.csv": UNITS}
    )
    kept = keep_uploads([sent("全部.zip", content)], tmp_path / "in")
    assert [file.kept for file in kept] == ["units.csv", "tags.csv"]


def test_a_name_that_leads_out_of_the_folder_leads_nowhere(tmp_path: Path) -> None:
    keep_uploads([sent("a.zip", packed(**{"../../units.csv": UNITS}))], tmp_path / "in" / "deep")
    assert [path.name for path in tmp_path.rglob("*.csv")] == ["units.csv"]
    assert (tmp_path / "in" / "deep" / "units.csv").exists()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("units.csv", b"", "是空文件"),
        ("units.csv", b"MZ\x90\0\3\0", "内容不是文本,与扩展名不符(看起来是程序)"),
        ("units.csv", book(), "看起来是压缩包"),
        ("units.csv", b"code\0name", "内容不是文本"),
        ("units.csv", "code,name".encode("utf-16"), "编码是 UTF-16;请另存为“CSV UTF-8”"),
        ("单位.csv", UNITS, "文件名不是交换文件的名称;请改为 units.csv"),
        ("units.xls", b"x", "不是 XLSX 工作簿"),
        ("units.exe", b"MZ", "只接收 XLSX 工作簿、CSV 文件和装有 CSV 的 ZIP 压缩包"),
        ("book.xlsx", b"MZ\x90\0", "已损坏或不是 Office 文件"),
        ("book.xlsx", UNITS, "已损坏或不是 Office 文件"),
        ("a.zip", b"MZ\x90\0", "不是可读的 ZIP 压缩包"),
        ("a.zip", packed()[:-1], "不是可读的 ZIP 压缩包"),
        ("a.zip", packed(), "压缩包中没有文件"),
        ("a.zip", packed(**{"units.csv": UNITS, "x.exe": b"MZ"}), "压缩包中只放 CSV 文件,x.exe 不是"),
        ("a.zip", packed(**{"a/units.csv": UNITS, "b/units.csv": UNITS}), "同名文件有两份"),
        ("a.zip", packed(**{"units.csv": b""}), "是空文件"),
        ("a.zip", packed(**{f"{number}.csv": UNITS for number in range(101)}), "文件过多"),
    ],
)
def test_what_is_no_such_file_is_refused_by_name(
    name: str, content: bytes, expected: str, tmp_path: Path
) -> None:
    told = refusal(tmp_path / "in", sent(name, content))
    assert expected in told
    assert "未接收" in told


def test_a_damaged_or_locked_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed(**{"units.csv": UNITS * 100}))
    content[40:60] = b"\xff" * 20
    assert "不是可读的 ZIP 压缩包" in refusal(tmp_path / "in", sent("a.zip", bytes(content)))
    content = bytearray(packed(**{"units.csv": UNITS}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert "带有密码" in refusal(tmp_path / "in", sent("a.zip", bytes(content)))


def test_a_bomb_is_refused_also_where_it_lies_about_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PACKED", 1000)
    assert "解压后过大" in refusal(tmp_path / "in", sent("a.zip", packed(**{"units.csv": b"x" * 1001})))
    with pytest.raises(ValidationError, match="解压后过大"):
        uploads._write(io.BytesIO(b"x" * 1001), "units.csv", tmp_path / "units.csv", 1000)


def test_all_faults_are_told_and_kinds_are_not_mixed(tmp_path: Path) -> None:
    told = refusal(tmp_path / "in", sent("units.csv", b""), sent("tags.csv", b"\0"))
    assert "“units.csv”" in told
    assert "“tags.csv”" in told
    assert "一次只上传一个工作簿" in refusal(
        tmp_path / "in", sent("a.xlsx", book()), sent("units.csv", UNITS)
    )
    assert "请选择要导入的文件" in refusal(tmp_path / "in")
