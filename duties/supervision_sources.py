"""Where supervision items come from beside the ledger: each app adds its source, e.g. meetings their decisions.

An app that wants its matters supervised (decisions of meetings, findings of inspections) adds one `Source` in its
ready() and puts a link to `supervision-new` with `?matter=<kind>:<ref>` beside the matter. The item keeps what the
source said of it when it was drafted: kind, ref, title, basis, address.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from portal.access import Actor
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class Matter:
    """Something of another app that a unit is to carry out; `why_not` says why it cannot be supervised now.

    `said` is the sentence in which a notice tells it where it is a fault to be put right, not a deed to be carried out.
    """

    kind: str
    ref: str
    unit: Unit
    title: str
    basis: str
    url: str
    due_on: dt.date | None = None
    why_not: str = ""
    said: str = ""

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.kind}:{self.ref}"


class Source:
    """One source of matters; `kind` names it in the database, `label` on screen."""

    kind = ""
    label = ""

    def matter(self, actor: Actor, ref: str) -> Matter | None:
        """The matter with this ref; None where there is none or the actor may not read it."""
        raise NotImplementedError

    def settled(self, refs: Collection[str]) -> Mapping[str, str]:
        """Which of `refs` have been carried out since, each with the word that says so; constant queries."""
        raise NotImplementedError


_sources: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Let matters of an app be supervised."""
    _sources[source.kind] = source


def source_label(kind: str) -> str:
    """The name of a source on screen; empty where the app is not installed any more."""
    source = _sources.get(kind)
    return source.label if source else ""


def source_labels() -> list[tuple[str, str]]:
    """All sources, as pairs of kind and name."""
    return [(source.kind, source.label) for source in _sources.values()]


def matter_called(actor: Actor, key: str) -> Matter | None:
    """The matter that an address names by `<kind>:<ref>`; None where there is none in the actor's scope."""
    kind, _, ref = key.partition(":")
    source = _sources.get(kind)
    return source.matter(actor, ref) if source and ref else None


def matters_settled(refs: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """Of the matters named by kind and ref, those carried out since, with the word that says so."""
    return {
        (kind, ref): word
        for kind, wanted in refs.items()
        if kind in _sources and wanted
        for ref, word in _sources[kind].settled(wanted).items()
    }
