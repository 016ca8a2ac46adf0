"""The chart and the table behind it: the same points, each a link, and never a figure that stands in one only."""

import json
import re

from django.template.loader import render_to_string

from portal.charts import NO_POINT, Chart, Point, Series

CHART = Chart(
    id="by-unit",
    title="各单位完成情况",
    shape="lying",
    across="单位",
    names=["演示一师", "演示<二>师"],
    series=[
        Series("应履职", [Point(13, "13 项", "/a/"), NO_POINT], "expected"),
        Series("已履职", [Point(9, "9/13 · 69.2%", "/b/?x=1&y=2"), NO_POINT], "actual"),
    ],
    urls=["/units/1/", ""],
)


def written(chart: Chart) -> str:
    return render_to_string("components/chart.html", {"chart": chart})


def test_what_is_drawn_is_what_the_table_says() -> None:
    page = written(CHART)
    given = re.search(r'<script id="by-unit-data" type="application/json">(.*?)</script>', page)
    assert given is not None
    drawn = json.loads(given[1])
    assert drawn["names"] == ["演示一师", "演示<二>师"]
    assert drawn["series"][1]["points"] == [[9, "9/13 · 69.2%", "/b/?x=1&y=2"], [None, "—", ""]]
    table = page[page.index("<table") :]
    assert '<a href="/units/1/">演示一师</a>' in table
    assert '<a href="/b/?x=1&amp;y=2">9/13 · 69.2%</a>' in table
    assert table.count('<td class="numeric">—</td>') == 2
    assert "演示&lt;二&gt;师" in table


def test_without_any_figure_nothing_is_drawn_and_the_table_stays() -> None:
    empty = Chart("none", "无", "bar", "单位", ["演示一师"], [Series("应履职", [NO_POINT])])
    page = written(empty)
    assert "data-chart=" not in page
    assert "没有可以画出的数据" in page
    assert "演示一师" in page
