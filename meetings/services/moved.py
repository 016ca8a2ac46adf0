"""Entries follow their records where an import moves those: neither tells another story than the other."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence

from duties.models import Record, RecordState
from duties.moves import Move
from meetings.models import Entry, EntryState
from meetings.services.notices import tell_of_return
from meetings.services.settling import mend_day
from meetings.services.states import settle
from meetings.services.stored import snapshot
from portal import clock
from portal.access import Actor

REASON = "数据导入"
DEEDS = {
    EntryState.SUBMITTED: "submit",
    EntryState.CONFIRMED: "confirm",
    EntryState.RETURNED: "return",
    EntryState.WITHDRAWN: "withdraw",
}


@dataclasses.dataclass(frozen=True)
class _After:
    """How an entry would stand: its state, None where its records would tell different stories; who moves it."""

    entry: Entry
    state: EntryState | None
    moved: list[str]


class EntriesFollow:
    """What logging does about records that an import moves (duties.moves)."""

    def faults(self, moves: Sequence[Move]) -> Mapping[str, str]:
        """Records whose entry cannot follow."""
        found: dict[str, str] = {}
        for after in _after(moves):
            if after.state is None:
                why = "由登记单生成,同一登记单的各条记录须同为已提交、已确认、已退回或都已撤回;请一并更改"
            elif after.entry.state == EntryState.WITHDRAWN != after.state:
                why = "所属的登记单已撤回,不能恢复;请另行登记"
            else:
                continue
            found |= dict.fromkeys(after.moved, why)
        return found

    def follow(self, actor: Actor, moves: Sequence[Move]) -> None:
        """Move the entries; the clerk of one that is returned is told."""
        for after in _after(moves):
            entry = after.entry
            if after.state is None or entry.state == after.state:
                continue
            before = snapshot(entry)
            if after.state != EntryState.SUBMITTED:
                entry.settled_by, entry.settled_at = actor.account, clock.now()
            entry.mend_by = mend_day()
            entry.reason = "" if after.state in (EntryState.SUBMITTED, EntryState.CONFIRMED) else REASON
            settle(actor, entry, DEEDS[after.state], after.state, before, REASON)
            if after.state == EntryState.RETURNED:
                tell_of_return(entry, actor)


def _after(moves: Sequence[Move]) -> list[_After]:
    """The entries that own moved records, in order, each with how it would stand."""
    by_record = {move.record: move for move in moves}
    made = Entry.records.through.objects
    touched = made.filter(record_id__in=list(by_record)).values_list("entry_id", flat=True)
    records: dict[int, list[int]] = defaultdict(list)
    for entry_id, record_id in made.filter(entry_id__in=set(touched)).values_list("entry_id", "record_id"):
        records[entry_id].append(record_id)
    stands = {
        pk: (state, withdrawn_at)
        for pk, state, withdrawn_at in Record.objects.filter(
            pk__in=[pk for own in records.values() for pk in own]
        ).values_list("pk", "state", "withdrawn_at")
    } | {move.record: (move.state, move.withdrawn_at) for move in moves}
    entries = Entry.objects.select_for_update(of=("self",)).select_related("unit", "entered_by")
    return [
        _After(
            entry,
            _state({(state, at is not None) for state, at in (stands[pk] for pk in records[entry.pk])}),
            [by_record[pk].ref for pk in records[entry.pk] if pk in by_record],
        )
        for entry in entries.filter(pk__in=list(records)).order_by("pk")
    ]


def _state(stands: set[tuple[str, bool]]) -> EntryState | None:
    """The state of an entry whose records stand so: state, and whether withdrawn."""
    if all(withdrawn for _, withdrawn in stands):
        return EntryState.WITHDRAWN
    state, withdrawn = min(stands)
    if len(stands) > 1 or withdrawn or state == RecordState.DRAFT:
        return None
    return EntryState(state)
