"""The text of files: what is read, and what is refused with a sentence."""

import contextlib
import io

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from meetings.prefill import text_of
from portal.uploads import RefusedError
from tests.meetings.prefill.old_word import old_word
from tests.portal.uploads import samples

LINE = "2026年3月12日下午,师市党委书记演示-甲一主持召开师市党委常委会会议。"


def word(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_with_paragraphs_and_tables_in_order():
    document = docx.Document()
    document.add_paragraph("演示师市党委常委会会议纪要")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, [("时间", "2026年3月12日"), ("主持人", "演示-甲一")], strict=True):
        row.cells[0].text, row.cells[1].text = cells
    document.add_paragraph(LINE)
    lines = text_of("纪要.docx", word(document)).split("\n")
    assert lines == ["演示师市党委常委会会议纪要", "时间\t2026年3月12日", "主持人\t演示-甲一", LINE]


def test_word_with_merged_cells_and_line_breaks():
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "会议\n纪要"
    table.cell(0, 2).text = "第7期"
    assert text_of("表.docx", word(document)) == "会议 纪要\t第7期"


def test_old_word_is_put_together_from_its_pieces():
    content = old_word(
        "演示团党委", "常委会会议纪要\r时间\x07演示\x07\x07", b"No. 7\r", "\x13PAGE\x14第1页\x15"
    )
    assert text_of("纪要.doc", content).split("\n") == [
        "演示团党委常委会会议纪要",
        "时间\t演示",
        "No. 7",
        "第1页",
    ]
    assert text_of("纪要.wps", content)


@pytest.mark.parametrize("name", ["纪要.doc", "纪要.wps"])
def test_old_word_with_a_password_or_damage_is_refused(name):
    with pytest.raises(RefusedError, match="密码"):
        text_of(name, old_word("演示", flags=0x0300))
    with pytest.raises(RefusedError, match="DOCX"):
        text_of(name, old_word("演示")[:1200])


def test_pdf_with_text():
    html = f"<style>*{{font-family:'Noto Sans CJK SC'}}</style><h1>会议纪要</h1><p>{LINE}"
    text = text_of("纪要.pdf", HTML(string=html).write_pdf())
    assert "会议纪要" in text
    assert LINE in text.replace("\r\n", "")


def test_pdf_without_text_says_so():
    with pytest.raises(RefusedError, match="扫描件"):
        text_of("扫描.pdf", HTML(string="<p>").write_pdf())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_any_usual_encoding(encoding):
    assert text_of("消息.txt", LINE.encode(encoding)) == LINE


def test_a_web_page_without_its_scripts():
    page = f"<html><head><title>x</title></head><body><script>var a='5月1日召开';</script><p>会议&nbsp;纪要</p><p>{LINE}</p><table><tr><td>地点</td><td>三楼</td></tr></table></body></html>"
    assert text_of("网页.html", page.encode()).split("\n") == ["会议\xa0纪要", LINE, "地点\t三楼"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"x", "粘贴文字"),
        ("a.txt", b"\x00\xff\xfe\x81", "不是文字"),
        ("a.txt", b"  \n ", "没有可读的文字"),
        ("a.docx", b"PK\x03\x04", "扩展名不符"),
        ("a.docx", samples.zipped({"a": b"0" * 30_000_000}), "压缩炸弹|扩展名不符"),
        ("a.docx", samples.docx(word__evil_DOT_xml='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'), "外部实体"),
        ("a.docx", samples.docx(word__document_DOT_xml="<w>"), "损坏|不是 Office"),
        ("a.pdf", b"%PDF-1.7\nbroken\n%%EOF", "损坏"),
        ("a.pdf", samples.pdf("/OpenAction << /S /JavaScript /JS (x) >>"), "脚本"),
        ("a.txt", b"a" * (21 * 1024 * 1024), "超过"),
    ],
)  # fmt: skip
def test_what_cannot_or_must_not_be_read_is_refused(name, content, reason):
    with pytest.raises(RefusedError, match=reason):
        text_of(name, content)


@given(
    st.sampled_from(["docx", "doc", "pdf", "txt", "html", "wps"]),
    st.binary(max_size=600),
    st.integers(0, 5000),
)
@example("doc", bytes(20), 11)
@example("doc", bytes(20) + b"8", 11)
@settings(max_examples=200, deadline=None)
def test_damaged_files_are_refused_never_raise(ending, noise, place):
    whole = {"docx": samples.docx(), "pdf": samples.pdf(), "doc": old_word("演示团" * 50)}.get(
        ending, LINE.encode()
    )
    with contextlib.suppress(RefusedError):
        text_of(f"a.{ending}", whole[:place] + noise + whole[place + len(noise) :])
