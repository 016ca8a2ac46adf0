"""What rows of the access matrix about assessments act on, and what they send."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from assessment.models import Assessed, Indicator, Objection, Scheme, Score
from assessment.scheme_states import State
from portal import access, clock
from portal.models import Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast

OWN = frozenset({"own"})
GRADES = [
    {"name": "优秀", "bound": "90", "includes": True},
    {"name": "其他", "bound": "", "includes": True},
]


def scheme_at(cast: Cast, office: Unit, unit: Unit, state: State, **values: Any) -> Scheme:
    """An assessment of `unit` by `office` with one group, a line of the ledger and one by hand."""
    approved = state not in {State.DRAFT, State.SUBMITTED}
    scheme = Scheme.objects.create(
        office=office,
        kind=unit.kind,
        year=clock.today().year - 1,
        title="演示考核方案",
        state=state.value,
        state_since=clock.now(),
        grades=GRADES,
        drafted_by=cast.without_post,
        drafted_at=clock.now(),
        approved_by=cast.accounts[Role.AUDIT_ADMIN] if approved else None,
        **values,
    )
    group = Indicator.objects.create(scheme=scheme, position=0, name="履职", weight=100)
    for position, kind, weight, parameters in (
        (0, "ledger", 60, {"rules": ["a8.2.leading_group"]}),
        (1, "third_party", 40, {}),
    ):
        Indicator.objects.create(
            scheme=scheme, parent=group, position=position, name=kind, weight=weight, kind=kind,
            parameters=parameters,
        )  # fmt: skip
    assessed = Assessed.objects.create(scheme=scheme, unit=unit)
    if state in {State.OPENED, State.SCORING, State.SCORED, State.REVIEWED, State.DECIDED, State.NOTIFIED}:
        for line in scheme.indicators.exclude(kind=""):
            numbers = (
                {"mark": "75"} if line.kind == "third_party" else {"base": "4", "done": "2", "on_time": "2"}
            )
            Score.objects.create(assessed=assessed, indicator=line, points="30", numbers=numbers)
    return scheme


def _other(cast: Cast, unit: Unit, first: str) -> Unit:
    """Another unit than that of the place: `first`, or one that nobody of the cast reads."""
    return cast.units["sibling"] if unit == cast.units[first] else cast.units[first]


def _by(state: State, **values: Any) -> Any:
    """A factory: an assessment by the unit of the place in that state."""

    def make(cast: Cast, unit: Unit) -> dict[str, Any]:
        return {"public_id": scheme_at(cast, unit, _other(cast, unit, "below"), state, **values).public_id}

    return make


def _of(cast: Cast, unit: Unit, state: State, **values: Any) -> Assessed:
    """The sheet of the unit of the place, assessed by the unit above it."""
    return scheme_at(cast, _other(cast, unit, "above"), unit, state, **values).units.get()


def scheme_read(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An assessment in which the unit of the place is assessed, with its results."""
    return {"public_id": _of(cast, unit, State.NOTIFIED).scheme.public_id}


def sheet(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The sheet of the unit of the place."""
    return {"public_id": _of(cast, unit, State.NOTIFIED).public_id}


def sheet_open(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same while the unit reports on itself."""
    return {"public_id": _of(cast, unit, State.OPENED).public_id}


def sheet_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of a line of the sheet."""
    assessed = _of(cast, unit, State.NOTIFIED)
    stored = file_store(actor=access.SYSTEM, name="依据.pdf", content=b"%PDF", content_type="application/pdf")
    Score.objects.filter(assessed=assessed)[0].files.add(stored)
    return {"public_id": assessed.public_id, "file": stored.public_id}


def line_to_object(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A line of the unit of the place while it can object."""
    assessed = _of(cast, unit, State.NOTIFIED)
    return {"public_id": assessed.scores.all()[0].public_id}


def line_to_rate(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A line that the office of the place enters."""
    scheme = scheme_at(cast, unit, _other(cast, unit, "below"), State.SCORING)
    score = Score.objects.get(assessed__scheme=scheme, indicator__kind="third_party")
    return {"public_id": score.public_id}


def _objection(assessed: Assessed, cast: Cast) -> dict[str, Any]:
    made = Objection.objects.create(
        score=assessed.scores.all()[0], text="演示。", by=cast.without_post, at=clock.now()
    )
    return {"public_id": made.public_id}


def objection(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An objection of the unit of the place."""
    return _objection(_of(cast, unit, State.NOTIFIED), cast)


def objection_to_answer(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An objection that the unit of the place answers."""
    scheme = scheme_at(cast, unit, _other(cast, unit, "below"), State.NOTIFIED)
    return _objection(scheme.units.get(), cast)


def indicator(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An indicator of a draft of the unit of the place."""
    scheme = scheme_at(cast, unit, _other(cast, unit, "below"), State.DRAFT)
    line = scheme.indicators.get(kind="third_party")
    return {"public_id": scheme.public_id, "ref": line.public_id}


FACTORIES = {
    "assessed_file": sheet_file,
    "assessed_sheet": sheet,
    "assessed_open": sheet_open,
    "indicator_drafted": indicator,
    "line_to_object": line_to_object,
    "line_to_rate": line_to_rate,
    "objection_made": objection,
    "objection_to_answer": objection_to_answer,
    "scheme_read": scheme_read,
    "scheme_draft": _by(State.DRAFT),
    "scheme_submitted": _by(State.SUBMITTED),
    "scheme_approved": _by(State.APPROVED),
    "scheme_opened": _by(State.OPENED),
    "scheme_scoring": _by(State.SCORING),
    "scheme_scored": _by(State.SCORED),
    "scheme_reviewed": _by(State.REVIEWED),
    "scheme_decided": _by(State.DECIDED),
    "scheme_over": _by(State.NOTIFIED, object_until=dt.date(2024, 1, 1)),
}

TEXT: Mapping[str, str] = {"text": "演示。", "version": "0"}
NO_LINE: Mapping[str, Any] = {"public_id": uuid.UUID(int=0), "ref": uuid.UUID(int=0)}
WORDS: Mapping[str, str] = {
    "title": "演示考核方案", "objection_days": "7", "version": "0", "grade_0": "好", "bound_0": "80",
    "includes_0": "on", "grade_1": "其他",
}  # fmt: skip
LINE: Mapping[str, str] = {"name": "第三方", "weight": "40", "version": "0"}
CIRCULAR: Mapping[str, str] = {
    "title": "通报",
    "addressee": "各团场",
    "requirements": "演示。",
    "version": "0",
}
RATE: Mapping[str, str] = {"mark": "80", **TEXT}
TOKEN: Mapping[str, str] = {"version": "0", "token": str(uuid.UUID(int=17))}
