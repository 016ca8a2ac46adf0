"""Supervision on the office's world: notices drafted and issued, steps taken, by those who are there (office_world)."""

import datetime as dt
import uuid
from typing import Any

from duties.models import SupervisionItem, SupervisionStep
from duties.notice import Wording
from duties.selectors.cell_key import Cell
from duties.selectors.supervision.drafts import Subject
from duties.services.supervision.acting import supervision_act
from duties.services.supervision.drafting import Draft, supervision_draft
from duties.services.supervision.moving import Said
from duties.supervision_states import Action
from portal.access import Actor
from portal.models import Document, StoredFile, Unit
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.files import file_store
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from tests.duties.office_world import OfficeWorld

DEADLINE = dt.date(2026, 12, 9)
LATER = dt.date(2026, 12, 23)


def wording(**values: Any) -> Wording:
    """What an office may write."""
    given = {
        "title": "关于限期召开领导小组会议的督办通知",
        "demands": "尽快补办。\n书面报告。",
        "deadline": DEADLINE,
    }
    return Wording(**(given | values))


def drafted(
    world: OfficeWorld,
    who: str = "office",
    *,
    cells: list[Cell] | None = None,
    words: Wording | None = None,
    token: uuid.UUID | None = None,
    **values: Any,
) -> SupervisionItem:
    """An item on cells of one unit, by default on the regiment's overdue one."""
    about = cells or [world.cell()]
    draft = Draft(Subject(about[0].unit, about), words or wording(), **values)
    return supervision_draft(actor=world.actors[who], draft=draft, token=token or uuid.uuid4())


def issue(world: OfficeWorld, item: SupervisionItem, drafter: str = "office") -> Document:
    """Review and issue the notice of an item of the division."""
    notice = document_review(
        actor=world.actors[drafter], document=item.notice, version=version_of(item.notice)
    )
    job = document_issue_ask(actor=world.actors["approver"], document=notice, version=version_of(notice))
    job_run(job.public_id)
    item.refresh_from_db()
    notice.refresh_from_db()
    return notice


def issued(world: OfficeWorld, **values: Any) -> SupervisionItem:
    """An item whose notice is out."""
    item = drafted(world, **values)
    issue(world, item)
    return item


def evidence(world: OfficeWorld) -> StoredFile:
    """A file that may show what was done."""
    return file_store(
        actor=world.actors["clerk"], name="会议纪要.pdf", content=b"%PDF-1.4", content_type="application/pdf"
    )


def said(
    world: OfficeWorld,
    action: Action,
    *,
    text: str = "情况如下。",
    unit: Unit | None = None,
    day: dt.date = LATER,
) -> Said:
    """What an action takes, filled in."""
    files = [evidence(world)] if action == Action.FEED_BACK else []
    days = {Action.ASK, Action.GRANT, Action.RETURN}
    return Said(text, files, day if action in days else None, unit)


def act(
    world: OfficeWorld, item: SupervisionItem, who: str | Actor, action: Action, words: Said | None = None
) -> SupervisionStep:
    """Take an action as somebody who sees the item as it is now."""
    item.refresh_from_db()
    actor = world.actors[who] if isinstance(who, str) else who
    step = supervision_act(
        actor=actor, item=item, action=action, version=item.version, said=words or said(world, action)
    )
    item.refresh_from_db()
    return step


WAY = (
    ("clerk", Action.SIGN),
    ("clerk", Action.FEED_BACK),
    ("office", Action.REVIEW),
    ("approver", Action.CLOSE),
)
"""The straight way of an issued item."""


def walked(world: OfficeWorld, steps: int) -> SupervisionItem:
    """An issued item that has gone the first so many steps of the straight way."""
    item = issued(world)
    for who, action in WAY[:steps]:
        act(world, item, who, action)
    return item
