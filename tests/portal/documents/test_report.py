"""Plain reports read back from the PDF: cover, long tables over chunks, numbering, signatures, attached data."""

import datetime as dt
import io
import json
from typing import Any

import pikepdf
import pytest

from portal.clock import SHANGHAI
from portal.documents import chunks
from portal.documents.report import Paragraph, Report, Section, Table, render_report
from tests.portal.documents.reading import Page, read

HEADS = ("序号", "单位", "应履职", "已完成", "到期日")
ALIGN = ("right", "left", "right", "right", "left")


def ledger(rows: int) -> Table:
    """A table of so many rows."""
    body = tuple((str(n), f"演示{n}团", f"{n * 7 % 1200:,}", "0", "2026-09-30") for n in range(1, rows + 1))
    return Table(HEADS, body, align=ALIGN)


def report(rows: int = 8, **changes: Any) -> Report:
    """A report of two sections."""
    values: dict[str, Any] = {
        "title": "履职台账审计导出报告",
        "subtitle": "2026年第三季度",
        "facts": (("单位", "演示二师及其下属单位"), ("数据截至", "2026年10月12日")),
        "sections": (
            Section("一、汇总", (Paragraph("口径见第八条第二款(二),按季度计."), ledger(3))),
            Section("二、逾期未完成事项", (ledger(rows),)),
        ),
        "printed_by": "演示-丁一",
        "printed_at": dt.datetime(2026, 10, 12, 9, 5, tzinfo=SHANGHAI),
        "scope": "演示二师 · 全部条款",
        "demo": True,
    }
    return Report(**values | changes)


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks of 80 rows, so that few rows make several."""
    monkeypatch.setattr(chunks, "ROWS", 80)


def pages_of(made: Report) -> list[Page]:
    """What is printed."""
    return read(render_report(made))


def table_pages(pages: list[Page]) -> list[Page]:
    """The pages with rows of the long table."""
    return [page for page in pages if "2026-09-30" in page.text]


def test_the_cover_says_for_whom_what_and_when():
    cover = pages_of(report())[0].text
    for said in ("履职台账审计导出报告", "2026年第三季度", "演示二师及其下属单位", "2026年10月12日"):
        assert said in cover
    for said in ("打印人演示-丁一", "打印时间2026年10月12日 09:05", "范围演示二师 · 全部条款", "演示数据"):
        assert said in cover


@pytest.mark.parametrize("landscape", [False, True])
def test_a_cover_with_many_lines_stays_on_one_page(landscape):
    facts = tuple((f"条件{n}", "全部单位(含辖区);" * 5) for n in range(5))
    first, second, *_ = pages_of(report(facts=facts, landscape=landscape))
    assert "打印时间" in first.text
    assert "全部单位（含辖区）；" in first.text
    assert "一、汇总" in second.text


def test_every_page_has_its_number_who_printed_it_and_for_what(small_chunks):
    pages = pages_of(report(rows=200))
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页 共 {len(pages)} 页" in page.text
        assert "打印：演示-丁一 · 2026年10月12日 09:05 · 范围：演示二师 · 全部条款" in page.text


def test_demo_data_are_marked_on_every_page_and_only_there():
    assert all("演示数据" in page.text for page in pages_of(report(rows=80)))
    assert not any("演示数据" in page.text for page in pages_of(report(demo=False)))


def test_each_row_is_printed_once_in_order_over_all_chunks(small_chunks):
    pages = pages_of(report(rows=300))
    rows = [row.text for page in pages for row in page.rows if "2026-09-30" in row.text]
    assert [text.split("团")[0] for text in rows[3:]] == [f"{n}演示{n}" for n in range(1, 301)]


def test_no_page_between_two_chunks_stays_half_empty(small_chunks):
    pages = table_pages(pages_of(report(rows=300)))
    lasts = [max(row.y for row in page.rows if "2026-09-30" in row.text) for page in pages]
    assert min(lasts[:-1]) > 262


def test_heads_stand_on_every_page_of_a_table(small_chunks):
    for page in table_pages(pages_of(report(rows=300))):
        assert "序号单位应履职已完成到期日" in page.text


def test_figures_have_one_width_and_end_on_one_edge():
    rows = [row for row in pages_of(report(rows=30))[1].rows if "2026-09-30" in row.text]
    figures = [glyph for row in rows for glyph in row.glyphs if glyph.text.isdigit()]
    assert len({round(glyph.width, 3) for glyph in figures}) == 1
    ends = {round(row.glyphs[-11].x + row.glyphs[-11].width, 2) for row in rows[3:]}
    assert len(ends) == 1


def test_ascii_marks_are_printed_wide_and_rare_names_whole():
    table = Table(("单位", "备注"), (("演示27团", "演示-赵喆堃\U0001f600"),))
    pages = pages_of(report(sections=(Section("一、明细", (Paragraph("见(二),按季度计."), table)),)))
    assert "见（二），按季度计。" in pages[1].text
    assert "演示-赵喆堃〓" in pages[1].text
    rare = {glyph.font for glyph in pages[1].glyphs if glyph.text in "喆堃"}
    assert rare == {"Noto-Serif-CJK-SC"}


def test_a_table_without_rows_says_so():
    page = pages_of(report(sections=(Section("一、豁免事项", (Table(("单位", "事由"), ()),)),)))[1]
    assert page.row("无").text == "无"


def test_signature_lines_stand_at_the_end_only():
    *before, last = pages_of(report(rows=60))
    assert last.row("填报人").text == "填报人：审核人：负责人："
    assert not any("填报人" in page.text for page in before)
    assert not any("填报人" in page.text for page in pages_of(report(signature=False)))


def test_a_landscape_report_lies_on_its_side():
    with pikepdf.open(io.BytesIO(render_report(report(landscape=True)))) as pdf:
        assert all(page.mediabox[2] > page.mediabox[3] for page in pdf.pages)


def test_progress_tells_rows_done_and_of_how_many(small_chunks):
    told: list[tuple[int, int]] = []
    render_report(report(rows=200), progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 204)
    assert told[-1] == (204, 204)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_what_progress_raises_ends_the_rendering():
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        render_report(report(), progress=cancel)


def test_the_merged_file_is_pdf_a_3u_with_its_data_and_an_outline(small_chunks):
    with pikepdf.open(io.BytesIO(render_report(report(rows=200, source={"周期": "2026Q3"})))) as pdf:
        with pdf.open_metadata(update_docinfo=False) as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "U")
        (attached,) = pdf.Root.AF
        assert attached.AFRelationship == "/Source"
        assert json.loads(attached.EF.F.read_bytes()) == {"周期": "2026Q3"}
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["一、汇总", "二、逾期未完成事项"]
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                assert "/FontFile3" in item or "/FontFile2" in item


def test_a_report_without_sections_is_its_cover():
    assert len(pages_of(report(sections=(), signature=False))) >= 1
