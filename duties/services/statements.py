"""情况说明 and 申请豁免: stated by the unit, answered by the office; what may follow what is `statement_states.TABLE`.

Each step is taken on what the person saw: `seen` is how many steps the form showed. Two people at once follow one
another by the statement's row; the second is told who was first and what it is now.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import Statement, StatementStep
from duties.selectors.cell_key import Cell
from duties.selectors.questions import title_of
from duties.selectors.statements import (
    answers_for,
    offices_answering,
    open_statement,
)
from duties.services.waivers import waiver_drop, waiver_grant
from duties.statement_states import BY_UNIT, Act, Kind, State, after
from portal import access, clock
from portal.access import Actor
from portal.models import Account, Role, StoredFile
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send
from portal.wording import period_cn

KIND = "statement"
LONGEST = 2_000
WORDLESS = frozenset({Act.NOTE, Act.CLOSE})
"""Acts that need no words of their own."""


@transaction.atomic
def statement_make(
    *,
    actor: Actor,
    cell: Cell,
    kind: Kind,
    text: str,
    files: Sequence[StoredFile] = (),
    token: uuid.UUID | None = None,
) -> Statement:
    """State the unit's reasons for a cell, or ask that it be waived, and tell the office that answers.

    The same form (`token`) sent twice states once. Raises PermissionDenied for anyone but an official of the unit;
    ValidationError without words, for a cell that is neither overdue nor due soon, and where one of its kind is open.
    """
    post = access.require_own_unit(actor, cell.unit, Role.OFFICIAL)
    assert actor.account is not None
    words = _words(text, Act.MAKE)
    ensure_fresh()
    lock_units([cell.unit.pk])
    before = Statement.objects.filter(public_id=token).first() if token else None
    if before is not None:
        if before.made_by_id != actor.account.pk:
            raise ValidationError("表单已失效,请刷新页面后重新填写。")
        return before
    _require_stateable(cell, kind)
    statement = Statement(
        public_id=token or uuid.uuid4(),
        kind=kind.value,
        rule=cell.rule,
        unit=cell.unit,
        role=cell.role,
        period=cell.period,
        made_by=actor.account,
        made_at=clock.now(),
    )
    statement.full_clean(exclude=["public_id"])
    statement.save(force_insert=True)
    step = _step(actor, statement, Act.MAKE, State.WAITING, words, files)
    log_change(
        actor=actor, action="statement_make", target=statement, unit=post.unit, after=state_of(statement),
        reason=words,
    )  # fmt: skip
    _tell(statement, step, offices_answering(cell.unit), f"{_name(statement)},待答复")
    return statement


@transaction.atomic
def statement_follow(
    *,
    actor: Actor,
    statement: Statement,
    act: Act,
    text: str = "",
    seen: int | None = None,
    files: Sequence[StoredFile] = (),
) -> Statement:
    """Do what `act` says about a statement: supplement or withdraw it, answer it, take back what was granted.

    Raises PermissionDenied for who may not; ValidationError without the words that the act needs, where somebody was
    faster, and where the cell does not allow it (nothing owed that could be waived, a locked period).
    """
    found = Statement.objects.select_for_update(of=("self",)).select_related("unit", "rule", "made_by")
    fresh = found.get(pk=statement.pk)
    _require_may(actor, fresh, act)
    words = _words(text, act)
    _require_unchanged(fresh, seen)
    then = after(Kind(fresh.kind), State(fresh.state), act)
    if then is None:
        raise ValidationError(f"该件现为「{fresh.get_state_display()}」,不能再办理此项;请刷新页面查看。")
    before = state_of(fresh)
    words = _with_effect(actor, fresh, act, words)
    fresh.state = then.value
    fresh.save(update_fields=["state", "waiver"])
    step = _step(actor, fresh, act, then, words, files)
    log_change(
        actor=actor,
        action=f"statement_{act.value}",
        target=fresh,
        unit=fresh.unit,
        before=before,
        after=state_of(fresh),
        reason=words,
    )
    _tell_of(fresh, step, act)
    return fresh


def statements_answer(
    *, actor: Actor, statements: Iterable[Statement], act: Act, text: str = ""
) -> tuple[list[Statement], list[tuple[Statement, str]]]:
    """Answer many with the same words; gives those that were answered, and those that were not with the reason.

    Each is a transaction of its own: one that somebody else has answered meanwhile holds up no other. Raises
    PermissionDenied where one is not the actor's to answer.
    """
    done: list[Statement] = []
    refused: list[tuple[Statement, str]] = []
    for statement in statements:
        try:
            done.append(statement_follow(actor=actor, statement=statement, act=act, text=text))
        except ValidationError as error:
            refused.append((statement, " ".join(error.messages)))
    return done, refused


def _require_stateable(cell: Cell, kind: Kind) -> None:
    line = cell.line()
    if line is None:
        raise ValidationError("该事项已不在台账中,不必说明。")
    if not line.presses:
        raise ValidationError(f"该事项现为「{line.status.label}」,只有逾期或临期的事项需要说明或申请豁免。")
    if open_statement(cell.key, kind) is not None:
        raise ValidationError("该事项已有待答复的同类说明或申请;请在原件上补充或撤回后重新提出。")


def _require_may(actor: Actor, statement: Statement, act: Act) -> None:
    if act in BY_UNIT:
        access.require_own_unit(actor, statement.unit, Role.OFFICIAL)
    elif not answers_for(actor, statement.unit) or statement.made_by == actor.account:
        raise PermissionDenied


def _require_unchanged(statement: Statement, seen: int | None) -> None:
    """Raise ValidationError where steps were taken since the form was shown."""
    steps = statement.steps.select_related("by").order_by("at", "pk")
    if seen is None or steps.count() == seen:
        return
    last = steps.last()
    assert last is not None
    raise ValidationError(
        f"{last.by.name}已于{last.at.astimezone(clock.SHANGHAI):%m月%d日 %H:%M}办理,"
        f"现为「{statement.get_state_display()}」;请看过最新情况后再办理。"
    )


def _with_effect(actor: Actor, statement: Statement, act: Act, words: str) -> str:
    """What the act changes beside the statement: the waiver; gives the words of the step."""
    if act == Act.GRANT:
        statement.waiver = waiver_grant(
            actor=actor,
            rule=statement.rule,
            unit=statement.unit,
            role=statement.role,
            period=statement.period,
            reason=words,
        )
    elif act == Act.REVOKE:
        assert statement.waiver is not None
        waiver_drop(actor=actor, waiver=statement.waiver, reason=words)
    elif act == Act.CLOSE:
        return words or _moot(statement)
    return words


def _moot(statement: Statement) -> str:
    """Why nothing is left to be answered, in words; raises ValidationError where something is."""
    line = Cell(statement.unit, statement.rule, statement.role, statement.period).line()
    if line is None:
        return "该事项已不在台账中,不再需要答复。"
    if not line.outstanding:
        return f"该事项现为「{line.status.label}」,不再需要答复。"
    raise ValidationError({"text": "该事项仍未完成;不再适用的,请写明理由。"})


def _words(text: str, act: Act) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(words) > LONGEST:
        raise ValidationError({"text": f"不超过{LONGEST}字。"})
    if not words and act not in WORDLESS:
        raise ValidationError({"text": "请写明理由。" if act != Act.ASK else "请写明需要补充什么。"})
    return words


def _step(
    actor: Actor, statement: Statement, act: Act, state: State, words: str, files: Sequence[StoredFile]
) -> StatementStep:
    assert actor.account is not None
    step = StatementStep(
        statement=statement,
        act=act.value,
        state=state.value,
        text=words,
        by=actor.account,
        post=actor.post.label if actor.post else "",
        at=clock.now(),
    )
    step.full_clean()
    step.save(force_insert=True)
    step.files.set(files)
    return step


def _name(statement: Statement) -> str:
    title = title_of(statement.rule)
    return f"{statement.unit.name}{statement.get_kind_display()}:{title}({period_cn(statement.period)})"


def _tell_of(statement: Statement, step: StatementStep, act: Act) -> None:
    """Tell the other side of a step."""
    said = f"{_name(statement)},{step.get_state_display()}"
    if act in BY_UNIT:
        _tell(statement, step, offices_answering(statement.unit), said)
    else:
        told = [statement.made_by, *accounts_at(statement.unit, Role.CLERK)]
        _tell(statement, step, told, said)


def _tell(statement: Statement, step: StatementStep, accounts: Iterable[Account], title: str) -> None:
    message_send(
        accounts=accounts,
        key=f"statement:{statement.public_id}:{step.pk}",
        kind=KIND,
        title=title,
        text=step.text,
        url=reverse("statement", args=[statement.public_id]),
    )
