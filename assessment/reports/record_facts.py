"""Facts of the records: what was held, visited, issued in the period, by kind and form, at the unit and in its area."""

from collections import Counter
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet

from assessment.reports.blocks import Grid, Row
from assessment.reports.sources import Asked, Found
from duties.models import Record, RecordState
from portal.access import within
from portal.models import Word
from portal.selectors.vocabulary import vocabulary

COUNTING = (RecordState.SUBMITTED, RecordState.CONFIRMED)


def records(asked: Asked) -> Found:
    """How many records of each kind and form took place in the period; four queries. One sitting may be several forms."""
    own, area = _counts(asked, below=False), _counts(asked, below=True)
    words = vocabulary()
    below = area != own
    rows = []
    for kind, word in words.words.get(Word.Group.KIND, {}).items():
        for form in [form.code for form in words.forms_of(kind)] or [""]:
            if area[kind, form]:
                name = words.name(Word.Group.FORM, form) if form else word.name
                figures = (own[kind, form], area[kind, form]) if below else (own[kind, form],)
                rows.append(
                    Row(f"{kind}/{form}", (f"{word.name}:{name}" if form else name, *map(str, figures)))
                )
    heads = ("履职记录", "本级(次)", "全辖区(次)") if below else ("履职记录", "次数")
    if not rows:
        return Found([Grid("records", "履职记录", heads, [], none="本周期没有已登记的履职记录")])
    total = f"本级{sum(own.values())}次,全辖区{sum(area.values())}次" if below else f"{sum(own.values())}次"
    said = f"{asked.period_words}开展并登记会议、调研走访、计划方案等履职活动{total}(按形式计)。"
    return Found([Grid("records", "履职记录", heads, rows)], said)


def _counts(asked: Asked, *, below: bool) -> Counter[tuple[str, str]]:
    """By kind and form (empty where it has none), of what counts at the moment."""
    rows = visible_records(asked, below=below)
    formed = rows.annotate(form=Func(F("forms"), function="unnest")).values("kind", "form")
    plain = rows.filter(forms__len=0).values("kind")
    counts: Counter[tuple[str, str]] = Counter()
    for each in formed.annotate(n=Count("pk")).order_by():
        counts[each["kind"], each["form"]] = each["n"]
    for unformed in plain.annotate(n=Count("pk")).order_by():
        counts[unformed["kind"], ""] = unformed["n"]
    return counts


def visible_records(asked: Asked, *, below: bool) -> QuerySet[Record, Any]:
    """The records of the period that count: registered by the moment, neither returned nor withdrawn."""
    where = within("unit", asked.unit, asked.as_of) if below else Q(unit=asked.unit)
    return Record.objects.filter(
        where,
        state__in=COUNTING,
        withdrawn_at__isnull=True,
        registered_at__lte=asked.known_at,
        occurred_on__range=(asked.period.start, asked.until),
    )
