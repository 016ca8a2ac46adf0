"""An upload goes on where it broke off, is its owner's alone, within a measure, and forgotten when its time is over."""

import base64
import hashlib
import io
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.backends import ModelBackend
from django.test import Client
from pytest_django.fixtures import Settings

from portal import access, clock
from portal.models import Account, Change, FilePreview, Role, StoredFile, Upload
from portal.services.appointments import appointment_grant
from portal.services.files import file_path
from portal.services.resumable import (
    KEPT_FOR,
    OffsetError,
    own_upload,
    path_of,
    upload_append,
    uploads_expire,
)
from portal.services.structure import unit_found
from portal.services.tickets import kept_files
from tests.portal.uploads.samples import GPS_MARKS, image, pdf, photograph
from tests.portal.uploads.test_uploads import BAD

pytestmark = pytest.mark.django_db
BACKEND = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"
NEW = "/uploads/"


@pytest.fixture
def account() -> Account:
    unit = unit_found(
        actor=access.SYSTEM, code="U", kind="regiment", name="演示团", started_on=clock.today(), parent=None
    )
    return clerk("clerk", unit)


def clerk(name: str, unit) -> Account:
    made = Account.objects.create(username=name, name=f"演示-{name}")
    appointment_grant(actor=access.SYSTEM, account=made, role=Role.CLERK, unit=unit, started_on=clock.today())
    return made


@pytest.fixture
def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def announce(browser: Client, content: bytes, name: str = "照片.jpg", **told: str):
    pairs = {"filename": name} | told
    header = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    return browser.post(
        NEW,
        content_type="text/plain",
        headers={"Upload-Length": str(len(content)), "Upload-Metadata": header},
    )


