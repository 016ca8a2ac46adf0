"""One unit's sheet: every line with its points, how they came about, and the facts behind what was lost."""

import dataclasses
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from assessment.inspections.severities import severities
from assessment.models import Assessed, Correction, Objection, Score
from assessment.scoring.explaining import method_words, points_words
from assessment.scoring.kinds import AWAITED, Kind
from assessment.scoring.numbers import exact, rounded
from assessment.scoring.reading import method_of
from assessment.scoring.results import Scored
from assessment.selectors.schemes.trees import Place, in_order
from duties.ledger.status import Status
from duties.naming import article_name
from portal import access
from portal.access import Actor
from portal.models import StoredFile
from portal.wording import period_cn


@dataclasses.dataclass(frozen=True)
class FactShown:
    """A fact behind a line: in words, with the page that shows it, where the reader may open it."""

    text: str
    mark: Status | None
    note: str
    url: str


@dataclasses.dataclass(frozen=True)
class LineShown:
    """A line of a sheet, or a group of lines (no score)."""

    place: Place
    score: Score | None = None
    points: Decimal | None = None
    lost: Decimal | None = None
    method: str = ""
    words: str = ""
    article: str = ""
    facts: Sequence[FactShown] = ()

    @property
    def waits(self) -> bool:
        """Whether the office has to enter it still."""
        score = self.score
        return (
            score is not None and self.place.kind in AWAITED and score.numbers is None and not score.excused
        )

    @property
    def by_hand(self) -> bool:
        """Whether the office enters it."""
        return self.place.kind is not None and self.place.kind not in FROM_FACTS


FROM_FACTS = frozenset(
    {Kind.LEDGER, Kind.QUANTITY, Kind.TIMELINESS, Kind.STATISTIC, Kind.INSPECTION, Kind.SURVEY}
)


def scores_of(assessed: Assessed) -> list[Score]:
    """The scores of a sheet with all that is said of them; five queries."""
    objections = Objection.objects.select_related("by", "answered_by").order_by("at", "pk")
    corrections = Correction.objects.select_related("by").order_by("at", "pk")
    files = StoredFile.objects.order_by("pk")
    return list(
        assessed.scores.select_related("indicator", "by").prefetch_related(
            Prefetch("objections", objections), Prefetch("corrections", corrections), Prefetch("files", files)
        )
    )


def sheet_of(actor: Actor, assessed: Assessed) -> list[LineShown]:
    """The lines of a sheet in the order of the scheme, groups among them; six queries."""
    scores = {score.indicator_id: score for score in scores_of(assessed)}
    moment = _moment(assessed)
    return [
        _line(actor, place, scores[place.indicator.pk], moment) if place.kind else LineShown(place)
        for place in in_order(assessed.scheme.indicators.all())
    ]


def _moment(assessed: Assessed) -> str:
    """What an address says so that a cell is shown as it was read."""
    scheme = assessed.scheme
    if scheme.read_on is None or scheme.scored_at is None:
        return ""
    return urlencode({"as_of": scheme.read_on.isoformat(), "known_at": scheme.scored_at.isoformat()})


def severity_words() -> dict[str, str]:
    """The words of the degrees of findings."""
    return {each.code: each.name for each in severities()}


def _line(actor: Actor, place: Place, score: Score, moment: str) -> LineShown:
    indicator, kind = score.indicator, Kind(score.indicator.kind)
    method, words = method_of(kind, indicator.parameters), severity_words()
    numbers = {name: exact(text) for name, text in (score.numbers or {}).items()}
    points = exact(score.points) if score.points else None
    result = Scored(kind, Fraction(indicator.weight), points)
    return LineShown(
        place=place,
        score=score,
        points=None if points is None else rounded(points),
        lost=rounded(result.lost) if points is not None and result.lost else None,
        method=method_words(kind, method, words),
        words=points_words(method, Fraction(indicator.weight), numbers, words)
        if numbers and points is not None
        else "",
        article=article_name(indicator.article) if indicator.article else "",
        facts=[_fact(actor, each, moment) for each in score.facts],
    )


def _fact(actor: Actor, item: Mapping[str, Any], moment: str) -> FactShown:
    if "cell" in item:
        return _cell(actor, item, moment)
    if "finding" in item:
        settled = f"{item['settled_on']} 销号" if item["settled_on"] else "尚未销号"
        note = f"{item['clause']} · {item['severity']} · {item['found_on']} 发现 · {settled}"
        return FactShown(item["text"], None, note, item["finding"])
    return FactShown(str(item.get("text", "")), None, str(item.get("note", "")), str(item.get("url", "")))


def _cell(actor: Actor, item: Mapping[str, Any], moment: str) -> FactShown:
    unit, regulation, rule, period, role = item["cell"]
    status = Status(item["status"])
    own = actor.post is not None and str(actor.post.unit.public_id) == unit
    url = ""
    if own or actor.role in access.READS_BELOW:
        asked = "&".join(filter(None, (urlencode({"role": role}) if role else "", moment)))
        url = reverse("cell", args=[unit, regulation, rule, period]) + (f"?{asked}" if asked else "")
    figures = f"应完成 {item['required']},已计入 {item['counted']}" + (
        f",补办 {item['made_up']}" if item["made_up"] else ""
    )
    due = f"{item['due_on']} 到期" + (f",{item['met_on']} 完成" if item["met_on"] else "")
    absent = "" if item["counted"] or item["made_up"] else ",没有计入的记录"
    return FactShown(
        f"{item['unit']} {item['title']}({article_name(item['article'])}) {period_cn(period)}",
        status,
        f"{figures}{absent};{due}",
        url,
    )
