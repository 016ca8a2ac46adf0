"""Bodies checked by the pages' own forms: the same words are refused with the same sentences."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import Form

from portal.access import Actor
from portal.models import StoredFile
from portal.services.tickets import kept_files

AnyForm = TypeVar("AnyForm", bound=Form)


def checked(form: AnyForm, names: Mapping[str, str] | None = None) -> AnyForm:
    """The form, valid. Raises ValidationError by the body's fields; `names` says where these are called otherwise."""
    if not form.is_valid():
        told = names or {}
        raise ValidationError(
            {told.get(name, name): [str(each) for each in messages] for name, messages in form.errors.items()}
        )
    return form


def files_of(actor: Actor, tickets: Sequence[str]) -> list[StoredFile]:
    """The files of tickets. Raises ValidationError for one that is outdated or another's."""
    files, lost = kept_files(tickets, actor)
    if lost:
        raise ValidationError({"files": lost})
    return files


def text_of(value: Any) -> str:
    """A value as a form is sent it."""
    return "" if value is None else value if isinstance(value, str) else value.isoformat()
