"""从材料预填: what the button does; the form comes back with what was read, each field with the words it came from."""

import dataclasses
from collections.abc import Callable, Mapping

from django.http import QueryDict

from meetings.forms.base import EntryForm
from meetings.forms.kinds import form_of
from meetings.forms.prefilled import Make, is_planned, prefilled
from meetings.prefill import read
from meetings.selectors.prefill import known_forms
from meetings.services.materials import Material, material_again, material_take
from portal import access, clock
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary
from portal.services.uploads import too_large
from portal.uploads.handler import MOST_FILES, oversized_uploads

KINDS = ("meeting", "visit", "household_contact")
"""Kinds of entry whose materials can be read."""
ACTION = "prefill"


@dataclasses.dataclass(frozen=True)
class Reading:
    """What is said of a material after it was read."""

    done: list[str] = dataclasses.field(default_factory=list)
    faults: tuple[str, ...] = ()
    planned: bool = False
    other_kind: str = ""
    text: str = ""
    """What was pasted, where it may be read once more."""


def asked_kind(action: str, kind: str) -> str:
    """The kind that the button asks for: prefill-visit; else the form's own."""
    asked = action.removeprefix(f"{ACTION}-")
    return asked if asked in KINDS else kind


def maker(unit: Unit, words: Vocabulary, correcting: bool) -> Callable[[str], Make]:
    """What makes the form of a kind anew from what is filled in and the words beside it."""

    def of_kind(kind: str) -> Make:
        def make(data: QueryDict, sources: Mapping[str, str]) -> EntryForm:
            return form_of(kind)(
                kind=kind, unit=unit, words=words, data=data, sources=sources, correcting=correcting
            )

        return make

    return of_kind


def fill(
    request: access.PortalRequest, form: EntryForm, make: Callable[[str], Make], action: str
) -> tuple[EntryForm, Reading]:
    """The form as filled from the material that was sent, and what is said of it.

    `make` gives, for a kind, what makes its form; the files of `form` stay with it.
    """
    kind, data = asked_kind(action, form.kind), _sent(request)
    material = _material(request, form)
    if material.file is not None and material.file not in form.stored:
        form.stored.append(material.file)
    found = read(material.text, forms=known_forms(form.words)) if material.text.strip() else {}
    told = found["kind"].value if "kind" in found else kind
    if told != kind:
        shown, reading = make(form.kind)(data, {}), Reading(other_kind=told, text=_again(material))
    else:
        shown, done = prefilled(data, found, make(kind))
        planned = bool(done) and is_planned(found, clock.today())
        reading = Reading(done=done, faults=material.faults, planned=planned)
    shown.stored = form.stored
    return shown, reading


def _sent(request: access.PortalRequest) -> QueryDict:
    data: QueryDict = request.POST.copy()
    return data


def _material(request: access.PortalRequest, form: EntryForm) -> Material:
    """The file that was chosen, else the text pasted, else a file that the form carries already."""
    uploaded, pasted = request.FILES.get("prefill_file"), request.POST.get("prefill_text", "")
    if uploaded is None and (lost := oversized_uploads(request)):
        return Material(faults=tuple(map(too_large, lost)))
    if uploaded is None and not pasted.strip():
        return material_again(form.stored)
    room = MOST_FILES - len(form.stored)
    return material_take(actor=request.actor, uploaded=uploaded, pasted=pasted, room=room)


def _again(material: Material) -> str:
    """The text to be read again where no file carries it."""
    return "" if material.file is not None else material.text
