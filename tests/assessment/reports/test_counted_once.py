"""A report counts once: by its page, or by an entry of a report that was made elsewhere; never by both."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assessment.models import Report
from assessment.selectors.reports.due import due_line, report_rows, with_reports
from assessment.selectors.reports.merged import merged
from assessment.services.reports.sending import report_send, report_withdraw
from duties.models import Record
from duties.record_sources import record_facts, record_page
from duties.services.period_locks import period_lock
from duties.services.records import Content, record_add, record_withdraw
from portal import clock
from portal.access import SYSTEM
from tests.assessment.reports.ways import drafted, received, reviewed, sent, signed, written
from tests.duties.office_world import OfficeWorld


def enter(world: OfficeWorld, **values: object) -> Record:
    """What an entry of a report registers."""
    given = {
        "unit": world.units["局"],
        "kind": "report",
        "forms": ("half_year_report",),
        "occurred_on": dt.date(2027, 1, 12),
        "for_period": "2026H2",
    }
    return record_add(actor=SYSTEM, content=Content(**(given | values)))


def ready(world: OfficeWorld) -> Report:
    return signed(world, reviewed(world, written(world, drafted(world))))


def test_what_was_entered_is_not_sent_again(world: OfficeWorld) -> None:
    record = enter(world)
    report = ready(world)
    with pytest.raises(ValidationError, match="不能重复计入"):
        report_send(actor=world.actors["bureau_clerk"], report=report, version=report.version)
    record_withdraw(actor=SYSTEM, record=record, reason="在平台报送。")
    report = report_send(actor=world.actors["bureau_clerk"], report=report, version=report.version)
    line = due_line(report.unit, report.kind, report.period)
    assert line is not None
    assert line.obligation.counted == 1


def test_what_was_sent_is_not_entered_again(world: OfficeWorld) -> None:
    report = sent(world)
    with pytest.raises(ValidationError, match="已在「报告」中报送并计入"):
        enter(world)
    report_withdraw(
        actor=world.actors["bureau_clerk"], report=report, version=report.version, text="在别处报送。"
    )
    assert enter(world)


def test_another_period_or_form_is_entered_freely(world: OfficeWorld) -> None:
    sent(world)
    assert enter(world, for_period="2026H1")
    assert enter(world, kind="document", forms=("support_plan",), for_period="2026")


def test_a_locked_period_takes_no_report(world: OfficeWorld) -> None:
    report = ready(world)
    period_lock(actor=world.actors["above"], unit=world.units["局"], period="2026H2", reason="已通报。")
    with pytest.raises(ValidationError, match="锁定"):
        report_send(actor=world.actors["bureau_clerk"], report=report, version=report.version)
    report.refresh_from_db()
    assert (report.state, report.record) == ("signed", None)


def test_elsewhere_is_told_from_here(world: OfficeWorld) -> None:
    enter(world)
    rows = report_rows().filter(unit=world.units["局"], period="2026H2")
    due = with_reports(rows)[0]
    assert (due.elsewhere, due.gone_out) == (True, False)
    found = merged(world.units["兵"], "half_year_report", "2026H2")
    assert ([each.unit.name for each in found.elsewhere], found.missing, found.reported) == (
        ["演示农业农村局"],
        [],
        [],
    )


def test_the_record_leads_to_the_report(world: OfficeWorld) -> None:
    report = received(world)
    assert record_page(report.record_id) == f"/reports/{report.public_id}/"
    facts = record_facts(report.record_id, clock.now())["报告"]
    assert ("发文字号", report.document.number) in facts


def test_missing_units_are_listed(world: OfficeWorld) -> None:
    found = merged(world.units["兵"], "annual_report", "2026")
    assert ([each.unit.code for each in found.missing], found.sums["expected"]) == (["师"], 0)
