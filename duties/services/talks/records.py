"""The record of a talk (谈话记录): who talked with whom, what was said and promised, and who signed for it."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import Talk, TalkPerson, TalkPromise, TalkRecord
from duties.services.talks.steps import NOTHING, Said, talk_locked, talk_move, tell, unit_desk
from duties.talk_states import Action
from portal import clock
from portal.access import Actor
from portal.models import Account, StoredFile, Tenure, Unit
from portal.services.changes import log_change, state_of
from portal.wording import date_cn


@dataclasses.dataclass(frozen=True)
class Promised:
    """One promise: what, by which unit or seat of it (`role` empty: the unit), by when."""

    text: str
    unit: Unit
    role: str
    due_on: dt.date


@dataclasses.dataclass(frozen=True)
class Record:
    """What the office writes down. `talking` and `talked` are tenures that hold on the day of the talk."""

    held_on: dt.date
    place: str
    talking: Sequence[Tenure]
    talked: Sequence[Tenure]
    points: str
    promises: Sequence[Promised]
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    minutes: str = ""


@transaction.atomic
def talk_hold(
    *, actor: Actor, talk: Talk, version: int, record: Record, files: Sequence[StoredFile] = ()
) -> Talk:
    """Write down a talk that has been held; those who took part are asked to sign.

    Raises ValidationError, by the names of the form's fields, for what cannot have been so.
    """
    said = Said(files=files)
    fresh = talk_locked(actor, talk, Action.HOLD, version, said)
    check_record(fresh, record)
    assert actor.account is not None
    _write(fresh, record, actor.account)
    talk_move(actor, fresh, Action.HOLD, said)
    _log(actor, fresh)
    tell(fresh, signatories(fresh), f"请对谈话记录签字确认:约谈{fresh.unit.name}", _held_words(record))
    return fresh


@transaction.atomic
def talk_amend(
    *, actor: Actor, talk: Talk, version: int, record: Record, files: Sequence[StoredFile] = ()
) -> Talk:
    """Write the record anew while nobody has signed for it; what it said before stays in the log."""
    said = Said(files=files)
    fresh = talk_locked(actor, talk, Action.AMEND, version, said)
    check_record(fresh, record)
    assert actor.account is not None
    fresh.people.all().delete()
    fresh.promises.all().delete()
    _write(fresh, record, actor.account)
    talk_move(actor, fresh, Action.AMEND, said)
    _log(actor, fresh)
    tell(fresh, signatories(fresh), f"谈话记录已修改,请签字确认:约谈{fresh.unit.name}", _held_words(record))
    return fresh


def check_record(talk: Talk, record: Record) -> None:
    """Raise ValidationError by the names of the form's fields for what cannot have been so."""
    faults: dict[str, str] = {}
    today = clock.today()
    noticed = (talk.noticed_at or talk.proposed_at).astimezone(clock.SHANGHAI).date()
    if record.held_on > today:
        faults["held_on"] = "谈话日期不能晚于今天。"
    elif record.held_on < noticed:
        faults["held_on"] = f"谈话日期不能早于印发通知的{date_cn(noticed)}。"
    if record.held_on == today and record.starts_at and record.starts_at > clock.now().time():
        faults["starts_at"] = "谈话还没有开始,请在谈话后登记。"
    if record.starts_at and record.ends_at and record.ends_at <= record.starts_at:
        faults["ends_at"] = "结束时间应晚于开始时间。"
    for field, people, unit in (
        ("talking", record.talking, talk.office),
        ("talked", record.talked, talk.unit),
    ):
        if fault := _people_fault(people, unit, record.held_on):
            faults[field] = fault
    for field in ("place", "points"):
        if not getattr(record, field).strip():
            faults[field] = "请填写此项。"
    if not record.promises:
        faults["promises"] = "请至少写明一项整改承诺。"
    elif any(promise.due_on <= record.held_on for promise in record.promises):
        faults["promises"] = "整改承诺的完成时限应晚于谈话日期。"
    if faults:
        raise ValidationError(faults)


def _people_fault(people: Sequence[Tenure], unit: Unit, day: dt.date) -> str:
    """Why these cannot have sat on one side on that day; empty where they can."""
    if not people:
        return "请选择参加谈话的人员。"
    holding = set(Tenure.objects.present(day).filter(unit=unit).values_list("pk", flat=True))
    absent = [tenure.person.name for tenure in people if tenure.pk not in holding]
    return f"{'、'.join(absent)}在谈话当日不在任,请按当日任职人员重选。" if absent else ""


