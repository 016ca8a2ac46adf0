"""What the provisions behind rules are called, and their text; one query for any number of rules."""

from collections.abc import Iterable

from duties.models import Provision, Rule
from duties.naming import provision_name


def provision_names(rules: Iterable[Rule]) -> dict[int, str]:
    """For each rule (by id) the name of its provision, e.g. 第八条第二款(二)."""
    wanted = list(rules)
    texts = {
        (provision.regulation_id, provision.article): provision.text
        for provision in Provision.objects.filter(
            regulation__in={rule.regulation_id for rule in wanted},
            article__in={rule.article for rule in wanted},
        )
    }
    return {
        rule.pk: provision_name(rule.article, rule.item, texts.get((rule.regulation_id, rule.article), ""))
        for rule in wanted
    }


def provision_of(rule: Rule) -> Provision | None:
    """The article that a rule is read from, with its text."""
    return Provision.objects.filter(regulation=rule.regulation_id, article=rule.article).first()
