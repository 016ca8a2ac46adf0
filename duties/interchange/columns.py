"""The interchange files: their columns, what each holds, and the key by which a row is known."""

import dataclasses
from typing import Literal

Kind = Literal["text", "date", "instant", "flag", "list", "period"]
TYPES: dict[Kind, str] = {
    "text": "text",
    "date": "date",
    "instant": "timestamptz",
    "flag": "boolean",
    "list": "text[]",
    "period": "text",
}
"""How the database holds each kind of column."""


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: what it holds, whether it must be filled, how long a text may be, and its words where they are few."""

    name: str
    kind: Kind = "text"
    must: bool = False
    longest: int = 40
    words: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        """The name as SQL writes it."""
        return f'"{self.name}"'


@dataclasses.dataclass(frozen=True)
class File:
    """A file: its columns in the order in which they are written, and those of the key, also the order of its rows."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _must(name: str, longest: int = 40, words: tuple[str, ...] = ()) -> Column:
    return Column(name, must=True, longest=longest, words=words)


def _dates(started: str, ended: str, *, must: bool = False) -> tuple[Column, Column]:
    return Column(started, "date", must=must), Column(ended, "date")


SPAN = _dates("started_on", "ended_on")
STATES = ("draft", "submitted", "confirmed", "returned")
ROLES = (
    "clerk",
    "official",
    "member",
    "office",
    "approver",
    "leader",
    "auditor",
    "system_admin",
    "security_admin",
    "audit_admin",
)

FILES = (
    File(
        "units",
        (_must("code"), _must("name", 120), _must("kind"), *_dates("established_on", "abolished_on")),
        ("code",),
    ),
    File("tags", (_must("unit"), _must("tag"), *SPAN), ("unit", "tag", "started_on")),
    File("placements", (_must("unit"), _must("parent"), *SPAN), ("unit", "started_on")),
    File("names", (_must("unit"), _must("name", 120), *SPAN), ("unit", "started_on")),
    File(
        "successions",
        (
            _must("unit"),
            _must("successor"),
            _must("kind", words=("merge", "split")),
            Column("on", "date", must=True),
        ),
        ("unit", "successor", "kind", "on"),
    ),
    File(
        "tenures",
        (
            _must("ref", 60),
            _must("unit"),
            _must("role"),
            _must("person"),
            Column("name", longest=60),
            Column("title", longest=60),
            *_dates("started_on", "ended_on", must=True),
            Column("acting", "flag"),
        ),
        ("ref",),
    ),
    File(
        "links",
        (
            _must("ref", 60),
            _must("kind"),
            _must("unit"),
            Column("role"),
            _must("target"),
            *_dates("started_on", "ended_on", must=True),
        ),
        ("ref",),
    ),
    File(
        "households",
        (_must("unit"), _must("number"), *_dates("registered_on", "removed_on")),
        ("unit", "number"),
    ),
    File(
        "accounts",
        (
            _must("username", 60),
            Column("person"),
            Column("name", longest=60),
            Column("unit"),
            Column("role", words=ROLES),
            Column("phone", longest=30),
            Column("email", longest=254),
        ),
        ("username", "unit", "role"),
    ),
    File(
        "records",
        (
            _must("ref", 60),
            _must("kind"),
            Column("forms", "list"),
            _must("unit"),
            Column("leader"),
            Column("target"),
            Column("households", "list"),
            Column("occurred_on", "date", must=True),
            Column("for_period", "period"),
            Column("on_topic", "flag"),
            _must("state", words=STATES),
            Column("registered_at", "instant", must=True),
            Column("withdrawn_at", "instant"),
            Column("replaces", longest=60),
            Column("title", longest=200),
        ),
        ("ref",),
    ),
    File(
        "waivers",
        (
            _must("regulation"),
            _must("rule", 60),
            _must("unit"),
            Column("role"),
            Column("period", "period", must=True),
            _must("reason", 2_000),
            Column("granted_on", "date", must=True),
            Column("granted_by", longest=120),
        ),
        ("regulation", "rule", "unit", "role", "period"),
    ),
)
"""In the order in which the files are told of."""

BY_NAME = {file.name: file for file in FILES}
