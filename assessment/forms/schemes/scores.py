"""The forms of scores: what the office enters for a line, what a unit says of itself, an objection and its answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.forms.schemes.drafts import NUMBER, Versioned
from assessment.models import Score
from assessment.scoring.kinds import Kind
from assessment.scoring.methods import Rating
from assessment.scoring.numbers import exact, plain
from assessment.scoring.reading import method_of
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.models import StoredFile


class RateForm(Versioned):
    """What a line that is entered by hand comes to, with its basis and evidence."""

    stored: Sequence[StoredFile] = ()

    def __init__(self, *args: Any, score: Score, **options: Any) -> None:
        super().__init__(*args, **options)
        self.entry_names = []
        for name, field in _fields(score).items():
            self.fields[name] = field
            self.entry_names.append(name)
        self.fields["text"] = TextField(
            label="评定依据", most=1000, widget=forms.Textarea(attrs={"rows": 4}),
            help_text="写明依据的文件、材料或评定过程;只写事实,不作对人的评价。",
        )  # fmt: skip
        self.fields["evidence"] = SeveralFilesField(label="佐证材料(选填)")

    @property
    def entry(self) -> dict[str, Any]:
        """What was entered; call it when the form is valid."""
        found = {name: self.cleaned_data.get(name) for name in self.entry_names}
        if found.get("level"):
            found["level"] = int(str(found["level"]))
        return found


def _fields(score: Score) -> dict[str, forms.Field]:
    kind, weight = Kind(score.indicator.kind), score.indicator.weight
    if kind == Kind.RATING:
        method = method_of(kind, score.indicator.parameters)
        levels = method.levels if isinstance(method, Rating) else ()
        choices = [
            (str(n), f"{name}({plain(share * exact(str(weight)) / 100)} 分)")
            for n, (name, share) in enumerate(levels)
        ]
        return {"level": forms.ChoiceField(label="等级", choices=choices, widget=forms.RadioSelect)}
    if kind == Kind.THIRD_PARTY:
        return {"mark": _decimal("第三方评估得分(百分制)", 100)}
    if kind == Kind.SPOT_CHECK:
        return {"checked": _count("抽查点数"), "passed": _count("合格点数")}
    word = "加几分" if kind == Kind.ADDITION else "减几分"
    return {"points": _decimal(f"{word}(最多 {weight:f})", weight)}


def _decimal(label: str, most: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=most, max_digits=6, decimal_places=2, error_messages=NUMBER
    )


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000, error_messages=NUMBER)


def first_entry(score: Score) -> dict[str, Any]:
    """What the form of a line begins with."""
    kept = score.numbers or {}
    return {name: plain(exact(text)) for name, text in kept.items()} | {"text": score.basis}


class OwnForm(forms.Form):
    """What a unit says of itself: words on the whole, points by its own count and words on each line."""

    report = TextField(
        label="总体自评", most=2000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="简要写明完成情况、主要做法和存在的不足。",
    )  # fmt: skip

    def __init__(self, *args: Any, scores: Sequence[Score], **options: Any) -> None:
        super().__init__(*args, **options)
        self.scores = scores
        for score in scores:
            self.fields[f"points-{score.pk}"] = forms.CharField(
                label=f"{score.indicator.name}自评分", required=False, max_length=10, initial=score.own_points,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
            self.fields[f"text-{score.pk}"] = TextField(
                label=f"{score.indicator.name}自评说明", most=500, required=False, initial=score.own_text
            )

    @property
    def rows(self) -> list[tuple[Score, Any, Any]]:
        """The fields of each line."""
        return [(score, self[f"points-{score.pk}"], self[f"text-{score.pk}"]) for score in self.scores]

    def given(self, name: str) -> dict[int, str]:
        """What was said of each line (id of its score) under `name`: points or text."""
        return {score.pk: self.cleaned_data.get(f"{name}-{score.pk}", "") for score in self.scores}


class UpholdForm(Versioned):
    """The answer that finds an objection right, with the points that the line has now."""

    points = forms.DecimalField(
        label="更正后的得分", min_value=0, max_digits=6, decimal_places=2, error_messages=NUMBER
    )
    text = TextField(label="答复", most=1000, widget=forms.Textarea(attrs={"rows": 3}))
