"""Small worlds from a seed, with edges on purpose: period ends, moves, vacancies, acting holders, withdrawn records."""

import datetime as dt
import random

Row = dict[str, str]
World = dict[str, list[Row]]

EDGES = [dt.date(2023, 12, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(2024, 6, 30),
         dt.date(2024, 7, 1), dt.date(2024, 9, 30), dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 3, 31)]  # fmt: skip
FORMS = {
    "meeting": ["rural_work_conference", "party_standing_committee", "administrative_executive", "leading_group",
                "study_session", "dispatch", "onsite"],
    "visit": ["research", "walk"],
    "document": ["annual_tasks", "work_plan", "annual_plan", "implementation_scheme", "key_tasks", "pairing_plan"],
    "report": ["annual_report", "half_year_report", "plenum_report", "evaluation"],
    "disclosure": [],
    "inspection": [],
    "assessment": [],
    "household_contact": [],
}  # fmt: skip
PERIODS = ["", "", "", "2023", "2024", "2024Q1", "2024Q2", "2024H1", "2024H2", "2025", "2024-03"]


class Maker:
    """Makes one world from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.world: World = {name: [] for name in ("units", "tags", "placements", "tenures", "links", "households",
                                                   "records", "waivers")}  # fmt: skip

    def day(self) -> dt.date:
        """A day of 2023 to mid 2025, often an edge."""
        if self.random.random() < 0.4:
            return self.random.choice(EDGES)
        return dt.date(2023, 1, 1) + dt.timedelta(days=self.random.randrange(900))

    def make(self) -> World:
        """The whole world."""
        self.units()
        for unit in self.world["units"]:
            self.tenures(unit)
            self.tags(unit)
            self.records(unit)
        self.links()
        return self.world

    def units(self) -> None:
        """A corps, two divisions, three regiments of which one moves, five companies, two departments."""
        self.unit("兵", "corps", None)
        for code in ("二", "三"):
            self.unit(code, "division", "兵")
        for number in range(3):
            self.unit(f"团{number}", "regiment", "二")
        for number in range(5):
            self.unit(f"连{number}", "company", f"团{number % 3}")
        for number in range(2):
            self.unit(f"局{number}", "department", "兵")
        moved = next(row for row in self.world["placements"] if row["unit"] == "团2")
        moved["ended_on"] = "2024-05-15"
        self.world["placements"].append(
            {"unit": "团2", "parent": "三", "started_on": "2024-05-15", "ended_on": ""}
        )

    def unit(self, code: str, kind: str, parent: str | None) -> None:
        """One unit; a company or regiment may be young or abolished."""
        loose = kind in {"company", "regiment"} and code != "团2" and self.random.random() < 0.4
        start = self.day() if loose and kind == "company" else dt.date(2010, 1, 1)
        end = dt.date(2025, 8, 1) + dt.timedelta(days=self.random.randrange(200)) if loose else None
        self.world["units"].append(
            {"code": code, "name": f"演示{code}", "kind": kind, "established_on": str(start),
             "abolished_on": str(end or "")}
        )  # fmt: skip
        if parent:
            self.world["placements"].append(
                {"unit": code, "parent": parent, "started_on": "", "ended_on": ""}
            )
        if kind == "company":
            for number in range(self.random.randrange(4)):
                self.world["households"].append(
                    {"unit": code, "number": f"{code}-{number}", "registered_on": "", "removed_on": ""}
                )

    def tenures(self, unit: Row) -> None:
        """Two holders in turn with a gap for each seat, and sometimes an acting one across it."""
        roles = {"company": ["party_secretary"], "department": ["department_head"]}.get(
            unit["kind"], ["party_secretary", "administrative_head", "deputy"]
        )
        founded = dt.date.fromisoformat(unit["established_on"])
        for role in roles:
            change = max(self.day(), founded + dt.timedelta(days=30))
            gap = dt.timedelta(days=self.random.choice([0, 0, 20, 120]))
            self.tenure(unit, role, 0, founded, change)
            self.tenure(unit, role, 1, change + gap, None)
            if role != "deputy" and self.random.random() < 0.4:
                self.tenure(
                    unit, role, 2, change - dt.timedelta(days=5), change + dt.timedelta(days=60), acting=True
                )

    def tenure(
        self, unit: Row, role: str, number: int, start: dt.date, end: dt.date | None, *, acting: bool = False
    ) -> None:
        """One tenure; the second holder of one seat also holds the other now and then."""
        abolished = unit["abolished_on"] and dt.date.fromisoformat(unit["abolished_on"])
        if abolished and start >= abolished:
            return
        person = (
            f"{unit['code']}{role[0]}{number}" if self.random.random() < 0.8 else f"{unit['code']}p{number}"
        )
        self.world["tenures"].append(
            {"ref": f"{unit['code']}-{role}-{number}", "unit": unit["code"], "role": role, "person": person,
             "name": f"演示-{person}", "title": "", "started_on": str(max(start, dt.date.fromisoformat(unit["established_on"]))),
             "ended_on": str(end or ""), "acting": "1" if acting else "0"}
        )  # fmt: skip

    def tags(self, unit: Row) -> None:
        """A property from some day on."""
        tag = {"regiment": "pairing", "department": "leading_group_member"}.get(unit["kind"])
        if tag and self.random.random() < 0.7:
            self.world["tags"].append(
                {
                    "unit": unit["code"],
                    "tag": tag,
                    "started_on": str(max(self.day(), dt.date(2023, 1, 2))),
                    "ended_on": "",
                }
            )

    def records(self, unit: Row) -> None:
        """Records of every kind: merged sittings, make-ups, drafts, withdrawn and late-entered ones."""
        people = [row["person"] for row in self.world["tenures"] if row["unit"] == unit["code"]]
        for number in range(self.random.randrange(8, 24)):
            kind = self.random.choice(["meeting", "meeting", "meeting", *FORMS])
            forms = FORMS[kind]
            occurred = max(self.day(), dt.date.fromisoformat(unit["established_on"]))
            entered = occurred + dt.timedelta(days=self.random.choice([0, 1, 8, 40]))
            withdrawn = self.random.random() < 0.1
            self.world["records"].append(
                {
                    "ref": f"{unit['code']}-{number}", "kind": kind, "unit": unit["code"],
                    "forms": ";".join(sorted(self.random.sample(forms, min(len(forms), self.random.choice([1, 1, 2]))))),
                    "leader": self.random.choice([*people, ""]),
                    "target": self.random.choice(["", "", "团0", "团1", "团2", "连0", "二"]),
                    "households": "", "occurred_on": str(occurred), "for_period": self.random.choice(PERIODS),
                    "on_topic": self.random.choice("0111"),
                    "state": self.random.choice(["submitted", "confirmed", "confirmed", "returned", "draft"]),
                    "registered_at": f"{entered}T10:00:00+08:00",
                    "withdrawn_at": f"{entered + dt.timedelta(days=30)}T10:00:00+08:00" if withdrawn else "",
                    "replaces": "", "title": "",
                }
            )  # fmt: skip

    def links(self) -> None:
        """Contact points of the divisions' seats."""
        for number, (unit, role) in enumerate(
            (unit, role) for unit in ("二", "三") for role in ("party_secretary", "administrative_head")
        ):
            self.world["links"].append(
                {"ref": f"l{number}", "kind": "contact_point", "unit": unit, "role": role, "target": "团2",
                 "started_on": str(self.day()), "ended_on": self.random.choice(["", "2025-07-01"])}
            )  # fmt: skip
