"""The short forms of a talk: words for a move, with files where it takes them; the choice of facts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from duties.models import SupervisionItem
from duties.selectors.ledger import Line
from duties.selectors.talks.proposing import Choice, ItemChoice
from duties.services.talks.steps import TEXT_LENGTH
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.models import StoredFile


class ActForm(forms.Form):
    """Words for one move of a talk; `version` tells a stale form, `stored` are files that are there already."""

    text = TextField(label="说明", most=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = SeveralFilesField(label="材料")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stored: Sequence[StoredFile] = ()

    def __init__(self, *args: Any, label: str = "说明", files: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label
        if files:
            self.fields["evidence"].label = files
        else:
            del self.fields["evidence"]

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


class FactsForm(forms.Form):
    """Which overdue obligations and supervision items are listed."""

    cells = forms.MultipleChoiceField(
        label="逾期事项",
        required=False,
        error_messages={"invalid_choice": "有的事项已不再逾期,请按现在的清单重选。"},
    )
    items = forms.MultipleChoiceField(
        label="逾期督办件",
        required=False,
        error_messages={"invalid_choice": "有的督办件已不再逾期,请按现在的清单重选。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, cells: Sequence[Choice], items: Sequence[ItemChoice], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._cells = {choice.value: choice.line for choice in cells}
        self._items = {str(choice.item.public_id): choice.item for choice in items}
        self.fields["cells"].choices = [(value, value) for value in self._cells]  # type: ignore[attr-defined]
        self.fields["items"].choices = [(value, value) for value in self._items]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one fact."""
        data = super().clean() or {}
        if not self.errors and not data.get("cells") and not data.get("items"):
            self.add_error(None, "请至少勾选一项事实。")
        return data

    @property
    def lines(self) -> list[Line]:
        """The obligations that were ticked; call it when the form is valid."""
        return [self._cells[value] for value in self.cleaned_data["cells"]]

    @property
    def chosen_items(self) -> list[SupervisionItem]:
        """The supervision items that were ticked; call it when the form is valid."""
        return [self._items[value] for value in self.cleaned_data["items"]]


class ProposeForm(FactsForm):
    """Facts and what the office thinks of them; `token` makes a double submission harmless."""

    opinion = TextField(
        label="办公室意见",
        most=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明建议约谈的考虑,供审定人决定;只写事实和考虑,不作对人的评价。",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
