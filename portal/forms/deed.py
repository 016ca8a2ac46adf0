"""What all forms of the guided reorganisations share: the day, the service behind, the faults at their fields."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError

from portal.access import Actor
from portal.selectors.vocabulary import vocabulary
from portal.services.deed import Deed, carry_out, preview

Outcome = TypeVar("Outcome")

MEANWHILE = "有关内容刚刚被别人更改,请核对后重新办理。"


def words(group: str, first: str) -> Callable[[], list[tuple[str, str]]]:
    """The words of a group as choices, read when the form is shown."""
    return lambda: [
        ("", first),
        *((code, word.name) for code, word in vocabulary().words.get(group, {}).items()),
    ]


class DayField(forms.DateField):
    """A day as browsers give it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text="从这一天起生效,可以是过去、今天或以后的日期;此日以前的情况不变。",
            error_messages={"invalid": "请按 2026-05-16 的格式填写日期。"},
        )


class DeedForm(forms.Form):
    """What one reorganisation needs to know; `reason` and `digest` come with the confirmation."""

    title: ClassVar[str]
    about: ClassVar[str]
    places: ClassVar[dict[str, str]] = {}
    """At which field what the service says of an argument is told, where it is not the field of that name."""
    rows: ClassVar[tuple[tuple[str, ...], ...]]
    """The fields as they stand on the page, line by line."""

    reason = forms.CharField(
        label="办理原因(必填)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明依据,如批文名称和文号;留在变更日志中。",
    )
    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Call the service with what was filled in."""
        raise NotImplementedError

    def look(self, actor: Actor) -> Deed | None:
        """What the deed would do; None with the faults at their fields."""
        return self._try(lambda: preview(lambda: self.work(actor, dict(self.cleaned_data))))

    def carry_out(self, actor: Actor) -> tuple[Deed, bool] | None:
        """Do what was looked at; False where that would be something else now."""
        digest = self.cleaned_data["digest"]
        return self._try(lambda: carry_out(lambda: self.work(actor, dict(self.cleaned_data)), digest=digest))

    def lines(self) -> list[list[forms.BoundField]]:
        """The fields line by line."""
        return [[self[name] for name in row] for row in self.rows]

    def given(self) -> list[forms.BoundField]:
        """What was filled in, to be carried along unseen."""
        return [self[name] for name in self.fields if name not in {"reason", "digest"}]

    def _try(self, attempt: Callable[[], Outcome]) -> Outcome | None:
        try:
            return attempt()
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, messages in told.items():
                self.add_error(self._place(name), messages)
        except (IntegrityError, ObjectDoesNotExist):
            self.add_error(None, MEANWHILE)
        return None

    def _place(self, name: str) -> str | None:
        name = self.places.get(name, "day" if name in {"started_on", "ended_on"} else name)
        return name if name in self.fields else None


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """The values but for some names."""
    return {name: value for name, value in values.items() if name not in names}
