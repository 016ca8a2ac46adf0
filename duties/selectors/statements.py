"""Reading what units say of their cells: what stands beside a cell, what waits for whom, who may answer."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from duties.models import Statement, StatementStep, Waiver
from duties.selectors.cell_key import CellKey, at_cells
from duties.selectors.ledger import Line
from duties.selectors.moment import told_until
from duties.selectors.questions import titles_of
from duties.statement_states import OPEN, Act, Kind, State, acts
from portal import access, clock
from portal.access import Actor, readable_units, within
from portal.models import Account, Appointment, Area, Change, Placement, Role, StoredFile, Unit

LATELY = dt.timedelta(days=14)
"""So long an answered statement is still told on 我的职责."""


@dataclasses.dataclass(frozen=True)
class Told:
    """One statement as it stood at the moment that is read, with its steps until then."""

    statement: Statement
    steps: list[StatementStep]

    @property
    def last(self) -> StatementStep:
        """The latest step."""
        return self.steps[-1]

    @property
    def state(self) -> State:
        """The state at that moment."""
        return State(self.last.state)

    @property
    def says(self) -> str:
        """The state in words."""
        return self.last.get_state_display()


def statements_of(key: CellKey) -> list[Told]:
    """What the unit has said of one cell and what was answered, oldest first; a past view has what was said by then."""
    found = Statement.objects.filter(at_cells([key])).select_related("made_by", "unit")
    steps = StatementStep.objects.select_related("by").prefetch_related("files").order_by("at", "pk")
    if (until := told_until()) is not None:
        found, steps = found.filter(made_at__lte=until), steps.filter(at__lte=until)
    told = found.prefetch_related(Prefetch("steps", steps)).order_by("made_at", "pk")
    return [Told(each, list(each.steps.all())) for each in told]


def readable_statements(actor: Actor) -> QuerySet[Statement]:
    """The statements of units in the actor's scope, what waits longest last."""
    found = Statement.objects.filter(unit__in=readable_units(actor))
    return found.select_related("unit", "rule__regulation", "made_by").order_by("-made_at", "-pk")


def readable_statement_or_404(actor: Actor, public_id: uuid.UUID) -> Told:
    """One statement with its steps, if it lies in the actor's scope; raises Http404 otherwise."""
    steps = StatementStep.objects.select_related("by").prefetch_related("files").order_by("at", "pk")
    found = readable_statements(actor).select_related("unit", "rule__regulation", "made_by", "waiver")
    statement = found.prefetch_related(Prefetch("steps", steps)).filter(public_id=public_id).first()
    if statement is None:
        raise Http404
    return Told(statement, list(statement.steps.all()))


