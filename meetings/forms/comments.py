"""The form for a remark on an entry."""

import uuid

from django import forms

MOST = 500


class CommentForm(forms.Form):
    """What is to be said; the token makes a double submission harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="发表意见",
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="发表后不能修改或撤回,能查看这份登记单的人都看得到;经办人和责任人会收到消息。",
        error_messages={"required": "请写明意见。", "max_length": f"意见最多{MOST}字;请精简。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["token"].initial = uuid.uuid4
