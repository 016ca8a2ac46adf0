"""Why a cell is as it is agrees with what is counted, and a preview with what the ledger says afterwards."""

import datetime as dt

import pytest
import time_machine

from duties.ledger.explain import explain
from duties.ledger.preview import preview
from duties.ledger.reconcile import reconcile
from duties.models import Obligation
from duties.rulebook import XPCC_2023, read_rulebook
from portal import clock
from portal.models import Person, Unit
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
TODAY = dt.datetime(2025, 6, 30, 12, tzinfo=clock.SHANGHAI)
DIVISION = {
    "code": "二师",
    "name": "演示二师",
    "kind": "division",
    "established_on": "2010-01-01",
    "abolished_on": "",
}


def tenure(person: str, role: str) -> dict[str, str]:
    return {"ref": person, "unit": "二师", "role": role, "person": person, "name": f"演示-{person}", "title": "",
            "started_on": "2020-01-01", "ended_on": "", "acting": "0"}  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_the_records_named_are_as_many_as_are_counted(seed: int) -> None:
    with time_machine.travel(TODAY, tick=False):
        load_world(Maker(seed).make(), [RULES])
        reconcile()
        rows = Obligation.objects.filter(required__gt=0, reading__measure__in=["count", "submission"])
        for row in rows.select_related("rule", "unit").exclude(counted=0, made_up=0):
            found = explain(unit=row.unit, rule=row.rule, role=row.role, period=row.period)
            assert found is not None
            assert (
                (len(found.counting), len(found.making_up))
                == (row.counted, row.made_up)
                == (found.counted, found.made_up)
            )
            assert all(each.reason for each in found.failing)


def test_a_preview_says_what_counts_and_what_fails() -> None:
    with time_machine.travel(TODAY, tick=False):
        load_world(
            {"units": [DIVISION], "tenures": [tenure("甲", "party_secretary"), tenure("丁", "deputy")]},
            [RULES],
        )
        reconcile()
        unit, secretary, deputy = (
            Unit.objects.get(),
            Person.objects.get(code="甲"),
            Person.objects.get(code="丁"),
        )

        def credits(leader: Person) -> dict[str, str]:
            found = preview(
                unit=unit, kind="meeting", forms=["party_standing_committee"], leader=leader,
                occurred_on=dt.date(2025, 6, 20), on_topic=True,
            )  # fmt: skip
            return {credit.obligation.rule.code: credit.reason for credit in found}

        assert credits(secretary)["a7.2.standing_committee"] == ""
        assert "主持人" in credits(deputy)["a7.2.standing_committee"]
        assert credits(secretary)["a7.2.executive"] != ""


def test_nothing_is_explained_where_nothing_is_owed() -> None:
    load_world({"units": [DIVISION]}, [RULES])
    reconcile()
    row = Obligation.objects.filter(rule__code="a7.2.conference").earliest("pk")
    assert explain(unit=row.unit, rule=row.rule, period="2020") is None
