"""Supervision items of a demonstration, one in each of several states, by the people who can sign in."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q

from duties.demo.questions import actor_of
from duties.demo.tree import HERO
from duties.ledger.status import Status
from duties.models import SupervisionItem
from duties.notice import Wording, default_demands, default_title
from duties.selectors.cell_key import Cell, cell_at, facts_of
from duties.selectors.ledger import ledger, lines
from duties.selectors.supervision.drafts import Subject, copies_for
from duties.services.supervision.acting import supervision_act
from duties.services.supervision.drafting import Draft, supervision_draft
from duties.services.supervision.moving import NOTHING, Said
from duties.supervision_states import TABLE, Action, State
from portal import clock
from portal.access import Actor
from portal.models import StoredFile, Unit
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.files import file_store
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from portal.working_days import add_working_days

OFFICE, APPROVER, LEADER, OFFICIAL = "bangongshi", "shending", "lingdao", "shuji28"
PEOPLE = (OFFICE, APPROVER, LEADER, OFFICIAL)
TEXT = "演示:情况说明。".encode()

Actors = Mapping[str, Actor]


def add_supervision() -> None:
    """Open items and take them some way; where there is nobody or nothing late, or a second time, nothing."""
    found = {name: actor_of(name) for name in PEOPLE}
    actors = {name: actor for name, actor in found.items() if actor is not None}
    if len(actors) < len(PEOPLE) or SupervisionItem.objects.exists():
        return
    unit = unit_of(actors[OFFICIAL])
    ways: Sequence[Callable[[Actors, Cell], SupervisionItem]] = (
        _closed,
        _returned,
        _fed_back,
        _signed,
        _to_sign,
        _drafted,
    )
    late = lines(ledger().filter(Q(status=Status.OVERDUE), unit=unit).order_by("-due_on", "pk")[: len(ways)])
    for way, line in zip(ways, late, strict=False):
        way(actors, cell_at(line.obligation))


def unit_of(actor: Actor) -> Unit:
    """The unit of the actor's post."""
    assert actor.post is not None
    return actor.post.unit


def _drafted(actors: Actors, cell: Cell, partners: Sequence[Unit] = ()) -> SupervisionItem:
    line = cell.line()
    assert line is not None
    office = unit_of(actors[OFFICE])
    facts = facts_of(line)
    wording = Wording(
        title=default_title(cell.unit.name, [facts]),
        demands=default_demands([facts.measure]),
        deadline=add_working_days(clock.today(), 10),
        copies_to=tuple(copies_for(cell.unit, office)),
    )
    draft = Draft(Subject(cell.unit, [cell]), wording, partners)
    return supervision_draft(actor=actors[OFFICE], draft=draft, token=uuid.uuid4())


def _to_sign(actors: Actors, cell: Cell) -> SupervisionItem:
    """For two units to sign for: the one that leads, and the one that most people of the demonstration belong to."""
    return _issued(actors, cell, list(Unit.objects.filter(code=HERO)))


def _issued(actors: Actors, cell: Cell, partners: Sequence[Unit] = ()) -> SupervisionItem:
    item = _drafted(actors, cell, partners)
    notice = document_review(actor=actors[OFFICE], document=item.notice, version=version_of(item.notice))
    job = document_issue_ask(actor=actors[APPROVER], document=notice, version=version_of(notice))
    job_run(job.public_id)
    return item


def _signed(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _issued(actors, cell)
    _act(actors[OFFICIAL], item, Action.SIGN)
    _act(actors[OFFICIAL], item, Action.PROGRESS, Said("演示:已定于下周召开会议,正在准备议题。"))
    return item


def _fed_back(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _signed(actors, cell)
    _act(actors[LEADER], item, Action.INSTRUCT, Said("演示:请抓紧办结,不得走形式。"))
    said = Said("演示:已召开会议并形成纪要,附后。", [_evidence(actors[OFFICIAL])])
    _act(actors[OFFICIAL], item, Action.FEED_BACK, said)
    return item


def _returned(actors: Actors, cell: Cell) -> SupervisionItem:
    """Sent back, and since yesterday too late: its time has passed in the demonstration only."""
    item, yesterday = _fed_back(actors, cell), clock.today() - dt.timedelta(days=1)
    said = Said("演示:纪要未记明议定事项和责任人,请补充后再报。", day=add_working_days(clock.today(), 5))
    _act(actors[OFFICE], item, Action.RETURN, said)
    SupervisionItem.objects.filter(pk=item.pk, state=State.RETURNED).update(deadline=yesterday)
    item.steps.filter(action=Action.RETURN).update(new_deadline=yesterday)
    return item


def _closed(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _fed_back(actors, cell)
    _act(actors[OFFICE], item, Action.REVIEW, Said("演示:经核对会议纪要,事项已办结。"))
    _act(actors[APPROVER], item, Action.CLOSE, Said("演示:同意销号。"))
    return item


def _act(actor: Actor, item: SupervisionItem, action: Action, said: Said = NOTHING) -> None:
    """Take the action; nothing where the notice could not be issued, e.g. for want of typefaces."""
    item.refresh_from_db()
    if (item.at, action) not in TABLE:
        return
    supervision_act(actor=actor, item=item, action=action, version=item.version, said=said)


def _evidence(actor: Actor) -> StoredFile:
    return file_store(actor=actor, name="演示会议纪要.txt", content=TEXT, content_type="text/plain")
