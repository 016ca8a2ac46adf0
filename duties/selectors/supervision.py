"""Reading supervision: whether a cell may be supervised, what a notice on it says, and the items one may see."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from duties.ledger.status import Status
from duties.models import SupervisedObligation, SupervisionItem
from duties.notice import OFFICE
from duties.selectors.cell_key import Cell
from duties.selectors.ledger import Line, ledger, lines
from portal import clock
from portal.access import Actor
from portal.models import Area, Document, Unit
from portal.selectors.documents import readable_documents


def why_not(cell: Cell, line: Line | None, issuer: Unit) -> str:
    """Why no notice can be drafted on the cell now; empty where one can."""
    if cell.unit.pk == issuer.pk:
        return "不能对本单位发督办通知单,应由上级领导小组办公室督办。"
    if line is None:
        return "该事项在台账中不存在,或尚未列示,不能督办。"
    if line.status != Status.OVERDUE:
        return f"该事项现为「{line.status.label}」,不再是逾期未完成,无需督办。"
    return ""


def open_item(cell: Cell) -> SupervisionItem | None:
    """The item on the same obligation whose notice is not void, if there is one."""
    return (
        SupervisionItem.objects.filter(
            unit=cell.unit,
            obligations__rule=cell.rule,
            obligations__role=cell.role,
            obligations__period=cell.period,
        )
        .exclude(notice__state=Document.State.VOID)
        .select_related("notice", "office")
        .first()
    )


def cell_of(item: SupervisionItem) -> Cell | None:
    """The obligation that an item is about."""
    about = SupervisedObligation.objects.select_related("rule").filter(item=item).order_by("pk").first()
    return Cell(item.unit, about.rule, about.role, about.period) if about else None


def copies_for(unit: Unit, issuer: Unit) -> list[str]:
    """To whom copies go: the units between issuer and addressee; where there are none, the office above the issuer."""
    above = list(
        Area.objects.filter(unit=unit, depth__gt=0, during__contains=clock.today())
        .select_related("ancestor")
        .order_by("depth")
    )
    names = [area.ancestor for area in above]
    at = next((index for index, ancestor in enumerate(names) if ancestor.pk == issuer.pk), len(names))
    between = [ancestor.name for ancestor in names[:at]]
    return between or [f"{ancestor.name}{OFFICE}" for ancestor in names[at + 1 : at + 2]]


def readable_items(actor: Actor) -> QuerySet[SupervisionItem]:
    """The supervision items whose notices the actor may read, latest first."""
    return (
        SupervisionItem.objects.filter(notice__in=readable_documents(actor).select_related(None))
        .select_related("notice", "unit", "office")
        .prefetch_related(
            Prefetch("obligations", SupervisedObligation.objects.select_related("rule").order_by("pk"))
        )
    )


def readable_item_or_404(actor: Actor, public_id: uuid.UUID) -> SupervisionItem:
    """One item in the actor's scope; raises Http404 otherwise."""
    item = readable_items(actor).filter(public_id=public_id).first()
    if item is None:
        raise Http404
    return item


def current_lines(items: Iterable[SupervisionItem]) -> dict[int, Line]:
    """Where the (first) obligation of each item stands today, by the item's id; one query."""
    keys = {}
    for item in items:
        for obligation in item.obligations.all()[:1]:
            keys[item.pk] = (item.unit_id, obligation.rule_id, obligation.role, obligation.period)
    if not keys:
        return {}
    wanted = Q()
    for unit, rule, role, period in keys.values():
        wanted |= Q(unit=unit, rule=rule, role=role, period=period)
    found = {
        (line.obligation.unit_id, line.obligation.rule_id, line.obligation.role, line.obligation.period): line
        for line in lines(ledger().filter(wanted))
    }
    return {pk: found[key] for pk, key in keys.items() if key in found}


def items_to_settle(unit: Unit) -> Sequence[SupervisionItem]:
    """Issued items of `unit` whose obligation is still outstanding, nearest deadline first; two queries."""
    issued = (
        SupervisionItem.objects.filter(unit=unit, notice__state=Document.State.ISSUED)
        .select_related("notice", "unit", "office")
        .prefetch_related(Prefetch("obligations", SupervisedObligation.objects.select_related("rule")))
        .order_by("deadline", "pk")
    )
    items = list(issued)
    standing = current_lines(items)
    return [item for item in items if item.pk in standing and standing[item.pk].outstanding]
