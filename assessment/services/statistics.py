"""Writing statistics (article 21): indicators, sheets of values taken in whole or not at all, corrections by hand."""

import hashlib
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from assessment.models import StatisticImport, StatisticIndicator, StatisticValue
from assessment.selectors.statistics import WRITERS, fillable_units, ground_of, own_indicators, values_of
from assessment.statistics.checking import Change, Found, check_sheet, value_fault
from assessment.statistics.numbers import plain
from assessment.statistics.sheet import Sheet
from duties.periods import Period, parse
from duties.services.lives import check_reason
from portal import access, clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change, state_of

CHANGED_MEANWHILE = "核对之后数据已有变动;请重新上传核对。"


@transaction.atomic
def indicator_save(
    *, actor: Actor, indicator: StatisticIndicator | None, version: int | None = None, **fields: Any
) -> StatisticIndicator:
    """Add an indicator to the office's area, or change one of its own that stood at `version`.

    Once it has values, its code, its frequency and its unit of measure stand; its decimals may only grow. Raises
    PermissionDenied for anyone else, ValidationError by field, and where it was changed meanwhile.
    """
    post = access.require(actor, *WRITERS)
    before = None
    if indicator is None:
        indicator = StatisticIndicator(owner=post.unit)
    else:
        access.require_own_unit(actor, indicator.owner, *WRITERS)
        indicator = StatisticIndicator.objects.select_for_update().get(pk=indicator.pk)
        before = state_of(indicator)
        if indicator.version != version:
            raise ValidationError("这项指标刚被别人修改;请刷新页面后再改。")
        _check_stands(indicator, fields)
        indicator.version += 1
    for name, value in fields.items():
        setattr(indicator, name, value)
    indicator.full_clean()
    indicator.save()
    log_change(
        actor=actor,
        action="indicator_change" if before else "indicator_add",
        target=indicator,
        unit=indicator.owner,
        before=before,
        after=state_of(indicator),
    )
    return indicator


def _check_stands(indicator: StatisticIndicator, fields: dict[str, Any]) -> None:
    if not indicator.values.exists():
        return
    fixed = {"code": "代码", "frequency": "报送频率", "measured_in": "计量单位"}
    faults = {
        name: f"已有数值,{label}不能改;请停用后另建一项。"
        for name, label in fixed.items()
        if fields.get(name, getattr(indicator, name)) != getattr(indicator, name)
    }
    if fields.get("decimals", indicator.decimals) < indicator.decimals:
        faults["decimals"] = "已有数值,小数位数只能增加。"
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def indicator_retire(*, actor: Actor, indicator: StatisticIndicator) -> StatisticIndicator:
    """Take an indicator of one's own out of use, or into use again; its values stay."""
    access.require_own_unit(actor, indicator.owner, *WRITERS)
    fresh = StatisticIndicator.objects.select_for_update().get(pk=indicator.pk)
    before = state_of(fresh)
    fresh.retired_at = None if fresh.retired_at else clock.now()
    fresh.version += 1
    fresh.save(update_fields=["retired_at", "version"])
    log_change(
        actor=actor, action="indicator_retire" if fresh.retired_at else "indicator_resume", target=fresh,
        unit=fresh.owner, before=before, after=state_of(fresh),
    )  # fmt: skip
    return fresh


def sheet_check(*, actor: Actor, period: Period, sheet: Sheet) -> Found:
    """What a sheet for `period` would change; writes nothing. Raises PermissionDenied for anyone but an office."""
    access.require(actor, *WRITERS)
    ground = ground_of(
        actor, period, {line.code for line in sheet.lines}, {str(head.value) for head in sheet.codes}
    )
    return check_sheet(sheet, ground)


@transaction.atomic
def import_keep(
    *, actor: Actor, period: Period, found: Found, file_name: str, content: bytes
) -> StatisticImport:
    """Keep a sheet without faults until it is confirmed or given up."""
    post = access.require(actor, *WRITERS)
    assert actor.account is not None
    assert not found.faults
    kept = StatisticImport(
        unit=post.unit,
        period=period.name,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        cells=[_cell(change) for change in found.changes],
        made_by=actor.account,
        made_at=clock.now(),
    )
    kept.full_clean()
    kept.save(force_insert=True)
    log_change(actor=actor, action="statistics_upload", target=kept, unit=post.unit, after=_told(kept))
    return kept


def _cell(change: Change) -> list[Any]:
    before = None if change.before is None else plain(change.before)
    return [change.indicator.pk, change.unit.pk, plain(change.value), before]


def _told(kept: StatisticImport) -> dict[str, Any]:
    """What the log keeps of a sheet: the cells stand in the values themselves."""
    return {**state_of(kept), "cells": len(kept.cells)}


