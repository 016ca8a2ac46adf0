"""manage.py import_data: the files read, held to the rules and merged in one transaction, everything or nothing."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from duties.interchange.accounts import Plan, check_accounts, merge_accounts, plan_accounts
from duties.interchange.binding import check_waivers
from duties.interchange.changes import Count, complete, find_changes, tell_changes
from duties.interchange.checks import run_checks
from duties.interchange.faults import ImportRefusedError
from duties.interchange.merging import TABLES, merge_fact
from duties.interchange.record_merging import merge_records
from duties.interchange.sources import Sources, open_folder
from duties.interchange.staging import Stage, Tell
from duties.interchange.unit_merging import find_present_names, merge_names, merge_units
from duties.interchange.workbook import open_workbook
from duties.ledger.locks import lock_ledger
from duties.ledger.moment import Moment
from duties.ledger.reconcile import rebuild, set_ledger_day
from portal import clock
from portal.access import Actor
from portal.database import analyse_tables
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change

BINDING = ("units", "tags", "tenures")
"""The files that say who owes what; a waiver is held to them once they are written."""

LATER = ("placements", "successions", "links", "households", "waivers")
FILLED = (
    "portal_unit", "portal_existence", "portal_name", "portal_succession", "portal_person", "portal_area",
    "duties_household", "duties_record", "duties_householdcontact", "duties_recordstatechange",
    *(each.table for each in TABLES.values()),
)  # fmt: skip


@dataclasses.dataclass
class Imported:
    """What an import did, or would do: the counts by file, the changed rows told, what was left aside or noted."""

    counts: dict[str, Count]
    changes: list[str]
    notes: list[str]

    @property
    def anything(self) -> bool:
        """Whether anything is new or changed."""
        return any(count.new or count.changed for count in self.counts.values())


class _DryRunError(Exception):
    """Ends the transaction of a dry run."""


def data_import(*, actor: Actor, path: Path, dry_run: bool = False, tell: Tell = str) -> Imported:
    """Take in the files at `path`, a folder or an XLSX workbook; with `dry_run` only say what would change.

    Raises ImportRefusedError, with every fault as a line of its own, where anything is wrong; nothing is written then.
    """
    sources = open_folder(path) if path.is_dir() else open_workbook(path)
    done: list[Imported] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            done.append(_import(cursor, actor, sources, dry_run, tell))
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return done[0]


def _import(
    cursor: CursorWrapper, actor: Actor, sources: Sources, dry_run: bool, tell: Callable[[str], object]
) -> Imported:
    lock_ledger()
    cursor.execute("SET LOCAL work_mem = '64MB'")
    parameters: dict[str, Any] = {"now": clock.now(), "today": clock.today()}
    stage = Stage(cursor, tell)
    stage.take(sources.found)
    if stage.unreadable:
        raise ImportRefusedError(map(str, stage.faults), stage.faults.total)
    complete(stage)
    stage.merge_views()
    tell("正在核对")
    run_checks(stage)
    check_accounts(stage)
    counts = find_changes(stage, parameters)
    renamed = find_present_names(stage, parameters)
    if not stage.faults.files & set(BINDING):
        merge_units(stage, parameters)
        for name in ("tags", "tenures"):
            merge_fact(stage, name, parameters)
        analyse_tables(("portal_unit", "portal_existence", "portal_tag", "portal_tenure"))
        check_waivers(stage)
    if stage.faults:
        raise ImportRefusedError(map(str, stage.faults), stage.faults.total)
    plan = plan_accounts(stage)
    if plan is not None:
        counts["accounts"] = plan.count
    if renamed:
        counts["names"] = counts["names"].moved(len(renamed))
    told = [*tell_changes(stage), *renamed, *(plan.told if plan else ())]
    result = Imported(counts, told, _notes(sources))
    if not dry_run:
        _merge(stage, actor, plan, parameters, tell)
        _follow(actor, sources, result, tell)
    return result


def _notes(sources: Sources) -> list[str]:
    read = [f"{source.label}:{source.note}" for source in sources.found if source.note]
    return read + [f"{name}:不是交换文件,未读取" for name in sources.ignored]


def _merge(stage: Stage, actor: Actor, plan: Plan | None, parameters: dict[str, Any], tell: Tell) -> None:
    tell("正在写入")
    merge_names(stage, parameters)
    for name in LATER:
        merge_fact(stage, name, parameters)
    merge_records(stage, parameters)
    rebuild_areas()
    analyse_tables(FILLED)
    try:
        merge_accounts(plan, actor)
    except ValidationError as error:
        raise ImportRefusedError([f"{stage.labels['accounts']}:{' '.join(error.messages)}"]) from error


def _follow(actor: Actor, sources: Sources, result: Imported, tell: Tell) -> None:
    """Read the ledger anew and log the import, where it changed anything."""
    if not result.anything:
        return
    tell("正在核算台账")
    moment = Moment.stored()
    rebuild(units=None, moment=moment)
    set_ledger_day(moment.as_of)
    log_change(
        actor=actor,
        action="data_import",
        target_ref="、".join(source.label for source in sources.found)[:200],
        after={
            "counts": {name: dataclasses.asdict(count) for name, count in result.counts.items()},
            "sha256": {source.label: source.digest for source in sources.found},
        },
    )
