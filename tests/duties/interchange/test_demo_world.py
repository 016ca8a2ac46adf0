"""The demo world goes out and is found the same when it comes back, accounts and all."""

import dataclasses
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from duties.demo.build import build_world
from duties.interchange.exporting import export_data
from duties.interchange.importing import data_import
from duties.rulebook import XPCC_2023
from portal.access import SYSTEM
from tests.duties.demo.test_world import SMALL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [5, 6])
def test_the_demo_world_obeys_the_rules_of_the_files(seed: int, tmp_path: Path) -> None:
    call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
    build_world(actor=SYSTEM, shape=dataclasses.replace(SMALL, household_every=1), seed=seed)
    written = export_data(tmp_path)
    assert written["records"] > 500
    again = data_import(actor=SYSTEM, path=tmp_path)
    assert not again.anything
    assert sum(count.same for count in again.counts.values()) == sum(written.values())
