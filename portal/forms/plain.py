"""Text fields that say in Chinese what is wrong, and never let through what no table can hold."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField


class TextField(CharField):
    """Text without control characters but line ends and tabs; the NUL character is refused with a word."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(
            max_length=most,
            error_messages={
                "max_length": "最多 %(limit_value)d 字,现有 %(show_value)d 字;请删减后再提交。",
                "required": "请填写此项。",
            },
            **options,
        )

    def to_python(self, value: Any) -> str:
        """The text in its plain form; raises ValidationError for a NUL character."""
        return plain(super().to_python(value) or "")


def plain(text: str) -> str:
    """`text` without invisible control characters; raises ValidationError where there is a NUL character."""
    if "\0" in text:
        raise ValidationError("含有无法保存的空字符(NUL);请删去后重新粘贴。")
    return "".join(
        each for each in text if each.isprintable() or each in "\n\r\t" or ord(each) > 0x9F
    ).strip()
