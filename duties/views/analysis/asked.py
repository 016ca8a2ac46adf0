"""What the address of a page of analysis asks for, and the addresses that lead on from it."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from duties.models import Reading
from duties.periods import Period
from duties.selectors.analysis.matter import Matter, families, matter_of
from duties.selectors.analysis.series import number_of, series_to
from duties.selectors.board.columns import Family, readings_known
from duties.selectors.board.sums import Reach
from duties.selectors.scope import reach_of
from duties.views.choice import number_of_request, period_of_request, unit_of_request
from duties.views.moment import chosen
from portal.access import PortalRequest
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary, vocabulary


@dataclasses.dataclass(frozen=True)
class Asked:
    """Unit, period and matter of a page; `periods` are those that stand side by side, the chosen one last."""

    request: PortalRequest
    unit: Unit
    period: Period
    unknown: str
    words: Vocabulary
    readings: Sequence[Reading]
    periods: Sequence[Period]
    matter: Matter

    @property
    def reach(self) -> Reach:
        """What of the unit's area the reader may read."""
        return reach_of(self.request.actor, self.unit)

    @cached_property
    def families(self) -> list[Family]:
        """The columns that a matter is chosen from."""
        return families(self.readings, self.period, self.words)

    def rows(
        self, query: Mapping[str, str], period: Period | None = None, *, all_rules: bool = False, **more: str
    ) -> str:
        """The address of the obligations behind a figure: of the unit, unless `query` names another, and of the matter.

        `all_rules` leaves the matter out.
        """
        asked = {"unit": str(self.unit.public_id), "period": (period or self.period).name}
        about = {} if all_rules else self.matter.query
        return f"{reverse('bearers')}?{urlencode({**asked, **about, **query, **more, **chosen(self.request).asked})}"

    def page(self, name: str, /, **changes: str) -> str:
        """The address of a page of analysis in the same state, with some of it changed."""
        kept = {
            key: value
            for key, value in self.request.GET.items()
            if key not in {"page", "rows", "view", "open"}
        }
        return f"{reverse(name)}?{urlencode({**kept, **changes})}"


def asked_of(request: PortalRequest, *, several: bool = False) -> Asked:
    """What the address asks for; with `several` periods as many as `n` says. A matter that is none answers 404."""
    period, unknown = period_of_request(request)
    unit, words, readings = unit_of_request(request, period), vocabulary(), readings_known()
    number = number_of(period.kind, number_of_request(request, "n")) if several else 1
    periods = series_to(period, number)
    matter = matter_of(request.GET.get("matter", ""), periods, readings, words)
    if matter is None:
        raise Http404
    return Asked(request, unit, period, unknown, words, readings, periods, matter)
