"""逾期清单: the cells of an area that press, narrowed by unit, provision, lateness, force, and when they were urged last."""

import datetime as dt

from django.db.models import Exists, Q, QuerySet

from duties.ledger.status import Status
from duties.models import Reading, Urging
from duties.naming import provision_name
from duties.selectors.urging import of_row
from portal import clock
from portal.access import Actor
from portal.models import Area, Unit

LATENESS = {
    "": "全部逾期",
    "30": "逾期30天以内",
    "90": "逾期31至90天",
    "more": "逾期90天以上",
    "soon": "临期",
}
FORCES = {"": "全部", "must": "应当", "in_principle": "原则上"}
NOT_URGED = {
    "": "不限",
    "ever": "从未催办",
    "3": "3天内未催办",
    "7": "7天内未催办",
    "15": "15天内未催办",
    "30": "30天内未催办",
}


ORDER = ("-due_on", "unit__code", "rule__position", "role", "period")
"""Lately missed first, then by unit."""


def late(lateness: str) -> Q:
    """The condition on `ledger()` of one of LATENESS."""
    today = clock.today()
    month, quarter = today - dt.timedelta(days=30), today - dt.timedelta(days=90)
    if lateness == "soon":
        return Q(status=Status.DUE_SOON)
    missed = Q(status=Status.OVERDUE, due_on__lt=today)
    if lateness == "30":
        return missed & Q(due_on__gte=month)
    if lateness == "90":
        return missed & Q(due_on__lt=month, due_on__gte=quarter)
    return missed & Q(due_on__lt=quarter) if lateness == "more" else missed


def of_provision(asked: str) -> Q:
    """The condition of a provision: `regulation/article` or `regulation/article/rule code`."""
    regulation, article, rule = (*asked.split("/"), "", "")[:3]
    if not article.isdecimal():
        return Q(pk__in=[])
    named = Q(rule__regulation__code=regulation, rule__article=int(article))
    return named & Q(rule__code=rule) if rule else named


def not_urged(asked: str) -> Q:
    """The condition of not having been urged lately, as one of NOT_URGED says."""
    return ~Q(Exists(of_row(_urged_within(asked))))


def _urged_within(asked: str) -> QuerySet[Urging]:
    if not asked.isdecimal():
        return Urging.objects.all()
    return Urging.objects.filter(sent_at__gt=clock.now() - dt.timedelta(days=int(asked)))


def offered_units(actor: Actor, chosen: Unit) -> list[Unit]:
    """The actor's own unit, those right below it today, and the one chosen."""
    assert actor.post is not None
    own = actor.post.unit
    near = Area.objects.filter(ancestor=own, depth__lte=1, during__contains=clock.today())
    found = Unit.objects.filter(Q(pk__in=near.values("unit")) | Q(pk=chosen.pk))
    return sorted(found, key=lambda unit: (unit.pk != own.pk, unit.code))


def offered_provisions() -> list[tuple[str, str, bool]]:
    """Articles and below them their rules as they are read today: value, words, whether it is an article."""
    readings = (
        Reading.objects.filter(governs__contains=clock.today(), known__endswith__isnull=True)
        .exclude(measure="continuous")
        .select_related("rule__regulation")
        .order_by("rule__regulation", "rule__article", "rule__position")
    )
    found: list[tuple[str, str, bool]] = []
    for reading in readings:
        rule = reading.rule
        article = f"{rule.regulation.code}/{rule.article}"
        if not any(value == article for value, _, _ in found):
            found.append((article, f"{provision_name(rule.article, '', '')} 全部", True))
        found.append((f"{article}/{rule.code}", reading.title, False))
    return found
