"""manage.py first_data: the regulation and the demo corps, where there are none yet."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from duties.models import Regulation
from portal import environment as env
from portal.models import Unit


class Command(BaseCommand):
    """Never touches what is there: a loaded regulation stays at its version, existing units are left alone."""

    help = "首次启动:载入法规;没有任何单位时建立演示数据(PORTAL_DEMO=0 则不建)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and make what is missing."""
        if not Regulation.objects.exists():
            call_command(
                "load_regulation", settings.BASE_DIR / "duties/regulations/xpcc-2023", stdout=self.stdout
            )
        if env.flag("PORTAL_DEMO", default=True) and not Unit.objects.exists():
            self.stdout.write("正在建立演示数据,约需二十秒……")
            call_command("make_world", size="demo", stdout=self.stdout)
