"""Interchange files of the tests: worlds written as CSV, and rows put right where a random world breaks a rule."""

import csv
from pathlib import Path

from duties.interchange.columns import BY_NAME

Row = dict[str, str]
World = dict[str, list[Row]]


def write_files(world: World, folder: Path) -> Path:
    """One CSV a part of the world, with the columns that its rows have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in world.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]) if rows else BY_NAME[name].names)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read_files(folder: Path) -> World:
    """The rows of the files in a folder."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


def tidy(world: World) -> World:
    """The world without what lies outside of lives, as an import demands: tenures clipped, stray targets taken out."""
    lives = {
        row["code"]: (row["established_on"], row["abolished_on"] or "9999-12-31") for row in world["units"]
    }
    for row in world["tenures"]:
        end = lives[row["unit"]][1]
        if row["ended_on"] > end or (row["acting"] == "0" and row["ended_on"] == "" and end != "9999-12-31"):
            row["ended_on"] = end
    world["tenures"] = [
        row for row in world["tenures"] if not row["ended_on"] or row["started_on"] < row["ended_on"]
    ]
    people = {row["person"] for row in world["tenures"]}
    for row in world["records"]:
        start, end = lives[row["target"]] if row["target"] else ("", "9999-12-31")
        if not start <= row["occurred_on"] < end:
            row["target"] = ""
        if row["leader"] not in people:
            row["leader"] = ""
    for row in world["links"]:
        row["ended_on"] = row["ended_on"] or lives[row["target"]][1].replace("9999-12-31", "")
    world["tags"] = [row for row in world["tags"] if row["started_on"] < lives[row["unit"]][1]]
    return world
