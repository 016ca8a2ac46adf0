"""What a dated fact must agree with beside the constraints of its table (docs of rules: facts lie within lives)."""

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.models import Area, Existence, Fact, Placement, Tag, Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import date_cn

BOUND = (Placement, Tag, Tenure)
"""Facts that lie within the existence of their unit."""


def fact_check(fact: Fact) -> None:
    """Raise ValidationError, at the field, where the fact contradicts the lives of its units or the regulation's words."""
    if fact.started_on and fact.ended_on and fact.started_on >= fact.ended_on:
        raise ValidationError({"ended_on": "终止日必须晚于起始日。"})
    if isinstance(fact, Existence):
        _facts_within(fact)
    if isinstance(fact, BOUND):
        _within_life(fact, fact.unit, "单位")
    if isinstance(fact, Placement):
        _within_life(fact, fact.parent, "上级单位")
        _takes(fact)
        _no_cycle(fact)
    if isinstance(fact, Tenure):
        _has_title(fact)


def _within_life(fact: Fact, unit: Unit, noun: str) -> None:
    """A stated start or end lies within the unit's existence; an open one begins or ends with it."""
    life = Existence.objects.known().filter(unit=unit).first()
    if life is None:
        return
    start, end = life.started_on, life.ended_on
    if start and fact.started_on and fact.started_on < start:
        raise ValidationError({"started_on": f"不得早于{noun}{unit.name}的成立日期{date_cn(start)}。"})
    if end and fact.started_on and fact.started_on >= end:
        raise ValidationError({"started_on": f"{noun}{unit.name}已于{date_cn(end)}撤销,起始日须早于此日。"})
    if end and fact.ended_on and fact.ended_on > end:
        raise ValidationError({"ended_on": f"不得晚于{noun}{unit.name}的撤销日期{date_cn(end)}。"})


def _facts_within(life: Existence) -> None:
    """No stated start or end of what is known of the unit lies outside its new existence."""
    for model in BOUND:
        facts = model._default_manager.known().filter(unit=life.unit)
        noun = model._meta.verbose_name
        if life.started_on and facts.filter(started_on__lt=life.started_on).exists():
            raise ValidationError({"started_on": f"该单位有{noun}早于此日开始,请先更正{noun}。"})
        if life.ended_on and facts.filter(started_on__gte=life.ended_on).exists():
            raise ValidationError({"ended_on": f"该单位有{noun}晚于此日开始,请先更正{noun}。"})
        if life.ended_on and facts.filter(ended_on__gt=life.ended_on).exists():
            raise ValidationError(
                {"ended_on": f"该单位有{noun}晚于此日终止,请先把{noun}的终止日改到此日或以前。"}
            )


def _takes(placement: Placement) -> None:
    """The regulation says under which kinds of unit a unit of this kind stands."""
    words = vocabulary()
    under = words.data(Word.Group.UNIT, placement.unit.kind).get("under", [])
    if under and placement.parent.kind not in under:
        names = "、".join(words.name(Word.Group.UNIT, kind) for kind in under)
        kind = words.name(Word.Group.UNIT, placement.unit.kind)
        raise ValidationError({"parent": f"{kind}只能隶属于{names},{placement.parent.name}不是。"})


def _no_cycle(placement: Placement) -> None:
    """No unit stands under one that is under it on the same day."""
    during = DateRange(placement.started_on, placement.ended_on)
    below = Area.objects.filter(ancestor=placement.unit, unit=placement.parent, during__overlap=during)
    if placement.unit_id != placement.parent_id and below.exists():
        raise ValidationError({"parent": f"{placement.parent.name}是本单位的下级,不能作为上级单位。"})


def _has_title(tenure: Tenure) -> None:
    """A seat that several hold is told apart by title."""
    if tenure.several and not tenure.title:
        raise ValidationError({"title": "此职务可多人同任,请填职务名称,如副团长。"})
