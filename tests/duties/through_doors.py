"""One random world through the real doors: load_regulation, import_data, export_ledger, held to the plain reading."""

import csv
import datetime as dt
import io
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from openpyxl import load_workbook

from duties import verify
from duties.ledger.explain import explain
from duties.ledger.reconcile import reconcile
from duties.ledger.roll import ensure_fresh
from duties.models import Rule, RulebookVersion
from duties.rulebook import XPCC_2023
from portal import clock
from portal.models import Unit
from tests.duties.aimed import XPCC_BOOKS, YUNZE, YUNZE_BOOKS, Stored, keyed
from tests.duties.aimed_facts import EDGES, World
from tests.duties.file_worlds import WorldMaker, changed_rows, write_dressed, write_plain
from tests.duties.random_rulebooks import Content, RulebookMaker, text_of, write_rulebook
from tests.duties.tally import Rows

XPCC = (XPCC_BOOKS, (XPCC_2023 / "text.txt").read_text(encoding="utf-8"))
INVENTED = (YUNZE_BOOKS, (YUNZE / "text.txt").read_text(encoding="utf-8"))
Regulation = tuple[list[Content], str]


def regulations_of(seed: int) -> list[Regulation]:
    """This regulation, the invented one, one that nobody has seen, or one of these beside another."""
    books = RulebookMaker(seed).make()
    random_one: Regulation = (books, text_of(books))
    return [[XPCC], [random_one], [random_one, XPCC], [random_one], [INVENTED, random_one]][seed % 5]


