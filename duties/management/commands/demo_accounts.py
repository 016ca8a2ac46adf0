"""manage.py demo_accounts: one account for each role of the demonstration, made once and printed each time."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from duties.demo.accounts import demo_accounts
from portal.access import SYSTEM

HEADS = ("用户名", "密码", "岗位", "单位", "姓名", "用来")


class Command(BaseCommand):
    """Prints a table; only where the data are a demonstration."""

    help = "建立并列出演示账号(每种岗位一个),仅限演示平台"

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and print all."""
        try:
            accounts = demo_accounts(actor=SYSTEM)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        rows = [HEADS] + [
            (each.username, each.password, each.role, each.unit, each.name, each.comes_to)
            for each in accounts
        ]
        widths = [max(width(row[column]) for row in rows) for column in range(len(HEADS))]
        for row in rows:
            cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def width(text: str) -> int:
    """How many columns of a terminal `text` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
