"""A client that openapi-python-client makes of the description logs a meeting and reads the ledger."""

import datetime as dt
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from portal.views.reference import FILE
from tests.api.conftest import Programs
from tests.meetings.world import World, counted

pytestmark = pytest.mark.long

NAME = "duty_client"
CONFIG = "content_type_overrides:\n  application/pdf: application/octet-stream\npost_hooks: []\n"


@pytest.fixture
def package(tmp_path: Path) -> Iterator[str]:
    """The name of the client's package, made from the description as it is."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--path", str(FILE)]
    command += [
        "--output-path",
        str(tmp_path / NAME),
        "--meta",
        "none",
        "--config",
        str(tmp_path / "config.yaml"),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "WARNING" not in made.stdout + made.stderr
    sys.path.insert(0, str(tmp_path))
    yield NAME
    sys.path.remove(str(tmp_path))


@pytest.fixture
def in_process() -> Iterator[httpx.WSGITransport]:
    """The portal within this process and its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield httpx.WSGITransport(get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_it_logs_a_meeting_and_reads_the_ledger(
    package: str, in_process: httpx.WSGITransport, program: Programs, world: World
) -> None:
    secret = program("clerk").headers["Authorization"].removeprefix("Bearer ")
    client_class = importlib.import_module(package).AuthenticatedClient
    client = client_class(
        base_url="http://testserver", token=secret, httpx_args={"transport": in_process, "trust_env": False}
    )
    models: Any = importlib.import_module(f"{package}.models")
    create = importlib.import_module(f"{package}.api.records.entry_create")
    read = importlib.import_module(f"{package}.api.ledger.ledger_list")
    body = models.NewEntryBodyRequest(
        kind="meeting",
        occurred_on=dt.date(2026, 9, 18),
        forms=["party_standing_committee"],
        leader="书记",
        agenda=[models.AgendaBodyRequest(text="研究乡村振兴重点工作", on_topic=True)],
        attendance=[models.AttendanceBodyRequest(person="书记")],
    )
    logged = create.sync_detailed(client=client, body=body, idempotency_key="meeting-0001")
    assert logged.status_code == 201, logged.content
    assert logged.parsed.title == "2026年9月18日党委常委会会议"
    assert counted(world) == 1
    page = read.sync(
        client=client, first=dt.date(2026, 7, 1), last=dt.date(2026, 9, 30), rule="a8.2.standing_committee"
    )
    assert [(row.unit, row.period, row.counted, row.status.value) for row in page.items] == [
        ("T", "2026Q3", 1, "met")
    ]
    wrong = create.sync_detailed(
        client=client, body=models.NewEntryBodyRequest(), idempotency_key="meeting-0002"
    )
    assert wrong.status_code == 422
    assert wrong.parsed.errors
