"""What the entries know of a record for whoever audits it: questions asked about them, and their evidence."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.urls import reverse

from duties.record_sources import Facts, RecordSource, add_record_source
from meetings.models import Entry, Evidence, Sign
from portal import clock


class EntrySource(RecordSource):
    """Signs of formalism and files of evidence of the entries that made a record."""

    def signs(self, records: Collection[int], until: dt.datetime) -> set[int]:
        """The records whose entries a question was asked about by then; one query."""
        found = Sign.objects.filter(found_at__lte=until, entries__records__in=records)
        return set(found.values_list("entries__records", flat=True)) & set(records)

    def facts(self, record: int, until: dt.datetime) -> Mapping[str, Facts]:
        """The entry, the questions about it and its files with their SHA-256; three queries."""
        entry = Entry.objects.filter(records=record).select_related("entered_by").first()
        if entry is None:
            return {}
        signs = Sign.objects.filter(entries=entry, found_at__lte=until).order_by("found_at", "pk")
        files = Evidence.objects.filter(entry=entry, file__stored_at__lte=until).select_related("file")
        return {
            "登记": _entered(entry),
            "核对事项(疑点)": [(sign.get_kind_display(), _sign(sign, until)) for sign in signs]
            or [("疑点", "没有")],
            "佐证材料": [
                (each.file.name, f"{each.file.size}字节,SHA-256 {each.file.sha256}")
                for each in files.order_by("pk")
            ]
            or [("材料", "没有")],
        }

    def page(self, record: int) -> str:
        """The page of the entry; one query."""
        found = Entry.objects.filter(records=record).values_list("public_id", flat=True).first()
        return reverse("entry", args=[found]) if found else ""


def join() -> None:
    """Let what entries know be read with their records."""
    add_record_source(EntrySource())


def _entered(entry: Entry) -> Facts:
    return [
        ("经办人", entry.entered_by.name),
        ("地点", entry.place or "—"),
    ]


def _sign(sign: Sign, until: dt.datetime) -> str:
    found = f"{sign.found_at.astimezone(clock.SHANGHAI):%Y-%m-%d}发现"
    if sign.closed_at is not None and sign.closed_at <= until:
        return f"{found},已关闭:{sign.note}"
    return f"{found},当时未关闭"
