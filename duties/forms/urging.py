"""The forms of 催办: which cells the 逾期清单 lists, and what those who answer for some of them are told."""

from typing import Any

from django import forms

from duties.selectors.overdue import FORCES, LATENESS, NOT_URGED, Wanted, offered_provisions, offered_units
from duties.urging_words import LONGEST
from portal.access import Actor
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Unit


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


class FilterForm(forms.Form):
    """What the 逾期清单 lists; whatever is none of the choices counts as not chosen."""

    unit = forms.ChoiceField(label="单位(含其辖区)", required=False)
    rule = forms.ChoiceField(label="条款和口径", required=False)
    lateness = forms.ChoiceField(label="逾期", required=False, choices=list(LATENESS.items()))
    force = forms.ChoiceField(label="约束", required=False, choices=list(FORCES.items()))
    not_urged = forms.ChoiceField(label="催办", required=False, choices=list(NOT_URGED.items()))

    def __init__(self, *args: Any, actor: Actor, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._area = unit
        self._choices("unit", [(str(each.public_id), each.name) for each in offered_units(actor, unit)])
        rules = [(value, words if whole else f"  {words}") for value, words, whole in offered_provisions()]
        self._choices("rule", [("", "全部"), *rules])

    def wanted(self) -> Wanted:
        """What is asked for; call it when the form has been cleaned."""
        chosen = getattr(self, "cleaned_data", {})
        names = ("rule", "lateness", "force", "not_urged")
        return Wanted(self._area, **{name: chosen.get(name, "") for name in names})

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