def _write(talk: Talk, record: Record, recorder: Account) -> None:
    TalkRecord.objects.update_or_create(
        talk=talk,
        defaults={
            "held_on": record.held_on,
            "starts_at": record.starts_at,
            "ends_at": record.ends_at,
            "place": record.place.strip(),
            "points": record.points.strip(),
            "minutes": record.minutes.strip(),
            "recorded_by": recorder,
            "recorded_at": clock.now(),
        },
    )
    for side, people in ((TalkPerson.Side.TALKING, record.talking), (TalkPerson.Side.TALKED, record.talked)):
        TalkPerson.objects.bulk_create(
            TalkPerson(
                talk=talk,
                side=side,
                unit=tenure.unit,
                role=tenure.role,
                person=tenure.person,
                title=tenure.title,
            )
            for tenure in people
        )
    TalkPromise.objects.bulk_create(
        TalkPromise(
            talk=talk,
            position=position,
            text=promise.text.strip(),
            unit=promise.unit,
            role=promise.role,
            due_on=promise.due_on,
        )
        for position, promise in enumerate(record.promises)
    )


def _log(actor: Actor, talk: Talk) -> None:
    """Keep the record with who took part and what was promised."""
    record = TalkRecord.objects.get(talk=talk)
    after = state_of(record) | {
        "people": [state_of(each) for each in talk.people.order_by("pk")],
        "promises": [state_of(each) for each in talk.promises.order_by("position")],
    }
    log_change(actor=actor, action="talk_record", target=talk, unit=talk.unit, after=after)


def _held_words(record: Record) -> str:
    return f"{date_cn(record.held_on)}在{record.place.strip()}谈话,整改承诺{len(record.promises)}项。"


def signatories(talk: Talk) -> list[Account]:
    """The accounts of those who took part and have not signed."""
    people = talk.people.filter(signed_at__isnull=True).values("person")
    return list(Account.objects.filter(person__in=people, is_active=True))


@transaction.atomic
def talk_sign(*, actor: Actor, talk: Talk, version: int, remark: str = "") -> Talk:
    """Sign for the record as one of those who took part, with a remark where one is made; the last opens the follow-up.

    Raises PermissionDenied for who did not take part, ValidationError where one has signed already.
    """
    said = Said(remark)
    fresh = talk_locked(actor, talk, Action.SIGN, version, said)
    if actor.account is None or actor.account.person_id is None:
        raise PermissionDenied
    own = fresh.people.filter(person=actor.account.person_id, signed_at__isnull=True)
    if len(remark.strip()) > 500:
        raise ValidationError({"text": "最多 500 字;请删减后再提交。"})
    signed = own.update(signed_by=actor.account, signed_at=clock.now(), remark=remark.strip())
    if not signed:
        raise ValidationError("您已签字确认。")
    talk_move(actor, fresh, Action.SIGN, said)
    if not fresh.people.filter(signed_at__isnull=True).exists():
        _open(actor, fresh, Action.SIGNED, NOTHING)
    return fresh


@transaction.atomic
def talk_sheet(
    *, actor: Actor, talk: Talk, version: int, files: Sequence[StoredFile], text: str = ""
) -> Talk:
    """Keep the sheet that was signed by hand, in place of signatures in the portal; the follow-up is open."""
    said = Said(text, files)
    fresh = talk_locked(actor, talk, Action.SHEET, version, said)
    _open(actor, fresh, Action.SHEET, said)
    return fresh


@transaction.atomic
def talk_unsigned(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Go on without a signature that is not to be had, with the reason; the follow-up is open."""
    said = Said(text)
    fresh = talk_locked(actor, talk, Action.UNSIGNED, version, said)
    _open(actor, fresh, Action.UNSIGNED, said)
    return fresh


def _open(actor: Actor, talk: Talk, action: Action, said: Said) -> None:
    talk_move(actor, talk, action, said)
    tell(
        talk,
        unit_desk(talk.unit),
        f"整改承诺{talk.promises.count()}项,请按时完成并报送",
        f"{talk.office.name}约谈{talk.unit.name};完成后请提交整改反馈。",
    )
