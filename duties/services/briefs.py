"""Making briefs: asked for in a page, or by themselves on the days that the office has set; and setting those days."""

import dataclasses
import datetime as dt
import logging
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from duties.briefs.days import latest_due
from duties.briefs.facts import Facts, Since
from duties.briefs.gathering import gather
from duties.briefs.paper import Imprint, render_brief
from duties.ledger.roll import ensure_fresh
from duties.models import Brief, BriefSchedule
from duties.periods import Period, parse
from duties.selectors.board.choice import chosen_period, last_closed_quarter
from duties.selectors.briefs import MAKERS, briefed_units, issue_before
from portal import access, clock
from portal.access import SYSTEM, Actor
from portal.models import Job, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.installation import installation
from portal.services.changes import log_change, state_of
from portal.services.files import file_store
from portal.services.jobs import job_actor, job_ask, job_progress
from portal.services.messages import message_send

logger = logging.getLogger(__name__)

BRIEF_JOB = "brief"
MESSAGE_KIND = "brief"
READERS = (Role.LEADER, Role.APPROVER, Role.OFFICE, Role.AUDITOR)
"""Who of the unit is told of a new brief."""
WEEK_BACK = dt.timedelta(days=7)
"""So far back lies the moment with which a first issue is compared."""


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why a brief is made: who it is by, and the day of the schedule that it answers."""

    made_as: str
    due_on: dt.date | None = None


def brief_ask(*, actor: Actor, unit: Unit, period: Period, token: uuid.UUID | None = None) -> Job:
    """Ask for a brief of the area of `unit` at once; the job shows its progress.

    Raises PermissionDenied for roles that ask for none, ValidationError for a unit that no brief of the actor is about.
    """
    access.require(actor, *MAKERS)
    _check_unit(actor, unit)
    return job_ask(
        actor=actor,
        kind=BRIEF_JOB,
        title=f"制作简报:{unit.name}",
        unit=unit,
        parameters={"period": period.name, "page": reverse("briefs"), "page_label": "简报"},
        token=token,
    )


def brief_work(job: Job) -> None:
    """The work of the job: gather, print, keep, tell."""
    actor = job_actor(job)
    post = access.require(actor, *MAKERS)
    assert job.unit is not None
    _check_unit(actor, job.unit)
    job_progress(job, 1, 3, "读取台账")
    name = job.parameters["period"]
    period = chosen_period(name, clock.today()) or parse(name)
    brief = brief_make(
        actor=actor, unit=job.unit, period=period, reason=Reason(f"{actor.name}({post.label})")
    )
    job.files.add(brief.file)


def brief_make(*, actor: Actor, unit: Unit, period: Period, reason: Reason) -> Brief:
    """Gather what is to be said of the area of `unit`, print it, keep it and tell its readers.

    Compared with the last issue of an earlier day, or for a first one with a week ago. Numbers have no gaps or doubles;
    of two workers that make the brief of one day, the second is given the first's.
    """
    ensure_fresh()
    now, today = clock.now(), clock.today()
    before = issue_before(unit, today)
    facts = gather(unit, period, read_at=now, since=_since(before, now))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        if reason.due_on and (there := Brief.objects.filter(unit=unit, due_on=reason.due_on).first()):
            return there
        last = Brief.objects.filter(unit=unit, year=today.year).aggregate(last=Max("serial"))["last"]
        brief = Brief(
            unit=unit,
            year=today.year,
            serial=(last or 0) + 1,
            period=period.name,
            day=today,
            read_at=now,
            before=before,
            due_on=reason.due_on,
            facts=facts.to_json(),
            made_by=actor.account,
            made_as=reason.made_as,
        )
        brief.file = file_store(
            actor=actor,
            name=f"履职简报 {unit.name} {brief.number} {today:%Y%m%d}.pdf",
            content=render_brief(facts, Imprint(brief.number, reason.made_as, now, installation().demo)),
            content_type="application/pdf",
        )
        brief.full_clean(exclude=["public_id"])
        brief.save(force_insert=True)
        log_change(actor=actor, action="brief_make", target=brief, unit=unit, after=_kept(brief))
        _tell(actor, brief, facts)
    return brief


def briefs_due() -> int:
    """Make each brief whose day has come and that is not there yet; gives how many were made.

    A worker that was down makes up the latest day alone; one that cannot be made holds back no other.
    """
    made, today = 0, clock.today()
    for schedule in BriefSchedule.objects.exclude(every="").select_related("unit").order_by("unit__code"):
        due_on = latest_due(schedule.every, schedule.since, today)
        if due_on is None or Brief.objects.filter(unit=schedule.unit, due_on=due_on).exists():
            continue
        reason = Reason(f"系统(按设定{schedule.get_every_display()}制作)", due_on)
        try:
            brief_make(actor=SYSTEM, unit=schedule.unit, period=last_closed_quarter(today), reason=reason)
        except Exception:
            logger.exception("no brief of %s for %s", schedule.unit, due_on)
        else:
            made += 1
    return made


@transaction.atomic
def brief_schedule_set(*, actor: Actor, unit: Unit, every: str, seen: str) -> bool:
    """Set how often a brief of `unit` is made by itself; gives whether that is a change. `seen` is what the form showed.

    Raises PermissionDenied for anyone but an office whose briefs are about the unit, ValidationError where somebody
    else has set something else meanwhile.
    """
    access.require(actor, Role.OFFICE)
    _check_unit(actor, unit)
    assert actor.account is not None
    Unit.objects.select_for_update().get(pk=unit.pk)
    schedule = BriefSchedule.objects.filter(unit=unit).select_related("changed_by").first()
    present = schedule.every if schedule else ""
    if every == seen:
        return False
    if present != seen:
        who = schedule.changed_by.name if schedule else ""
        raise ValidationError(f"{unit.name}的设定已由{who}改为「{_words(present)}」,请核对后再改。")
    before = state_of(schedule) if schedule else None
    schedule = schedule or BriefSchedule(unit=unit)
    schedule.every, schedule.since = every, clock.today()
    schedule.changed_by, schedule.changed_at = actor.account, clock.now()
    schedule.full_clean(validate_unique=False)
    schedule.save()
    log_change(
        actor=actor,
        action="brief_schedule_set",
        target=schedule,
        unit=unit,
        before=before,
        after=state_of(schedule),
    )
    return True


def _words(every: str) -> str:
    return str(BriefSchedule.Every(every).label)


def _check_unit(actor: Actor, unit: Unit) -> None:
    if unit not in briefed_units(actor):
        raise ValidationError("只能制作本单位和下一级单位的简报,请从列表中选择单位。")


def _since(before: Brief | None, now: dt.datetime) -> Since:
    if before is not None:
        return Since("上期", before.day.isoformat(), before.read_at.isoformat())
    then = now - WEEK_BACK
    return Since("一周前", then.date().isoformat(), then.isoformat())


def _kept(brief: Brief) -> dict[str, object]:
    """What the log keeps of it: all but the facts, which stand in the brief itself and never change."""
    state = state_of(brief)
    del state["facts"]
    return state


def _tell(actor: Actor, brief: Brief, facts: Facts) -> None:
    told = accounts_at(brief.unit, *READERS)
    if actor.account is not None:
        told = told.exclude(pk=actor.account.pk)
    now = facts.now
    message_send(
        accounts=told,
        key=f"brief:{brief.public_id}",
        kind=MESSAGE_KIND,
        title=f"履职简报:{brief.unit.name}{brief.number}",
        text=f"完成{now.rate.fulfilled}/{now.base},新增逾期{facts.late.fresh}项,"
        f"化解{facts.settled.number}项,逾期未完成{now.overdue}项。",
        url=reverse("brief", args=[brief.public_id]),
    )