@transaction.atomic
def import_take_in(*, actor: Actor, kept: StatisticImport, reason: str = "") -> StatisticImport:
    """Take in every value of a sheet that was checked, or none.

    Raises ValidationError where values that are known already would change and no `reason` is given, where anything
    changed since the check, and where it was settled already.
    """
    access.require_own_unit(actor, kept.unit, *WRITERS)
    fresh = _open_import(kept)
    revises = any(before is not None for *_, before in fresh.cells)
    if revises:
        check_reason(reason)
    period = parse(fresh.period)
    _check_unchanged(actor, fresh, period)
    _take_in(actor, fresh, period, reason.strip() if revises else "")
    fresh.state, fresh.settled_at, fresh.reason = (
        StatisticImport.State.DONE,
        clock.now(),
        reason.strip() if revises else "",
    )
    fresh.save(update_fields=["state", "settled_at", "reason"])
    log_change(
        actor=actor,
        action="statistics_import",
        target=fresh,
        unit=fresh.unit,
        after=_told(fresh),
        reason=fresh.reason,
    )
    return fresh


def _open_import(kept: StatisticImport) -> StatisticImport:
    fresh = StatisticImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=kept.pk)
    if fresh.state != StatisticImport.State.READY:
        raise ValidationError("这份文件已办理;请刷新页面。")
    return fresh


def _check_unchanged(actor: Actor, kept: StatisticImport, period: Period) -> None:
    """Raise ValidationError where what was checked no longer holds; writers of the same indicators wait in line."""
    keys = {indicator for indicator, *_ in kept.cells}
    asked = own_indicators(actor, period.kind).filter(pk__in=keys).order_by("pk")
    indicators = list(asked.select_for_update(of=("self",)))
    units = list(fillable_units(actor, period).filter(pk__in={unit for _, unit, *_ in kept.cells}))
    known = values_of(indicators, units, period.name)
    seen, reached = {each.pk for each in indicators}, {each.pk for each in units}
    for indicator, unit, _, before in kept.cells:
        now = known.get((indicator, unit))
        if indicator not in seen or unit not in reached or (None if now is None else plain(now)) != before:
            raise ValidationError(CHANGED_MEANWHILE)


def _take_in(actor: Actor, kept: StatisticImport, period: Period, reason: str) -> None:
    assert actor.account is not None
    now = clock.now()
    revised = [(indicator, unit) for indicator, unit, _, before in kept.cells if before is not None]
    _close(revised, period, now)
    StatisticValue.objects.bulk_create(
        StatisticValue(
            indicator_id=indicator,
            unit_id=unit,
            period=period.name,
            period_end=period.last_day,
            value=Decimal(value),
            known=DateTimeTZRange(now, None),
            entered_by=actor.account,
            entered_from=kept,
            reason=reason if before is not None else "",
        )
        for indicator, unit, value, before in kept.cells
    )


def _close(keys: list[tuple[int, int]], period: Period, now: Any) -> None:
    """End what was known until now of these figures (indicator pk, unit pk)."""
    wanted = set(keys)
    rows = StatisticValue.objects.known().filter(
        period=period.name, indicator__in={each for each, _ in wanted}, unit__in={each for _, each in wanted}
    )
    closing = [row for row in rows if (row.indicator_id, row.unit_id) in wanted]
    for row in closing:
        row.known = DateTimeTZRange(row.known.lower, now)
    StatisticValue.objects.bulk_update(closing, ["known"], batch_size=1_000)


@transaction.atomic
def import_give_up(*, actor: Actor, kept: StatisticImport) -> StatisticImport:
    """Leave a sheet that was not confirmed; raises ValidationError where it was settled already."""
    access.require_own_unit(actor, kept.unit, *WRITERS)
    fresh = _open_import(kept)
    fresh.state, fresh.settled_at = StatisticImport.State.GIVEN_UP, clock.now()
    fresh.save(update_fields=["state", "settled_at"])
    log_change(actor=actor, action="statistics_give_up", target=fresh, unit=fresh.unit, after=_told(fresh))
    return fresh


@transaction.atomic
def value_correct(
    *,
    actor: Actor,
    indicator: StatisticIndicator,
    unit: Unit,
    period: Period,
    value: Decimal,
    before: Decimal,
    reason: str,
) -> StatisticValue:
    """Replace one value that was read as `before`; the earlier one stays in the history.

    Raises PermissionDenied outside the office's area; ValidationError without a reason, for a value that is none of
    the indicator's, and where it was changed meanwhile.
    """
    access.require_area(actor, unit, *WRITERS)
    assert actor.account is not None
    check_reason(reason)
    locked = own_indicators(actor).select_for_update(of=("self",)).filter(pk=indicator.pk).first()
    if locked is None:
        raise ValidationError("这项指标已停用或不由本办公室填报,不能更正。")
    wrong = value_fault(locked, value)
    if wrong:
        raise ValidationError({"value": wrong})
    old = StatisticValue.objects.known().filter(indicator=locked, unit=unit, period=period.name).first()
    if old is None or old.value != before:
        raise ValidationError(CHANGED_MEANWHILE)
    if old.value == value:
        raise ValidationError({"value": "与现有数值相同。"})
    now, told = clock.now(), state_of(old)
    _close([(locked.pk, unit.pk)], period, now)
    new = StatisticValue.objects.create(
        indicator=locked,
        unit=unit,
        period=period.name,
        period_end=period.last_day,
        value=value,
        known=DateTimeTZRange(now, None),
        entered_by=actor.account,
        reason=reason.strip(),
    )
    log_change(
        actor=actor,
        action="statistics_correct",
        target=new,
        unit=unit,
        before=told,
        after=state_of(new),
        reason=new.reason,
    )
    return new
