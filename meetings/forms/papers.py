"""The forms of what is written or made public: documents, reports, disclosures."""

from typing import Any, ClassVar

from django.forms import CheckboxSelectMultiple, MultipleChoiceField, TextInput

from meetings.forms.base import EntryForm
from meetings.forms.fields import TextField
from meetings.services.making import TITLE_LENGTH

NUMBER_LENGTH, ADDRESSEE_LENGTH = 60, 100


class DocumentForm(EntryForm):
    """A plan or scheme: its name, number, day of issue, and the file."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "title", "paper_when", "evidence", "more", "reason",
    )  # fmt: skip

    title = TextField(most=TITLE_LENGTH, required=False, help_text="照文件标题填写")
    number = TextField(most=NUMBER_LENGTH, required=False, help_text="没有文号的可不填")


class ReportForm(EntryForm):
    """A report: to whom, when, about which period, and the file."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "paper_when", "report", "evidence", "more", "reason",
    )  # fmt: skip

    number = TextField(most=NUMBER_LENGTH, required=False, help_text="没有文号的可不填")
    addressee = TextField(
        most=ADDRESSEE_LENGTH,
        required=False,
        widget=TextInput(attrs={"list": "addressees", "autocomplete": "off"}),
    )

    def prepare(self) -> None:
        """Reports go to the unit above unless another is named."""
        self.fields["title"].help_text = "不填则按周期和报告类别生成"
        self.addressees = [name for name in self.above if name]
        if not self.is_bound and self.content is None and self.addressees:
            self.initial.setdefault("addressee", self.addressees[0])

    @property
    def above(self) -> list[str]:
        """The unit directly above on the day, to whose party and government one reports."""
        placed = self.unit.placements.present(self.day).select_related("parent")
        return [f"{place.parent.name}党委" for place in placed]


MATTERS = ("党务", "连务", "财务")
WAYS = ("公开栏", "会议通报", "工作群", "其他")


class DisclosureForm(EntryForm):
    """What was made public, and how."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "when", "disclosure", "evidence", "more", "reason",
    )  # fmt: skip

    matters = MultipleChoiceField(
        required=False,
        widget=CheckboxSelectMultiple,
        choices=[(word, word) for word in MATTERS],
        error_messages={"invalid_choice": "没有这一内容;请从列表中选择。"},
    )
    ways = MultipleChoiceField(
        required=False,
        widget=CheckboxSelectMultiple,
        choices=[(word, word) for word in WAYS],
        error_messages={"invalid_choice": "没有这一方式;请从列表中选择。"},
    )

    def initial_of(self, content: Any) -> dict[str, Any]:
        """All three matters on the board, as is usual."""
        values = super().initial_of(content)
        if content is None:
            values |= {"matters": list(MATTERS), "ways": [WAYS[0]]}
        return values
