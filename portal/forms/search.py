"""What may be asked of the search page: words, a kind, the own unit alone, a year. Whatever cannot be is left out."""

from django import forms

from portal import clock
from portal.access import Actor
from portal.search.plain import LONGEST_QUERY, typed_words
from portal.selectors.search import Wanted, sources_for

YEARS = 6
"""So many years are offered, the present one first."""


class SearchForm(forms.Form):
    """The filters above the results; an address with others is read as far as it makes sense."""

    q = forms.CharField(label="找什么", required=False, max_length=LONGEST_QUERY)
    kind = forms.ChoiceField(label="类别", required=False)
    scope = forms.ChoiceField(label="范围", required=False, choices=[("", "全部范围"), ("own", "仅本单位")])
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)

    def __init__(self, actor: Actor, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        this_year = clock.today().year
        self._choices("kind", [("", "全部类别"), *((each.kind, each.label) for each in sources_for(actor))])
        self._choices(
            "year",
            [("", "全部年份"), *((year, f"{year}年") for year in range(this_year, this_year - YEARS, -1))],
        )
        self.fields["q"].widget.attrs |= {
            "autocomplete": "off",
            "type": "search",
            "placeholder": "名称、文号、拼音或首字母",
            "class": "form-control",
        }
        for name in ("kind", "scope", "year"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def _choices(self, name: str, choices: list[tuple[str | int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def wanted(self) -> Wanted:
        """What is looked for."""
        self.is_valid()
        asked = self.cleaned_data
        typed = asked.get("q") or str(self.data.get("q", ""))
        return Wanted(
            typed_words(typed), asked.get("kind", ""), asked.get("scope") == "own", asked.get("year")
        )
