"""The printed page: always one, whatever it has to say; it says who made it, when and of what, and carries its facts."""

import datetime as dt
import io
import json

import pikepdf
import pytest

from duties.briefs.charts import FLOOR, TOP, trend_of
from duties.briefs.facts import Decision, Facts, Lot, Matter, Order, Place, Point, Silent, Since, Standing
from duties.briefs.paper import Imprint, Room, context_of, render_brief
from duties.briefs.words import summary_words, tiles_of
from portal import clock
from tests.portal.documents.reading import read

AT = dt.datetime(2026, 11, 24, 6, 10, tzinfo=clock.SHANGHAI)
LONG = "演示某某生产建设兵团第二师垦区农业农村委员会喆堃赟办公室"
EMPTY = Facts(
    unit="演示二师",
    unit_id="u",
    period="2026Q3",
    day="2026-11-24",
    read_at=AT.isoformat(),
    since=Since("上期", "2026-11-17", "2026-11-17T06:10:00+08:00"),
    now=Standing(),
    then=Standing(),
    late=Lot(),
    settled=Lot(),
    trend=(),
    order=Order(),
    silent=Silent(),
    decisions=(),
)


def facts(name: str = "演示27团", lines: int = 6) -> Facts:
    """As much of everything as a brief keeps, under names as long as `name`."""
    matters = [Matter("r", "c", name, 1200, 12, "2026-09-30", [name] * 4) for _ in range(lines)]
    places = [Place("u", name, 14 - n // 2, n % 2 == 0, 1000, 500, 400, 500) for n in range(lines * 3)]
    decisions = [Decision(name, 1200, "2026-11-12", "领导小组办公室", [name, name], "/") for _ in range(5)]
    return Facts(
        unit=name,
        unit_id="u",
        period="2026Q3",
        day="2026-11-24",
        read_at=AT.isoformat(),
        since=EMPTY.since,
        now=Standing(15800, 10120, 1100, 300, 4280, 120, 2210, 330),
        then=Standing(15800, 10120, 800, 200, 4680, 120, 2210, 330),
        late=Lot(5100, 51, matters),
        settled=Lot(91, 0, matters, {"逾期完成": 3000, "逾期补办": 1000, "豁免": 300, "不再应履职": 17}),
        trend=[Point(f"{year}Q{q}", 15000, 9000, 8000) for year in (2025, 2026) for q in (1, 2, 3)],
        order=Order("师市", places, 12),
        silent=Silent(2310, [name] * 8),
        decisions=decisions,
    )


def drawn(said: Facts, demo: bool = True) -> bytes:
    return render_brief(said, Imprint("2026年第12期", "演示-农办甲(演示二师 领导小组办公室)", AT, demo))


@pytest.fixture(scope="module")
def fullest() -> bytes:
    """The page of as much as there can be, under long names with rare characters."""
    return drawn(facts(LONG))


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_it_is_one_page_however_much_there_is_to_say(fullest: bytes) -> None:
    assert pages(fullest) == 1


def test_it_is_one_page_where_there_is_nothing_to_say() -> None:
    assert pages(drawn(EMPTY)) == 1


def test_it_says_who_when_of_what_and_that_it_is_no_official_paper() -> None:
    page = drawn(facts())
    text = "".join(row.text for row in read(page)[0].rows)
    for said in ("演示数据", "2026年第12期", "演示-农办甲（演示二师 领导小组办公室）", "2026年11月24日 06:10", "演示27团及其辖区",
                 "不是公文", "第 1 页 共 1 页"):  # fmt: skip
        assert said in text
    with pikepdf.open(io.BytesIO(page)) as pdf:
        kept = json.loads(pdf.attachments["source.json"].get_file().read_bytes())
    assert Facts.of(kept) == Facts.of(json.loads(json.dumps(facts().to_json())))


def test_every_letter_is_of_a_face_of_papers(fullest: bytes) -> None:
    names = {glyph.font for glyph in read(fullest)[0].glyphs}
    assert {name for name in names if not name.startswith(("Portal-", "Noto-Serif-CJK-SC"))} == set()


def test_bars_are_as_high_as_their_rates() -> None:
    column = trend_of([Point("2026Q3", 200, 100, 50)]).columns[0]
    assert column.height + column.late_height == pytest.approx((FLOOR - TOP) / 2)
    assert (column.rate, column.base) == ("50.0%", "100/200")


def test_a_change_has_its_sign_and_whether_it_is_good() -> None:
    tiles = {tile.label: (tile.change, tile.trend) for tile in tiles_of(facts())}
    assert tiles["完成率"] == ("+1.9个百分点", "up")
    assert tiles["按时率"] == ("持平", "same")
    assert tiles["逾期未完成"] == ("−400项", "up")


def test_an_empty_base_has_no_rate() -> None:
    assert tiles_of(EMPTY)[0].figure == "—"
    assert summary_words(EMPTY) == "演示二师2026年第三季度尚无到期的应履职事项。"


def test_what_has_no_room_is_counted() -> None:
    context = context_of(facts(), Room(9, 2, 1))
    assert (context["unlisted"], context["unlisted_late"]) == (9, True)
    assert len(context["bars"]) == 9
