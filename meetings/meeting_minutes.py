"""Minutes as an official paper (会议纪要) from the entry of a meeting that was held: who may draft it, and what it says.

The office of the unit that met may; it rewords the draft before it is reviewed. Everything in it is in the entry.
"""

import uuid
from collections.abc import Iterator

from django.urls import reverse

from duties.notice import OFFICE
from meetings import access as policy
from meetings.models import Attendance, Entry
from meetings.selectors.entries import attendance_of
from portal import clock
from portal.access import Actor
from portal.documents.layout import chinese_date
from portal.documents.paper import Block, Heading, OfficialDocument, Paragraph
from portal.models import Document, Role
from portal.registry import DocumentSource
from portal.selectors.documents import readable_documents
from portal.selectors.installation import installation
from portal.selectors.vocabulary import Vocabulary, vocabulary

SOURCE = "meeting"
KIND = "会议纪要"
GROUP = "党委农村工作领导小组"
NUMERALS = "一二三四五"
PRESENT = (Attendance.State.PRESENT.label, Attendance.State.DELEGATED.label)


def source(actor: Actor, ref: uuid.UUID) -> DocumentSource | None:
    """The minutes of a meeting as they would be drafted now; None where the actor may not draft them."""
    entry = policy.visible_entries(actor).select_related("unit", "leader").filter(public_id=ref).first()
    if entry is None or not may_draft(actor, entry):
        return None
    back = reverse("entry", args=[entry.public_id])
    return DocumentSource(paper=minutes_paper(entry, vocabulary()), addressee=None, back=back)


def may_draft(actor: Actor, entry: Entry) -> bool:
    """Whether the actor is the office of the unit that met, and the meeting was held and counts."""
    post = actor.post
    return (
        post is not None
        and post.role == Role.OFFICE
        and post.unit.pk == entry.unit_id
        and entry.kind == "meeting"
        and entry.state in policy.OPEN
    )


def drafted(actor: Actor, entry: Entry) -> list[Document]:
    """The minutes that were made from this entry, as far as the actor may read them; void ones left out."""
    found = readable_documents(actor).filter(origin=f"{SOURCE}:{entry.public_id}")
    return list(found.exclude(state=Document.State.VOID).order_by("pk"))


def minutes_paper(entry: Entry, words: Vocabulary) -> OfficialDocument:
    """The draft: who met when and where, what was on the agenda, what was said and decided, who was there."""
    group = f"{entry.unit.name}{GROUP}"
    title = entry.title if entry.title.endswith("纪要") else f"{entry.title}纪要"
    return OfficialDocument(
        kind=KIND,
        issuer_name=f"{entry.unit.name}{OFFICE}",
        issuer_mark=f"{group}会议纪要",
        title=title,
        addressee="",
        body=(Paragraph(_opening(entry)), *_parts(entry, words)),
        signatory=group,
        date=clock.today(),
        sealed=False,
        attendance=_attendance(entry, words),
        printed_by=f"{entry.unit.name}{OFFICE}",
        printed_on=clock.today(),
        demo=installation().demo,
        draft=True,
        source={"unit": entry.unit.code, "entry": str(entry.public_id), "held_on": str(entry.occurred_on)},
    )


def _opening(entry: Entry) -> str:
    assert entry.occurred_on is not None
    leader = f"{entry.leader.name}" if entry.leader else "主持人"
    place = f"在{entry.place}" if entry.place else ""
    return f"{chinese_date(entry.occurred_on)},{leader}{place}主持召开{entry.title}。现将会议情况纪要如下:"


def _parts(entry: Entry, words: Vocabulary) -> Iterator[Block]:
    """The parts that the entry has something for, headed 一、 二、 三、 in their order."""
    parts = [
        ("会议议题", [f"{number}.{item.text}" for number, item in enumerate(entry.agenda.all(), 1)]),
        ("会议情况", [line.strip() for line in entry.minutes.splitlines() if line.strip()]),
        ("议定事项", list(_decisions(entry, words))),
    ]
    filled = [(head, lines) for head, lines in parts if lines]
    for numeral, (head, lines) in zip(NUMERALS, filled, strict=False):
        yield Heading(1, f"{numeral}、{head}")
        yield from map(Paragraph, lines)


def _decisions(entry: Entry, words: Vocabulary) -> Iterator[str]:
    for number, each in enumerate(entry.decisions.select_related("owner_unit"), 1):
        role = words.name("roles", each.owner_role) if each.owner_role else ""
        due = f",{chinese_date(each.due_on)}前完成" if each.due_on else ""
        yield f"{number}.{each.text.rstrip('。')}(责任单位:{each.owner_unit.name}{role}{due})。"


def _attendance(entry: Entry, words: Vocabulary) -> tuple[tuple[str, str], ...]:
    """出席 (who had somebody stand in too), 请假, 列席, each with its names."""
    groups = dict(attendance_of(entry, words))
    present = [name for state in PRESENT for name in groups.get(state, [])]
    lists = (("出席", present), ("请假", groups.get("请假", [])), ("列席", groups.get("列席", [])))
    return tuple((label, "、".join(names)) for label, names in lists if names)
