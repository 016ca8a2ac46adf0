"""An upload is what its name says and nothing beside it, or it is refused with a reason."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from portal.services.uploads import check_upload
from tests.portal.uploads.samples import (
    compound,
    docx,
    huge_png,
    image,
    packed_pdf,
    pdf,
    relation,
    zipped,
)

EXECUTABLE = b"MZ\x90\x00" + bytes(200) + b"PE\x00\x00"
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

GOOD = {
    "照片.jpg": (image(), "image/jpeg"),
    "IMG_1.JPEG": (image(), "image/jpeg"),
    "扫描.png": (image("PNG", mode="L"), "image/png"),
    "图.webp": (image("WEBP"), "image/webp"),
    "纪要.pdf": (pdf("/OpenAction [1 0 R /Fit]"), "application/pdf"),
    "纪要.docx": (
        docx(word___rels__document_xml_DOT_rels=relation("hyperlink")),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "纪要.doc": (compound("WordDocument"), "application/msword"),
    "纪要.wps": (compound("WordDocument"), "application/msword"),
    "表.xls": (compound("Workbook"), "application/vnd.ms-excel"),
}

BAD = {
    "空.jpg": (b"", "空文件"),
    "程序.exe": (EXECUTABLE, "可上传图片"),
    "无扩展名": (EXECUTABLE, "可上传图片"),
    "程序.jpg": (EXECUTABLE, "与扩展名不符"),
    "程序.pdf": (EXECUTABLE, "与扩展名不符"),
    "程序.docx": (EXECUTABLE, "与扩展名不符"),
    "程序.doc": (EXECUTABLE, "与扩展名不符"),
    "安装包.doc": (compound("Property"), "与扩展名不符"),
    "压缩包.docx": (zipped({"a.txt": "a"}), "与扩展名不符"),
    "图.svg": (SCRIPT, "SVG"),
    "图.jpg": (SCRIPT, "与扩展名不符"),
    "半张.jpg": (image(size=(400, 400))[:400], "已损坏"),
    "图片.png": (image(), "与扩展名不符"),
    "大图.png": (huge_png(20_000, 20_000), "百万像素"),
    "巨图.png": (huge_png(8_000, 8_000), "百万像素"),
    "夹带.jpg": (image() + zipped({"a.exe": EXECUTABLE}), "夹带"),
    "夹带.png": (image("PNG") + pdf(), "夹带"),
    "网页.jpg": (image() + b"<HTML><script>", "夹带"),
    "脚本.pdf": (pdf("/OpenAction << /S /JavaScript /JS (x) >>"), "脚本"),
    "藏名.pdf": (pdf("/AA << /S /J#61vaScript >>"), "脚本"),
    "藏流.pdf": (packed_pdf(b"1 0 << /S /JavaScript /JS (app.alert) >>"), "脚本"),
    "启动.pdf": (pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"), "启动程序"),
    "炸弹.pdf": (packed_pdf(bytes(80_000_000)), "过大"),
    "加密.pdf": (pdf("/Encrypt 5 0 R"), "密码"),
    "夹带.pdf": (pdf(tail=zipped({"a.exe": EXECUTABLE})), "夹带"),
    "拖尾.pdf": (pdf(tail=bytes(5000)), "夹带"),
    "宏.docx": (docx("application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
    "宏件.docx": (docx(word__vbaProject_DOT_bin=b"x"), "宏"),
    "宏.docm": (docx(), "宏"),
    "旧宏.doc": (compound("WordDocument", "_VBA_PROJECT"), "宏"),
    "夹包.doc": (compound("WordDocument", "\x01Ole10Native"), "夹带"),
    "夹包.docx": (docx(word__embeddings__o_DOT_bin=compound("\x01Ole10Native")), "夹带"),
    "夹程序.docx": (docx(word__embeddings__o_DOT_exe=EXECUTABLE), "夹带"),
    "实体.docx": (docx(word__a_DOT_xml='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), "外部实体"),
    "实体16.docx": (docx(word__a_DOT_xml='<!DOCTYPE a SYSTEM "x"><a/>'.encode("utf-16")), "外部实体"),
    "模板.docx": (docx(word___rels__settings_xml_DOT_rels=relation("attachedTemplate")), "外部模板"),
    "炸弹.docx": (docx(word__media__a_DOT_png=bytes(60_000_000)), "炸弹"),
    "越界.docx": (docx(____x_DOT_xml="<a/>"), "与扩展名不符"),
    "前置.docx": (EXECUTABLE + docx(), "与扩展名不符"),
    "后置.docx": (docx() + EXECUTABLE, "与扩展名不符"),
    "长单.docx": (docx()[:-10] + (2**30).to_bytes(4, "little") + docx()[-6:], "炸弹"),
    "六四.docx": (docx()[:-22] + b"PK\x06\x07" + bytes(16) + docx()[-22:], "炸弹"),
    "多层.jpg": (image() + b"\xff\xda" * 200, "已损坏"),
    "密码.docx": (compound("EncryptedPackage"), "密码"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_honest_files_are_taken(name: str) -> None:
    content, content_type = GOOD[name]
    uploaded = SimpleUploadedFile(name, content)
    assert check_upload(uploaded) == content_type
    assert uploaded.read() == content


@pytest.mark.parametrize("name", BAD)
def test_disguised_files_are_refused_with_a_reason(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, content))
    assert reason in refused.value.message
    assert name in refused.value.message


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 " + b"stream\n" * 1_000_000 + b"%%EOF",
        b"%PDF-1.7 " + b"<</Type /ObjStm>>stream\n" * 300_000 + b"%%EOF",
        b"%PDF-1.7 " + b"/Encrypt 1" * 500_000 + b"%%EOF",
    ],
)
def test_a_pdf_made_to_be_slow_is_read_at_once(content: bytes) -> None:
    begun = time.process_time()
    check_upload(SimpleUploadedFile("慢.pdf", content))
    assert time.process_time() - begun < 3


@override_settings(UPLOAD_LIMIT_BYTES=1024 * 1024)
def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(ValidationError, match="上限 1 MB"):
        check_upload(SimpleUploadedFile("大.pdf", bytes(1024 * 1024 + 1)))


def test_a_renamed_file_is_called_what_it_seems_to_be() -> None:
    with pytest.raises(ValidationError, match=r"看起来是 \.png"):
        check_upload(SimpleUploadedFile("照片.jpg", image("PNG")))
