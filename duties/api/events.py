"""What of this app the feed of changes tells."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from duties.models import Statement, SupervisionItem, Talk, UrgingAct
from duties.selectors.statements import readable_statements
from duties.selectors.talks.reading import readable_talks
from duties.selectors.urging import readable_acts
from duties.supervision_access import visible_items
from portal.access import Actor
from portal.selectors.events import EventKind, add_event_kind

STATEMENTS = ("make", "supplement", "withdraw", "note", "ask", "grant", "refuse", "close", "revoke")
ITEMS = (
    "issue", "sign", "join", "progress", "feed_back", "ask", "grant", "refuse", "review", "return", "close",
    "withdraw", "transfer", "succeed", "instruct", "comment",
)  # fmt: skip
TALKS = (
    "notify", "recall", "record", "sign", "signed", "sheet", "unsigned", "feed_back", "send_back", "close", "succeed",
)  # fmt: skip
"""Deeds of each kind that are told, as the change log calls them behind the kind."""

Readable = Callable[[Actor], "QuerySet[Any]"]


def join() -> None:
    """Tell of statements, urgings, supervision items and talks."""
    for model, name, deeds, readable, address in (
        (Statement, "statement", STATEMENTS, readable_statements, "api-statement"),
        (UrgingAct, "urging", ("send",), readable_acts, "api-urging"),
        (SupervisionItem, "supervision", ITEMS, visible_items, "api-supervision-item"),
        (Talk, "talk", TALKS, readable_talks, "api-talk"),
    ):
        add_event_kind(_kind(model, name, deeds, readable, address))


def _kind(model: type[Model], name: str, deeds: Sequence[str], readable: Readable, address: str) -> EventKind:
    def visible(actor: Actor, refs: Collection[str]) -> Collection[Any]:
        rows = readable(actor).filter(public_id__in=refs).order_by()
        return set(rows.values_list("public_id", flat=True))

    def path(ref: str) -> str:
        return reverse(address, args=[ref])

    return EventKind(
        model._meta.label_lower, {f"{name}_{deed}": f"{name}.{deed}" for deed in deeds}, visible, path
    )
