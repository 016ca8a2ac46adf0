"""Facts of the duties lie within the lives of their units (rules.md, "Words")."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from portal.models import Existence, Fact, Unit
from portal.wording import date_cn

EARLIEST, LATEST = dt.date.min, dt.date.max


def check_span(fact: Fact, units: Sequence[Unit]) -> None:
    """Raise ValidationError, at the field, where a stated start or end lies outside the existence of one of `units`.

    An open start begins, and an open end ends, with the units; so they must have existed together.
    """
    if fact.started_on and fact.ended_on and fact.started_on >= fact.ended_on:
        raise ValidationError({"ended_on": "终止日必须晚于起始日。"})
    lives = {life.unit_id: life for life in Existence.objects.known().filter(unit__in=units)}
    first, end = fact.started_on or EARLIEST, fact.ended_on or LATEST
    for unit in units:
        life = lives[unit.pk]
        if life.started_on and fact.started_on and fact.started_on < life.started_on:
            raise ValidationError(
                {"started_on": f"不得早于{unit.name}的成立日期{date_cn(life.started_on)};请改填该日或以后。"}
            )
        if life.ended_on and first >= life.ended_on:
            raise ValidationError(
                {"started_on": f"{unit.name}已于{date_cn(life.ended_on)}撤销,起始日须早于此日。"}
            )
        if life.ended_on and fact.ended_on and fact.ended_on > life.ended_on:
            raise ValidationError(
                {"ended_on": f"不得晚于{unit.name}的撤销日期{date_cn(life.ended_on)};请改填该日或以前。"}
            )
        first, end = max(first, life.started_on or EARLIEST), min(end, life.ended_on or LATEST)
    if first >= end:
        names = "、".join(unit.name for unit in units)
        raise ValidationError({"started_on": f"{names}没有同时存续的日期;请核对单位和起止日期。"})


def check_reason(reason: str) -> None:
    """Raise ValidationError where a change gives no reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
