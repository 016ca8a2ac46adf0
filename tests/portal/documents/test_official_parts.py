"""Sign-off, imprint, upward papers, drafts, attachments and tables, measured from the PDF."""

import datetime as dt

import pytest

from portal.documents.official import Annex, Heading, Paragraph, Table
from tests.portal.documents.papers import LONG, OFFICE, draft, notice, pages_of
from tests.portal.documents.reading import MM, Row

CELL = 156 / 28
LEFT, RIGHT, BOTTOM = 28.0, 184.0, 262.0


def middle(row: Row) -> float:
    """The middle of a line."""
    return (row.left + row.right) / 2


def test_sealed_the_date_is_indented_by_four_and_the_signatory_centred_over_it():
    page = pages_of(notice())[-1]
    name, date = page.row("演示二师党委办公室"), page.row("2026年10月12日")
    assert date.text == "2026年10月12日"
    assert date.right == pytest.approx(RIGHT - 4 * CELL, abs=0.2)
    assert middle(name) == pytest.approx(middle(date), abs=0.2)
    assert date.y > name.y


def test_a_signatory_too_long_for_its_place_is_broken_and_stays_centred():
    page = pages_of(notice(signatory=OFFICE))[-1]
    lines = [page.row("演示兵团党委"), page.row("农村工作领导小组办公室")]
    assert [line.right < RIGHT for line in lines] == [True, True]
    assert middle(lines[0]) == pytest.approx(middle(lines[1]), abs=0.2)


def test_unsealed_the_date_starts_two_characters_right_of_the_signatory():
    page = pages_of(notice(sealed=False, signatory="演示二师党委农村工作领导小组"))[-1]
    name, date = page.row("演示二师党委农村工作领导小组"), page.row("2026年10月12日")
    assert name.right == pytest.approx(RIGHT - 2 * CELL, abs=0.2)
    assert date.left - name.left == pytest.approx(2 * CELL, abs=0.2)


def test_unsealed_a_date_longer_than_the_name_is_indented_by_two():
    page = pages_of(notice(sealed=False, signatory="演示连"))[-1]
    date = page.row("2026年10月12日")
    assert date.right == pytest.approx(RIGHT - 2 * CELL, abs=0.2)
    assert date.left - page.row("演示连").left == pytest.approx(2 * CELL, abs=0.2)


def test_the_sign_off_is_never_alone_on_its_page():
    for lines in range(2, 9):
        page = pages_of(notice(body=(Paragraph("督办" * 14 * lines),)))[-1]
        name = page.row("演示二师党委办公室")
        assert any("督办" in row.text for row in page.rows if row.y < name.y)


def test_page_1_shows_the_body_even_if_it_is_one_line():
    copies = tuple(f"演示{number}团党委" for number in range(40))
    first, last = pages_of(notice(body=(Heading(1, "一、要求"), Paragraph("请整改。")), copies_to=copies))
    assert "请整改。" in first.text
    assert "抄送" in last.text


def test_the_imprint_ends_with_the_type_area_between_thick_rules():
    boxes = pages_of(notice())[-1].boxes
    assert [round(box.height, 2) for box in boxes] == [0.35, 0.25, 0.35]
    assert [(box.x, box.width) for box in boxes] == [pytest.approx((LEFT, 156), abs=0.1)] * 3
    assert boxes[-1].y + boxes[-1].height == pytest.approx(BOTTOM, abs=0.1)


def test_the_imprint_is_14_point_fangsong_one_character_in_on_both_sides():
    page = pages_of(notice())[-1]
    copies, printed = page.row("抄送"), page.row("印发")
    assert copies.text == "抄送：演示二师党委，演示二师纪委。"
    assert printed.text == f"{OFFICE}2026年10月13日印发"
    assert {(row.size, *row.fonts) for row in (copies, printed)} == {(14.0, "Portal-Fang")}
    assert (copies.left, printed.left) == pytest.approx((LEFT + 14 / MM,) * 2, abs=0.1)
    assert printed.right == pytest.approx(RIGHT - 14 / MM, abs=0.1)


def test_a_list_of_copies_runs_on_under_its_first_name():
    page = pages_of(notice(copies_to=tuple(f"演示{number}团党委" for number in range(40))))[-1]
    first = page.row("抄送")
    second = page.rows[page.rows.index(first) + 1]
    assert second.left == pytest.approx(first.glyphs[3].x, abs=0.5)


def test_many_addressees_move_to_the_imprint_so_that_page_1_shows_body():
    first, *_, last = pages_of(notice(addressee="、".join(f"演示{number}团党委" for number in range(60))))
    assert "党委：" not in first.text
    assert "经核" in first.text
    assert last.row("主送").y < last.row("抄送").y
    assert [round(box.height, 2) for box in last.boxes] == [0.35, 0.25, 0.35]


def test_an_upward_paper_has_its_number_left_and_the_signer_in_kaiti_right():
    row = pages_of(notice(signer="演示-甲一"))[0].row("签发人")
    assert row.text == "演农领办督〔2026〕12号签发人：演示-甲一"
    assert row.left == pytest.approx(LEFT + CELL, abs=0.1)
    assert row.right == pytest.approx(RIGHT - CELL, abs=0.3)
    assert {glyph.font for glyph in row.glyphs[-5:]} == {"Portal-Kai"}


