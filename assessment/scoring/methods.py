"""One method for each kind of scoring: from the numbers of a unit to points within [0, weight]. Pure and exact."""

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from assessment.scoring.numbers import Steps, along, clamped

Numbers = Mapping[str, Fraction]
"""What the facts say of one unit for one line, by name; which names, each method says."""
HUNDRED = Fraction(100)
LEAST_ANSWERS = 10
"""Results of a survey with fewer answers are not shown and not scored."""


class NotApplicableError(Exception):
    """The line does not apply to the unit, with why in words: it leaves the denominator."""


@dataclasses.dataclass(frozen=True)
class Ledger:
    """weight × done ÷ base. Numbers: `base`, `done` (met, on time or late), `on_time`.

    `rules` are codes of rules; `forces` those of their forces that count; `scope` says whose obligations: the unit's
    own, or those of its whole area; `part` narrows the year to a half or quarter (H1, Q3), empty for the year.
    """

    rules: tuple[str, ...]
    measure: Literal["done", "on_time"] = "done"
    forces: tuple[str, ...] = ("must",)
    scope: Literal["own", "area"] = "own"
    part: str = ""

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """Raises NotApplicableError where nothing of it was owed and due."""
        if not numbers["base"]:
            raise NotApplicableError("没有到期的应履职事项")
        return clamped(weight * numbers[self.measure] / numbers["base"], weight)


@dataclasses.dataclass(frozen=True)
class Quantity:
    """weight − off × what is short of `need` (None: of what the ledger requires). Numbers: `owed`, `required`, `counted`."""

    rules: tuple[str, ...]
    off: Fraction
    need: int | None = None

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """Raises NotApplicableError where the unit owes nothing of it."""
        if not numbers["owed"]:
            raise NotApplicableError("不承担该项责任")
        need = numbers["required"] if self.need is None else Fraction(self.need)
        return clamped(weight - self.off * max(need - numbers["counted"], Fraction(0)), weight)


@dataclasses.dataclass(frozen=True)
class Timeliness:
    """weight − late × `late` − missing × `missing`. Numbers: `owed`, `late` (done or made up late), `missing` (overdue)."""

    rules: tuple[str, ...]
    late: Fraction
    missing: Fraction

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """Raises NotApplicableError where nothing of it was owed and due."""
        if not numbers["owed"]:
            raise NotApplicableError("没有到期的应履职事项")
        off = self.late * numbers["late"] + self.missing * numbers["missing"]
        return clamped(weight - off, weight)


@dataclasses.dataclass(frozen=True)
class Statistic:
    """weight × share at the value of a statistic, in straight lines between steps. Numbers: `value`."""

    indicator: str
    steps: Steps

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """The points at the value."""
        return clamped(weight * along(self.steps, numbers["value"]) / HUNDRED, weight)


@dataclasses.dataclass(frozen=True)
class Inspection:
    """weight − what each finding takes off by its severity − `unsettled` for each that is not settled.

    Numbers: the number of findings by severity, and `unsettled`.
    """

    off: tuple[tuple[str, Fraction], ...]
    unsettled: Fraction

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """The points after all findings."""
        off = sum((each * numbers.get(severity, Fraction(0)) for severity, each in self.off), Fraction(0))
        return clamped(weight - off - self.unsettled * numbers.get("unsettled", Fraction(0)), weight)


@dataclasses.dataclass(frozen=True)
class Rating:
    """weight × share of the level that was given. Numbers: `level`, its place in `levels`."""

    levels: tuple[tuple[str, Fraction], ...]

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """The points of the level."""
        return clamped(weight * self.levels[int(numbers["level"])][1] / HUNDRED, weight)


@dataclasses.dataclass(frozen=True)
class ThirdParty:
    """weight × mark ÷ 100. Numbers: `mark` of 100."""

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """The points for the mark."""
        return clamped(weight * numbers["mark"] / HUNDRED, weight)


@dataclasses.dataclass(frozen=True)
class SpotCheck:
    """weight × passed ÷ checked. Numbers: `checked`, `passed`."""

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """Raises NotApplicableError where nothing was checked."""
        if not numbers["checked"]:
            raise NotApplicableError("没有抽查")
        return clamped(weight * numbers["passed"] / numbers["checked"], weight)


@dataclasses.dataclass(frozen=True)
class Survey:
    """weight × share at the satisfied percentage, in straight lines between steps. Numbers: `n`, `satisfied` (percent)."""

    steps: Steps

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """Raises NotApplicableError where too few have answered."""
        if numbers["n"] < LEAST_ANSWERS:
            raise NotApplicableError(f"有效答卷不足 {LEAST_ANSWERS} 份")
        return clamped(weight * along(self.steps, numbers["satisfied"]) / HUNDRED, weight)


@dataclasses.dataclass(frozen=True)
class Beside:
    """Points added to or taken off the total, `weight` at most. Numbers: `points`."""

    def points(self, weight: Fraction, numbers: Numbers) -> Fraction:
        """The points, none below 0."""
        return clamped(numbers["points"], weight)


Method = (
    Ledger
    | Quantity
    | Timeliness
    | Statistic
    | Inspection
    | Rating
    | ThirdParty
    | SpotCheck
    | Survey
    | Beside
)
"""How one line is scored, with its parameters."""
