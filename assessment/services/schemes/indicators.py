"""The tree of a draft: indicators added, changed, moved, taken out."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import Indicator, Scheme
from assessment.scheme_states import Action
from assessment.scoring.kinds import BESIDE, Kind
from assessment.scoring.reading import ParameterError, method_of
from assessment.services.schemes.steps import scheme_locked, scheme_move
from portal.access import Actor

DEEPEST = 3
"""So many levels a tree has at most."""


@dataclasses.dataclass(frozen=True)
class Content:
    """What an indicator says; `kind` None is a group. `parameters` are those of its method."""

    name: str
    weight: Decimal
    kind: Kind | None = None
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    article: int = 0
    note: str = ""


@transaction.atomic
def indicator_add(
    *, actor: Actor, scheme: Scheme, version: int, parent: Indicator | None, content: Content
) -> Indicator:
    """Add an indicator as the last below `parent` (None: at the top). Raises ValidationError, by field."""
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    if parent is not None and (parent.scheme_id != fresh.pk or parent.kind):
        raise ValidationError("只能在本方案的分组之下增加指标。")
    if _depth(parent) >= DEEPEST:
        raise ValidationError(f"指标最多 {DEEPEST} 级。")
    after = fresh.indicators.filter(parent=parent).order_by("-position").first()
    indicator = Indicator(scheme=fresh, parent=parent, position=after.position + 1 if after else 0)
    _write(indicator, content)
    scheme_move(actor, fresh, Action.EDIT, f"增加指标:{indicator.name}({indicator.weight:f} 分)")
    return indicator


@transaction.atomic
def indicator_change(
    *, actor: Actor, scheme: Scheme, version: int, indicator: Indicator, content: Content
) -> Indicator:
    """Let an indicator say something else. Raises ValidationError, by field."""
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    found = _of(fresh, indicator)
    if content.kind is not None and found.children.exists():
        raise ValidationError({"kind": "该指标有下级指标,只能作分组;请先移走下级指标。"})
    was = f"{found.name}({found.weight:f} 分)"
    _write(found, content)
    scheme_move(actor, fresh, Action.EDIT, f"修改指标:{was}→{found.name}({found.weight:f} 分)")
    return found


@transaction.atomic
def indicator_remove(*, actor: Actor, scheme: Scheme, version: int, indicator: Indicator) -> None:
    """Take an indicator out, with those below it."""
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    found = _of(fresh, indicator)
    name = found.name
    found.delete()
    scheme_move(actor, fresh, Action.EDIT, f"删去指标:{name}")


@transaction.atomic
def indicator_move(*, actor: Actor, scheme: Scheme, version: int, indicator: Indicator, up: bool) -> None:
    """Let an indicator change places with the one before or after it on its level; at the end nothing changes."""
    fresh = scheme_locked(actor, scheme, Action.EDIT, version)
    found = _of(fresh, indicator)
    level = list(fresh.indicators.filter(parent=found.parent_id).order_by("position", "pk"))
    at = level.index(found)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(level):
        return
    level[at], level[to] = level[to], level[at]
    for position, each in enumerate(level):
        Indicator.objects.filter(pk=each.pk).update(position=position)
    scheme_move(actor, fresh, Action.EDIT, f"移动指标:{found.name}")


def _depth(parent: Indicator | None) -> int:
    depth = 0
    while parent is not None:
        depth, parent = depth + 1, parent.parent
    return depth


def _of(scheme: Scheme, indicator: Indicator) -> Indicator:
    found = scheme.indicators.filter(pk=indicator.pk).first()
    if found is None:
        raise ValidationError("该指标已删去;请刷新页面。")
    return found


def _write(indicator: Indicator, content: Content) -> None:
    parameters: Mapping[str, Any] = {}
    if content.kind is not None:
        try:
            method_of(content.kind, content.parameters)
        except ParameterError as error:
            raise ValidationError(error.faults) from error
        parameters = content.parameters
        if content.kind in BESIDE and indicator.parent is not None:
            raise ValidationError({"kind": "加分、减分在总分之外,只能作一级指标。"})
    indicator.name, indicator.weight = content.name.strip(), content.weight
    indicator.kind = content.kind.value if content.kind else ""
    indicator.parameters, indicator.article, indicator.note = (
        dict(parameters),
        content.article,
        content.note.strip(),
    )
    indicator.full_clean(exclude=["scheme", "parent"])
    indicator.save()
