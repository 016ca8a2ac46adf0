"""What of logging is found by searching: entries, and records that came in by import and have no entry."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from duties.models import Record, RecordState
from duties.moves import Move, add_follower
from meetings.access import CLERKS, READERS, visible_entries
from meetings.kinds import HOUSEHOLD_CONTACT, MEETING, VISIT
from meetings.models import AgendaItem, Decision, Destination, Entry, EntryState
from portal import access, clock, registry
from portal.access import Actor
from portal.models import Word
from portal.search.sources import Found, Source, addresses, only, own_key
from portal.selectors.vocabulary import Vocabulary, vocabulary
from portal.services.search import search_put

COMMANDS = (
    (MEETING, "登记会议", "开会"),
    (VISIT, "登记调研走访", "调研"),
    (HOUSEHOLD_CONTACT, "登记入户走访", "入户"),
)


def join() -> None:
    """Register them, and what a clerk begins; called once, when the app is ready."""
    entries = Source(
        "entry", "登记", 70, entry_rows, entries_seen, READERS, recent=True,
        follows={"meetings.entry": own_key},
    )  # fmt: skip
    records = Source("record", "履职记录", 80, record_rows, records_seen, READERS, recent=True)
    registry.add_search_source(entries)
    registry.add_search_source(records)
    add_follower(RecordsFollow(records))
    for kind, label, word in COMMANDS:
        registry.add_command(label, "entry-new", roles=CLERKS, query=f"?kind={kind}", words=[word])
    registry.add_command("登记其他事项", "entry-new", roles=CLERKS, words=["文件", "报告", "公布"])


class RecordsFollow:
    """The index follows records whose state an import moves (duties.moves)."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def faults(self, moves: Sequence[Move]) -> Mapping[str, str]:
        """Nothing here keeps a record from moving."""
        return {}

    def follow(self, actor: Actor, moves: Sequence[Move]) -> None:
        """Index the records as they now are."""
        search_put(self.source, [move.record for move in moves])


def _what(words: Vocabulary, kind: str, forms: Sequence[str]) -> str:
    """What kind of thing it was: the names of its forms, or that of its kind."""
    return "、".join(words.name(Word.Group.FORM, form) for form in forms) or words.name(Word.Group.KIND, kind)


def _state(entry: Entry) -> str:
    """The state of an entry in a word; what is confirmed needs none."""
    return "" if entry.state == EntryState.CONFIRMED else str(EntryState(entry.state).label)


def entry_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Entries by title; found by minutes, agenda, decisions, place, leader and the units that were visited."""
    address, words = addresses("entry"), vocabulary()
    agenda = AgendaItem.objects.filter(entry=OuterRef("pk")).values("text")
    decisions = Decision.objects.filter(entry=OuterRef("pk")).order_by("pk").values("text")
    targets = Destination.objects.filter(entry=OuterRef("pk")).order_by("position").values("unit__name")
    rows = (
        only(Entry.objects.order_by("pk"), refs)
        .select_related("leader")
        .annotate(
            said=ArraySubquery(agenda), decided=ArraySubquery(decisions), visited=ArraySubquery(targets)
        )
    )
    for each in rows.iterator():
        what = _what(words, each.kind, each.forms)
        leader = each.leader.name if each.leader else ""
        parts = [what, leader, each.place, *each.visited, *each.said, *each.decided, each.minutes]
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=each.title or what,
            note=" · ".join(filter(None, (what, leader, _state(each)))),
            text=" ".join(filter(None, parts)),
            day=each.occurred_on or each.made_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def entries_seen(actor: Actor) -> Q:
    """Those that one may read; drafts are their own clerks' alone."""
    return Q(ref__in=visible_entries(actor).order_by().values("pk"))


def record_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Records without an entry by title; found by who led them and their target. Drafts have no page."""
    address, words = addresses("record"), vocabulary()
    made = Entry.records.through.objects.filter(record=OuterRef("pk"))
    rows = Record.objects.filter(~Exists(made)).exclude(state=RecordState.DRAFT).order_by("pk")
    values = only(rows, refs).values_list(
        "pk",
        "public_id",
        "unit",
        "title",
        "kind",
        "forms",
        "occurred_on",
        "leader__name",
        "target__name",
        "withdrawn_at",
    )
    known: dict[tuple[str, ...], str] = {}
    for key, public_id, unit, title, kind, forms, day, leader, target, withdrawn_at in values.iterator():
        named = (kind, *forms)
        if named not in known:
            known[named] = _what(words, kind, forms)
        what = known[named]
        yield Found(
            ref=key,
            unit=unit,
            title=title or what,
            note=" · ".join(filter(None, (what, leader, "已撤回" if withdrawn_at else ""))),
            text=" ".join(filter(None, (what, leader, target))),
            day=day,
            url=address(public_id),
        )


def records_seen(actor: Actor) -> Q:
    """Those of the units in one's scope."""
    return Q(unit__in=access.readable_units(actor))