def statement_file_or_404(actor: Actor, public_id: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file of a statement in the actor's scope; raises Http404 otherwise."""
    steps = StatementStep.objects.filter(
        statement__in=readable_statements(actor), statement__public_id=public_id
    )
    found = StoredFile.objects.filter(public_id=file, pk__in=steps.values("files")).first()
    if found is None:
        raise Http404
    return found


def open_statement(key: CellKey, kind: Kind) -> Statement | None:
    """The statement of this kind on the cell that is not answered yet."""
    return Statement.objects.filter(at_cells([key]), kind=kind, state__in=OPEN).first()


def may_state(actor: Actor, unit: Unit, line: Line | None) -> bool:
    """Whether the actor, an official of the unit, may say something of the cell now."""
    post = actor.post
    own = post is not None and post.role == Role.OFFICIAL and post.unit.pk == unit.pk
    return own and line is not None and line.presses


def answers_for(actor: Actor, unit: Unit) -> bool:
    """Whether the actor's office answers what `unit` states: from above, or its own where no unit stands above it."""
    post = actor.post
    if post is None or post.role != Role.OFFICE:
        return False
    if post.unit.pk == unit.pk:
        return not Placement.objects.present().filter(unit=unit).exists()
    return access.may_read(actor, unit)


def answering_to(actor: Actor, statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of `statements` that the actor's office answers; none for any other post."""
    post = actor.post
    if post is None or post.role != Role.OFFICE:
        return statements.none()
    in_area = statements.filter(within("unit", post.unit, clock.today()))
    placed = Placement.objects.present().filter(unit=post.unit)
    return in_area.exclude(Q(Exists(placed), unit=post.unit))


def open_acts(actor: Actor, told: Told) -> list[Act]:
    """What the actor may do about a statement now."""
    statement, post = told.statement, actor.post
    kind, state = Kind(statement.kind), State(statement.state)
    if post is not None and post.role == Role.OFFICIAL and post.unit.pk == statement.unit_id:
        return acts(kind, state, unit=True)
    if statement.made_by_id != (actor.account.pk if actor.account else None) and answers_for(
        actor, statement.unit
    ):
        return acts(kind, state, unit=False)
    return []


def offices_answering(unit: Unit) -> list[Account]:
    """The accounts of the nearest office that answers for `unit`: above it, or its own where none stands above."""
    chain = list(
        Area.objects.filter(unit=unit, during__contains=clock.today())
        .order_by("depth")
        .values_list("ancestor_id", flat=True)
    )
    above = [pk for pk in chain if pk != unit.pk] or [unit.pk]
    posts = Appointment.objects.present().filter(unit__in=above, role=Role.OFFICE, account__is_active=True)
    by_unit: dict[int, list[Account]] = {}
    for post in posts.select_related("account").order_by("pk"):
        by_unit.setdefault(post.unit_id, []).append(post.account)
    return next((by_unit[pk] for pk in above if pk in by_unit), [])


def open_marks(keys: Iterable[CellKey]) -> dict[CellKey, list[Statement]]:
    """The statements of each cell that has any, latest last, as they stand now; one query. A past view has none."""
    if told_until() is not None:
        return {}
    marks: dict[CellKey, list[Statement]] = {}
    for each in Statement.objects.filter(at_cells(keys)).order_by("made_at", "pk"):
        marks.setdefault(CellKey(each.unit_id, each.rule_id, each.role, each.period), []).append(each)
    return marks


def waiting_counts(actor: Actor) -> dict[str, int]:
    """How many statements wait for an answer of the actor's office, by kind; one query."""
    waiting = answering_to(actor, Statement.objects.filter(state=State.WAITING))
    return dict(waiting.order_by().values_list("kind").annotate(n=Count("pk")))


def standing_waiver(key: CellKey) -> Waiver | None:
    """The waiver of one cell as known now, with the application that it was granted on where there was one."""
    found = Waiver.objects.filter(at_cells([key]), known__endswith__isnull=True)
    return found.select_related("statement").first()


def unit_statements(unit: Unit) -> list[tuple[Statement, str]]:
    """What the unit has stated that is not answered or was answered lately, with the rule's title; two queries."""
    since = clock.now() - LATELY
    lately = StatementStep.objects.filter(statement=OuterRef("pk"), at__gt=since)
    found = Statement.objects.filter(Q(state__in=OPEN) | Exists(lately), unit=unit)
    stated = list(found.select_related("rule__regulation", "unit").order_by("made_at", "pk"))
    titles = titles_of([each.rule for each in stated]) if stated else {}
    return [(each, titles[each.rule_id]) for each in stated]


@dataclasses.dataclass(frozen=True)
class EndedWaiver:
    """A waiver that was taken back: when, by whom and why, as the change log has it."""

    waiver: Waiver
    at: dt.datetime
    by: str
    reason: str


def ended_waivers(waivers: Iterable[Waiver]) -> list[EndedWaiver]:
    """Those of `waivers` that were taken back, the oldest first; one query where there are any."""
    ended = {str(each.pk): (each, each.known.upper) for each in waivers if each.known.upper is not None}
    if not ended:
        return []
    dropped = Change.objects.filter(action="waiver_drop", target_kind="duties.waiver", target_ref__in=ended)
    told = {change.target_ref: (change.account_label, change.reason) for change in dropped}
    found = [EndedWaiver(waiver, at, *told.get(pk, ("", ""))) for pk, (waiver, at) in ended.items()]
    return sorted(found, key=lambda each: each.at)
