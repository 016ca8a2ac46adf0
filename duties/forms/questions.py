"""The forms in which a unit asks on a reading and the office answers."""

from django import forms


class QuestionForm(forms.Form):
    """What a unit wants to know."""

    text = forms.CharField(
        label="问题",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明哪种情形不清楚。答复后问题与答复一并公布,请勿写涉密内容和个人信息。",
    )


class AnswerForm(forms.Form):
    """What the office says."""

    answer = forms.CharField(
        label="答复",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="答复后在规则库中公布,各单位都能看到(不公布提问单位和提问人)。",
    )
