"""What talks put into the shell: checks and followers of their papers, the part of 我的职责, pages."""

import dataclasses
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from duties.models import Talk
from duties.selectors.talks.feed import talk_days
from duties.selectors.talks.reading import MARKS, promise_mark
from duties.selectors.talks.waiting import waiting_for
from duties.services.talks.notices import notice_check, notice_follow
from duties.services.talks.steps import MESSAGE_KIND
from duties.talk_states import State
from duties.talk_words import LETTER, NOTICE
from portal import access, feeds, registry
from portal.access import Actor
from portal.models import Document, Role
from portal.registry import Part

DESKS = frozenset({Role.OFFICE, Role.APPROVER, Role.LEADER})
"""Roles without 我的职责: what waits for them stands in their inbox."""


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_document_check(NOTICE, notice_check)
    registry.add_document_follower(NOTICE, notice_follow)
    for kind in (NOTICE, LETTER):
        registry.add_document_page(kind, paper_page)
    feeds.add_calendar(talk_days)
    registry.add_message_kind(MESSAGE_KIND, "约谈")
    registry.add_part("mine", mine_part, order=22)
    registry.add_part("messages", desk_part, order=12)
    registry.add_part("desk", desk_part, order=20)
    registry.add_page("约谈", "talks", roles=access.BUSINESS - {Role.MEMBER}, order=42)


def paper_page(document: Document) -> str:
    """The page of the talk that a notice or letter belongs to."""
    talk = Talk.objects.filter(Q(notice=document) | Q(letters__document=document)).first()
    return reverse("talk", args=[talk.public_id]) if talk else ""


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The same in the inbox of the desks, which have no 我的职责."""
    part = mine_part(request, actor) if actor.role in DESKS else None
    return dataclasses.replace(part, template="duties/talks/desk.html") if part else None


def mine_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The talks in which the reader has to act: signatures, promises, feedback; and those announced to the unit."""
    talks, number = waiting_for(actor)
    if not talks:
        return None
    rows: list[dict[str, Any]] = [_row(talk) for talk in talks]
    return Part("duties/talks/part.html", {"talk_rows": rows, "talk_number": number}, number, "约谈")


def _row(talk: Talk) -> dict[str, Any]:
    promises = [(each, promise_mark(each)) for each in talk.promises.all()]
    return {"talk": talk, "mark": MARKS[State(talk.state)], "promises": promises}
