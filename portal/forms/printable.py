"""What may stand in an official paper: no marks of classified matter, no character that cannot be printed."""

import re

from django.core.exceptions import ValidationError

from portal.documents.fonts import unprintable

CLASSIFIED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]")
"""Marks of classified papers, which this portal must not hold."""


def printable(text: str) -> str:
    """`text` with one kind of line end; raises ValidationError for what may not stand in a paper."""
    text = text.replace("\r\n", "\n")
    if CLASSIFIED.search(text):
        raise ValidationError("本平台只办理公开和内部公文,不得录入涉密内容;涉密事项请按保密规定另行办理。")
    missing = unprintable(text.replace("\n", ""))
    if missing:
        raise ValidationError(f"这些字无法印刷,请换字:{'、'.join(sorted(missing))}")
    return text
