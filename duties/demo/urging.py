"""Urging in a demonstration: some cells urged, one explained and answered, one waived on application, one that waits.

The tour's own cell, the sitting that 演示27团 still owes, is left for who takes the tour.
"""

from collections.abc import Sequence

from django.db.models import Q

from duties.demo.questions import actor_of
from duties.demo.tree import HERO
from duties.ledger.status import Status
from duties.models import UrgingAct
from duties.selectors.cell_key import Cell, cell_at
from duties.selectors.ledger import in_area, ledger
from duties.services.statements import statement_follow, statement_make
from duties.services.urging import urge
from duties.statement_states import Act, Kind
from portal.access import Actor

OFFICE, SECRETARIES = "bangongshi3", ("shuji28", "shuji27")
SOME = 12
"""So many cells are urged."""

ALONE = "演示:请抓紧办理并登记;已办理未登记的,请尽快补录。"
ALL = "演示:所列事项已逾期,请于本周内办理并登记。"
WHY = "演示:主要负责人参加脱产培训,此项工作延后,已定于下周完成。"
KNOWN = "演示:已知悉,请按所报时间完成并登记。"
ASKED = "演示:本单位本期内班子调整,无法按期完成,申请豁免本期此项。"
GRANTED = "演示:情况属实,同意豁免本期此项。"
WAITS = "演示:因自然灾害全员投入抢险,申请豁免本期此项。"


def add_urging() -> None:
    """Act as those who can sign in; twice does nothing."""
    office = actor_of(OFFICE)
    if office is None or UrgingAct.objects.exists():
        return
    cells = _overdue(office)
    if cells:
        urge(actor=office, cells=cells[:1], text=ALONE)
        urge(actor=office, cells=cells[1:] or cells, text=ALL, again=len(cells) == 1)
    secretary = next((actor for name in SECRETARIES if (actor := actor_of(name))), None)
    if secretary is not None and secretary.post is not None:
        own = secretary.post.unit
        _state(secretary, office, [cell for cell in _overdue(secretary) if cell.unit == own])


def _state(official: Actor, office: Actor, cells: Sequence[Cell]) -> None:
    """Explain one cell, ask for two waivers; the office answers two of the three."""
    acts = (
        (Kind.EXPLANATION, WHY, Act.NOTE, KNOWN),
        (Kind.WAIVER, ASKED, Act.GRANT, GRANTED),
        (Kind.WAIVER, WAITS, None, ""),
    )
    for cell, (kind, text, act, answer) in zip(cells, acts, strict=False):
        statement = statement_make(actor=official, cell=cell, kind=kind, text=text)
        if act is not None:
            statement_follow(actor=office, statement=statement, act=act, text=answer)


def _overdue(actor: Actor) -> Sequence[Cell]:
    """Some of what lately became overdue in the area of the actor's unit, without the tour's cell."""
    assert actor.post is not None
    rows = ledger().filter(in_area(actor.post.unit), Q(status=Status.OVERDUE))
    tour = Q(unit__code=HERO, reading__kind="meeting", reading__form="leading_group")
    ordered = rows.exclude(tour).order_by("-due_on", "unit__code", "rule__position", "role")
    return [cell_at(row) for row in ordered[:SOME]]
