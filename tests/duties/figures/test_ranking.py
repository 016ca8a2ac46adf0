"""Ranking with ties, without a base, and silent units; rates never without their base."""

import datetime as dt

from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.models import Record
from duties.periods import parse
from duties.selectors.board.sums import Reach, Tally
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.ranking import ranked
from duties.selectors.figures.silent import silent_units
from duties.selectors.figures.spans import Span, stand_over
from portal import clock
from portal.models import Unit
from tests.duties.office_world import NOW, OfficeWorld, hold

Q3 = [Span.of(parse("2026Q3"))]


def places(values: dict[str, float | None], *, highest: bool = True) -> list[tuple[str, int | None, bool]]:
    """Each key with its place and whether others share it, as listed."""
    measured = dict.fromkeys(values, Measures())
    return [(each.key, each.place, each.tied) for each in ranked(measured, values, values, highest=highest)]


def test_equal_figures_share_a_place_and_the_next_places_are_left_out() -> None:
    values = {"a": 0.5, "b": 1.0, "c": 0.5, "d": 0.25, "e": 0.5}
    assert places(values) == [
        ("b", 1, False), ("a", 2, True), ("c", 2, True), ("e", 2, True), ("d", 5, False)
    ]  # fmt: skip


def test_the_fewest_lead_where_fewer_is_better() -> None:
    assert places({"a": 3, "b": 0, "c": 0}, highest=False) == [
        ("b", 1, True),
        ("c", 1, True),
        ("a", 3, False),
    ]


def test_what_has_no_base_has_no_place_and_is_listed_last() -> None:
    assert places({"a": None, "b": 0.0, "c": None}) == [
        ("b", 1, False),
        ("a", None, False),
        ("c", None, False),
    ]


def test_equal_shares_of_different_bases_are_equal_figures() -> None:
    thirds = [Measures(base=3 * n, actual=n).rate for n in range(1, 200)]
    assert len(set(thirds)) == 1


def test_an_empty_base_has_no_rate_and_rules_without_a_number_have_no_base() -> None:
    tally = Tally(required=9, counted=4, base=5, met=3, met_late=1, open=1, pending=2, waived=1)
    must = measures_of(tally)
    assert (must.expected, must.base, must.actual, must.on_time, must.waived) == (7, 5, 4, 3, 1)
    assert (must.rate, must.rate_on_time) == (0.8, 0.6)
    assert (measures_of(Tally()).rate, measures_of(Tally()).rate_on_time) == (None, None)
    assert measures_of(tally, "unquantified").rate is None


def silent_codes(corps: Unit) -> set[str]:
    found = silent_units(Reach(corps, corps), Q3)
    assert all(each.owed > 0 for each in found)
    return set(Unit.objects.filter(pk__in=[each.unit for each in found]).values_list("code", flat=True))


def test_a_unit_that_logged_anything_in_its_periods_is_not_silent(world: OfficeWorld) -> None:
    assert {"团", "邻"} <= silent_codes(world.units["兵"])
    assert silent_codes(world.units["团"]) == {"团", "连"}
    hold(world)
    assert silent_codes(world.units["团"]) == {"连"}


def test_a_record_that_counts_for_nothing_breaks_the_silence_a_draft_does_not(world: OfficeWorld) -> None:
    given = {
        "unit": world.units["邻"],
        "kind": "meeting",
        "occurred_on": "2026-08-01",
        "registered_at": NOW,
    }
    draft = Record.objects.create(ref="x", state="draft", **given)
    assert "邻" in silent_codes(world.units["兵"])
    Record.objects.filter(pk=draft.pk).update(state="submitted")
    assert "邻" not in silent_codes(world.units["兵"])


def test_in_a_past_view_who_logged_later_was_silent(world: OfficeWorld) -> None:
    hold(world)
    before = Moment.at(dt.date(2026, 10, 8), dt.datetime(2026, 10, 9, tzinfo=clock.SHANGHAI))
    with reading(before):
        stand_over(Q3, world.units["团"])
        assert silent_codes(world.units["团"]) == {"团", "连"}
