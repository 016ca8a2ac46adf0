"""Forms that hand what was filled in to a service, and say at the field what the service refuses."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from portal.access import Actor
from portal.models import Fact, Word
from portal.selectors.vocabulary import vocabulary
from portal.services.structure import tree_fact_add, tree_fact_change

FIELD_OF_CONSTRAINT = {
    "one_existence_a_unit": "unit",
    "one_name_a_day": "started_on",
    "one_parent_a_day": "parent",
    "not_under_itself": "parent",
    "no_tag_twice_a_day": "tag",
    "tenure_has_a_start": "started_on",
    "one_version_a_tenure": "ref",
    "one_holder_a_seat": "role",
    "appointment_once": "role",
}
"""The field at which the breach of a constraint is told; an end before the start is told at the end."""

WORDS_OF_CONSTRAINT = {"one_version_a_tenure": "此编号已用于另一条任职,请另编一个。"}
"""What is told of a constraint that has no message of its own."""

CODE_FIELDS = {"unit": "code", "person": "code", "account": "username"}
"""By which field the administrators name a row of another table; never by its number in the database."""


class CodeWidget(ForeignKeyRawIdWidget):
    """The code of a row, with a lens that opens the list to choose from and the name beside it."""

    def __init__(self, rel: Any, admin_site: Any, code: str, label: str) -> None:
        super().__init__(rel, admin_site)
        self.code, self.label = code, label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the lens after the field."""
        return super().get_context(name, value, attrs) | {"link_title": f"查找{self.label}"}

    def url_parameters(self) -> dict[str, Any]:
        """The list gives back the code."""
        return {**self.base_url_parameters(), "_to_field": self.code}

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        """The name of the row; the code itself leads nowhere."""
        row = self.rel.model._default_manager.filter(**{self.code: value}).first()
        return (str(row), "") if row else ("", "")


class CodeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of another table, named by its code."""

    def prepare_value(self, value: Any) -> Any:
        """The code of a row, of its number in the database, or what was filled in."""
        if isinstance(value, int) and self.queryset is not None:
            value = self.queryset.filter(pk=value).first()
        return getattr(value, str(self.to_field_name), value)


def code_field(db_field: Any, admin_site: Any) -> CodeField:
    """The form field of a foreign key to a table with codes."""
    model = db_field.remote_field.model
    code, label = CODE_FIELDS[model._meta.model_name], str(db_field.verbose_name)
    noun = model._meta.get_field(code).verbose_name
    return CodeField(
        queryset=model._default_manager.all(),
        to_field_name=code,
        label=label,
        required=not db_field.blank,
        widget=CodeWidget(db_field.remote_field, admin_site, code, label),
        help_text=f"填{label}的{noun},或点放大镜从列表中选取。",
        error_messages={"invalid_choice": f"没有这个{noun},请在列表中核对{label}的{noun}。"},
    )


def word_field(group: str, label: str) -> forms.ChoiceField:
    """A choice of the words of one group, read when the form is shown."""

    def choices() -> list[tuple[str, str]]:
        words: dict[str, Word] = vocabulary().words.get(group, {})
        return [("", "请选择"), *((code, word.name) for code, word in words.items())]

    return forms.ChoiceField(label=label, choices=choices)


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that is in order only once its service has done the work, within the transaction of the page.

    So what the service or a constraint of the database refuses is told at the field, and what was filled in stays.
    """

    actor: ClassVar[Actor]
    made: models.Model

    def write(self) -> models.Model:
        """Call the service; gives the row that it has made or changed."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self._attempt(self.write)

    def _attempt(self, work: Callable[[], models.Model]) -> None:
        try:
            with transaction.atomic():
                self.made = work()
        except ValidationError as error:
            self._update_errors(error)
        except IntegrityError:
            self.add_error(None, "与刚刚登记的另一项内容冲突,请刷新本页核对后再办理。")

    def _update_errors(self, errors: ValidationError) -> None:
        """Tell each fault at its field; one of a field that is not on the form, at the form's top."""
        told = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        for name, faults in told.items():
            for fault in faults:
                place, words = (name, fault.messages) if name in self.fields else self._place(fault)
                self.add_error(place, ValidationError(words))

    def _place(self, fault: ValidationError) -> tuple[str | None, list[str]]:
        """The field and the words of the constraint whose message this is."""
        for constraint in self._meta.model._meta.constraints:
            if fault.message == constraint.get_violation_error_message():
                name = FIELD_OF_CONSTRAINT.get(constraint.name, "ended_on")
                words = WORDS_OF_CONSTRAINT.get(constraint.name)
                return name if name in self.fields else None, [words] if words else fault.messages
        return None, fault.messages


class FactForm(ServiceForm):
    """A dated fact: added, or replaced by a new version of itself."""

    instance: Fact

    def write(self) -> models.Model:
        """Add the fact, or change it where something was changed."""
        fact: Any = self.instance
        if self.instance.pk is None:
            added: models.Model = tree_fact_add(actor=self.actor, fact=fact, unit=fact.unit)
            return added
        if not self.changed_data:
            return self.instance
        old = type(self.instance)._default_manager.get(pk=self.instance.pk)
        values = {name: self.cleaned_data[name] for name in self.changed_data}
        changed: models.Model = tree_fact_change(actor=self.actor, fact=old, unit=fact.unit, **values)
        return changed
