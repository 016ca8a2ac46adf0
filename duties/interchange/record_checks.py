"""What records must agree with: their words, days, people, households and terms; and content that is fixed."""

from duties.interchange.asking import Check, unit_known, word_known
from duties.interchange.columns import BY_NAME, Column
from duties.interchange.exporting import text_of

MAY_CHANGE = ("ref", "state", "withdrawn_at")


def _stood(column: str) -> Check:
    return Check(
        "records",
        "occurred_on",
        """s.occurred_on || ' 时单位 ' || u.code || CASE WHEN s.occurred_on < u.established_on
            THEN ' 尚未成立(' || u.established_on ELSE ' 已撤销(' || u.abolished_on END || ');请核对日期或单位'""",
        "s.occurred_on < u.established_on OR s.occurred_on >= u.abolished_on",
        f"JOIN all_units u ON u.code = s.{column}",
    )


def _fixed(column: Column) -> Check:
    old, new = (f"coalesce({text_of(column, alias)}, '空')" for alias in "es")
    return Check(
        "records",
        column.name,
        f"""'记录 ' || s.ref || ' 的内容登记后不得更改(' || {old} || ' → ' || {new}
            || ');请在 withdrawn_at 写明撤回时间,另加一条记录,在 replaces 写 ' || s.ref""",
        f"s.{column.quoted} IS DISTINCT FROM e.{column.quoted}",
        "JOIN now_records e ON e.ref = s.ref",
    )


RECORDS = [
    word_known("records", "kind", "kinds"),
    Check(
        "records",
        "forms",
        "'已载入法规的词汇中没有形式 ' || f.form || ';请核对'",
        """NOT EXISTS (SELECT FROM portal_word w WHERE w."group" = 'forms' AND w.code = f.form)""",
        "CROSS JOIN unnest(s.forms) AS f (form)",
    ),
    unit_known("records", "unit"),
    unit_known("records", "target"),
    _stood("unit"),
    _stood("target"),
    Check(
        "records",
        "leader",
        "'人员 ' || s.leader || ' 没有任何任职;请核对人员代码,或把任职列入 tenures.csv'",
        "s.leader <> '' AND NOT EXISTS (SELECT FROM all_tenures t WHERE t.person = s.leader)",
    ),
    Check(
        "records",
        "households",
        "'户 ' || h.number || ' 从未在 ' || s.unit || ' 登记在册;请核对户编号,或列入 households.csv'",
        "NOT EXISTS (SELECT FROM all_households a WHERE a.unit = s.unit AND a.number = h.number)",
        "CROSS JOIN unnest(s.households) AS h (number)",
    ),
    Check(
        "records",
        "for_period",
        "s.unit || ' 没有自 ' || substr(s.for_period, 2) || ' 开始的任期;请核对任职的起始日'",
        """left(s.for_period, 1) = 'T' AND NOT EXISTS (SELECT FROM all_tenures t
            WHERE t.unit = s.unit AND to_char(t.started_on, 'YYYY-MM-DD') = substr(s.for_period, 2))""",
    ),
    Check(
        "records",
        "replaces",
        "'没有编号为 ' || s.replaces || ' 的记录;请核对所更正的记录的编号'",
        """s.replaces <> '' AND NOT EXISTS (SELECT FROM in_records i WHERE i.ref = s.replaces)
            AND NOT EXISTS (SELECT FROM duties_record r WHERE r.ref = s.replaces)""",
    ),
    Check("records", "replaces", "'记录不能更正自身;请填所更正的记录的编号'", "s.replaces = s.ref"),
    *(_fixed(column) for column in BY_NAME["records"].columns if column.name not in MAY_CHANGE),
]
