"""Puts a small world into the tables as facts known from ever, straight and without the services.

A world is what the interchange files hold: for each file's name a list of rows, columns as text (interchange.md).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from duties.models import (
    Household,
    HouseholdContact,
    HouseholdRegistration,
    Link,
    Reading,
    Record,
    RecordStateChange,
    Regulation,
    Rule,
    RulebookVersion,
    Waiver,
)
from duties.periods import first_day, kind_of
from portal.models import KNOWN_EVER, Existence, Person, Placement, Tag, Tenure, Unit
from portal.services.areas import rebuild_areas

Row = Mapping[str, Any]
World = Mapping[str, Sequence[Row]]


def load_world(world: World, rulebooks: Sequence[Mapping[str, Any]]) -> None:
    """Load `rulebooks` (versions of one regulation in order; several regulations may be mixed) and `world`."""
    load_rulebooks(rulebooks)
    units = _units(world)
    people = _tenures(world, units)
    households = _households(world, units)
    _facts(world, units)
    _records(world, units, people, households)
    _waivers(world, units)
    rebuild_areas()


def day(text: str) -> dt.date | None:
    """A date of a file, or None for an empty one."""
    return dt.date.fromisoformat(text) if text else None


def known(row: Mapping[str, Any]) -> DateTimeTZRange:
    """When the fact was known: from ever on, but where the row says otherwise."""
    return DateTimeTZRange(*row["known"]) if "known" in row else KNOWN_EVER


def load_rulebooks(rulebooks: Sequence[Mapping[str, Any]]) -> None:
    """Rules and readings of rulebooks in the format of the reference table, each version known from ever."""
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for rulebook in rulebooks:
        by_code.setdefault(rulebook["regulation"], []).append(rulebook)
    for code, versions in by_code.items():
        first = versions[0]
        regulation = Regulation.objects.create(
            code=code,
            title=first.get("title", code),
            effective_on=_date(first["effective_on"]),
            vocabulary=first.get("vocabulary", {}),
        )
        starts = [_date(each.get("version_from", each["effective_on"])) for each in versions]
        for number, version in enumerate(versions):
            end = starts[number + 1] if number + 1 < len(versions) else None
            _version(
                regulation,
                number,
                version,
                DateRange(starts[number] if number else None, end),
                starts[number],
            )


def _date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _version(
    regulation: Regulation, number: int, version: Mapping[str, Any], governs: DateRange, start: dt.date
) -> None:
    row = RulebookVersion.objects.create(
        regulation=regulation,
        number=number + 1,
        version_from=start,
        loaded_at="2023-01-01T00:00:00+08:00",
        digest="",
    )
    for position, source in enumerate(version["rules"]):
        rule, _ = Rule.objects.get_or_create(
            regulation=regulation,
            code=source["id"],
            defaults={"article": source["article"], "item": source["item"], "position": position},
        )
        fields = {name: source[name] for name in READING_FIELDS if name in source}
        at_least = source.get("at_least")
        Reading.objects.create(
            rule=rule,
            version=row,
            governs=governs,
            known=KNOWN_EVER,
            **fields | {"at_least": 0 if at_least == "all" else at_least},
        )


READING_FIELDS = [
    "title",
    "quote",
    "read_as",
    "force",
    "measure",
    "bearer",
    "units",
    "roles",
    "tag",
    "kind",
    "form",
    "also_forms",
    "led_by",
    "on_topic",
    "target",
    "period",
    "term_years",
    "due",
    "remind_days",
]


def _units(world: World) -> dict[str, Unit]:
    rows = world.get("units", [])
    units = {row["code"]: Unit(code=row["code"], name=row["name"], kind=row["kind"]) for row in rows}
    Unit.objects.bulk_create(units.values())
    Existence.objects.bulk_create(
        Existence(
            unit=units[row["code"]],
            started_on=day(row.get("established_on", "")),
            ended_on=day(row.get("abolished_on", "")),
            known=known(row),
        )
        for row in rows
    )
    return units


def _dates(row: Row) -> dict[str, Any]:
    return {
        "started_on": day(row.get("started_on", "")),
        "ended_on": day(row.get("ended_on", "")),
        "known": known(row),
    }


def _tenures(world: World, units: dict[str, Unit]) -> dict[str, Person]:
    rows = world.get("tenures", [])
    people = {
        row["person"]: Person(code=row["person"], name=row.get("name") or row["person"]) for row in rows
    }
    Person.objects.bulk_create(people.values())
    Tenure.objects.bulk_create(
        Tenure(
            ref=row["ref"],
            unit=units[row["unit"]],
            role=row["role"],
            person=people[row["person"]],
            acting=row.get("acting") == "1",
            several=row["role"] == "deputy",
            **_dates(row),
        )
        for row in rows
    )
    return people


def _facts(world: World, units: dict[str, Unit]) -> None:
    Placement.objects.bulk_create(
        Placement(unit=units[row["unit"]], parent=units[row["parent"]], **_dates(row))
        for row in world.get("placements", [])
    )
    Tag.objects.bulk_create(
        Tag(unit=units[row["unit"]], tag=row["tag"], **_dates(row)) for row in world.get("tags", [])
    )
    Link.objects.bulk_create(
        Link(
            ref=row["ref"],
            kind=row["kind"],
            unit=units[row["unit"]],
            role=row.get("role", ""),
            target=units[row["target"]],
            **_dates(row),
        )
        for row in world.get("links", [])
    )


def _households(world: World, units: dict[str, Unit]) -> dict[tuple[str, str], Household]:
    rows = world.get("households", [])
    found = {
        (row["unit"], row["number"]): Household(unit=units[row["unit"]], number=row["number"]) for row in rows
    }
    Household.objects.bulk_create(found.values())
    HouseholdRegistration.objects.bulk_create(
        HouseholdRegistration(
            household=found[row["unit"], row["number"]],
            started_on=day(row.get("registered_on", "")),
            ended_on=day(row.get("removed_on", "")),
            known=known(row),
        )
        for row in rows
    )
    return found


def _records(
    world: World,
    units: dict[str, Unit],
    people: dict[str, Person],
    households: dict[tuple[str, str], Household],
) -> None:
    rows = world.get("records", [])
    records = {row["ref"]: _record(row, units, people) for row in rows}
    Record.objects.bulk_create(records.values())
    RecordStateChange.objects.bulk_create(
        RecordStateChange(record=records[row["ref"]], state=state, known=DateTimeTZRange(*while_known))
        for row in rows
        for state, while_known in row.get("states", ())
    )
    HouseholdContact.objects.bulk_create(
        HouseholdContact(record=records[row["ref"]], household=households[row["unit"], number])
        for row in rows
        for number in filter(None, row.get("households", "").split(";"))
    )


def _record(row: Row, units: dict[str, Unit], people: dict[str, Person]) -> Record:
    period = row.get("for_period", "")
    return Record(
        ref=row["ref"],
        kind=row["kind"],
        forms=[form for form in row.get("forms", "").split(";") if form],
        unit=units[row["unit"]],
        leader=people[row["leader"]] if row.get("leader") else None,
        target=units[row["target"]] if row.get("target") else None,
        occurred_on=dt.date.fromisoformat(row["occurred_on"]),
        for_period=period,
        for_kind=kind_of(period) if period else "",
        for_start=first_day(period) if period else None,
        on_topic=row.get("on_topic") == "1",
        title=row.get("title", ""),
        state=row["state"],
        registered_at=dt.datetime.fromisoformat(row["registered_at"]),
        withdrawn_at=dt.datetime.fromisoformat(row["withdrawn_at"]) if row.get("withdrawn_at") else None,
    )


def _waivers(world: World, units: dict[str, Unit]) -> None:
    rules = {(rule.regulation.code, rule.code): rule for rule in Rule.objects.select_related("regulation")}
    Waiver.objects.bulk_create(
        Waiver(
            rule=rules[row["regulation"], row["rule"]],
            unit=units[row["unit"]],
            role=row.get("role", ""),
            period=row["period"],
            reason=row["reason"],
            granted_on=dt.date.fromisoformat(row["granted_on"]),
            known=known(row),
        )
        for row in world.get("waivers", [])
    )
