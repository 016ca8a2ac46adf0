"""A value is brought into the one form in which it is kept."""

import pytest

from duties.interchange.columns import BY_NAME
from duties.interchange.values import read_value

RECORDS = BY_NAME["records"]


@pytest.mark.parametrize(
    ("column", "text", "kept"),
    [
        ("occurred_on", "２０２５－０３－３１\u3000", "2025-03-31"),
        ("registered_at", "2025-04-10T23:59:59+08:00", "2025-04-10T23:59:59+08:00"),
        ("registered_at", "2025-04-10 23:59z", "2025-04-10T23:59:00+00:00"),
        ("registered_at", "2025-04-10T23:59:59.5+0800", "2025-04-10T23:59:59.500000+08:00"),
        ("registered_at", "２０２５－０４－１０Ｔ２３：５９：５９＋０８：００", "2025-04-10T23:59:59+08:00"),
        ("forms", " b ;a；b; ", "a;b"),
        ("on_topic", "１", "1"),
        ("on_topic", "", "0"),
        ("for_period", "２０２５Q1", "2025Q1"),
        ("title", "\u00a0演示 会议 ", "演示 会议"),
        ("title", "'=1+1", "=1+1"),
        ("title", "''-", "'-"),
        ("title", "'引号'", "'引号'"),
        ("withdrawn_at", "", ""),
    ],
)
def test_what_is_meant_is_kept(column: str, text: str, kept: str) -> None:
    assert read_value(RECORDS.column(column), text) == kept


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("occurred_on", "20250331"),
        ("occurred_on", "2025-3-31"),
        ("occurred_on", "2025-02-30"),
        ("registered_at", "2025-04-10"),
        ("registered_at", "2025-04-10T24:30:00+08:00"),
        ("registered_at", "2025-04-10T10:00:00+25:00"),
        ("for_period", "2025W54"),
        ("for_period", "2025-13"),
        ("for_period", "T2023-02-29"),
        ("on_topic", "true"),
        ("ref", ""),
    ],
)
def test_what_cannot_be_meant_is_refused(column: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"请|必须填写|应为"):
        read_value(RECORDS.column(column), text)
