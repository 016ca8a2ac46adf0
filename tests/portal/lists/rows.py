"""A list of files, as simple as a list can be, with what a list may have: choices, words, days, empty values, ticks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from portal import access, clock
from portal.access import Actor
from portal.lists.columns import Column, link
from portal.lists.filters import DayFilter, ListFilters, PickFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Account, Role, StoredFile, Unit
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found

START = dt.date(2020, 1, 1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=clock.SHANGHAI)


def _big(value: str) -> Q:
    return Q(size__gte=100) if value == "1" else Q(size__lt=100)


class FileFilters(ListFilters):
    """What the files can be narrowed by; the texts alone, where nothing is asked for."""

    kind = PickFilter(
        field_name="content_type", label="类型", choices=[("text/plain", "文本"), ("image/png", "图片")]
    )
    words = WordsFilter("name")
    first = DayFilter(field_name="stored_at", lookup_expr="date__gte", label="存入自")
    big = PickFilter(label="大小", choices=[("1", "大"), ("0", "小")], by=_big)
    defaults: Mapping[str, str] = {"kind": "text/plain"}


class FileList(Listing[StoredFile]):
    """All files."""

    name = "messages"
    title = "文件[演示]"
    roles = frozenset({Role.OFFICE, Role.CLERK})
    columns: Sequence[Column[StoredFile]] = (
        Column(
            "name", "名称", lambda row: row.name, lambda row: link(row.name, f"/x/{row.pk}/"), sort=("name",)
        ),
        Column("size", "字节", lambda row: row.size, sort=("size", "name"), latest=True, numeric=True),
        Column("taken", "拍摄时间", lambda row: row.taken_at, sort=("taken_at",)),
        Column("hash", "指纹", lambda row: row.sha256, shown=False),
    )
    filters = FileFilters
    order = ("-stored_at",)
    quick = "kind"
    tick = "file"

    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return StoredFile.objects.all()

    def numbers(self) -> Mapping[str, int]:
        """Of the texts."""
        return {"text/plain": 3}

    def ticked(self, row: StoredFile) -> tuple[str, str] | None:
        """Those that are not empty."""
        return (str(row.public_id), row.name) if row.size else None


def add_file(
    name: str, size: int = 1, *, taken: bool = False, kind: str = "text/plain", day: int = 0
) -> StoredFile:
    """A row without bytes."""
    at = NOON + dt.timedelta(days=day)
    return StoredFile.objects.create(
        name=name, size=size, sha256="0" * 64, content_type=kind, stored_at=at, taken_at=at if taken else None
    )


def listed(actor: Actor, query: str = "") -> FileList:
    """The list as an address asks for it."""
    return FileList(actor, QueryDict(query))


def found_unit(code: str, parent: Unit | None = None) -> Unit:
    """A unit."""
    kind = "regiment" if parent else "division"
    return unit_found(
        actor=access.SYSTEM, code=code, kind=kind, name=f"演示{code}", started_on=START, parent=parent
    )


def person(role: Role, unit: Unit, name: str = "a") -> Actor:
    """Somebody in a post."""
    account = Account.objects.create(username=name, name=f"演示-{name}")
    appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=START)
    return Actor(account=account, post=access.posts_of(account)[0])
