"""One click drafts a report: its sections by template, their facts and suggested words, all read at one moment.

Renewed, the figures are read anew; words that somebody wrote stay, and what changed is said beside them.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessment.models import Report, ReportRevision, ReportSection
from assessment.report_states import Action, State
from assessment.reports import kinds
from assessment.reports.blocks import changes, from_json, to_json
from assessment.reports.kinds import KINDS, ReportKind
from assessment.reports.sources import Asked, Found, found_in
from assessment.reports.template import SectionTemplate
from assessment.selectors.reports.due import due_line
from assessment.selectors.reports.templates import basis_of, sections_for
from assessment.services.reports.steps import report_locked, report_move, step_add
from assessment.services.reports.writing import revision_add
from duties.ledger.roll import ensure_fresh
from duties.periods import Period
from portal import access, clock
from portal.access import Actor
from portal.models import Placement, Role, Unit
from portal.services.changes import log_change, state_of
from portal.wording import period_cn

WRITERS = (Role.CLERK, Role.OFFICE)


@transaction.atomic
def report_draft(*, actor: Actor, kind: str, period: str, token: uuid.UUID | None = None) -> Report:
    """Draft the report of the actor's unit on a period; the same form (`token`) sent twice drafts once.

    Raises PermissionDenied for anyone but clerk and office; ValidationError by the names of the form's fields where there
    is no such kind or period, where the unit owes no such report then, or where there is one already.
    """
    post = access.require(actor, *WRITERS)
    assert actor.account is not None
    before = Report.objects.filter(public_id=token).first() if token else None
    if before is not None and before.drafted_by_id == actor.account.pk:
        return before
    about, span = _about(kind, period)
    ensure_fresh()
    if due_line(post.unit, kind, period) is None:
        raise ValidationError(
            {"period": f"{post.unit.name}在{period_cn(period)}没有报送{about.name}的职责。"}
        )
    now = clock.now()
    report = _report(actor, post.unit, about, span, now)
    report.public_id = token or uuid.uuid4()
    report.full_clean(exclude=["public_id", "unit", "to", "document", "record"], validate_constraints=False)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"period": "该周期已有一份同类报告,请办理那一份。"}) from error
    _write_sections(actor, report, sections_for(post.unit, kind), now)
    step_add(actor, report, Action.DRAFT, old="")
    log_change(actor=actor, action="report_draft", target=report, unit=report.unit, after=state_of(report))
    return report


def _about(kind: str, period: str) -> tuple[ReportKind, Period]:
    if kind not in KINDS:
        raise ValidationError({"kind": "没有这一报告类别;请从列表中选择。"})
    try:
        span = kinds.period_named(KINDS[kind], period)
    except ValueError as error:
        raise ValidationError({"period": "该类报告没有这一周期;请从列表中选择。"}) from error
    if span.start > clock.today():
        raise ValidationError({"period": f"{period_cn(period)}尚未开始,不能起草报告。"})
    return KINDS[kind], span


def _report(actor: Actor, unit: Unit, kind: ReportKind, period: Period, now: dt.datetime) -> Report:
    """A new report with the title and addressee of its kind."""
    assert actor.account is not None
    placement = Placement.objects.present().filter(unit=unit).select_related("parent").first()
    superior = placement.parent if placement and kind.upward else None
    named = {
        "unit": unit.name,
        "period": period_cn(period.name),
        "superior": superior.name if superior else kinds.ABOVE_ALL,
    }
    return Report(
        unit=unit,
        to=superior,
        kind=kind.code,
        period=period.name,
        title=kind.title.format(**named)[:100],
        addressee=kind.addressee.format(**named)[:100],
        state=State.DRAFTING.value,
        state_since=now,
        as_of=clock.today(),
        known_at=now,
        drafted_by=actor.account,
        drafted_at=now,
    )


def asked_of(report: Report) -> Asked:
    """What the sources are asked for a report."""
    kind = KINDS[report.kind]
    period = kinds.period_named(kind, report.period)
    return Asked(report.unit, kind, period, report.as_of, report.known_at)


def _write_sections(
    actor: Actor, report: Report, templates: Sequence[SectionTemplate], now: dt.datetime
) -> None:
    assert actor.account is not None
    asked = asked_of(report)
    sections = []
    for position, template in enumerate(templates):
        found = found_in(template.sources, asked)
        words = _proposed(report, position, template.words, found)
        sections.append(
            ReportSection(
                report=report,
                code=template.code,
                position=position,
                heading=template.heading,
                guide=template.guide,
                words=words,
                suggested=words,
                facts=to_json(found.blocks),
                sources=[*template.sources],
                written_by=actor.account,
                written_at=now,
            )
        )
    ReportSection.objects.bulk_create(sections)
    ReportRevision.objects.bulk_create(
        ReportRevision(
            section=section, number=1, words=section.words, why="draft", by=actor.account, name=actor.name, at=now
        )
        for section in sections
    )  # fmt: skip


def _proposed(report: Report, position: int, opening: str, found: Found) -> str:
    """The suggested words: on the first section the sentence that opens the paper, then the template's, then the facts'."""
    kind = KINDS[report.kind]
    named = {"period": period_cn(report.period), "basis": basis_of(report.kind), "unit": report.unit.name}
    first = kind.opening.format(**named) if position == 0 else ""
    return "\n".join(words for words in (first, opening, found.words) if words)


@dataclasses.dataclass(frozen=True)
class Renewed:
    """What came of reading the figures anew: how many changed, and in how many sections somebody has to look at the words."""

    changed: int
    sections: int


@transaction.atomic
def report_renew(*, actor: Actor, report: Report, version: int) -> tuple[Report, Renewed]:
    """Read the figures anew as of today. Words that nobody touched follow them; written ones stay, with what changed."""
    ensure_fresh()
    fresh = report_locked(actor, report, Action.RENEW, version)
    assert actor.account is not None
    fresh.as_of, fresh.known_at = clock.today(), clock.now()
    asked = asked_of(fresh)
    openings = {each.code: each.words for each in sections_for(fresh.unit, fresh.kind)}
    total, stale = 0, 0
    for section in ReportSection.objects.select_for_update().filter(report=fresh).order_by("position"):
        found = found_in(section.sources, asked)
        news = changes(from_json(section.facts), found.blocks)
        proposed = _proposed(fresh, section.position, openings.get(section.code, ""), found)
        total += len(news)
        stale += _renew(actor, section, to_json(found.blocks), proposed, news)
    report_move(
        actor, fresh, Action.RENEW, f"数据截至{fresh.as_of},变化{total}处" if total else "数据没有变化"
    )
    return fresh, Renewed(total, stale)


def _renew(
    actor: Actor,
    section: ReportSection,
    facts: list[dict[str, Any]],
    proposed: str,
    news: list[dict[str, str]],
) -> int:
    """Put new figures into a section; gives 1 where somebody has to look at the words that stay."""
    assert actor.account is not None
    untouched = section.words == section.suggested
    section.facts, section.suggested = facts, proposed
    if untouched and section.words != proposed:
        section.words, section.version = proposed, section.version + 1
        section.written_by, section.written_at = actor.account, clock.now()
        revision_add(actor, section, ReportRevision.Why.RENEW)
    if news and not untouched:
        section.changed = _joined(section.changed, news)
    section.save()
    return int(bool(section.changed))


def _joined(before: list[dict[str, str]], news: list[dict[str, str]]) -> list[dict[str, str]]:
    """What changed since somebody last looked: a figure that changed twice is told from its first value to its last."""
    told = {each["label"]: each for each in before}
    for each in news:
        first = told.get(each["label"], each)["before"]
        told[each["label"]] = {**each, "before": first}
    return [each for each in told.values() if each["before"] != each["after"]]
