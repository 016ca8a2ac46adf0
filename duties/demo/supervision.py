"""Supervision items of a demonstration, one in each of several states, by the people who can sign in."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q

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
from duties.supervision_states import Action
from portal import clock
from portal.access import Actor, posts_of
from portal.models import Account, StoredFile, Unit
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.files import file_store
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from portal.working_days import add_working_days

OFFICE, APPROVER, LEADER, CLERK = "bangongshi3", "shending3", "lingdao", "jingban27"
PEOPLE = (OFFICE, APPROVER, LEADER, CLERK)
TEXT = "演示:情况说明。".encode()

Actors = Mapping[str, Actor]


def add_supervision() -> None:
    """Open items and take them some way; where there is nobody or nothing late, or a second time, nothing."""
    found = {name: _actor(name) for name in PEOPLE}
    actors = {name: actor for name, actor in found.items() if actor is not None}
    hero = Unit.objects.filter(code=HERO).first()
    if len(actors) < len(PEOPLE) or hero is None or SupervisionItem.objects.exists():
        return
    ways: Sequence[Callable[[Actors, Cell], SupervisionItem]] = (
        _closed,
        _returned,
        _fed_back,
        _signed,
        _issued,
        _drafted,
    )
    late = lines(ledger().filter(Q(status=Status.OVERDUE), unit=hero).order_by("-due_on", "pk")[: len(ways)])
    for way, line in zip(ways, late, strict=False):
        way(actors, cell_at(line.obligation))


def _drafted(actors: Actors, cell: Cell) -> SupervisionItem:
    line = cell.line()
    assert line is not None
    office = actors[OFFICE]
    assert office.post is not None
    facts = facts_of(line)
    wording = Wording(
        title=default_title(cell.unit.name, [facts]),
        demands=default_demands([facts.measure]),
        deadline=add_working_days(clock.today(), 10),
        copies_to=tuple(copies_for(cell.unit, office.post.unit)),
    )
    draft = Draft(Subject(cell.unit, [cell]), wording)
    return supervision_draft(actor=office, draft=draft, token=uuid.uuid4())


def _issued(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _drafted(actors, cell)
    notice = document_review(actor=actors[OFFICE], document=item.notice, version=version_of(item.notice))
    job = document_issue_ask(actor=actors[APPROVER], document=notice, version=version_of(notice))
    job_run(job.public_id)
    return item


def _signed(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _issued(actors, cell)
    _act(actors[CLERK], item, Action.SIGN)
    _act(actors[CLERK], item, Action.PROGRESS, Said("演示:已定于下周召开会议,正在准备议题。"))
    return item


def _fed_back(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _signed(actors, cell)
    _act(actors[LEADER], item, Action.INSTRUCT, Said("演示:请抓紧办结,不得走形式。"))
    said = Said("演示:已召开会议并形成纪要,附后。", [_evidence(actors[CLERK])])
    _act(actors[CLERK], item, Action.FEED_BACK, said)
    return item


def _returned(actors: Actors, cell: Cell) -> SupervisionItem:
    """Sent back, and since yesterday too late: its time has passed in the demonstration only."""
    item, yesterday = _fed_back(actors, cell), clock.today() - dt.timedelta(days=1)
    said = Said("演示:纪要未记明议定事项和责任人,请补充后再报。", day=add_working_days(clock.today(), 5))
    _act(actors[OFFICE], item, Action.RETURN, said)
    SupervisionItem.objects.filter(pk=item.pk).update(deadline=yesterday)
    item.steps.filter(action=Action.RETURN).update(new_deadline=yesterday)
    return item


def _closed(actors: Actors, cell: Cell) -> SupervisionItem:
    item = _fed_back(actors, cell)
    _act(actors[OFFICE], item, Action.REVIEW, Said("演示:经核对会议纪要,事项已办结。"))
    _act(actors[APPROVER], item, Action.CLOSE, Said("演示:同意销号。"))
    return item


def _act(actor: Actor, item: SupervisionItem, action: Action, said: Said = NOTHING) -> None:
    item.refresh_from_db()
    supervision_act(actor=actor, item=item, action=action, version=item.version, said=said)


def _evidence(actor: Actor) -> StoredFile:
    return file_store(actor=actor, name="演示会议纪要.txt", content=TEXT, content_type="text/plain")


def _actor(username: str) -> Actor | None:
    account = Account.objects.filter(username=username).first()
    posts = posts_of(account) if account else []
    return Actor(account=account, post=posts[0]) if posts else None
