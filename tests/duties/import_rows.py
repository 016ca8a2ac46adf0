"""Imports for the access matrix: an office's, with a fault, its files kept."""

from typing import Any

from duties.interchange.work import MARKED
from duties.models import DataImport
from duties.services.imports import folder_of
from portal import clock
from portal.models import Role, Unit
from tests.access_cast import Cast


def data_import(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An import of the office at the unit of the place."""
    item = DataImport.objects.create(
        unit=unit,
        role=Role.OFFICE,
        state=DataImport.State.FAULTY,
        files=[{"name": "links.csv", "kept": "links.csv", "size": 1, "sha256": "0" * 64}],
        findings={"total": 0, "faults": []},
        made_by=cast.accounts[Role.OFFICE],
        made_at=clock.now(),
    )
    folder_of(item).mkdir(parents=True)
    for name in ("links.csv", MARKED):
        (folder_of(item) / name).write_bytes(b"x")
    return {"public_id": item.public_id}


def import_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The file of such an import."""
    return data_import(cast, unit) | {"number": 0}


FACTORIES = {"import": data_import, "import_file": import_file}
