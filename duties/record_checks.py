"""What other apps must agree to before a record of a kind is registered, so that nothing is counted twice.

An app that makes records of a kind in a way of its own adds a check in its ready().
"""

from collections.abc import Callable

from duties.services.record_content import Content

Check = Callable[[Content], None]
"""It raises ValidationError, by the names of Content's fields, where the record must not be registered."""

_checks: dict[str, list[Check]] = {}


def add_record_check(kind: str, check: Check) -> None:
    """Ask `check` before a record of `kind` is registered."""
    _checks.setdefault(kind, []).append(check)


def check_others(content: Content) -> None:
    """Ask the apps; raises ValidationError where one refuses. No queries for kinds that nobody checks."""
    for check in _checks.get(content.kind, ()):
        check(content)
