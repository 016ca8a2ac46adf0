"""Founding, abolishing, merging, splitting, moving and renaming units: facts closed and added as of a day.

Every function gives the `Deed` with all that it wrote and what follows from it, and raises ValidationError by the names
of its arguments. The past stays as it was: what held before the day holds for the days before it.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from portal import clock
from portal.access import Actor
from portal.models import Area, Placement, Unit
from portal.reorganising import reorganisation_parts
from portal.services.deed import Deed, named, reorganising, require_standing


@dataclasses.dataclass(frozen=True)
class NewUnit:
    """A unit to be founded; `children` come under it from its first day on."""

    code: str
    name: str
    children: Sequence[Unit] = ()


def unit_begin(
    *, actor: Actor, day: dt.date, code: str, kind: str, name: str, parent: Unit | None, reason: str = ""
) -> Deed:
    """Found a unit that exists from `day` on."""
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        if parent is not None:
            require_standing(parent, day, "parent")
        deed.found(code=code, kind=kind, name=name, parent=parent)
    return deed


def unit_abolish(
    *, actor: Actor, day: dt.date, unit: Unit, children_to: Unit | None = None, reason: str = ""
) -> Deed:
    """End a unit; the units under it go to `children_to` on the same day, or have gone before."""
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        require_standing(unit, day, "unit")
        if children_to is not None:
            _not_below(children_to, [unit], day, "children_to")
            _move_children(deed, unit, children_to, "children_to")
        deed.abolish(unit)
    return deed


def unit_merge(
    *,
    actor: Actor,
    day: dt.date,
    units: Sequence[Unit],
    into: Unit | NewUnit,
    households: bool = True,
    reason: str = "",
) -> Deed:
    """Merge `units` into one that exists or a new one of their kind: they end, what stands under them goes over.

    With `households` the registers of their households go over too.
    """
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        gone = [unit for unit in units if not isinstance(into, Unit) or unit.pk != into.pk]
        _may_merge(gone, into, day)
        for unit in gone:
            require_standing(unit, day, "units")
        if isinstance(into, Unit):
            require_standing(into, day, "into")
            _not_below(into, gone, day, "into")
            successor = into
        else:
            parent = _common_parent(deed, gone)
            successor = deed.found(code=into.code, kind=gone[0].kind, name=into.name, parent=parent)
        for unit in gone:
            _move_children(deed, unit, successor, "units")
            if households:
                for part in reorganisation_parts():
                    part.carry_over(deed, unit, successor)
            deed.succeed(unit, successor, "merge")
            deed.abolish(unit)
    return deed


def unit_split(
    *, actor: Actor, day: dt.date, unit: Unit, new: Sequence[NewUnit], keep: bool, reason: str = ""
) -> Deed:
    """Found units of the same kind out of `unit`, which goes on (`keep`) or ends; each takes its `children`."""
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        require_standing(unit, day, "unit")
        if len(new) < (1 if keep else 2):
            least = "原单位保留的,至少填一个新单位。" if keep else "原单位撤销的,至少填两个新单位。"
            raise ValidationError({"new": least})
        parent = _parent(deed, unit)
        standing = {child.pk for child in deed.children(unit)}
        for number, each in enumerate(new, start=1):
            with _at(number):
                strange = [child for child in each.children if child.pk not in standing]
                if strange:
                    raise ValidationError(
                        {"children": f"{named(strange)}此日不隶属于{unit.name},或已划入另一个新单位。"}
                    )
                founded = deed.found(code=each.code, kind=unit.kind, name=each.name, parent=parent)
                for child in each.children:
                    deed.place(child, founded)
                    standing.discard(child.pk)
            deed.succeed(unit, founded, "split")
        if not keep:
            deed.abolish(unit)
    return deed


def unit_move(*, actor: Actor, day: dt.date, unit: Unit, parent: Unit, reason: str = "") -> Deed:
    """Let a unit, with all below it, stand under another parent from `day` on."""
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        require_standing(unit, day, "unit")
        if unit.pk == parent.pk:
            raise ValidationError({"parent": "单位不能隶属于自身。"})
        deed.place(unit, parent)
    return deed


def unit_rename(*, actor: Actor, day: dt.date, unit: Unit, name: str, reason: str = "") -> Deed:
    """Let a unit have another name from `day` on, today at the latest."""
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        require_standing(unit, day, "unit")
        if day > clock.today():
            raise ValidationError({"day": "更名不能提前登记,请在新名称启用当日或以后办理。"})
        deed.rename(unit, name)
    return deed


@contextmanager
def _at(number: int) -> Iterator[None]:
    """Tell the faults of the new unit of this number by its own fields: code_1, children_2."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError(
            {f"{name}_{number}": messages for name, messages in error.message_dict.items()}
        ) from error


def _move_children(deed: Deed, unit: Unit, parent: Unit, field: str) -> None:
    """Let all that stands under `unit` stand under `parent`; what its kind forbids is told at `field`."""
    for child in deed.children(unit):
        try:
            deed.place(child, parent)
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from error


def _not_below(unit: Unit, gone: Sequence[Unit], day: dt.date, field: str) -> None:
    """The unit that takes over is none of those that end, nor below one."""
    if Area.objects.filter(ancestor__in=gone, unit=unit, during__contains=day).exists():
        raise ValidationError({field: f"{unit.name}本身或其上级在被撤并之列,不能承接。"})


def _may_merge(gone: Sequence[Unit], into: Unit | NewUnit, day: dt.date) -> None:
    least = 1 if isinstance(into, Unit) else 2
    if len({unit.pk for unit in gone}) < max(least, len(gone)):
        words = "并入新单位的,至少填两个单位。" if least == 2 else "请填被并入的单位。"
        raise ValidationError({"units": "同一单位填了两次。" if len(gone) >= least and gone else words})
    kinds = {unit.kind for unit in gone} | ({into.kind} if isinstance(into, Unit) else set())
    if len(kinds) > 1:
        raise ValidationError({"units": "合并的各单位类别须相同。"})


def _parent(deed: Deed, unit: Unit) -> Unit | None:
    """The unit above `unit` on the day."""
    placement = deed.reaching(Placement.objects.filter(unit=unit)).select_related("parent").first()
    return placement.parent if placement else None


def _common_parent(deed: Deed, units: Sequence[Unit]) -> Unit | None:
    parents = [_parent(deed, unit) for unit in units]
    if len({parent.pk if parent else None for parent in parents}) > 1:
        raise ValidationError({"units": "各单位的上级不同,请先改隶到同一上级,或并入其中一个现有单位。"})
    return parents[0]
