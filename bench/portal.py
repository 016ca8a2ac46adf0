"""The portal that is measured: migrated, with the regulation and a world, its planner's statistics fresh."""

from io import StringIO

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from portal.embedded import lease


def prepare(size: str) -> None:
    """Start the private database and make what is missing in it."""
    lease.take()
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    unit = apps.get_model("portal.Unit")
    if not unit.objects.exists():
        call_command("load_regulation", settings.BASE_DIR / "duties" / "regulations" / "xpcc-2023")
        call_command("make_world", size=size)
        call_command("demo_accounts", stdout=StringIO())
    import_string("duties.ledger.roll.ensure_fresh")()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
