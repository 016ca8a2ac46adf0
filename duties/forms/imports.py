"""The form in which files are sent in to be imported."""

import uuid
from typing import Any

from django import forms

from duties.interchange.uploads import ENDINGS
from portal.services.uploads import too_large


class ManyFiles(forms.ClearableFileInput):
    """A picker for one or more files."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """One workbook, one ZIP, or CSV files; `token` makes a double sending harmless."""

    upload = forms.FileField(
        label="选择文件",
        required=False,
        widget=ManyFiles(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        help_text="一个 XLSX 工作簿,或若干 CSV 文件(可多选),或装有 CSV 的 ZIP 压缩包。",
    )
    token = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"invalid": "表单已失效,请重新选择文件后上传。"}
    )

    def __init__(self, data: Any = None, *, oversized: list[str] | None = None) -> None:
        super().__init__(data)
        self.oversized = oversized or []
        self.next_token = uuid.uuid4()

    def clean_upload(self) -> None:
        """The files themselves are judged where they are kept; here only those too large to come in."""
        if self.oversized:
            raise forms.ValidationError([too_large(name) for name in self.oversized])
