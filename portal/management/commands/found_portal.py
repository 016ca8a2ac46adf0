"""manage.py found_portal: the top unit and the three administrators of an empty portal."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.access import SYSTEM
from portal.services.founding import portal_found


class Command(BaseCommand):
    """Prints the first passwords once; nothing keeps them."""

    help = "在空的平台中建立最高一级单位和三名管理员(系统、安全、审计)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The unit as its first facts have it."""
        parser.add_argument("name", help="单位名称")
        parser.add_argument("--code", required=True, help="单位代码")
        parser.add_argument("--kind", required=True, help="单位类别,如 corps(见法规的词表)")
        parser.add_argument(
            "--since", type=dt.date.fromisoformat, required=True, help="成立日期,如 1954-10-07"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it, or say why not."""
        try:
            slips = portal_found(
                actor=SYSTEM,
                code=options["code"],
                kind=options["kind"],
                name=options["name"],
                started_on=options["since"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"已建立 {options['name']}。首次登录后须更改密码:")
        for slip in slips:
            self.stdout.write(f"{slip.role.label}  {slip.username}  {slip.password}")
