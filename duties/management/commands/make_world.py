"""manage.py make_world --size demo|corps [--seed N]: an invented corps with its records, in an empty portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from duties.demo.build import build_world
from duties.demo.shapes import SIZES
from portal.access import SYSTEM
from portal.services.search_rebuild import search_rebuild


class Command(BaseCommand):
    """The same seed gives the same world on the same day; nothing is ever made over what is there."""

    help = "在空的平台中建立演示数据:一个虚构的兵团及其履职记录"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size and seed."""
        parser.add_argument("--size", default="demo", help="规模:demo 或 corps;默认 demo")
        parser.add_argument("--seed", type=int, default=1, help="种子;同一种子同一天得到同样的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        if options["size"] not in SIZES:
            raise CommandError(f"没有规模 {options['size']};可用 demo、corps(全国规模 nation 尚未提供)。")
        try:
            built = build_world(
                actor=SYSTEM, shape=SIZES[options["size"]], seed=options["seed"], tell=self.stdout.write
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("正在建立检索索引")
        search_rebuild()
        self.stdout.write(
            f"演示数据已建立:{built.units} 个单位、{built.people} 名人员、{built.records} 条履职记录、"
            f"{built.contacts} 次入户联系、{built.obligations} 项应履职事项,用时 {built.seconds:.1f} 秒"
        )
