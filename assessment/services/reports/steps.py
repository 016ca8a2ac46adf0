"""How every move of a report is made: the row locked, the table asked, the row written with a step and a row of the log."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessment.models import Report, ReportStep
from assessment.report_states import TABLE, Action, Need, State
from assessment.selectors.reports.rights import has_written, may_ever_do, open_acts
from portal import clock
from portal.access import Actor
from portal.models import Account, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "report"
TEXT_LENGTH = 2000

WORDS = {
    Action.COMMENT: "请写明批注内容。",
    Action.REWORD: "请写明退回修改的意见。",
    Action.RECALL: "请写明撤销签发的原因。",
    Action.RETURN: "请写明退改原因。",
    Action.WITHDRAW: "请写明撤回原因。",
    Action.CANCEL: "请写明作废原因。",
}
"""What is said where a move takes words and has none."""


def report_locked(
    actor: Actor, report: Report, action: Action, version: int | None, text: str = ""
) -> Report:
    """The report as it now is, its row locked; call it inside a transaction.

    Raises PermissionDenied for who may never do this, ValidationError where the report was changed since `version` was
    seen, where its state does not allow the action, or where something that it takes is missing.
    """
    fresh = held(report)
    if not may_ever_do(actor, fresh, action):
        raise PermissionDenied
    if Need.OTHER_PERSON in _needs(fresh, action) and has_written(actor, fresh):
        raise ValidationError("本报告由您起草或修改过,须由另一人签发。")
    if (version is not None and fresh.version != version) or action not in open_acts(actor, fresh):
        raise ValidationError(changed(fresh))
    check_needs(fresh, action, text)
    return fresh


def held(report: Report) -> Report:
    """The report as it now is, its row locked to the end of the transaction."""
    rows = Report.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "to", "document", "record", "signed_by", "drafted_by").get(
        pk=report.pk
    )


def changed(report: Report) -> str:
    """Who did what last, and how the report stands now: what a stale form is told."""
    last = report.steps.order_by("-at", "-pk").first()
    deed = (
        f"{last.name}已于{last.at.astimezone(clock.SHANGHAI):%H:%M}办理「{last.get_action_display()}」,"
        if last
        else ""
    )
    return f"{deed}现为「{State(report.state).label}」;您看到的内容已不是最新,请核对后再办理。"


def _needs(report: Report, action: Action) -> frozenset[Need]:
    move = TABLE.get((State(report.state), action))
    return move.needs if move else frozenset()


def check_needs(report: Report, action: Action, text: str) -> None:
    """Raise ValidationError, at the field where there is one, for what the table asks for and is not there."""
    needs = _needs(report, action)
    if Need.TEXT in needs and not text.strip():
        raise ValidationError({"text": WORDS[action]})
    if len(text) > TEXT_LENGTH:
        raise ValidationError({"text": f"最多 {TEXT_LENGTH} 字;请删减后再提交。"})
    sections = list(report.sections.all()) if needs & {Need.WORDS, Need.CHECKED} else []
    if Need.WORDS in needs and (empty := [each.heading for each in sections if not each.words.strip()]):
        raise ValidationError(f"「{'」「'.join(empty)}」还没有文字,请写好后再送审。")
    if Need.CHECKED in needs and (stale := [each.heading for each in sections if each.changed]):
        raise ValidationError(f"「{'」「'.join(stale)}」的数据已更新,请核对文字并保存后再送审。")


def report_move(actor: Actor, report: Report, action: Action, text: str = "") -> ReportStep:
    """Write the report in the state to which the table leads, a step and a row of the log; the report is locked.

    What the action changed in the report's own columns has been set before.
    """
    before = state_of(Report.objects.get(pk=report.pk))
    move = TABLE[State(report.state), action]
    old = report.state
    if move.to is not None:
        report.state, report.state_since = move.to.value, clock.now()
    report.version += 1
    # A report is one of its kind and period from the moment it is drafted; only that takes a query to ask.
    report.full_clean(exclude=["public_id", "unit", "to", "document", "record"], validate_unique=False)
    report.save()
    step = step_add(actor, report, action, text, old=old)
    log_change(
        actor=actor,
        action=f"report_{action}",
        target=report,
        unit=report.unit,
        before=before,
        after=state_of(report),
        reason=text.strip(),
    )
    return step


def step_add(actor: Actor, report: Report, action: Action, text: str = "", *, old: str) -> ReportStep:
    """Keep what was done as a step."""
    assert actor.account is not None
    return ReportStep.objects.create(
        report=report,
        action=action.value,
        from_state=old,
        to_state=report.state,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=text.strip(),
    )


def tell(report: Report, accounts: Iterable[Account], title: str, text: str = "") -> None:
    """Put one line about the report as it now is into inboxes; the same move tells each account once."""
    message_send(
        accounts=accounts,
        key=f"report:{report.public_id}:{report.version}",
        kind=MESSAGE_KIND,
        title=title,
        text=text,
        url=reverse("report", args=[report.public_id]),
    )


def desk_of(unit: Unit) -> list[Account]:
    """Who writes and reviews the reports of a unit."""
    return list(accounts_at(unit, Role.CLERK, Role.OFFICE))


def signers_of(unit: Unit) -> list[Account]:
    """Who signs the reports of a unit."""
    return list(accounts_at(unit, Role.OFFICIAL, Role.APPROVER))
