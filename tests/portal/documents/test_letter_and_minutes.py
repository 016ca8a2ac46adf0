"""Letters (信函, 10.1) and minutes (纪要, 10.3) of GB/T 9704-2012, measured from the PDF."""

from functools import cache

import pytest

from portal.documents.head import DOUBLE_RULE
from portal.documents.official import Paragraph, render_official
from tests.portal.documents.papers import LONG, notice, pages_of
from tests.portal.documents.reading import MM, Page, read
from tests.portal.documents.test_official_geometry import red_ink

CELL = 156 / 28
LEFT, RIGHT, BOTTOM = 28.0, 184.0, 262.0
PITCH = 28.99 / MM
HEIGHT = 297.0
ASCENT, DESCENT = 0.88, 0.12
"""Of a 仿宋 character above and below its baseline, in em."""


@cache
def letter_pdf() -> bytes:
    """A letter of several pages."""
    return render_official(notice(kind="催办函", body=(LONG,), urgency="加急", demo=False))


@cache
def letter() -> list[Page]:
    """Its pages, read."""
    return read(letter_pdf())


def test_the_mark_of_a_letter_stands_30_mm_from_the_top_and_4_mm_above_its_lines():
    (top, foot), (rule_top, _), *_ = red_ink(letter_pdf())
    assert top == pytest.approx(30, abs=0.3)
    assert rule_top - foot == pytest.approx(4, abs=0.3)


def test_thick_over_thin_above_and_thin_over_thick_20_mm_from_the_foot():
    boxes = letter()[0].boxes
    assert len(boxes) == 4
    thick, _, thin = (part / MM for part in DOUBLE_RULE)
    assert [box.height for box in boxes] == pytest.approx([thick, thin, thin, thick], abs=0.02)
    assert [(box.x, box.width) for box in boxes] == [pytest.approx((20, 170), abs=0.1)] * 4
    assert boxes[3].y + boxes[3].height == pytest.approx(HEIGHT - 20, abs=0.1)
    assert all(box.colour == pytest.approx((0.902, 0, 0.071), abs=0.01) for box in boxes)


def test_the_number_of_a_letter_is_flush_right_beside_its_urgency():
    row = letter()[0].row("〔2026〕")
    assert row.text == "加急演农领办督〔2026〕12号"
    assert (row.left, row.right) == pytest.approx((LEFT, RIGHT), abs=0.2)
    under_rule = letter()[0].boxes[1].y + letter()[0].boxes[1].height
    assert row.y - ASCENT * 16 / MM - under_rule == pytest.approx(7 / 8 * 16 / MM, abs=0.4)


def test_the_title_of_a_letter_stands_two_lines_below_the_number():
    number, title = letter()[0].row("〔2026〕"), letter()[0].row("关于")
    top_of_title, foot_of_number = title.y - ASCENT * 22 / MM, number.y + DESCENT * 16 / MM
    assert 2 * PITCH <= top_of_title - foot_of_number <= 2 * PITCH + 5


def test_text_keeps_clear_of_the_second_line_of_a_letter():
    last = [row for row in letter()[0].rows if "督办" in row.text][-1]
    gap = letter()[0].boxes[2].y - (last.y + DESCENT * 16 / MM)
    assert 7 / 8 * 16 / MM - 0.3 <= gap <= 7 / 8 * 16 / MM + PITCH


def test_page_1_of_a_letter_has_no_number_and_the_others_have():
    assert "— 1 —" not in letter()[0].text
    assert all(f"— {number} —" in page.text for number, page in enumerate(letter()[1:], 2))


def test_the_red_lines_stand_on_page_1_only():
    assert not any(page.boxes for page in letter()[1:])


def test_a_letter_ends_with_copies_alone_at_the_foot():
    last = letter()[-1]
    row = last.row("抄送")
    assert row.size == 14
    assert "印发" not in last.text
    assert BOTTOM - 4 < row.y < BOTTOM
    assert [
        row.text for row in pages_of(notice(kind="催办函", copies_to=()))[-1].rows if "抄送" in row.text
    ] == []


@cache
def minutes() -> list[Page]:
    """Minutes with those present, excused and sitting in."""
    names = "、".join(f"演示-甲{number}" for number in range(1, 20))
    return pages_of(
        notice(
            kind="会议纪要",
            issuer_mark="演示二师党委农村工作领导小组会议纪要",
            addressee="",
            sealed=False,
            body=(Paragraph("会议研究了乡村振兴重点工作，议定事项如下。"),),
            attendance=(("出席", names), ("请假", "演示-乙一"), ("列席", "演示-丙一")),
        )
    )


def row_of(part: str) -> tuple[Page, int]:
    """The page of the minutes that holds `part`, and which of its lines."""
    page = next(page for page in minutes() if part in page.text)
    return page, page.rows.index(page.row(part))


def test_the_mark_of_minutes_stands_35_mm_below_the_type_area():
    pdf = render_official(notice(kind="会议纪要", addressee="", demo=False))
    assert red_ink(pdf)[0][0] == pytest.approx(37 + 35, abs=0.3)


def test_those_present_stand_in_heiti_indented_and_run_on_after_the_colon():
    page, index = row_of("出席：")
    first, second = page.rows[index], page.rows[index + 1]
    assert first.left == pytest.approx(LEFT + 2 * CELL, abs=0.1)
    assert {glyph.font for glyph in first.glyphs[:3]} == {"Portal-Hei-Bold"}
    assert {glyph.font for glyph in first.glyphs[3:]} == {"Portal-Fang"}
    assert second.left == pytest.approx(first.glyphs[3].x, abs=0.4)


def test_excused_and_others_stand_on_lines_of_their_own_in_order():
    rows = [row.text for page in minutes() for row in page.rows]
    places = [
        next(place for place, text in enumerate(rows) if part in text) for part in ("出席", "请假", "列席")
    ]
    assert places == sorted(places)
    assert rows[places[1]] == "请假：演示-乙一"


def test_minutes_have_neither_signatory_nor_seal_but_their_code():
    text = "".join(page.text for page in minutes())
    assert "演示二师党委办公室" not in text
    assert "核验码" in text
    assert "2026年10月12日" not in text
