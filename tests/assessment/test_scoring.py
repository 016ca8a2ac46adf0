"""The pure scoring: every kind by hand, the tree of weights, what does not apply, rounding, grades, places; and its properties."""

import dataclasses
import random
from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.sample_scheme import sample_nodes
from assessment.scoring.kinds import BESIDE, LEDGER_SCORED, QUANTITATIVE, Kind
from assessment.scoring.methods import (
    Beside,
    Inspection,
    Ledger,
    Method,
    Numbers,
    Quantity,
    Rating,
    SpotCheck,
    Statistic,
    Survey,
    ThirdParty,
    Timeliness,
)
from assessment.scoring.numbers import along, exact, plain, rounded
from assessment.scoring.reading import ParameterError, method_of
from assessment.scoring.results import Grade, Scored, grade_of, grades_fault, places, published, scored, total
from assessment.scoring.tree import Node, faults, levels, quantitative_share

STEPS = ((F(60), F(0)), (F(80), F(60)), (F(95), F(100)))
BY_HAND = [
    (Ledger(("r",)), 8, {"base": 16, "done": 14, "on_time": 9}, F(7)),
    (Ledger(("r",), "on_time"), 4, {"base": 16, "done": 14, "on_time": 9}, F(9, 4)),
    (Ledger(("r",)), 7, {"base": 3, "done": 2, "on_time": 0}, F(14, 3)),
    (Quantity(("r",), F(1), 4), 4, {"owed": 4, "required": 4, "counted": 3}, F(3)),
    (Quantity(("r",), F(3, 4)), 6, {"owed": 2, "required": 8, "counted": 5}, F(15, 4)),
    (Quantity(("r",), F(2), 4), 4, {"owed": 4, "required": 4, "counted": 0}, F(0)),
    (Quantity(("r",), F(2), 4), 4, {"owed": 4, "required": 4, "counted": 9}, F(4)),
    (Timeliness(("r",), F(1, 2), F(1)), 2, {"owed": 3, "late": 1, "missing": 1}, F(1, 2)),
    (Timeliness(("r",), F(1), F(2)), 2, {"owed": 9, "late": 1, "missing": 4}, F(0)),
    (Statistic("x", STEPS), 10, {"value": 70}, F(3)),
    (Statistic("x", STEPS), 10, {"value": 86}, F(76, 10)),
    (Statistic("x", STEPS), 10, {"value": 20}, F(0)),
    (Statistic("x", STEPS), 10, {"value": 99}, F(10)),
    (Inspection((("general", F(1, 5)), ("severe", F(1))), F(3, 10)), 4, {"general": 2, "severe": 1, "unsettled": 2}, F(2)),
    (Inspection((("general", F(1, 5)),), F(0)), 4, {}, F(4)),
    (Rating((("好", F(100)), ("较好", F(80)))), 3, {"level": 1}, F(12, 5)),
    (ThirdParty(), 3, {"mark": F(175, 2)}, F(21, 8)),
    (SpotCheck(), 2, {"checked": 7, "passed": 5}, F(10, 7)),
    (Survey(STEPS), 3, {"n": 40, "satisfied": F(175, 2)}, F(12, 5)),
    (Beside(), 5, {"points": F(3, 2)}, F(3, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("method", "weight", "numbers", "points"), BY_HAND)
def test_every_kind_by_hand(method: Method, weight: int, numbers: dict[str, int], points: F) -> None:
    assert method.points(F(weight), {name: F(each) for name, each in numbers.items()}) == points


@pytest.mark.parametrize(
    ("kind", "method", "numbers"),
    [
        (Kind.LEDGER, Ledger(("r",)), {"base": F(0), "done": F(0), "on_time": F(0)}),
        (Kind.QUANTITY, Quantity(("r",), F(1), 4), {"owed": F(0), "required": F(0), "counted": F(0)}),
        (Kind.TIMELINESS, Timeliness(("r",), F(1), F(1)), {"owed": F(0), "late": F(0), "missing": F(0)}),
        (Kind.SPOT_CHECK, SpotCheck(), {"checked": F(0), "passed": F(0)}),
        (Kind.SURVEY, Survey(STEPS), {"n": F(9), "satisfied": F(100)}),
        (Kind.STATISTIC, Statistic("x", STEPS), None),
    ],
)
def test_what_does_not_apply_says_why(kind: Kind, method: Method, numbers: Numbers | None) -> None:
    line = scored(kind, method, F(5), numbers, "尚无数据")
    assert line.points is None
    assert line.why


NUMBER = st.fractions(min_value=0, max_value=500, max_denominator=60)
METHODS = st.sampled_from([each[0] for each in BY_HAND])
NAMES = ("base", "done", "on_time", "owed", "required", "counted", "late", "missing", "value", "general", "severe",
         "unsettled", "mark", "checked", "passed", "n", "satisfied", "points")  # fmt: skip


@given(
    METHODS,
    st.fractions(min_value=F(1, 100), max_value=100, max_denominator=100),
    st.lists(NUMBER, min_size=18, max_size=18),
)
def test_points_lie_between_nothing_and_the_weight(method: Method, weight: F, values: list[F]) -> None:
    numbers = dict(zip(NAMES, values, strict=True)) | {"level": F(1)}
    line = scored(Kind.LEDGER, method, weight, numbers)
    assert line.points is None or 0 <= line.points <= weight


LINES = st.lists(
    st.tuples(st.integers(1, 40), st.fractions(min_value=0, max_value=1, max_denominator=30)), min_size=1, max_size=12
)  # fmt: skip


@given(LINES, st.integers(1, 40), st.randoms())
def test_what_does_not_apply_is_neutral_and_order_irrelevant(
    lines: list[tuple[int, F]], weight: int, order: random.Random
) -> None:
    found = [Scored(Kind.LEDGER, F(w), F(w) * share) for w, share in lines]
    without = total(found)
    extra = [*found, Scored(Kind.STATISTIC, F(weight), None, "尚无数据")]
    order.shuffle(extra)
    assert total(extra) == without
    # A line with the same rate as all others changes nothing either.
    assert without is not None
    assert total([*found, Scored(Kind.LEDGER, F(weight), F(weight) * without / 100)]) == without


def test_a_total_by_hand() -> None:
    lines = [
        Scored(Kind.LEDGER, F(60), F(50)),
        Scored(Kind.RATING, F(20), F(16)),
        Scored(Kind.SURVEY, F(20), None, "有效答卷不足 10 份"),
        Scored(Kind.ADDITION, F(5), F(2)),
        Scored(Kind.DEDUCTION, F(5), F(1, 2)),
    ]
    assert total(lines) == F(84)
    assert [line.lost for line in lines] == [F(10), F(4), F(0), F(0), F(1, 2)]


def test_no_total_without_lines_and_none_below_nothing() -> None:
    assert total([Scored(Kind.SURVEY, F(20), None)]) is None
    assert published(None) is None
    assert total([Scored(Kind.LEDGER, F(100), F(1)), Scored(Kind.DEDUCTION, F(5), F(5))]) == 0


@pytest.mark.parametrize(
    ("number", "shown"),
    [(F(2, 3), "0.67"), (F(1, 8), "0.13"), (F(-1, 8), "-0.13"), (F(895, 1000), "0.90"), (F(89995, 1000), "90.00")],
)  # fmt: skip
def test_rounded_once_halves_away_from_zero(number: F, shown: str) -> None:
    assert rounded(number) == Decimal(shown)


def test_along_steps() -> None:
    assert along(STEPS, F(60)) == 0
    assert along(STEPS, F(80)) == 60
    assert plain(along(STEPS, F(81))) == "62.6667"
    assert exact("437/12") == F(437, 12)


GRADES = [Grade("优秀", Decimal(90)), Grade("良好", Decimal(80), includes=False), Grade("一般", None)]


@pytest.mark.parametrize(
    ("mark", "name"),
    [("90.00", "优秀"), ("89.99", "良好"), ("80.01", "良好"), ("80.00", "一般"), ("0", "一般"), (None, "")],
)
def test_grades_say_whether_they_include_the_bound(mark: str | None, name: str) -> None:
    assert grade_of(GRADES, Decimal(mark) if mark else None) == name


def test_grades_that_make_no_sense_are_refused() -> None:
    assert grades_fault(GRADES) == ""
    assert grades_fault(GRADES[:1])
    assert grades_fault([GRADES[1], GRADES[0], GRADES[2]])
    assert grades_fault([GRADES[0], GRADES[2], GRADES[1]])
    assert grades_fault([GRADES[0], GRADES[0], GRADES[2]])


def test_places_with_ties() -> None:
    marks = {"a": Decimal("90"), "b": Decimal("95"), "c": Decimal("90"), "d": Decimal("80"), "e": None}
    assert places(marks) == {"b": 1, "a": 2, "c": 2, "d": 4, "e": None}


def nodes_of_sample(kind: str = "division") -> list[Node]:
    """The sample as the pure tree."""
    found: list[Node] = []

    def add(each: dict[str, object], parent: int | None) -> None:
        key = len(found)
        found.append(
            Node(
                key,
                str(each["name"]),
                F(str(each["weight"])),
                Kind(str(each["kind"])) if each["kind"] else None,
                parent,
            )
        )
        for below in each["below"]:  # type: ignore[attr-defined]
            add(below, key)

    for top in sample_nodes(kind):
        add(top, None)
    return found


@pytest.mark.parametrize("kind", ["division", "regiment"])
def test_the_sample_scheme_is_whole(kind: str) -> None:
    nodes = nodes_of_sample(kind)
    assert faults(nodes) == []
    lines = [node for node in nodes if node.kind]
    assert len(lines) == 25
    assert {node.kind for node in lines} == set(Kind)
    assert all(level.fits for level in levels(nodes))
    assert quantitative_share(nodes) == 85
    for top in sample_nodes(kind):
        for each in (top, *top["below"]):
            if each["kind"]:
                method_of(Kind(each["kind"]), each["parameters"])


@given(st.integers(0, 60), st.integers(1, 500))
def test_weights_that_do_not_total_are_refused(at: int, off: int) -> None:
    nodes = nodes_of_sample()
    place = at % len(nodes)
    if nodes[place].is_beside:
        return
    nodes[place] = dataclasses.replace(nodes[place], weight=nodes[place].weight + F(off, 100))
    assert faults(nodes)


@given(st.randoms())
def test_the_order_of_indicators_is_irrelevant(order: random.Random) -> None:
    nodes = nodes_of_sample()
    order.shuffle(nodes)
    assert faults(nodes) == []
    assert quantitative_share(nodes) == 85


def test_quantitative_indicators_must_prevail() -> None:
    half = [Node(1, "甲", F(50), Kind.LEDGER), Node(2, "乙", F(50), Kind.RATING)]
    assert "50%" in faults(half)[0]
    more = [Node(1, "甲", F(5001, 100), Kind.LEDGER), Node(2, "乙", F(4999, 100), Kind.RATING)]
    assert faults(more) == []
    assert not QUANTITATIVE & BESIDE
    assert LEDGER_SCORED < QUANTITATIVE


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        (Kind.LEDGER, {}, "rules"),
        (Kind.LEDGER, {"rules": ["r"], "forces": ["power"]}, "forces"),
        (Kind.LEDGER, {"rules": ["r"], "part": "Q9"}, "part"),
        (Kind.QUANTITY, {"rules": ["r"], "off": "-1"}, "off"),
        (Kind.QUANTITY, {"rules": ["r"], "off": "1", "need": "1.5"}, "need"),
        (Kind.TIMELINESS, {"rules": ["r"], "late": "x"}, "late"),
        (Kind.STATISTIC, {"indicator": "i", "steps": [["1", "0"]]}, "steps"),
        (Kind.STATISTIC, {"indicator": "i", "steps": [["2", "0"], ["1", "50"]]}, "steps"),
        (Kind.STATISTIC, {"indicator": "i", "steps": [["1", "0"], ["2", "150"]]}, "steps"),
        (Kind.STATISTIC, {"indicator": "i", "steps": [["1"], ["2", "1/0"]]}, "steps"),
        (Kind.INSPECTION, {}, "off"),
        (Kind.RATING, {"levels": [["好", "100"], ["好", "80"]]}, "levels"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(kind: Kind, data: dict[str, object], field: str) -> None:
    with pytest.raises(ParameterError) as told:
        method_of(kind, data)
    assert field in told.value.faults
