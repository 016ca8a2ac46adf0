"""What a record says took place, and whether rules.md allows it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection

from duties.models import Household
from duties.periods import first_day, kind_of
from portal import clock
from portal.models import Person, Unit
from portal.prepared import execute_prepared


@dataclasses.dataclass(frozen=True)
class Content:
    """What a record says took place; fixed once it is registered."""

    unit: Unit
    kind: str
    occurred_on: dt.date
    forms: Sequence[str] = ()
    leader: Person | None = None
    target: Unit | None = None
    for_period: str = ""
    on_topic: bool = False
    title: str = ""
    households: Sequence[Household] = ()


def check_content(content: Content) -> None:
    """Hold a record to rules.md; raises ValidationError by the names of Content's fields, all faults at once."""
    faults: dict[str, list[str]] = {}
    known = _look_up(content)
    for check in (_days, _words, _leader, _period):
        for field, message in check(content, known).items():
            faults.setdefault(field, []).append(message)
    for field, message in _households(content).items():
        faults.setdefault(field, []).append(message)
    if faults:
        raise ValidationError(faults)


class Known(NamedTuple):
    """What must be known about a record's words, units and people to check it: all of it by one query."""

    standing: list[int]
    """Which of its units exist on its day."""
    kind: bool
    """Whether its kind is a word."""
    forms: list[str]
    """Which of its forms are words of its kind."""
    tenured: bool
    """Whether its leader ever held a seat."""
    begun: bool
    """Whether a tenure of its unit began on the first day of the period that it names."""


LOOK_UP = """
SELECT ARRAY(SELECT x.unit_id FROM portal_existence x
             WHERE x.unit_id = ANY (%(units)s::bigint[]) AND upper_inf(x.known) AND x.during @> %(day)s::date),
       EXISTS (SELECT FROM portal_word w WHERE w."group" = 'kinds' AND w.code = %(kind)s::text),
       ARRAY(SELECT w.code::text FROM portal_word w
             WHERE w."group" = 'forms' AND w.code = ANY (%(forms)s::text[]) AND jsonb_exists(w.data->'kinds', %(kind)s::text)),
       EXISTS (SELECT FROM portal_tenure t WHERE t.person_id = %(leader)s::bigint AND upper_inf(t.known)),
       EXISTS (SELECT FROM portal_tenure t
               WHERE t.unit_id = %(unit)s::bigint AND t.started_on = %(start)s::date AND upper_inf(t.known))
"""


def _look_up(content: Content) -> Known:
    parameters = {
        "unit": content.unit.pk,
        "units": [unit.pk for unit in (content.unit, content.target) if unit],
        "day": content.occurred_on,
        "kind": content.kind,
        "forms": list(content.forms),
        "leader": content.leader.pk if content.leader else None,
        "start": _start(content.for_period),
    }
    with connection.cursor() as cursor:
        execute_prepared(cursor, LOOK_UP, parameters)
        return Known(*cursor.fetchone())


def _start(period: str) -> dt.date | None:
    """The first day of a period; None where it is no period's name."""
    try:
        return first_day(period)
    except ValueError:
        return None


def _days(content: Content, known: Known) -> Mapping[str, str]:
    if content.occurred_on > clock.today():
        return {"occurred_on": "发生日期不能晚于今天;请在活动开展之后登记。"}
    faults = {}
    if content.unit.pk not in known.standing:
        faults["occurred_on"] = f"{content.unit.name}在{content.occurred_on}尚未成立或已撤销;请核对日期。"
    if content.target and content.target.pk not in known.standing:
        faults["target"] = f"{content.target.name}在{content.occurred_on}尚未成立或已撤销;请核对对象单位。"
    return faults


def _words(content: Content, known: Known) -> Mapping[str, str]:
    if not known.kind:
        return {"kind": "没有这一类别;请从列表中选择。"}
    strange = [form for form in content.forms if form not in known.forms]
    return {"forms": f"该类别没有这些形式:{'、'.join(strange)};请从列表中选择。"} if strange else {}


def _leader(content: Content, known: Known) -> Mapping[str, str]:
    if content.leader and not known.tenured:
        return {"leader": f"{content.leader.name}没有任何任职;请先登记任职,或改选他人。"}
    return {}


def _period(content: Content, known: Known) -> Mapping[str, str]:
    if not content.for_period:
        return {}
    start = _start(content.for_period)
    if start is None:
        return {"for_period": "没有这一周期;请写成 2025、2025H1、2025Q1、2025-03、2025-03a 或 2025W07。"}
    if kind_of(content.for_period) == "term" and not known.begun:
        return {"for_period": f"{content.unit.name}没有自{start}开始的任期;请核对。"}
    return {}


def _households(content: Content) -> Mapping[str, str]:
    strange = [each.number for each in content.households if each.unit_id != content.unit.pk]
    return {"households": f"这些户不在{content.unit.name}:{'、'.join(strange)};请核对。"} if strange else {}
