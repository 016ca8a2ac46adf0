"""What a check is, and the questions that many files share: each a statement that gives lines with what is wrong."""

import dataclasses

from duties.interchange.columns import BY_NAME
from duties.interchange.staging import same_key, span


@dataclasses.dataclass(frozen=True)
class Check:
    """A question to the staged rows `s` of a file: which lines fail, and the sentence for each, told at `column`."""

    file: str
    column: str
    message: str
    condition: str
    joins: str = ""

    @property
    def query(self) -> str:
        """The statement; a row with a fault of its own is not asked."""
        return f"SELECT s.line, min({self.message}) {self._failing} GROUP BY 1 ORDER BY 1 LIMIT 1000"

    @property
    def spoil(self) -> str:
        """The statement after which nothing more is asked of the rows that fail."""
        return f"UPDATE in_{self.file} SET bad = true WHERE line IN (SELECT s.line {self._failing})"

    @property
    def _failing(self) -> str:
        return f"FROM in_{self.file} s {self.joins} WHERE NOT s.bad AND ({self.condition})"


def unit_known(file: str, column: str) -> Check:
    """The unit that is named is there."""
    return Check(
        file,
        column,
        f"""'没有代码为 ' || s.{column} || ' 的单位;请核对代码,或把它列入 units.csv'""",
        f"s.{column} <> '' AND NOT EXISTS (SELECT FROM all_units u WHERE u.code = s.{column})",
    )


def word_known(file: str, column: str, group: str) -> Check:
    """The word is one of a loaded vocabulary."""
    words = f"(SELECT string_agg(w.code, '、' ORDER BY w.position) FROM portal_word w WHERE w.\"group\" = '{group}')"
    return Check(
        file,
        column,
        f"'已载入法规的词汇中没有 ' || s.{column} || ';可用的词为 ' || coalesce({words}, '(尚未载入法规)')",
        f"""s.{column} <> '' AND NOT EXISTS (
            SELECT FROM portal_word w WHERE w."group" = '{group}' AND w.code = s.{column})""",
    )


def no_double(file: str) -> Check:
    """No key stands twice in a file."""
    key = BY_NAME[file].key
    return Check(
        file,
        key[-1] if file == "households" else key[0],
        "'与第 ' || d.line || ' 行重复(' || concat_ws(' ', "
        + ", ".join(f's."{name}"' for name in key)
        + ") || ');请只留一行'",
        "true",
        f"JOIN in_{file} d ON d.line < s.line AND {same_key(BY_NAME[file], 'd', 's')}",
    )


def in_order(file: str, start: str = "started_on", end: str = "ended_on") -> Check:
    """The end comes after the start."""
    return Check(
        file,
        end,
        f"s.{end} || ' 不晚于起始日 ' || s.{start} || ';终止日是不再有效的第一天,请改为更晚的日期'",
        f"s.{start} >= s.{end}",
    )


def within_life(
    file: str, unit: str = "unit", start: str = "started_on", end: str = "ended_on"
) -> list[Check]:
    """Stated days lie within the existence of the unit in the column `unit`."""
    life = f"JOIN all_units u ON u.code = s.{unit}"
    return [
        Check(
            file,
            start,
            f"""CASE WHEN s.{start} < u.established_on
                THEN s.{start} || ' 早于单位 ' || u.code || ' 的成立日 ' || u.established_on || ';请改为成立日或以后,或留空'
                ELSE s.{start} || ' 时单位 ' || u.code || ' 已撤销(' || u.abolished_on || ');请改为撤销日以前' END""",
            f"s.{start} < u.established_on OR s.{start} >= u.abolished_on",
            life,
        ),
        Check(
            file,
            end,
            f"""CASE WHEN s.{end} > u.abolished_on
                THEN s.{end} || ' 晚于单位 ' || u.code || ' 的撤销日 ' || u.abolished_on || ';请改为撤销日或以前,或留空'
                ELSE s.{end} || ' 时单位 ' || u.code || ' 尚未成立(' || u.established_on || ');请改为成立日以后' END""",
            f"s.{end} > u.abolished_on OR s.{end} <= u.established_on",
            life,
        ),
    ]


def no_overlap(file: str, group: tuple[str, ...], what: str, condition: str = "true") -> Check:
    """Rows alike in `group` share no day; told at the later line, or at the line against what stands already."""
    alike = " AND ".join(f"o.{name} = s.{name}" for name in group)
    return Check(
        file,
        "started_on",
        f"""'{what}的起止时间与' || CASE WHEN o.line IS NULL THEN '已有的' ELSE '第 ' || o.line || ' 行' END
            || '(' || coalesce(o.started_on::text, '最初') || ' 至 ' || coalesce(o.ended_on::text, '今后') || ')重叠;请改为首尾相接'""",
        f"{condition} AND {span('s')} && {span('o')}",
        f"""JOIN all_{file} o ON {alike} AND (o.line IS NULL OR o.line < s.line)
            AND NOT ({same_key(BY_NAME[file], "o", "s")})""",
    )


def left_outside(file: str, noun: str, unit: str, start: str, end: str) -> Check:
    """What stands already lies within the existence that a line of units.csv gives its unit."""
    return Check(
        "units",
        "abolished_on",
        f"""'{noun}(' || coalesce(o.{start}::text, '最初') || ' 至 ' || coalesce(o.{end}::text, '今后')
            || ')在新的存续期之外;请先改正{noun},或改正成立、撤销日期'""",
        f"""o.{start} < s.established_on OR o.{start} >= s.abolished_on
            OR o.{end} > s.abolished_on OR o.{end} <= s.established_on""",
        f"JOIN all_{file} o ON o.line IS NULL AND o.{unit} = s.code",
    )