def piece(browser: Client, url: str, content: bytes, offset: int):
    return browser.generic(
        "PATCH",
        url,
        content,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def send(browser: Client, content: bytes, name: str = "照片.jpg", **told: str):
    """Announce, send and finish in one go; the last answer."""
    url = announce(browser, content, name, **told).headers["Location"]
    piece(browser, url, content, 0)
    return browser.post(f"{url}finish/")


def test_a_cut_upload_goes_on_where_it_broke_off(browser: Client) -> None:
    content = photograph()
    url = announce(browser, content).headers["Location"]
    first = piece(browser, url, content[:1000], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    # Another process, that knows nothing but the disk and the tables, answers from here on.
    asked = browser.head(url)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", str(len(content)))
    piece(browser, url, content[1000:], 1000)
    done = browser.post(f"{url}finish/")
    assert done.json()["name"] == "照片.jpg"
    assert StoredFile.objects.get().size == done.json()["size"]


def test_the_bytes_before_a_break_are_kept(browser: Client) -> None:
    content = photograph()
    url = announce(browser, content).headers["Location"]

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= 70_000:
                raise OSError("connection reset")
            return super().read(size)

    broken = {
        "wsgi.input": Breaking(content[:200_000]),
        "CONTENT_LENGTH": "200000",
        "CONTENT_TYPE": "application/offset+octet-stream",
    }
    browser.generic("PATCH", url, headers={"Upload-Offset": "0"}, **broken)
    assert int(browser.head(url).headers["Upload-Offset"]) >= 64 * 1024


def test_a_connection_that_wakes_late_writes_nothing(browser: Client) -> None:
    content = photograph()
    url = announce(browser, content).headers["Location"]
    upload = Upload.objects.get()

    def sleepy():
        yield content[:10]
        # Meanwhile the page has come back by another connection.
        upload_append(upload=upload, offset=10, pieces=[content[10:50]])
        yield b"late"

    with pytest.raises(OffsetError):
        upload_append(upload=upload, offset=0, pieces=sleepy())
    assert path_of(upload).read_bytes() == content[:50]
    assert piece(browser, url, b"x", 10).status_code == 409


def test_more_than_announced_is_not_written(browser: Client) -> None:
    content = image()
    url = announce(browser, content).headers["Location"]
    assert piece(browser, url, content + b"more", 0).status_code == 409
    assert browser.head(url).headers["Upload-Offset"] == "0"


def test_what_is_not_all_there_is_not_taken_in(browser: Client) -> None:
    url = announce(browser, image()).headers["Location"]
    assert browser.post(f"{url}finish/").status_code == 409
    assert StoredFile.objects.count() == 0


def test_a_lost_answer_is_given_again(browser: Client, account: Account) -> None:
    content = photograph()
    url = announce(browser, content).headers["Location"]
    piece(browser, url, content, 0)
    first, second = browser.post(f"{url}finish/").json(), browser.post(f"{url}finish/").json()
    files, faults = kept_files([second["ticket"]], access.Actor(account=account, post=None))
    assert (first["name"], [file.pk for file in files], faults) == (
        "照片.jpg", [StoredFile.objects.get().pk], [],
    )  # fmt: skip
    assert browser.head(url).headers["Upload-Offset"] == str(len(content))
    assert not path_of(Upload.objects.get()).exists() or StoredFile.objects.count() == 1


@pytest.mark.parametrize("name", BAD)
def test_each_refused_file_is_refused_with_its_reason(browser: Client, name: str) -> None:
    content, reason = BAD[name]
    announced = announce(browser, content, name)
    if announced.status_code == 201:
        url = announced.headers["Location"]
        piece(browser, url, content, 0)
        announced = browser.post(f"{url}finish/")
        assert browser.post(f"{url}finish/").content == announced.content
    assert announced.status_code == 422
    assert reason in announced.content.decode()
    assert name in announced.content.decode()
    assert StoredFile.objects.count() == 0


def test_two_uploads_of_the_same_file_lie_once(browser: Client) -> None:
    for name in ("一.jpg", "二.jpg"):
        assert send(browser, photograph(), name).status_code == 200
    first, second = StoredFile.objects.order_by("pk")
    assert (first.name, second.name) == ("一.jpg", "二.jpg")
    assert file_path(first) == file_path(second)
    assert FilePreview.objects.count() == 1


def test_the_place_is_stripped_and_time_and_arrival_are_kept(browser: Client) -> None:
    content = photograph()
    send(browser, content)
    stored = StoredFile.objects.get()
    kept = file_path(stored).read_bytes()
    assert [mark for mark in GPS_MARKS if mark in kept] == []
    assert stored.taken_at is not None
    assert stored.taken_at.isoformat() == "2026-03-01T01:30:15+00:00"
    assert stored.uploaded_sha256 == sha256(content)
    assert stored.sha256 == sha256(kept) != stored.uploaded_sha256
    assert Change.objects.filter(action="file_upload", after__sha256=stored.sha256).count() == 1


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_shrunk_picture_names_its_original(browser: Client) -> None:
    told = {"original_sha256": "a" * 64, "original_size": "9000000", "taken": "2026:03:01 09:30:15"}
    send(browser, image(), **told)
    stored = StoredFile.objects.get()
    assert (stored.original_sha256, stored.original_size) == ("a" * 64, 9_000_000)
    assert stored.taken_at is not None


def test_claims_that_are_none_are_left_out(browser: Client) -> None:
    send(browser, image(), original_sha256="../x", original_size="-5", taken="yesterday")
    stored = StoredFile.objects.get()
    assert (stored.original_sha256, stored.original_size, stored.taken_at) == ("", None, None)


def test_bytes_that_changed_on_the_way_are_noticed(browser: Client) -> None:
    answer = send(browser, image(), sha256="a" * 64)
    assert (answer.status_code, StoredFile.objects.count()) == (422, 0)
    assert "传输中有误" in answer.content.decode()


def test_an_upload_is_its_owner_s_alone(browser: Client, account: Account) -> None:
    url = announce(browser, image()).headers["Location"]
    stranger = Client()
    stranger.force_login(clerk("colleague", account.appointments.get().unit), backend=BACKEND)
    assert stranger.head(url).status_code == 404
    assert piece(stranger, url, image(), 0).status_code == 404
    assert stranger.post(f"{url}finish/").status_code == 404
    assert stranger.delete(url).status_code == 404


def test_a_cancelled_upload_leaves_nothing(browser: Client, settings: Settings) -> None:
    url = announce(browser, image()).headers["Location"]
    piece(browser, url, image()[:100], 0)
    assert browser.delete(url).status_code == 204
    assert browser.head(url).status_code == 404
    assert list(Path(settings.UPLOAD_STORE).iterdir()) == []


def test_too_large_a_file_is_refused_before_it_is_sent(browser: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    answer = announce(browser, bytes(1024 * 1024 + 1), "大.pdf")
    assert (answer.status_code, Upload.objects.count()) == (422, 0)
    assert "上限 1 MB" in answer.content.decode()


def test_an_account_has_a_measure_a_day(browser: Client, settings: Settings) -> None:
    settings.UPLOAD_QUOTA_BYTES = 1024 * 1024
    assert announce(browser, bytes(700_000), "一.pdf").status_code == 201
    answer = announce(browser, bytes(700_000), "二.pdf")
    assert (answer.status_code, "合计不得超过 1 MB" in answer.content.decode()) == (429, True)


def test_an_account_has_a_measure_an_hour(browser: Client, settings: Settings) -> None:
    settings.UPLOADS_AN_HOUR = 2
    assert [announce(browser, image()).status_code for _ in range(3)] == [201, 201, 429]


def test_an_upload_is_forgotten_when_its_time_is_over(browser: Client, account: Account) -> None:
    announce(browser, pdf(), "一.pdf")
    upload = Upload.objects.get()
    actor = access.Actor(account=account, post=None)
    assert uploads_expire() == 0
    with time_machine.travel(clock.now() + KEPT_FOR):
        assert own_upload(actor, upload.public_id) is None
        assert uploads_expire() == 1
    assert Upload.objects.count() == 0
    with time_machine.travel(clock.now() + 3 * KEPT_FOR):
        uploads_expire()
    assert not path_of(upload).exists()


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 40])
def test_an_announcement_without_a_length_is_refused(browser: Client, length: str) -> None:
    answer = browser.post(NEW, content_type="text/plain", headers={"Upload-Length": length})
    assert (answer.status_code, Upload.objects.count()) == (400, 0)


@pytest.mark.parametrize("header", ["filename", "filename ***", ",,,", "filename " + "A" * 5000])
def test_odd_metadata_is_no_fault_of_the_server(browser: Client, header: str) -> None:
    answer = browser.post(
        NEW, content_type="text/plain", headers={"Upload-Length": "5", "Upload-Metadata": header}
    )
    assert answer.status_code == 422


def test_a_piece_without_its_place_or_kind_is_refused(browser: Client) -> None:
    url = announce(browser, image()).headers["Location"]
    assert browser.generic("PATCH", url, b"x", content_type="text/plain").status_code == 415
    assert piece(browser, url, b"x", -1).status_code == 400


def test_a_script_of_another_site_sends_nothing(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend=BACKEND)
    assert announce(client, image()).status_code == 403
