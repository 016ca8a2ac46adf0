"""Every figure equals the ledger exported with the same arguments and added up in plain Python, by whatever it is taken."""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence

import pytest
import time_machine

from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.periods import parse
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.board.sums import Reach, part_sums, total
from duties.selectors.figures.by import By, Figure, Only, by_tier, figures_by, gathered
from duties.selectors.figures.spans import Span, stand_over
from portal import clock
from portal.models import Area, Unit, Word
from portal.selectors.vocabulary import vocabulary
from tests.duties.board.test_sums import LATER, added_up
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
DAY = dt.date(2025, 1, 1)
NOW = dt.datetime(2025, 1, 1, 9, tzinfo=clock.SHANGHAI)
SPANS = [
    Span.of(parse("2024Q2")),
    Span.of(parse("2024")),
    Span("days", dt.date(2024, 5, 3), dt.date(2024, 8, 2)),
]


def exported(span: Span, unit: Unit, day: dt.date = DAY, known_at: dt.datetime = LATER) -> list[LedgerRow]:
    return compute_rows(from_day=span.first, to_day=span.last, as_of=day, known_at=known_at, unit=unit)


def hold(
    figures: Sequence[Figure],
    rows: Sequence[LedgerRow],
    key: Callable[[LedgerRow], Hashable],
    day: dt.date = DAY,
) -> None:
    """Hold figures of one span against the rows: no key more, none less, and every number equal."""
    assert {(each.key, each.force) for each in figures} == {((key(row),), row.force) for row in rows}
    for each in figures:
        mine = [row for row in rows if (key(row),) == each.key and row.force == each.force]
        assert each.tally == added_up(mine, day), each.key


def test_sums_of_spans_by_unit_kind_tier_article_and_rule_are_those_of_the_export() -> None:
    with time_machine.travel(NOW, tick=False):
        load_world(Maker(3).make(), [RULES])
        corps, words = Unit.objects.get(code="兵"), vocabulary()
        kinds = dict(Unit.objects.values_list("pk", "kind"))
        tiers = {kind: words.data(Word.Group.UNIT, kind).get("tier") for kind in kinds.values()}
        articles = {rule["id"]: rule["article"] for rule in RULES["rules"]}
        for span in SPANS:
            rows = exported(span, corps)
            assert rows
            reach = Reach(corps, corps)
            keys: dict[By, Callable[[LedgerRow], Hashable]] = {
                "period": lambda row, span=span: span.name,  # type: ignore[misc]
                "unit": lambda row: row.unit_id,
                "kind": lambda row: kinds[row.unit_id],
                "regulation": lambda row: row.regulation,
                "article": lambda row: articles[row.rule],
                "rule": lambda row: row.rule_id,
            }
            for by, key in keys.items():
                hold(figures_by(reach, [span], by), rows, key)
            found = by_tier(figures_by(reach, [span], "tier"), words)
            hold(found, rows, lambda row: tiers[kinds[row.unit_id]])


def test_several_spans_are_each_what_they_are_alone_and_parts_those_of_the_board() -> None:
    with time_machine.travel(NOW, tick=False):
        load_world(Maker(4).make(), [RULES])
        corps, division = Unit.objects.get(code="兵"), Unit.objects.get(code="二")
        reach = Reach(corps, corps)
        together = figures_by(reach, SPANS, "period", "part", "rule")
        for span in SPANS:
            alone = figures_by(reach, [span], "part", "rule")
            same = [(each.key[1:], each.force, each.tally) for each in together if each.key[0] == span.name]
            assert sorted(same, key=repr) == sorted(
                ((each.key, each.force, each.tally) for each in alone), key=repr
            )
        on = SPANS[0].last
        board = {
            (part.part, part.sub, part.rule): part.tally
            for part in part_sums(reach, on, unfolded=[division.pk])
        }
        only = Only(unfolded=[division.pk])
        found = figures_by(reach, SPANS[:1], "part", "sub", "rule", only=only)
        assert {each.key: each.tally for each in found} == board


def test_units_of_a_kind_sum_the_area_below_them_on_each_rows_own_day() -> None:
    with time_machine.travel(NOW, tick=False):
        load_world(Maker(8).make(), [RULES])
        corps = Unit.objects.get(code="兵")
        found = gathered(
            figures_by(Reach(corps, corps), SPANS[:1], "at", only=Only(kind="division")),
            lambda each: each.key[0],
        )
        divisions = Unit.objects.filter(
            kind="division", pk__in=Area.objects.filter(ancestor=corps).values("unit")
        )
        assert len(found) > 1
        for division in divisions:
            rows = exported(SPANS[0], division)
            assert found.get(division.pk, total([])) == added_up(rows, DAY), division


def test_only_what_is_asked_for_is_summed() -> None:
    with time_machine.travel(NOW, tick=False):
        load_world(Maker(5).make(), [RULES])
        division, corps = Unit.objects.get(code="二"), Unit.objects.get(code="兵")
        rows = [row for row in exported(SPANS[1], division) if row.force == "must"]
        chosen = {row.rule_id for row in rows[::7]}
        only = Only(rules=chosen, kinds=["regiment"], force="must")
        regiments = set(Unit.objects.filter(kind="regiment").values_list("pk", flat=True))
        kept = [row for row in rows if row.rule_id in chosen and row.unit_id in regiments]
        assert kept
        hold(figures_by(Reach(division, corps), SPANS[1:2], "rule", only=only), kept, lambda row: row.rule_id)
        alone = figures_by(Reach(division, corps, below=False), SPANS[1:2])
        assert total(each.tally for each in alone) == added_up(
            [row for row in exported(SPANS[1], division) if row.unit_id == division.pk], DAY
        )


def test_a_past_view_sums_what_was_known_then() -> None:
    day = dt.date(2024, 7, 20)
    known_at = dt.datetime(2024, 8, 1, 12, tzinfo=clock.SHANGHAI)
    with time_machine.travel(NOW, tick=False):
        load_world(Maker(2).make(), [RULES])
        corps = Unit.objects.get(code="兵")
        with reading(Moment.at(day, known_at)):
            stand_over(SPANS, corps)
            found = figures_by(Reach(corps, corps), SPANS, "period", "rule")
        for span in SPANS:
            mine = [
                Figure(each.key[1:], each.force, each.tally) for each in found if each.key[0] == span.name
            ]
            hold(mine, exported(span, corps, day, known_at), lambda row: row.rule_id, day)
