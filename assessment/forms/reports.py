"""Forms of reports: which one is drafted, its head, the words of a section, words for a move, remarks, templates."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.reports.template import SectionTemplate
from assessment.services.reports.steps import TEXT_LENGTH
from assessment.services.reports.writing import MOST
from portal.forms.plain import TextField
from portal.forms.printable import printable


class DraftForm(forms.Form):
    """Which report is drafted; `token` makes a double submission harmless."""

    kind = forms.CharField(max_length=40)
    period = forms.CharField(max_length=12)
    token = forms.UUIDField(required=False)


class HeadForm(forms.Form):
    """Title and addressee; `version` tells a stale form."""

    title = TextField(label="标题", most=100)
    addressee = TextField(label="主送", most=100)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_title(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["title"].split()))

    def clean_addressee(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["addressee"].split()))


class SectionForm(forms.Form):
    """The words of a section; `version` is that of the section as the form showed it."""

    words = TextField(
        label="文字",
        most=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="一行一段;以(一)(二)开头的行印成小标题。不得填写涉密内容,不写居民个人信息。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_words(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["words"])


class ActForm(forms.Form):
    """Words for one move of a report; `version` tells a stale form."""

    text = TextField(label="说明", most=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: str = "说明", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


class RemarkForm(forms.Form):
    """A remark on a section, or on the whole where `code` is empty."""

    text = TextField(label="批注", most=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)


class TemplateSectionForm(forms.Form):
    """How a section of a template is worded; an empty heading leaves the section out."""

    heading = TextField(label="标题", most=60, required=False)
    guide = TextField(label="写作提示", most=300, required=False)
    words = TextField(label="开头文字", most=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_heading(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["heading"].split()))

    def clean_words(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["words"])


class TemplateForm(forms.Form):
    """The sections of a template, one form each; `version` tells a stale one."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, sections: Sequence[SectionTemplate], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        data = args[0] if args else None
        self.given = sections
        self.parts = [
            TemplateSectionForm(data, prefix=each.code, initial=each.to_json()) for each in sections
        ]

    def is_valid(self) -> bool:
        """Whether the whole is; at least one section has a heading."""
        # Each part is asked, so that each says what is wrong with it.
        found = [part.is_valid() for part in self.parts]
        valid = super().is_valid() and all(found)
        if valid and not self.sections:
            self.add_error(None, "请至少保留一个部分的标题。")
            return False
        return valid

    @property
    def sections(self) -> list[SectionTemplate]:
        """The sections as worded; call it when the parts are valid."""
        worded = zip(self.given, self.parts, strict=True)
        return [
            SectionTemplate(each.code, sources=each.sources, **part.cleaned_data)
            for each, part in worded
            if part.cleaned_data["heading"]
        ]
