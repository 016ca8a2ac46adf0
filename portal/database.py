"""The application's database role gets just what it needs after each migration: the logs are append-only for it."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection, connections

APPEND_ONLY = ("portal.Change", "portal.Access")


MAINTAIN_SINCE = 170_000
"""The first version in which a role that does not own a table may be let to analyse it."""


def grant_application_role(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After migrations run by the owner: rows for the application's role, but no change to a log row."""
    role = settings.DATABASE_APPLICATION_ROLE
    connection = connections[using]
    if sender.label != "portal" or not role or connection.settings_dict["USER"] == role:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        if connection.pg_version >= MAINTAIN_SINCE:  # type: ignore[attr-defined]
            cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {name}")
        for label in APPEND_ONLY:
            table = connection.ops.quote_name(apps.get_model(label)._meta.db_table)
            cursor.execute(f"REVOKE ALL ON {table} FROM {name}")
            cursor.execute(f"GRANT SELECT, INSERT ON {table} TO {name}")


MAY_ANALYSE = """
SELECT CASE WHEN current_setting('server_version_num')::integer >= 170000
            THEN has_table_privilege(%(name)s, 'MAINTAIN')
            ELSE pg_has_role((SELECT relowner FROM pg_class WHERE oid = %(name)s::regclass), 'USAGE') END
"""


def analyse_tables(names: Iterable[str]) -> None:
    """Let the planner know tables that were just filled, where the database role may do that."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(MAY_ANALYSE, {"name": name})
            if cursor.fetchone()[0]:
                cursor.execute(f"ANALYZE {name}")
