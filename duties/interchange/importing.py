"""The files read, held to the rules and merged in one transaction, everything or nothing."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from duties import moves
from duties.interchange.accounts import Plan, check_accounts, merge_accounts, plan_accounts
from duties.interchange.binding import check_waivers
from duties.interchange.bounds import Bounds, check_bounds, check_files
from duties.interchange.changes import Count, Moved, complete, find_changes, mark_of, tell_changes
from duties.interchange.checks import find_hints, run_checks
from duties.interchange.faults import Fault, ImportRefusedError
from duties.interchange.lock_checks import check_period_locks
from duties.interchange.merging import TABLES, merge_fact
from duties.interchange.reading_anew import FEW, read_anew, touched_units
from duties.interchange.record_merging import find_moves, merge_records
from duties.interchange.sources import Sources, open_folder
from duties.interchange.staging import Stage, Tell
from duties.interchange.unit_merging import find_present_names, merge_names, merge_units
from duties.interchange.workbook import open_workbook
from duties.ledger.locks import lock_ledger
from duties.ledger.reconcile import Reconciliation
from portal import clock
from portal.access import Actor
from portal.database import analyse_tables
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change
from portal.services.search_rebuild import search_rebuild_later

BINDING = ("units", "tags", "tenures")
"""The files that say who owes what; a waiver is held to them once they are written."""

LATER = ("placements", "successions", "links", "households", "waivers")
FILLED = (
    "portal_unit", "portal_existence", "portal_name", "portal_succession", "portal_person", "portal_area",
    "duties_household", "duties_record", "duties_householdcontact", "duties_recordstatechange",
    *(each.table for each in TABLES.values()),
)  # fmt: skip
TOLD = 10
"""So many lines that were left aside are named."""

CHECKING, WRITING, COUNTING = 0.5, 0.7, 0.8
"""Which share of the whole is done when each begins, roughly."""


@dataclasses.dataclass
class Imported:
    """What an import did, or would do.

    The counts by file, the changed rows, what was noted or is worth a look; the mark by which the preview of the same
    files is known again; and what changed in the ledger, None where that was not looked at.
    """

    counts: dict[str, Count]
    changes: list[Moved]
    notes: list[str]
    hints: list[Fault]
    mark: str
    ledger: Reconciliation | None = None

    @property
    def anything(self) -> bool:
        """Whether anything is new or changed."""
        return any(count.new or count.changed for count in self.counts.values())


class PreviewChangedError(Exception):
    """The import would do another thing than was agreed to; nothing was written. `now` is what it would do."""

    def __init__(self, now: Imported) -> None:
        super().__init__("核对以后平台数据有变")
        self.now = now


class _DryRunError(Exception):
    """Ends the transaction of a dry run."""


@dataclasses.dataclass(frozen=True)
class Order:
    """On whose behalf an import is made, and how.

    With `dry_run` nothing is written; `bounds` say what the importer may bring; `agreed` is the mark of the preview that
    was agreed to; `settle` is called last in the transaction; `target` is what the log names.
    """

    actor: Actor
    dry_run: bool = False
    bounds: Bounds | None = None
    agreed: str = ""
    settle: Callable[[Imported], object] | None = None
    target: models.Model | None = None


def silently(text: str, share: float) -> None:
    """Tell nobody."""


def data_import(*, actor: Actor, path: Path, dry_run: bool = False, tell: Tell = silently) -> Imported:
    """Take in the files at `path`, a folder or an XLSX workbook; with `dry_run` only say what would change.

    Raises ImportRefusedError, with every fault, where anything is wrong; nothing is written then.
    """
    return carry_out(Order(actor, dry_run), path, tell)


def carry_out(order: Order, path: Path, tell: Tell) -> Imported:
    """Make an import as ordered.

    Raises ImportRefusedError, with every fault, where anything is wrong, and PreviewChangedError where another thing
    would be done than was agreed to; nothing is written then. What `tell` raises ends it in the same way.
    """
    sources = open_folder(path) if path.is_dir() else open_workbook(path)
    if order.bounds:
        check_files(order.bounds, sources.found)
    done: list[Imported] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            done.append(_Import(cursor, order, sources, tell).make())
            if order.dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return done[0]


class _Import:
    """One import within its transaction."""

    def __init__(self, cursor: CursorWrapper, order: Order, sources: Sources, tell: Tell) -> None:
        self.order, self.sources, self.tell = order, sources, tell
        self.stage = Stage(cursor, tell)
        self.parameters: dict[str, Any] = {}

    def make(self) -> Imported:
        """Read, check, compare with what was agreed to, write, read the ledger anew, log."""
        self.stage.cursor.execute("SET LOCAL work_mem = '64MB'")
        # Read before anybody has to wait: the rows of the files depend on nothing in the portal.
        self.stage.take(self.sources.found)
        self._refuse(self.stage.unreadable)
        lock_ledger()
        self.parameters = {"now": clock.now(), "today": clock.today()}
        self.stage.look_up()
        result, plan, moved = self._check()
        if self.order.agreed and result.mark != self.order.agreed:
            raise PreviewChangedError(result)
        touched = touched_units(self.stage)
        # Where few units are touched a dry run does everything, so that it can tell what changes in the ledger.
        if not self.order.dry_run or len(touched) <= FEW:
            self._write(plan, moved)
            self.tell("正在核算台账", COUNTING)
            result.ledger = read_anew(self.stage, touched)
        if result.anything and not self.order.dry_run:
            self._log(result)
            search_rebuild_later()
        if self.order.settle:
            self.order.settle(result)
        return result

    def _refuse(self, wrong: bool) -> None:
        if wrong:
            raise ImportRefusedError(self.stage.faults, self.stage.faults.total)

    def _check(self) -> tuple[Imported, Plan | None, list[moves.Move]]:
        stage = self.stage
        self.tell("正在核对", CHECKING)
        if self.order.bounds:
            check_bounds(stage, self.order.bounds)
        complete(stage)
        stage.merge_views()
        run_checks(stage)
        check_accounts(stage)
        counts = find_changes(stage, self.parameters)
        renamed = find_present_names(stage, self.parameters)
        moved = find_moves(stage)
        for ref, (line, message) in _faults_of(moved).items():
            stage.fault("records", line, "state", f"记录 {ref} {message}")
        check_period_locks(stage)
        self._bind()
        self._refuse(bool(stage.faults))
        plan = plan_accounts(stage)
        if plan is not None:
            counts["accounts"] = plan.count
        if renamed:
            counts["names"] = counts["names"].moved(len(renamed))
        others = [*renamed, *(plan.told if plan else ())]
        mark = mark_of(stage, counts, others)
        told = [*tell_changes(stage), *others]
        return Imported(counts, told, self._notes(), find_hints(stage), mark), plan, list(moved.values())

    def _bind(self) -> None:
        """Write who owes what, and hold the waivers to it."""
        if self.stage.faults.files & set(BINDING):
            return
        merge_units(self.stage, self.parameters)
        for name in ("tags", "tenures"):
            merge_fact(self.stage, name, self.parameters)
        analyse_tables(("portal_unit", "portal_existence", "portal_tag", "portal_tenure"))
        check_waivers(self.stage)

    def _notes(self) -> list[str]:
        read = [f"{source.label}:{source.note}" for source in self.sources.found if source.note]
        aside = [
            f"{label}:第 {'、'.join(map(str, lines[:TOLD]))} 行是模板的说明或示例,没有导入"
            for label, lines in self.stage.aside.items()
        ]
        return read + aside + [f"{name}:不是交换文件,未读取" for name in self.sources.ignored]

    def _write(self, plan: Plan | None, moved: list[moves.Move]) -> None:
        self.tell("正在写入", WRITING)
        merge_names(self.stage, self.parameters)
        for name in LATER:
            merge_fact(self.stage, name, self.parameters)
        merge_records(self.stage, self.parameters)
        moves.follow(self.order.actor, moved)
        rebuild_areas()
        analyse_tables(FILLED)
        try:
            merge_accounts(plan, self.order.actor)
        except ValidationError as error:
            label = self.stage.labels["accounts"]
            raise ImportRefusedError([Fault.whole(label, " ".join(error.messages))]) from error

    def _log(self, result: Imported) -> None:
        bounds, target = self.order.bounds, self.order.target
        labels = "、".join(source.label for source in self.sources.found)
        log_change(
            actor=self.order.actor,
            action="data_import",
            target=target,
            target_ref="" if target else labels[:200],
            unit=bounds.unit if bounds else None,
            after={
                "counts": {name: dataclasses.asdict(count) for name, count in result.counts.items()},
                "sha256": {source.label: source.digest for source in self.sources.found},
            },
        )


def _faults_of(moved: dict[int, moves.Move]) -> dict[str, tuple[int, str]]:
    """By the record's number, the line on which it moves and why it cannot."""
    found = moves.faults_of(list(moved.values()))
    return {move.ref: (line, found[move.ref]) for line, move in moved.items() if move.ref in found}
