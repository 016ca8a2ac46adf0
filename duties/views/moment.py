"""Past views: the moment that an address names (`as_of`, `known_at`), kept by every link of the page."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlencode

from duties.forms.moment import MomentForm, written
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from portal import clock
from portal.wording import date_cn

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

NAMES = ("as_of", "known_at")
DROPPED = frozenset({*NAMES, "panel", "page", "rows"})
"""What an address says of one moment only: it is left behind where another one is chosen."""


@dataclasses.dataclass(frozen=True)
class Chosen:
    """The moment of a page, the form in which another one is chosen, and what else the address says.

    `errors` are what of the address could not be taken.
    """

    moment: Moment
    form: MomentForm
    kept: tuple[tuple[str, str], ...]
    errors: tuple[str, ...] = ()

    @property
    def is_past(self) -> bool:
        """Whether it is another moment than now."""
        return not self.moment.is_stored

    @property
    def ahead(self) -> bool:
        """Whether its day is still to come."""
        return self.moment.as_of > clock.today()

    @property
    def asked(self) -> dict[str, str]:
        """The moment as addresses carry it; empty for now."""
        if not self.is_past:
            return {}
        instant = self.moment.known_at
        return {"as_of": self.moment.as_of.isoformat()} | ({"known_at": written(instant)} if instant else {})

    @property
    def back(self) -> str:
        """The query of the same page as it stands now."""
        return f"?{urlencode(self.kept)}"

    @property
    def says(self) -> str:
        """The moment in words."""
        day = date_cn(self.moment.as_of)
        return f"{'推算至' if self.ahead else '截至'}{day}、按{known_cn(self.moment.known_at)}掌握的情况"


def known_cn(instant: dt.datetime | None) -> str:
    """The instant K in words."""
    if instant is None:
        return "现在"
    return f"{date_cn(instant.date())} {instant:{'%H:%M:%S' if instant.second else '%H:%M'}} "


def with_query(path: str, asked: dict[str, str]) -> str:
    """An address with more in its query."""
    if not asked:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(asked)}"


def at_moment(view: View) -> View:
    """Decorate a view that shows the ledger: it reads it at the moment of its address, `chosen(request)` says which.

    What of the address cannot be taken is told on the page, which then shows what stands now.
    """

    @functools.wraps(view)
    def at(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = _chosen(request)
        request.moment = asked  # type: ignore[attr-defined]
        with reading(asked.moment):
            return view(request, *args, **kwargs)

    return cast(View, at)


def chosen(request: HttpRequest) -> Chosen:
    """The moment of a request that `at_moment` let in."""
    return cast(Chosen, request.moment)  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Chosen:
    kept = tuple(
        (name, value) for name, values in request.GET.lists() if name not in DROPPED for value in values
    )
    asked = {name: value for name in NAMES if (value := request.GET.get(name, "").strip())}
    if not asked:
        return Chosen(Moment.stored(), MomentForm(), kept)
    form = MomentForm(asked)
    if not form.is_valid():
        errors = tuple(str(error) for each in form.errors.values() for error in each)
        return Chosen(Moment.stored(), form, kept, errors)
    moment = form.moment()
    return Chosen(moment, MomentForm.of(moment), kept)
