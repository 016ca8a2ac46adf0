"""Column widths: dates and numbers whole, long texts sharing what is left."""

import pytest

from portal.documents.columns import column_widths, figures_right
from portal.documents.paper import Table

SIZE, PADDING = 10.0, 8.0
DATE = (8 * 0.5 + 2 * 0.333) * SIZE + PADDING
"""The width of 2026-09-30 with its padding."""


def widths(table: Table, measure: float = 300.0) -> list[float]:
    """The widths of a table set in 10 points."""
    return column_widths(table, measure, SIZE, PADDING)


def test_short_columns_stay_on_one_line_and_the_long_one_takes_the_rest():
    number, date, text = widths(Table(("序号", "到期日", "备注"), (("1", "2026-09-30", "督办" * 60),)))
    assert number >= 2 * SIZE + PADDING
    assert date >= DATE
    assert text == pytest.approx(300 - number - date)


def test_shares_are_kept_where_nothing_is_torn():
    assert widths(Table(("甲", "乙"), (("一", "二"),), (1, 2))) == pytest.approx([100, 200])


def test_a_share_too_small_for_a_date_is_raised():
    date, text = widths(Table(("到期日", "备注"), (("2026-09-30", "督办"),), (1, 20)))
    assert date == pytest.approx(DATE)
    assert date + text == pytest.approx(300)


def test_a_chinese_date_stays_whole():
    date, _ = widths(Table(("到期日", "备注"), (("2026年10月12日", "督办" * 60),)))
    assert date >= 7 * SIZE + PADDING


def test_columns_that_fit_nowhere_are_scaled_into_the_line():
    table = Table(tuple("甲乙丙丁戊己"), (("2026-09-30T08:00:00+08:00",) * 6,))
    assert sum(widths(table)) == pytest.approx(300)


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        widths(Table(("甲", "乙"), (("一",),)))


def test_columns_of_figures_stand_right_and_dates_left():
    rows = (("演示27团", "1,234", "89.1%", "0/1", "2026-09-30"), ("演示28团", "7", "—", "1/1", ""))
    table = Table(("单位", "应完成", "完成率", "完成/应完成", "到期日"), rows)
    assert figures_right(table) == ("left", "right", "right", "right", "left")
    assert figures_right(Table(("单位", "事由"), ())) == ("left", "left")