def test_several_signers_stand_two_a_row_the_last_beside_the_number():
    page = pages_of(notice(signer="演示-甲一、演示-乙二、演示-丙三"))[0]
    first, last = page.row("签发人"), page.row("〔2026〕")
    assert first.text.replace("　", "") == "签发人：演示-甲一演示-乙二"
    assert last.text.endswith("演示-丙三")
    assert first.glyphs[4].x == pytest.approx(last.glyphs[-5].x, abs=0.1)
    (rule,) = page.boxes
    assert rule.y == pytest.approx(last.y + 0.12 * 16 / MM + 4, abs=0.2)


def test_a_draft_says_so_on_every_page_and_has_no_number_or_code():
    for page in pages_of(draft(body=(LONG,))):
        assert {"草", "稿"} <= {glyph.text for glyph in page.glyphs if glyph.size > 100}
        assert "〔2026〕" not in page.text
        assert "核验" not in page.text


def test_an_issued_paper_has_no_watermark():
    assert max(glyph.size for page in pages_of(notice()) for glyph in page.glyphs) < 60


def test_demo_data_are_marked_on_every_page_and_only_there():
    assert all("演示数据" in page.text for page in pages_of(notice(body=(LONG,))))
    assert not any("演示数据" in page.text for page in pages_of(notice(demo=False)))


def test_the_code_stands_beside_the_sign_off_clear_of_the_imprint():
    page = pages_of(notice())[-1]
    code = page.row("7KQ2")
    assert code.right < page.row("演示二师党委办公室").left
    assert page.boxes[-3].y - page.row("EFGH").y > 4


def test_urgency_stands_first_on_the_page_in_heiti():
    row = pages_of(notice(urgency="特急", demo=False))[0].rows[0]
    assert (row.text, row.fonts, row.size) == ("特急", {"Portal-Hei-Bold"}, 16.0)


def test_a_heading_is_never_the_last_line_of_a_page():
    for lines in range(3, 8):
        body = (Paragraph("督办" * 14 * lines), Heading(1, "一、整改要求"), Paragraph("落实" * 14 * 12))
        for page in pages_of(notice(body=body, demo=False)):
            texts = [row.text for row in page.rows if row.y < BOTTOM]
            assert "整改要求" not in texts[-1]


def test_headings_have_the_faces_of_their_levels():
    body = (Heading(1, "一、依据"), Heading(2, "（一）条款"), Heading(3, "1.内容"), Paragraph("如下。"))
    page = pages_of(notice(body=body, title="通知"))[0]
    fonts = [page.row(text).fonts for text in ("一、依据", "（一）条款", "1.内容")]
    assert fonts == [{"Portal-Hei-Bold"}, {"Portal-Kai"}, {"Portal-Fang"}]


def test_ascii_marks_of_the_regulation_are_printed_wide():
    body = (Paragraph("依据《细则》第八条第二款(二):“每季度至少主持召开1次会议,专题研究.”"),)
    text = "".join(pages_of(notice(body=body, title="通知"))[0].text.split())
    assert "第八条第二款（二）：“每季度至少主持召开1次会议，专题研究。”" in text


def test_attachments_are_named_below_the_body_and_start_on_a_page_of_their_own():
    annexes = (Annex("逾期事项一览表。"), Annex("整改要求", (Paragraph("逐项整改。"),)))
    *_, signed, bound = pages_of(notice(attachments=annexes, note="此件公开发布"))
    assert signed.row("附件：").text == "附件：1.逾期事项一览表"
    assert signed.row("2.整改要求").left == pytest.approx(signed.row("附件：").glyphs[3].x, abs=0.2)
    assert signed.row("此件公开发布").text == "（此件公开发布）"
    label = bound.row("附件2")
    assert (label.left, *label.fonts) == (pytest.approx(LEFT, abs=0.1), "Portal-Hei-Bold")
    assert bound.row("抄送").y > 240
    assert signed.boxes == []


def test_a_table_repeats_its_heads_and_stays_inside_the_type_area():
    rows = tuple((str(number), f"演示{number}团", "2026年9月30日") for number in range(60))
    pages = pages_of(
        notice(body=(Table(("序号", "单位", "到期日"), rows), Paragraph("请整改。")), demo=False)
    )
    with_rows = [page for page in pages if "演示5" in page.text or "演示30团" in page.text]
    assert all("到期日" in page.text for page in with_rows)
    assert sum(page.text.count("2026年9月30日") for page in pages) == 60
    assert all(row.left >= LEFT - 0.3 and row.right <= RIGHT + 0.3 for page in pages for row in page.rows)


def test_a_paper_is_either_draft_or_numbered():
    with pytest.raises(ValueError, match="发文字号"):
        notice(draft=True)
    with pytest.raises(ValueError, match="正文"):
        notice(body=())


def test_json_gives_the_paper_back():
    paper = notice(
        body=(Heading(1, "一、依据"), Table(("甲",), (("乙",),), (1,), align=("right",)), Paragraph("丙")),
        attachments=(Annex("丁", (Paragraph("戊"),)),),
        title=("己", "庚"),
    )
    assert type(paper).from_json(paper.to_json()) == paper
    assert paper.to_json()["date"] == dt.date(2026, 10, 12).isoformat()