class Doors(Stored):
    """A world written as files and imported in two goes, its regulations loaded before, between and after."""

    def __init__(self, seed: int, tally: Counter[str], folder: Path) -> None:
        chance = random.Random(seed)
        self.folder, self.regulations = folder, regulations_of(seed)
        super().__init__(
            [book for books, _ in self.regulations for book in books], tally, f"seed {seed}", chance
        )
        self.first_import = dt.datetime(2024, 6, 1, 8, tzinfo=clock.SHANGHAI) + dt.timedelta(
            hours=chance.randrange(9_000)
        )
        self.second_import = self.first_import + dt.timedelta(hours=chance.randrange(1, 3_000))
        self.now = dt.datetime(2026, 9, 1, 9, tzinfo=clock.SHANGHAI) + dt.timedelta(
            hours=chance.randrange(9_000)
        )
        soon = [book for books, _ in self.regulations for book in books[: chance.choice([1, 3])]]
        self.maker = WorldMaker(seed, self.books, soon)
        self.before, self.after = self.maker.world, self.maker.later()
        self._take_in(soon)

    def _take_in(self, soon: list[Content]) -> None:
        """Load and import all, each in its time; the plain reading gets files of its own."""
        late = [book for book in self.books if book not in soon]
        for book in soon:
            self._load(book, dt.datetime(2023, 3, 1, tzinfo=clock.SHANGHAI))
        later = {name: [self.chance.random() < 0.1 and name in ("records", "links") for _ in rows]
                 for name, rows in self.before.items()}  # fmt: skip
        first = {name: [row for row, held_back in zip(rows, later[name], strict=True) if not held_back]
                 for name, rows in self.before.items()}  # fmt: skip
        self._import(first, self.first_import, "first")
        for book in late:
            self._load(book, self.first_import + dt.timedelta(minutes=1))
        self._import(changed_rows(first, self.after, self.chance), self.second_import, "second")
        # What is new in the second import is known from ever; of what changed, only a withdrawal has its own instant.
        for name, rows in self.before.items():
            for number, (after, held_back) in enumerate(zip(self.after[name], later[name], strict=True)):
                if held_back:
                    rows[number] = after
                elif name == "records":
                    rows[number]["withdrawn_at"] = after["withdrawn_at"]
        self.plain_files = {
            name: write_plain(world, self.folder / f"plain-{name}")
            for name, world in (("before", self.before), ("after", self.after))
        }
        self.loaded = {(row.regulation.code, str(row.version_from)): row
                       for row in RulebookVersion.objects.select_related("regulation")}  # fmt: skip

    def _load(self, book: Content, at: dt.datetime) -> None:
        text = next(text for books, text in self.regulations if book in books)
        path = write_rulebook(book, text, self.folder / f"rules-{self.books.index(book)}")
        with time_machine.travel(at, tick=False):
            call_command("load_regulation", path, verbosity=0, stdout=io.StringIO())

    def _import(self, world: World, at: dt.datetime, name: str) -> None:
        path = write_dressed(world, self.folder / name, self.chance)
        with time_machine.travel(at, tick=False):
            call_command("import_data", path, stdout=io.StringIO())

    def plain(
        self,
        as_of: dt.date,
        known_at: dt.datetime | None,
        days: tuple[dt.date, dt.date],
        unit: str | None = None,
    ) -> Rows:
        """What the plain reading says of the files."""
        known = known_at or self.now
        world = verify.World.from_folder(
            self.plain_files["after" if known >= self.second_import else "before"]
        )
        found = verify.read_ledger(
            world,
            self._books_known(known),
            from_day=days[0],
            to_day=days[1],
            as_of=as_of,
            known_at=known,
            unit=unit,
        )
        return keyed(found)

    def _books_known(self, known: dt.datetime) -> list[Content]:
        """The versions loaded by then; the first of a regulation is known from ever."""
        return [
            book for book in self.books
            if (row := self.loaded[book["regulation"], book.get("version_from", book["effective_on"])]).number == 1
            or row.loaded_at <= known
        ]  # fmt: skip

    def exported(self) -> None:
        """Four exports at random: the same rows in the same order as by the plain reading."""
        with time_machine.travel(self.now, tick=False):
            for number in range(4):
                self._export(number)
            ensure_fresh()
            self.read_stored(self.now.date(), self.after)
            assert reconcile(check=True).differences == [], self.name

    def _export(self, number: int) -> None:
        as_of, known_at = self._as_of(), self._known_at()
        first = self.chance.choice(
            [as_of, as_of - dt.timedelta(days=self.chance.randrange(600)), dt.date(2022, 1, 1)]
        )
        last = first + dt.timedelta(days=self.chance.choice([0, 6, 31, 100, 366, 900]))
        unit = self.chance.choice(self.after["units"])["code"] if self.chance.random() < 0.4 else None
        form = self.chance.choice(["csv", "csv", "json", "xlsx"])
        options = ["--from", str(first), "--to", str(last), "--format", form]
        if as_of != self.now.date() or self.chance.random() < 0.5:
            options += ["--as-of", str(as_of)]
        if known_at:
            options += ["--known-at", self.maker.written(known_at)]
        if unit:
            options += ["--unit", unit]
        rows = self._run(options, form, self.folder / f"ledger-{number}.{form}")
        plain = self.plain(as_of, known_at, (first, last), unit)
        assert rows == list(plain.values()), f"{self.name} {' '.join(options)}"
        self.count_rows(plain)
        for row in self.chance.sample(rows, min(8, len(rows))):
            self._explain(row, as_of, known_at)
        self.tally["exports"] += 1
        self.tally["exports of an area"] += unit is not None
        self.tally["exports of nothing"] += not rows

    def _explain(self, row: dict[str, str], as_of: dt.date, known_at: dt.datetime | None) -> None:
        """The explanation of a cell as of the day and as known then has the numbers that were exported."""
        one = explain(
            unit=Unit.objects.get(code=row["unit"]),
            rule=Rule.objects.get(regulation__code=row["regulation"], code=row["rule"]),
            role=row["role"], period=row["period"], as_of=as_of, known_at=known_at or self.now,
        )  # fmt: skip
        numbers = (*(int(row[name]) for name in ("required", "counted", "made_up")),
                   dt.date.fromisoformat(row["met_on"]) if row["met_on"] else None, dt.date.fromisoformat(row["due_on"]))  # fmt: skip
        self.check(one, numbers, f"{self.name} as of {as_of} known {known_at}: {row}")

    def _run(self, options: list[str], form: str, path: Path) -> list[dict[str, str]]:
        if form == "csv" and self.chance.random() < 0.5:
            stream = io.StringIO()
            call_command("export_ledger", *options, stdout=stream)
            return list(csv.DictReader(io.StringIO(stream.getvalue())))
        call_command("export_ledger", *options, "--output", str(path))
        if form == "csv":
            return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"))))
        if form == "json":
            return [_texts(row) for row in json.loads(path.read_text(encoding="utf-8"))]
        head, *rows = load_workbook(path).active.iter_rows(values_only=True)
        return [_texts(dict(zip(head, row, strict=True))) for row in rows]

    def _as_of(self) -> dt.date:
        around = dt.date(2023, 1, 1) + dt.timedelta(days=self.chance.randrange(1_200))
        return self.chance.choice(
            [around, around, around, *EDGES[:3], self.now.date(), dt.date(2022, 3, 1), dt.date(2027, 6, 1)]
        )

    def _known_at(self) -> dt.datetime | None:
        """Some instant, often the very one at which something was entered or withdrawn, or the one before."""
        row = self.chance.choice(self.after["records"])
        at = dt.datetime.fromisoformat(row["withdrawn_at"] or row["registered_at"])
        random_one = dt.datetime(2023, 1, 1, tzinfo=clock.SHANGHAI) + dt.timedelta(
            seconds=self.chance.randrange(10**8)
        )
        return self.chance.choice(
            [None, None, random_one, at, at - dt.timedelta(microseconds=1), self.second_import]
        )


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {
        name: "" if value is None else str(value.date() if isinstance(value, dt.datetime) else value)
        for name, value in row.items()
    }
