"""Files sent in at the page as one of the world's people does it, and the jobs done at once."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties.models import DataImport
from portal.services import jobs
from tests.access_walk import BACKEND
from tests.duties.interchange.test_sources import text_of
from tests.duties.office_world import OfficeWorld


def enter(world: OfficeWorld, who: str = "office") -> Client:
    client = Client()
    client.force_login(world.actors[who].account, backend=BACKEND)
    return client


def send(client: Client, rows: list[dict[str, str]], token: uuid.UUID | None = None) -> HttpResponse:
    upload = SimpleUploadedFile("records.csv", text_of(rows).encode())
    return client.post(reverse("imports"), {"upload": upload, "token": str(token or uuid.uuid4())})


def item_of(client: Client, rows: list[dict[str, str]]) -> DataImport:
    """Sent in and checked."""
    send(client, rows)
    return done(DataImport.objects.latest("pk"))


def done(item: DataImport) -> DataImport:
    """After its job was done."""
    item.refresh_from_db()
    assert item.job is not None
    jobs.job_run(item.job.public_id)
    return DataImport.objects.select_related("job").get(pk=item.pk)


def deed(client: Client, item: DataImport, name: str, **values: str) -> str:
    answer = client.post(reverse(f"import-{name}", args=[item.public_id]), values, follow=True)
    return answer.content.decode()


def confirm(client: Client, item: DataImport) -> DataImport:
    deed(client, item, "confirm", mark=item.findings["mark"])
    return done(item)


def page(client: Client, item: DataImport) -> str:
    return client.get(reverse("import", args=[item.public_id])).content.decode()
