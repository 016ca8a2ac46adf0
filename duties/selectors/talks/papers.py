"""What the papers of a talk rest on and repeat: the provision on talks, promises in words."""

from collections.abc import Sequence

from django.db.models import Q

from duties.models import Provision, Talk
from duties.naming import article_name
from duties.selectors.talks.facts import FactNow
from duties.selectors.talks.reading import PromiseLine
from duties.talk_states import Action
from duties.talk_words import Clause, PromiseWords
from portal.models import Word
from portal.selectors.vocabulary import vocabulary

NAMED = "约谈"
"""The article of a regulation that provides for talks is the first that names them."""


def clause_of(talk: Talk, facts: Sequence[FactNow]) -> Clause:
    """The provision on talks of the regulation whose duties are late; of any regulation where no duty is listed."""
    regulations = {fact.fact.rule.regulation_id for fact in facts if fact.fact.rule is not None}
    wanted = Q(regulation__in=regulations) if regulations else Q()
    found = (
        Provision.objects.select_related("regulation")
        .filter(wanted, text__contains=NAMED)
        .order_by("regulation", "article")
        .first()
    )
    if found is None:
        return Clause("", "", "")
    return Clause(found.regulation.title, article_name(found.article), _words(found.text))


def _words(text: str) -> str:
    """The paragraph of an article that is about talks."""
    return next((line.strip() for line in text.splitlines() if NAMED in line), text.strip())


def promise_words(promises: Sequence[PromiseLine]) -> list[PromiseWords]:
    """Promises in the words of a letter, with what was reported last."""
    words = vocabulary()
    told = []
    for line in promises:
        each = line.promise
        seat = words.name(Word.Group.ROLE, each.role) if each.role else ""
        reports = [step.text for step in line.steps if step.action in (Action.PROGRESS, Action.REPORT)]
        told.append(
            PromiseWords(
                each.text,
                f"{each.unit.name}{seat}",
                each.due_on,
                line.mark.label,
                reports[-1] if reports else "",
            )
        )
    return told
