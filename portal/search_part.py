"""What of the shell itself is found by searching: units, officials by their seats, official documents."""

from collections.abc import Collection, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from portal import access, clock, registry
from portal.access import Actor
from portal.documents.plain_text import to_text
from portal.models import Document, Name, Person, Role, Tenure, Unit, Word
from portal.search.sources import Found, Source, only, own_key
from portal.selectors.documents import paper_of, readable_documents
from portal.selectors.vocabulary import vocabulary


def join() -> None:
    """Register them; called once, when the app is ready."""
    units = Source(
        "unit", "单位", 10, unit_rows, units_seen, access.BUSINESS, thorough=True,
        follows={"portal.unit": own_key, "portal.name": lambda fact: [fact.unit_id]},
    )  # fmt: skip
    seats = Source(
        "person", "人员", 20, person_rows, people_seen, access.BUSINESS, thorough=True,
        follows={
            "portal.tenure": versions_of, "portal.person": seats_of_person,
            "portal.name": lambda fact: _known_seats(unit=fact.unit_id),
        },
    )  # fmt: skip
    papers = Source(
        "document", "公文", 60, document_rows, documents_seen, access.BUSINESS, recent=True,
        follows={"portal.document": own_key},
    )  # fmt: skip
    for source in (units, seats, papers):
        registry.add_search_source(source)
    registry.add_command("查看消息", "messages", roles=Role, words=["通知", "提醒"], order=90)
    registry.add_command("接收设置", "preferences", roles=Role, words=["邮件", "摘要", "日历"], order=91)
    registry.add_command("修改密码", "password-change", roles=Role, order=92)
    registry.add_command("操作手册", "manual", roles=Role, words=["帮助", "说明书", "怎么用"], order=93)


def _present_name(unit: str) -> Coalesce:
    """What the unit in the field `unit` is called today."""
    names = Name.objects.present().filter(unit=OuterRef(unit)).values("name")[:1]
    return Coalesce(Subquery(names), F("name" if unit == "pk" else f"{unit}__name"))


def unit_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Units by their present name; found by earlier and later names and the code too."""
    names = Name.objects.known().filter(unit=OuterRef("pk")).order_by("name").values("name").distinct()
    rows = only(Unit.objects.order_by("pk"), refs)
    rows = rows.annotate(present_name=_present_name("pk"), all_names=ArraySubquery(names))
    words = vocabulary()
    for unit in rows.iterator():
        kind = words.name(Word.Group.UNIT, unit.kind)
        others = [name for name in unit.all_names if name != unit.present_name]
        yield Found(
            ref=unit.pk,
            unit=unit.pk,
            title=unit.present_name,
            names=(*others, unit.code),
            note=f"{kind} · {unit.code}",
            text=kind,
            url=reverse("unit", args=[unit.public_id]),
        )


def units_seen(actor: Actor) -> Q:
    """Those whose page one may open."""
    return Q(unit__in=access.readable_units(actor))


def person_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Officials, once for each seat; found by the seat and its unit too. A seat is shown on the page of its unit."""
    rows = only(Tenure.objects.known().order_by("pk"), refs).select_related("person", "unit")
    words = vocabulary()
    for seat in rows.annotate(unit_name=_present_name("unit")).iterator():
        role = words.name(Word.Group.ROLE, seat.role)
        title = seat.title or role
        yield Found(
            ref=seat.pk,
            unit=seat.unit_id,
            title=seat.person.name,
            note=f"{title}(主持工作)" if seat.acting and "主持" not in title else title,
            text=f"{seat.unit_name} {title} {role}",
            url=reverse("unit", args=[seat.unit.public_id]),
        )


def people_seen(actor: Actor) -> Q:
    """Those who hold a seat today of a unit whose page one may open."""
    return Q(unit__in=access.readable_units(actor), ref__in=Tenure.objects.present().values("pk"))


def versions_of(seat: Tenure) -> Collection[int]:
    """The versions of a tenure: a change closes one and adds another."""
    return Tenure.objects.filter(ref=seat.ref).values_list("pk", flat=True)


def seats_of_person(person: Person) -> Collection[int]:
    """The seats that somebody holds or held."""
    return _known_seats(person=person.pk)


def _known_seats(**whose: int) -> Collection[int]:
    return Tenure.objects.known().filter(**whose).values_list("pk", flat=True)


def document_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Official documents by title and number; found by their words too."""
    rows = only(Document.objects.order_by("pk"), refs).select_related("issuer", "addressee")
    for paper in rows.iterator():
        sides = f"{paper.issuer.name} 发 {paper.addressee.name}" if paper.addressee else paper.issuer.name
        yield Found(
            ref=paper.pk,
            unit=paper.issuer_id,
            title=paper.title,
            names=(paper.number,) if paper.number else (),
            note=f"{paper.kind} · {paper.number or paper.get_state_display()} · {sides}",
            text=to_text(paper_of(paper).body),
            day=(paper.issued_at or paper.drafted_at).astimezone(clock.SHANGHAI).date(),
            url=reverse("document", args=[paper.public_id]),
        )


def documents_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_documents(actor).order_by().values("pk"))
