"""Wording a report section by section: two at once are told, each save is a version, an earlier one can be restored."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import Report, ReportRevision, ReportSection
from assessment.report_states import Action
from assessment.services.reports.steps import report_locked, report_move
from portal import clock
from portal.access import Actor
from portal.documents.plain_text import to_blocks
from portal.services.changes import log_change

MOST = 8000
"""So many characters a section has at most."""
ONE_SITTING = dt.timedelta(minutes=30)
"""What one person lets be saved by itself within this time is one version."""
Why = ReportRevision.Why


class StaleSectionError(ValidationError):
    """Somebody else has written the section since the form was opened; `section` is as it is now."""

    def __init__(self, section: ReportSection) -> None:
        at = section.written_at.astimezone(clock.SHANGHAI)
        super().__init__(
            f"{section.written_by.name}已于{at:%H:%M}改过「{section.heading}」;您写的内容还在下面,请与现在的文字合并后再保存。"
        )
        self.section = section


@transaction.atomic
def section_write(
    *, actor: Actor, report: Report, code: str, version: int, words: str, auto: bool = False
) -> ReportSection:
    """Save the words of a section as a new version; `auto` joins what one person types in one sitting into one.

    A save by hand says that the words were held against the figures. Raises PermissionDenied for who may not write,
    StaleSectionError where somebody wrote the section since, ValidationError for what cannot be printed as it stands.
    """
    fresh = report_locked(actor, report, Action.WRITE, None)
    section = _held(fresh, code)
    assert actor.account is not None
    if section.version != version:
        raise StaleSectionError(section)
    words = _checked(words)
    if words != section.words:
        _put(actor, section, words, Why.AUTO if auto else Why.WRITE)
    elif not auto:
        _settle(section)
    if not auto and section.changed:
        section.changed = []
        section.save(update_fields=["changed"])
    return section


def _settle(section: ReportSection) -> None:
    """What was saved by itself and is now saved by hand stands as written."""
    last = section.revisions.order_by("-number").first()
    if last is not None and last.why == Why.AUTO:
        section.revisions.filter(pk=last.pk).update(why=Why.WRITE)


@transaction.atomic
def section_restore(*, actor: Actor, report: Report, code: str, version: int, number: int) -> ReportSection:
    """Put the words of an earlier version back, as a new one. Raises as `section_write` does."""
    fresh = report_locked(actor, report, Action.WRITE, None)
    section = _held(fresh, code)
    if section.version != version:
        raise StaleSectionError(section)
    wanted = section.revisions.filter(number=number).first()
    if wanted is None:
        raise ValidationError("没有这一版本,请刷新页面。")
    if wanted.words != section.words:
        _put(actor, section, wanted.words, Why.RESTORE, f"第{number}版")
    return section


@transaction.atomic
def report_head_write(*, actor: Actor, report: Report, version: int, title: str, addressee: str) -> Report:
    """Word title and addressee. Raises as `report_locked` does."""
    fresh = report_locked(actor, report, Action.WRITE, version)
    if (fresh.title, fresh.addressee) != (title, addressee):
        fresh.title, fresh.addressee = title, addressee
        report_move(actor, fresh, Action.WRITE, "标题和主送")
    return fresh


def _held(report: Report, code: str) -> ReportSection:
    rows = ReportSection.objects.select_for_update(of=("self",)).select_related("written_by", "report__unit")
    return rows.get(report=report, code=code)


def _checked(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > MOST:
        raise ValidationError({"words": f"最多 {MOST} 字,现有 {len(words)} 字;请删减后再保存。"})
    try:
        to_blocks(words)
    except ValueError as error:
        raise ValidationError({"words": str(error)}) from error
    return words


def revision_add(actor: Actor, section: ReportSection, why: ReportRevision.Why, note: str = "") -> None:
    """Keep the present words of a section as its next version."""
    assert actor.account is not None
    last = section.revisions.order_by("-number").values_list("number", flat=True).first()
    section.revisions.create(
        number=(last or 0) + 1,
        words=section.words,
        why=why,
        note=note,
        by=actor.account,
        name=actor.name,
        at=clock.now(),
    )


def _put(actor: Actor, section: ReportSection, words: str, why: ReportRevision.Why, note: str = "") -> None:
    """Write the words as a version of their own, or into the version that the same sitting began by itself."""
    assert actor.account is not None
    now, before = clock.now(), section.words
    last = section.revisions.order_by("-number").first()
    same = (
        last is not None
        and last.why == Why.AUTO
        and last.by_id == actor.account.pk
        and now - last.at < ONE_SITTING
        and why in {Why.AUTO, Why.WRITE}
    )
    section.version += 1
    section.words, section.written_by, section.written_at = words, actor.account, now
    section.save(update_fields=["words", "version", "written_by", "written_at"])
    if same and last is not None:
        section.revisions.filter(pk=last.pk).update(
            words=words, why=why, at=last.at if why == Why.AUTO else now
        )
    else:
        revision_add(actor, section, why, note)
    log_change(
        actor=actor,
        action="report_write",
        target=section.report,
        unit=section.report.unit,
        before={"section": section.heading, "words": before},
        after={"section": section.heading, "words": words},
        reason=note,
    )
