"""What other apps know of a record: signs of formalism about it, and facts beside those of the ledger (evidence).

An app that makes records adds one `RecordSource` in its ready(); the audit workbench freezes what it says.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

Facts = Sequence[tuple[str, str]]
"""Labels with values, as they are shown."""


class RecordSource:
    """One source; everything as it was at the instant `until`."""

    def signs(self, records: Collection[int], until: dt.datetime) -> Collection[int]:
        """Those of the records (ids) about which a sign of formalism was found; constant queries."""
        raise NotImplementedError

    def facts(self, record: int, until: dt.datetime) -> Mapping[str, Facts]:
        """What is known of one record (id), by the heading under which it stands; constant queries."""
        raise NotImplementedError

    def page(self, record: int) -> str:
        """The path of the page that shows one record (id); empty where there is none."""
        raise NotImplementedError


_sources: list[RecordSource] = []


def add_record_source(source: RecordSource) -> None:
    """Let what an app knows of records be read with them."""
    _sources.append(source)


def signed_records(records: Collection[int], until: dt.datetime) -> set[int]:
    """The records (ids) about which there is a sign of formalism."""
    return {record for source in _sources for record in source.signs(records, until)}


def record_facts(record: int, until: dt.datetime) -> dict[str, Facts]:
    """All that the apps know of one record (id), by heading."""
    return {heading: facts for source in _sources for heading, facts in source.facts(record, until).items()}


def record_page(record: int) -> str:
    """The path of the page that shows one record (id); empty where no app has one."""
    return next((page for source in _sources if (page := source.page(record))), "")
