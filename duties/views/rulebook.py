"""规则库: the regulation's articles, the rules read from them, and what the portal does for each."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.article_works import REGULATION, TEXT_ONLY, works_of
from duties.periods import period_of
from duties.selectors.annual_tasks.serving import Serving, serving
from duties.selectors.moment import reading_day
from duties.selectors.questions import ASKERS, questions_beside
from duties.selectors.readings import histories, since
from duties.selectors.rulebook import Article, Rulebook, regulations, rulebook
from duties.selectors.scope import reads_rules_anew
from duties.views.moment import at_moment, chosen, with_query
from portal import access
from portal.selectors.vocabulary import vocabulary

ANSWERS = 3
"""So many answers stand beside a rule; the others are a click away."""


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def overview(request: access.PortalRequest) -> HttpResponse:
    """All articles, each with its rules and today's fulfilment."""
    asked = request.GET.get("regulation", "")
    book = rulebook(request.actor, asked)
    if asked and book is None:
        raise Http404
    return render(request, "duties/rulebook.html", _context(request, book))


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def article(request: access.PortalRequest, number: int) -> HttpResponse:
    """One article: its text with the quoted words marked, its rules beside it."""
    book = rulebook(request.actor, request.GET.get("regulation", ""))
    articles = book.articles if book else []
    here = next((index for index, one in enumerate(articles) if one.provision.article == number), None)
    if here is None:
        raise Http404
    context = _context(request, book) | _neighbours(articles, here) | {"article": articles[here]}
    context["entries"] = _entries(request, articles[here])
    if context["book"].regulation.code == REGULATION:
        now = not chosen(request).is_past
        context["works"] = works_of(number, request.actor, with_figures=now)
        context["text_only"] = number in TEXT_ONLY
    return render(request, "duties/rulebook_article.html", context)


def _entries(request: access.PortalRequest, article: Article) -> list[dict[str, Any]]:
    """The rules of an article: readings they have had, answers to questions on them, tasks that serve continuous ones."""
    rules = [card.reading.rule_id for card in article.rules]
    served = _served(request, article)
    past, answered = histories(rules, vocabulary(), reading_day()), questions_beside(rules)
    return [
        {
            "card": card,
            "history": past.get(card.reading.rule_id, []),
            "since": since(past.get(card.reading.rule_id, [])),
            "answers": answered.get(card.reading.rule_id, [])[:ANSWERS],
            "serving": served.get(card.reading.rule_id),
            "more_answers": max(len(answered.get(card.reading.rule_id, [])) - ANSWERS, 0),
        }
        for card in article.rules
    ]


def _served(request: access.PortalRequest, article: Article) -> Mapping[int, Serving]:
    """The tasks of the year that serve the continuous rules of an article; none for a past day."""
    rules = [card.reading.rule_id for card in article.rules if card.continuous]
    if not rules or chosen(request).is_past:
        return {}
    return serving(request.actor, rules, reading_day().year)


def _context(request: access.PortalRequest, book: Rulebook | None) -> dict[str, Any]:
    loaded, now = regulations(), not chosen(request).is_past
    named = {"regulation": book.regulation.code} if book and book.regulation != loaded[0] else {}
    return {
        "book": book,
        "regulations": loaded if len(loaded) > 1 else [],
        "of_book": with_query("", named | chosen(request).asked),
        "may_revise": now and book is not None and reads_rules_anew(request.actor, book.regulation),
        "may_ask": now and request.actor.role in ASKERS,
        "reads_below": request.actor.role in access.READS_BELOW,
        "period": period_of("quarter", reading_day()).name,
    }


def _neighbours(articles: list[Article], here: int) -> dict[str, Article | None]:
    return {
        "before": articles[here - 1] if here else None,
        "after": articles[here + 1] if here + 1 < len(articles) else None,
    }
