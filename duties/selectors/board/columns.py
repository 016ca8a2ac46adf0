"""The columns of the board, read from the rulebook: rules alike but for the tier of their bearers share one."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from duties.models import Reading
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary

SHORTEST_COMMON_TITLE = 4
PERIOD_WORDS = {
    "week": "周",
    "ten_days": "旬",
    "month": "月",
    "quarter": "季",
    "half": "半年",
    "year": "年",
    "term": "任期",
}
MARKS = {"in_principle": "原则上", "unquantified": "不计逾期"}


@dataclasses.dataclass(frozen=True)
class Column:
    """Rules of one matter: what each tier owes of it stands in one column. `code` names it in addresses."""

    code: str
    title: str
    hint: str
    family: str
    force: str
    rules: tuple[int, ...]
    period: str = ""

    @property
    def mark(self) -> str:
        """What sets it apart from columns of `must`, in words; empty for those."""
        return MARKS.get(self.force, "")


@dataclasses.dataclass(frozen=True)
class Family:
    """Columns of one kind of record or link."""

    code: str
    title: str
    columns: tuple[Column, ...]


def readings_on(day: dt.date) -> list[Reading]:
    """The reading of each rule that has rows which governs what begins on `day`, in the order of the regulation.

    A rule that no reading governs on that day has its last one before. One query.
    """
    return governing(readings_known(), day)


def readings_known() -> list[Reading]:
    """All readings of rules that have rows, as known now, in the order of the regulation; one query."""
    found = Reading.objects.filter(known__endswith__isnull=True).exclude(measure="continuous")
    found = found.select_related("rule__regulation").defer("rule__regulation__vocabulary")
    return list(found.order_by("rule__regulation", "rule__position", "governs"))


def governing(readings: Iterable[Reading], day: dt.date) -> list[Reading]:
    """Of `readings_known()` that of each rule which governs what begins on `day`, or its last one before."""
    chosen: dict[int, Reading] = {}
    for reading in readings:
        start = reading.governs.lower
        if reading.rule_id not in chosen or start is None or start <= day:
            chosen[reading.rule_id] = reading
    return list(chosen.values())


def columns_of(readings: Sequence[Reading], words: Vocabulary) -> list[Column]:
    """The columns that `readings` make, in the order of the regulation.

    Readings of one regulation with the same kind, form, measure, period and force share one where no kind of unit bears two of them.
    """
    groups: dict[tuple[str, ...], list[list[Reading]]] = {}
    for reading in readings:
        alike = groups.setdefault(_likeness(reading), [])
        home = next((group for group in alike if _disjoint(group, reading)), None)
        if home is None:
            alike.append([reading])
        else:
            home.append(reading)
    made = [group for alike in groups.values() for group in alike]
    made.sort(key=lambda group: (group[0].rule.regulation_id, group[0].rule.position))
    return [_column(group, words) for group in made]


def column_of(code: str, readings: Sequence[Reading], words: Vocabulary) -> Column | None:
    """The column in which the rule called `code` stands."""
    wanted = {reading.rule_id for reading in readings if reading.rule.code == code}
    return next((column for column in columns_of(readings, words) if wanted & set(column.rules)), None)


def families_of(columns: Iterable[Column], words: Vocabulary) -> list[Family]:
    """The columns by kind, in the order in which the kinds first occur."""
    grouped: dict[str, list[Column]] = {}
    for column in columns:
        grouped.setdefault(column.family, []).append(column)
    return [Family(code, _kind_name(code, words), tuple(members)) for code, members in grouped.items()]


def _likeness(reading: Reading) -> tuple[str, ...]:
    return (
        str(reading.rule.regulation_id),
        reading.kind,
        reading.form,
        *sorted(reading.also_forms),
        reading.measure,
        reading.period,
        reading.force,
        reading.bearer,
    )


def _disjoint(group: Iterable[Reading], reading: Reading) -> bool:
    return not any(set(other.units) & set(reading.units) for other in group)


def _column(group: Sequence[Reading], words: Vocabulary) -> Column:
    first = group[0]
    most = max(reading.at_least or 0 for reading in group)
    return Column(
        code=first.rule.code,
        title=_title([reading.title for reading in group], first, words),
        hint=PERIOD_WORDS.get(first.period, "") + (f"≥{most}" if most > 1 else ""),
        family=first.kind,
        force=first.force,
        rules=tuple(reading.rule_id for reading in group),
        period=first.period,
    )


def _title(titles: Sequence[str], reading: Reading, words: Vocabulary) -> str:
    same = [len(set(letters)) == 1 for letters in zip(*titles, strict=False)]
    common = titles[0][: [*same, False].index(False)]
    if len(common) >= min(SHORTEST_COMMON_TITLE, len(titles[0])):
        return common
    if reading.form:
        return words.name(Word.Group.FORM, reading.form)
    return _kind_name(reading.kind, words)


def _kind_name(code: str, words: Vocabulary) -> str:
    group = Word.Group.KIND if code in words.words.get(Word.Group.KIND, {}) else Word.Group.LINK
    return words.name(group, code)


def family_rules(column: Column, readings: Sequence[Reading], words: Vocabulary) -> tuple[list[int], str]:
    """The rules that the folded family of `column` sums, and the family's name."""
    columns = columns_of(readings, words)
    family = next(each for each in families_of(columns, words) if each.code == column.family)
    return [
        rule for each in family.columns if each.force == column.force for rule in each.rules
    ], family.title
