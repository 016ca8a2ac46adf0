"""Reading the rulebook as it stands today, each rule with its fulfilment in the reader's scope; constant queries."""

import dataclasses
import datetime as dt

from duties.highlight import Stretch, highlight
from duties.ledger.status import Status
from duties.models import Provision, Reading, Regulation, RulebookVersion
from duties.naming import article_name, provision_name
from duties.selectors.board.sums import Tally, part_sums, total
from duties.selectors.moment import reading_day, stand_containing
from duties.selectors.scope import reach_of
from duties.wording import FORCE, MEASURE, amount_words, bearer_words, condition_words, due_words
from portal.access import Actor
from portal.selectors.vocabulary import Vocabulary, vocabulary

SHOWN = (
    Status.OVERDUE,
    Status.MADE_UP,
    Status.DUE_SOON,
    Status.PENDING,
    Status.MET_LATE,
    Status.MET,
    Status.OPEN,
    Status.WAIVED,
)
"""The order in which the counts of a rule are told: what needs attention first."""


@dataclasses.dataclass(frozen=True)
class Fulfilment:
    """Today's sum of one rule in the reader's scope."""

    total: Tally

    @property
    def status(self) -> Status:
        """The colour of the whole: the worst that needs attention, or fulfilled."""
        for status in (Status.OVERDUE, Status.MADE_UP, Status.DUE_SOON):
            if self.total.number(status):
                return status
        return Status.MET if self.total.rate.fulfilled == self.total.rows else Status.PENDING

    @property
    def counts(self) -> list[tuple[Status, int]]:
        """How many obligations stand where; only what is not empty."""
        return [(status, self.total.number(status)) for status in SHOWN if self.total.number(status)]


@dataclasses.dataclass(frozen=True)
class RuleCard:
    """One rule as the rulebook shows it; `fulfilment` is None where the scope owes nothing today."""

    number: int
    reading: Reading
    provision: str
    force: str
    measure: str
    bearer: str
    amount: str
    due: str
    conditions: list[str]
    fulfilment: Fulfilment | None

    @property
    def continuous(self) -> bool:
        """Whether it has no number and no row in the ledger."""
        return self.reading.measure == "continuous"


@dataclasses.dataclass(frozen=True)
class Article:
    """One article with the rules read from it, numbered within the article."""

    provision: Provision
    name: str
    rules: list[RuleCard]

    @property
    def gist(self) -> str:
        """Its first words, to know it by."""
        return self.provision.text.split("\n", 1)[0].split("。", 1)[0]

    @property
    def paragraphs(self) -> list[list[Stretch]]:
        """The text with the quoted words marked."""
        return highlight(self.provision.text, {card.number: card.reading.quote for card in self.rules})


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A chapter with its articles."""

    name: str
    articles: list[Article]


@dataclasses.dataclass(frozen=True)
class Rulebook:
    """A regulation with all its articles and the rules that govern today."""

    regulation: Regulation
    version: RulebookVersion
    chapters: list[Chapter]

    @property
    def articles(self) -> list[Article]:
        """All articles in order."""
        return [article for chapter in self.chapters for article in chapter.articles]

    @property
    def rules(self) -> list[RuleCard]:
        """All rules in order."""
        return [card for article in self.articles for card in article.rules]

    @property
    def countable(self) -> int:
        """How many rules have rows in the ledger."""
        return sum(not card.continuous for card in self.rules)


def rulebook(actor: Actor, regulation: str = "", *, day: dt.date | None = None) -> Rulebook | None:
    """The rulebook called `regulation` (default: the one loaded first) on `day` (default: the day that is read).

    Each rule with its fulfilment for this reader. None where it is not loaded, or not yet in force.
    """
    day = day or reading_day()
    versions = RulebookVersion.objects.filter(version_from__lte=day).select_related("regulation")
    if regulation:
        versions = versions.filter(regulation__code=regulation)
    version = versions.order_by("regulation", "-number").first()
    if version is None:
        return None
    words, totals = vocabulary(), totals_for(actor, day)
    readings: dict[int, list[Reading]] = {}
    for reading in (
        Reading.objects.filter(
            rule__regulation=version.regulation_id, known__endswith__isnull=True, governs__contains=day
        )
        .select_related("rule", "version")
        .order_by("rule__position")
    ):
        readings.setdefault(reading.rule.article, []).append(reading)
    chapters: dict[int, Chapter] = {}
    for provision in Provision.objects.filter(regulation=version.regulation_id):
        cards = [
            _card(number, reading, provision, words, totals)
            for number, reading in enumerate(readings.get(provision.article, []), start=1)
        ]
        chapter = chapters.setdefault(provision.chapter, Chapter(_chapter_name(provision), []))
        chapter.articles.append(Article(provision, article_name(provision.article), cards))
    return Rulebook(version.regulation, version, list(chapters.values()))


def regulations() -> list[Regulation]:
    """All regulations, the one loaded first at the head; one query."""
    return list(Regulation.objects.order_by("pk"))


def totals_for(actor: Actor, day: dt.date) -> dict[int, Tally]:
    """Today's sums by rule: over the area where the post reads below, for the post's unit alone otherwise."""
    if actor.post is None:
        return {}
    by_rule: dict[int, list[Tally]] = {}
    reach = reach_of(actor, actor.post.unit)
    stand_containing(day, actor.post.unit, below=reach.below)
    for part in part_sums(reach, day, day=day):
        by_rule.setdefault(part.rule, []).append(part.tally)
    return {rule: total(tallies) for rule, tallies in by_rule.items()}


def _card(
    number: int,
    reading: Reading,
    provision: Provision,
    words: Vocabulary,
    totals: dict[int, Tally],
) -> RuleCard:
    tally = totals.get(reading.rule_id)
    return RuleCard(
        number=number,
        reading=reading,
        provision=provision_name(provision.article, reading.rule.item, provision.text),
        force=FORCE[reading.force],
        measure=MEASURE[reading.measure],
        bearer=bearer_words(reading, words),
        amount=amount_words(reading, words),
        due=due_words(reading),
        conditions=condition_words(reading, words),
        fulfilment=Fulfilment(tally) if tally else None,
    )


def _chapter_name(provision: Provision) -> str:
    return f"{article_name(provision.chapter).replace('条', '章')} {provision.chapter_title}"
