"""The invented row of each template: about a regiment 演示28团 under a division, read in a portal that has neither."""

from collections.abc import Mapping

from duties.interchange.columns import BY_NAME
from duties.interchange.sources import EXAMPLE

EXAMPLES: dict[str, Mapping[str, str]] = {
    "units": {"code": "演示-28", "name": "演示28团", "kind": "regiment", "established_on": "2020-01-01"},
    "tags": {"unit": "演示-28", "tag": "key_support", "started_on": "2021-01-01"},
    "placements": {"unit": "演示-28", "parent": "演示-2", "started_on": "2020-01-01"},
    "names": {
        "unit": "演示-28",
        "name": "演示28团农场",
        "started_on": "2020-01-01",
        "ended_on": "2022-07-01",
    },
    "successions": {"unit": "演示-29", "successor": "演示-28", "kind": "merge", "on": "2023-01-01"},
    "tenures": {
        "ref": "演示-任1",
        "unit": "演示-28",
        "role": "party_secretary",
        "person": "演示-人1",
        "name": "演示-甲一",
        "title": "党委书记、政委",
        "started_on": "2024-03-01",
        "acting": "0",
    },
    "links": {
        "ref": "演示-联1",
        "kind": "contact_point",
        "unit": "演示-28",
        "role": "party_secretary",
        "target": "演示-27-1",
        "started_on": "2024-03-15",
    },
    "households": {"unit": "演示-27-1", "number": "H001", "registered_on": "2024-01-01"},
    "accounts": {
        "username": "yanshi28",
        "person": "演示-人1",
        "name": "演示-甲一",
        "email": "yanshi28@example.com",
    },
    "records": {
        "ref": "演示-记1",
        "kind": "meeting",
        "forms": "leading_group",
        "unit": "演示-28",
        "leader": "演示-人1",
        "occurred_on": "2025-03-20",
        "on_topic": "1",
        "state": "submitted",
        "registered_at": "2025-03-21T10:30:00+08:00",
        "title": "演示28团领导小组第一次会议",
    },
    "waivers": {
        "regulation": "xpcc-2023",
        "rule": "a8.2.leading_group",
        "unit": "演示-28",
        "period": "2025Q2",
        "reason": "演示:全团转场防汛,经批准顺延",
        "granted_on": "2025-07-02",
        "granted_by": "演示二师党委农村工作领导小组办公室",
    },
}
"""By the name of the file; values as a file holds them. Columns that are not named are left empty."""


def example_row(name: str) -> list[str]:
    """The example of a file as a row of it, marked so that an import leaves it aside."""
    values = [EXAMPLES[name].get(column, "") for column in BY_NAME[name].names]
    return [f"{EXAMPLE}{values[0]}", *values[1:]]
