"""Positions of GB/T 9704-2012 measured from the PDF: page, grid, mark, number, red rule, title, page numbers."""

import io
import subprocess
from functools import cache

import pikepdf
import pytest
from PIL import Image, ImageChops

from portal.documents.official import render_official
from tests.portal.documents.papers import LONG, notice
from tests.portal.documents.reading import MM, Page, read

LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
PITCH = 28.99 / MM
HALF_CHARACTER = 0.38
"""From the middle of a 仿宋 line to its baseline, in em."""


@cache
def paper() -> bytes:
    """A notice of several pages."""
    return render_official(notice(body=(LONG,), demo=False))


@cache
def pages() -> list[Page]:
    """Its pages, read."""
    return read(paper())


def test_the_page_is_a4():
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        assert [float(side) / MM for side in pdf.pages[0].mediabox[2:]] == pytest.approx([210, 297], abs=0.1)


def test_a_full_page_has_22_lines_of_28_characters():
    rows = [row for row in pages()[1].rows if row.fonts == {"Portal-Fang"}]
    assert [len(row.glyphs) for row in rows] == [28] * 22


def test_lines_fill_the_type_area_from_edge_to_edge():
    for row in pages()[1].rows[:22]:
        assert (row.left, row.right) == pytest.approx((LEFT, RIGHT), abs=0.3)


def test_lines_stand_on_the_grid_of_the_type_area():
    baselines = [row.y for row in pages()[1].rows[:22]]
    first = TOP + PITCH / 2 + HALF_CHARACTER * 16 / MM
    assert baselines == pytest.approx([first + PITCH * line for line in range(22)], abs=0.1)
    assert baselines[-1] < BOTTOM


def test_the_body_is_16_point_fangsong_and_indented_by_two_characters():
    row = pages()[0].row("督办督办")
    assert (row.size, row.fonts) == (16.0, {"Portal-Fang"})
    assert row.left == pytest.approx(LEFT + 2 * 156 / 28, abs=0.1)


def red_ink(pdf: bytes) -> list[tuple[float, float]]:
    """Upper and lower edges of the red ink of page 1 as it is drawn: the mark, then the rule."""
    command = ["pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    red, green, _ = Image.open(io.BytesIO(drawn)).split()
    mask = ImageChops.subtract(red, green).point(lambda value: 255 if value > 100 else 0)
    inked = [any(mask.crop((0, y, mask.width, y + 1)).getbbox() or ()) for y in range(mask.height)]
    tops = [y for y in range(1, mask.height) if inked[y] and not inked[y - 1]]
    ends = [y for y in range(1, mask.height) if inked[y - 1] and not inked[y]]
    return [(top / 300 * 25.4, end / 300 * 25.4) for top, end in zip(tops, ends, strict=True)]


@pytest.mark.parametrize("mark", ["演示二师党委", "演示二师党委农村工作领导小组办公室文件"])
def test_mark_number_and_rule_have_their_distances(mark):
    pdf = render_official(notice(issuer_mark=mark, demo=False))
    page = read(pdf)[0]
    (top, foot_of_mark), (_, foot_of_rule) = red_ink(pdf)
    assert top == pytest.approx(TOP + 35, abs=0.3)
    number = page.row("〔2026〕")
    foot = number.y + 0.12 * number.size / MM
    (rule,) = page.boxes
    assert rule.y == pytest.approx(foot + 4, abs=0.2)
    assert foot_of_rule == pytest.approx(rule.y + rule.height, abs=0.2)
    line_of_number = number.y - HALF_CHARACTER * 16 / MM - PITCH / 2
    assert line_of_number - foot_of_mark == pytest.approx(2 * PITCH, abs=0.3)


def test_the_red_rule_is_as_wide_as_the_type_area():
    (rule,) = pages()[0].boxes
    assert (rule.x, rule.width) == pytest.approx((LEFT, 156), abs=0.1)
    assert rule.colour == pytest.approx((0.902, 0, 0.071), abs=0.01)


def test_the_number_is_centred_in_16_point_fangsong():
    number = pages()[0].row("〔2026〕")
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=0.3)
    assert (number.size, number.fonts) == (16.0, {"Portal-Fang"})


def test_a_long_mark_stands_on_one_line_between_the_margins():
    mark = pages()[0].row("文件")
    assert mark.text == "演示兵团党委农村工作领导小组办公室文件"
    assert mark.fonts == {"Portal-Title-Bold"}
    assert mark.left >= LEFT - 0.1
    assert mark.right <= RIGHT + 0.1


def test_the_title_is_22_point_two_lines_below_the_rule():
    (rule,) = pages()[0].boxes
    title = pages()[0].row("关于")
    assert (title.size, title.fonts) == (22.0, {"Portal-Title-Bold"})
    assert (title.left + title.right) / 2 == pytest.approx(106, abs=0.3)
    top = title.y - 0.88 * 22 / MM
    assert 2 * PITCH <= top - (rule.y + rule.height) <= 2 * PITCH + 3


def test_the_addressee_stands_flush_left_one_line_below_the_title_with_a_wide_colon():
    last_title, addressee = pages()[0].row("通知单"), pages()[0].row("演示27团党委")
    assert addressee.text == "演示27团党委："
    assert addressee.left == pytest.approx(LEFT, abs=0.1)
    gap = addressee.y - last_title.y
    assert PITCH * 2 <= gap <= PITCH * 2 + 4


def test_page_1_shows_body_text():
    assert "督办督办" in pages()[0].text


def test_page_numbers_stand_outside_7_mm_below_the_type_area():
    for number, page in enumerate(pages(), 1):
        row = page.row(f"— {number} —")
        assert row.text == f"— {number} —"
        assert (row.size, row.fonts) == (14.0, {"Portal-Song"})
        indent = 14 / MM
        outside = row.right - (RIGHT - indent) if number % 2 else row.left - (LEFT + indent)
        assert outside == pytest.approx(0, abs=0.2)


def test_the_dash_of_the_page_number_lies_7_mm_below_the_type_area():
    command = ["pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-gray", "-y", "3118", "-H", "300", "-"]
    drawn = subprocess.run(command, input=paper(), capture_output=True, check=True).stdout
    picture = Image.open(io.BytesIO(drawn))
    dash = pages()[0].row("— 1 —").glyphs[0]
    left, right = (round(place / 25.4 * 300) for place in (dash.x, dash.x + dash.width))
    strip = picture.crop((left, 0, right, picture.height)).point(lambda value: 255 if value < 160 else 0)
    box = strip.getbbox()
    assert box is not None
    assert (3118 + box[1]) / 300 * 25.4 == pytest.approx(BOTTOM + 7, abs=0.3)
