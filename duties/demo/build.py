"""Making a demo world in an empty portal: the world, the closure of the tree, and the ledger read from it."""

import dataclasses
import time
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.demo.load import NUMBERED, TABLES, copy_world
from duties.demo.parts import World
from duties.demo.shapes import Shape
from duties.demo.world import make
from duties.ledger.locks import lock_ledger
from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Reading
from portal import clock
from portal.access import Actor
from portal.database import analyse_tables
from portal.models import Installation, Unit, Word
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change

KINDS = frozenset({"corps", "division", "regiment", "company", "department", "support_unit"})
DOCUMENT_CODE = "演农领办督"


@dataclasses.dataclass(frozen=True)
class Built:
    """What was made, and how long it took."""

    units: int
    people: int
    records: int
    contacts: int
    obligations: int
    seconds: float


def build_world(*, actor: Actor, shape: Shape, seed: int, tell: Callable[[str], object] = str) -> Built:
    """Make the world of `seed` and mark this installation as a demonstration; `tell` hears what is going on.

    Raises ValidationError where there are units already, or no regulation to make records for.
    """
    begun = time.monotonic()
    with transaction.atomic():
        lock_ledger()
        _check_empty()
        tell("正在编排演示数据")
        world = plan_world(shape, seed=seed)
        tell(f"正在写入 {len(world.units)} 个单位、{len(world.records)} 条履职记录")
        copy_world(world)
        rebuild_areas()
        Installation.objects.update_or_create(pk=1, defaults={"demo": True, "document_code": DOCUMENT_CODE})
        counts = {"units": len(world.units), "records": len(world.records)}
        log_change(actor=actor, action="world_make", target_ref=f"seed {seed}", after=counts)
        analyse_tables({table for table, _, _ in TABLES} | set(NUMBERED) | {"portal_area"})
    tell("正在核算台账")
    reconcile()
    return Built(
        len(world.units), len(world.people), len(world.records), len(world.contacts), Obligation.objects.count(),
        time.monotonic() - begun,
    )  # fmt: skip


def plan_world(shape: Shape, *, seed: int) -> World:
    """The world of `seed` for today and for the rules in force, not written anywhere yet."""
    today = clock.today()
    readings = Reading.objects.filter(known__endswith__isnull=True, governs__contains=today)
    readings = readings.exclude(measure="continuous").select_related("rule").order_by("rule__position")
    words = Word.objects.filter(group__in=[Word.Group.KIND, Word.Group.FORM])
    return make(
        shape,
        seed=seed,
        today=today,
        readings=list(readings),
        forms=dict(words.values_list("code", "name")),
    )


def _check_empty() -> None:
    if Unit.objects.exists():
        raise ValidationError("平台中已有单位,演示数据只能建在空的平台上;请另设 PORTAL_DATA 后再试。")
    if KINDS - set(Word.objects.filter(group=Word.Group.UNIT).values_list("code", flat=True)):
        raise ValidationError(
            "尚未载入法规;请先运行 manage.py load_regulation duties/regulations/xpcc-2023。"
        )
