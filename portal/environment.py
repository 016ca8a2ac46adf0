"""Readers of environment variables that refuse bad values; `NAME_FILE` names a file that holds the value."""

import ipaddress
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or what the file named by `NAME_FILE` holds, or `default`.

    Raises ImproperlyConfigured where none of the three is given.
    """
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set; set {name} or {name}_FILE")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable; raises ImproperlyConfigured for any other word."""
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")
    return value in TRUE


def integer(name: str, default: int) -> int:
    """A whole number; raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number") from error


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas; blanks around the parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def networks(name: str) -> list[str]:
    """A list of networks such as 10.1.0.0/16; raises ImproperlyConfigured for what is none."""
    found = words(name)
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={each!r}: write networks such as 10.1.0.0/16") from error
    return found
