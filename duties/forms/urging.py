"""The forms of 催办: what those who answer for overdue cells are told, and the words of a letter."""

from django import forms

from duties.urging_words import LONGEST
from portal.forms.plain import TextField
from portal.forms.printable import printable


class UrgeForm(forms.Form):
    """The words, and whether those urged lately are urged again; `token` makes a double submission harmless."""

    text = TextField(
        label="催办内容",
        most=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="可以改写。不得填写涉密内容。",
    )
    again = forms.BooleanField(label="仍要再次催办", required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """Words that may stand in a letter too."""
        return printable(self.cleaned_data["text"])


class LetterForm(forms.Form):
    """The office's own words of a 催办函; `version` tells a stale form."""

    text = TextField(
        label="催办要求",
        most=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="事项清单由台账生成,不能改。不得填写涉密内容。",
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_text(self) -> str:
        """Words that may stand in a paper."""
        return printable(self.cleaned_data["text"])
