"""Drafting a scheme (拟订方案): begun blank, from last year's or from the sample; its words, its units and their classes."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import Assessed, Indicator, Scheme
from assessment.sample_scheme import sample_nodes
from assessment.scheme_states import Action
from assessment.scoring.results import Grade, grades_fault
from assessment.selectors.schemes.units import assessable_kind, units_of
from assessment.services.schemes.steps import scheme_locked, scheme_move, step_add
from portal import access, clock
from portal.access import Actor
from portal.models import Role
from portal.services.changes import log_change, state_of

GRADES = (("优秀", "90", True), ("良好", "80", True), ("一般", "60", True), ("较差", "", True))
"""The grades that a new scheme begins with."""


@transaction.atomic
def scheme_create(
    *, actor: Actor, year: int, begin: str, token: uuid.UUID, copied: Scheme | None = None
) -> Scheme:
    """Begin a scheme of the actor's unit for a year: `begin` is blank, sample or copy (of `copied`).

    The units of the kind below that are placed directly under it on the year's last day (today, if that is earlier)
    are taken in. Raises PermissionDenied for anyone but the office, ValidationError where the unit assesses nobody or
    the year has a scheme.
    """
    post = access.require(actor, Role.OFFICE)
    assert actor.account is not None
    before = Scheme.objects.filter(public_id=token, drafted_by=actor.account).first()
    if before is not None:
        return before
    kind = assessable_kind(post.unit)
    if not kind:
        raise ValidationError("考核由兵团考核师市、师市考核团场;本单位没有考核对象。")
    scheme = Scheme(
        public_id=token,
        office=post.unit,
        kind=kind,
        year=year,
        title=copied.title.replace(f"{copied.year}", f"{year}")
        if copied
        else default_title(post.unit.name, year),
        procedure=copied.procedure if copied else "",
        grades=copied.grades if copied else grades_data([_grade(*each) for each in GRADES]),
        objection_days=copied.objection_days if copied else 7,
        state_since=clock.now(),
        drafted_by=actor.account,
        drafted_at=clock.now(),
    )
    scheme.full_clean(exclude=["public_id"])
    scheme.save(force_insert=True)
    if begin == "sample":
        nodes_add(scheme, sample_nodes(kind))
    elif copied is not None:
        indicators_copy(copied, scheme)
    groups = dict(copied.units.values_list("unit", "group")) if copied else {}
    Assessed.objects.bulk_create(
        Assessed(scheme=scheme, unit=unit, group=groups.get(unit.pk, "全部"))
        for unit in units_of(post.unit, kind, year)
    )
    step_add(actor, scheme, Action.CREATE, old="")
    log_change(actor=actor, action="scheme_create", target=scheme, unit=scheme.office, after=state_of(scheme))
    return scheme


def default_title(name: str, year: int) -> str:
    """What a scheme is called unless the office says otherwise."""
    return f"{name}{year}年度推进乡村振兴战略实绩考核工作方案"


def _grade(name: str, bound: str, includes: bool) -> Grade:
    return Grade(name, Decimal(bound) if bound else None, includes)


def grades_data(grades: Sequence[Grade]) -> list[dict[str, Any]]:
    """Grades as a scheme keeps them."""
    return [
        {"name": each.name, "bound": "" if each.bound is None else str(each.bound), "includes": each.includes}
        for each in grades
    ]


def grades_of(scheme: Scheme) -> list[Grade]:
    """The grades of a scheme."""
    return [_grade(each["name"], each["bound"], each["includes"]) for each in scheme.grades]


def nodes_add(scheme: Scheme, nodes: Sequence[Mapping[str, Any]], parent: Indicator | None = None) -> None:
    """Add indicators that are told as plain data, each with those below it."""
    for position, node in enumerate(nodes):
        made = Indicator.objects.create(
            scheme=scheme,
            parent=parent,
            position=position,
            name=node["name"],
            weight=Decimal(str(node["weight"])),
            kind=node.get("kind", ""),
            parameters=node.get("parameters", {}),
            article=node.get("article", 0),
            note=node.get("note", ""),
        )
        nodes_add(scheme, node.get("below", ()), made)


def indicators_copy(source: Scheme, scheme: Scheme) -> None:
    """Take over all indicators of another scheme."""
    made: dict[int | None, Indicator | None] = {None: None}
    rest = list(source.indicators.order_by("position", "pk"))
    while rest:
        ready = [each for each in rest if each.parent_id in made]
        for each in ready:
            copy = Indicator(scheme=scheme, parent=made[each.parent_id])
            for field in ("position", "name", "weight", "kind", "parameters", "article", "note"):
                setattr(copy, field, getattr(each, field))
            copy.save(force_insert=True)
            made[each.pk] = copy
        rest = [each for each in rest if each.pk not in made]


@transaction.atomic
def scheme_edit(
    *,
    actor: Actor,
    scheme: Scheme,
    version: int,
    title: str,
    procedure: str,
    grades: Sequence[Grade],
    objection_days: int,
    report_until: dt.date | None,
    cutoff_on: dt.date | None,
) -> Scheme:
    """Change the words of a draft. Raises ValidationError, by field, for what makes no sense."""
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    if fault := grades_fault(grades):
        raise ValidationError({"grades": fault})
    if cutoff_on is not None and cutoff_on < dt.date(fresh.year, 1, 1):
        raise ValidationError({"cutoff_on": "数据截止日不能早于考核年度。"})
    fresh.title, fresh.procedure, fresh.grades = title.strip(), procedure.strip(), grades_data(grades)
    fresh.objection_days, fresh.report_until, fresh.cutoff_on = objection_days, report_until, cutoff_on
    scheme_move(actor, fresh, Action.EDIT)
    return fresh


@transaction.atomic
def units_set(*, actor: Actor, scheme: Scheme, version: int, groups: Mapping[int, str]) -> Scheme:
    """Say which units (ids) are assessed and in which class; others are left out.

    Raises ValidationError where none is chosen or one is not of the area.
    """
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    offered = {unit.pk for unit in units_of(fresh.office, fresh.kind, fresh.year)}
    if not groups or not groups.keys() <= offered:
        raise ValidationError(
            "请至少选择一个被考核单位。" if not groups else "所选单位已不在本辖区,请按现在的名单重选。"
        )
    present = {each.unit_id: each for each in fresh.units.all()}
    fresh.units.exclude(unit__in=groups.keys()).delete()
    for unit, group in groups.items():
        group = group.strip()[:30] or "全部"
        if unit not in present:
            Assessed.objects.create(scheme=fresh, unit_id=unit, group=group)
        elif present[unit].group != group:
            Assessed.objects.filter(pk=present[unit].pk).update(group=group)
    told = ";".join(sorted({group.strip() or "全部" for group in groups.values()}))
    scheme_move(actor, fresh, Action.EDIT, f"被考核单位 {len(groups)} 个,分类:{told}")
    return fresh
