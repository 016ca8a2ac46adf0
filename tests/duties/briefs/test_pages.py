"""Pages of briefs: asking for one, what stands on one, and setting the days."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from duties.models import Brief, BriefSchedule
from duties.periods import parse
from duties.services.briefs import Reason, brief_make
from portal.models import Access, Job
from tests.access_walk import close, signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    monkeypatch.setattr("duties.services.briefs.render_brief", lambda facts, imprint: b"%PDF-1.7")
    with time_machine.travel(NOW, tick=False):
        yield made


def client(world: OfficeWorld, who: str = "office") -> Client:
    return signed_in(world.actors[who].account)


def make(world: OfficeWorld) -> Brief:
    return brief_make(
        actor=world.actors["office"],
        unit=world.units["师"],
        period=parse("2026Q3"),
        reason=Reason("演示-office"),
    )


def test_a_brief_is_asked_for_of_a_unit_and_period(world: OfficeWorld) -> None:
    values = {"unit": world.units["团"].public_id, "period": "2026H1"}
    answer = client(world).post(reverse("brief-new"), values)
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.public_id])
    assert (job.unit, job.parameters["period"]) == (world.units["团"], "2026H1")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": "x"}, "只能制作本单位和下一级单位"),
        ({"period": "2027Q1"}, "请从列表中选择一个已经开始的周期"),
    ],
)
def test_what_cannot_be_asked_for_is_told(world: OfficeWorld, wrong: dict[str, str], told: str) -> None:
    values = {"unit": world.units["师"].public_id, "period": "2026Q3"} | wrong
    answer = client(world).post(reverse("brief-new"), values)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Job.objects.exists()


def test_each_figure_leads_to_what_it_is_of_as_it_stood_then(world: OfficeWorld) -> None:
    brief = make(world)
    browser = client(world, "auditor")
    page = browser.get(reverse("brief", args=[brief.public_id])).content.decode()
    link = next(part.split('"')[0] for part in page.split('href="') if part.startswith(reverse("bearers")))
    assert "as_of=2026-11-24" in link
    answer = browser.get(link.replace("&amp;", "&"), follow=True)
    assert answer.status_code == 200


def test_reading_the_file_is_logged(world: OfficeWorld) -> None:
    brief = make(world)
    close(client(world, "approver").get(reverse("brief-file", args=[brief.public_id])))
    assert brief.file.sha256 in Access.objects.get(action="brief_file").target_ref


def test_the_days_are_set_for_each_unit(world: OfficeWorld) -> None:
    unit = world.units["团"]
    path, browser = reverse("brief-settings"), client(world)
    browser.post(path, {f"every-{unit.pk}": "month", f"seen-{unit.pk}": ""})
    assert BriefSchedule.objects.get().unit == unit
    stale = browser.post(path, {f"every-{unit.pk}": "week", f"seen-{unit.pk}": ""})
    assert (stale.status_code, "已由演示-office改为「每月1日」" in stale.content.decode()) == (422, True)
    assert "2026-12-01" in browser.get(path).content.decode()
