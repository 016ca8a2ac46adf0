"""Results of jobs are kept for seven days: then cleared, told on the page, and the log keeps what they were."""

import datetime as dt
import os
import time

import pytest

from portal import access, clock
from portal.models import Account, Change, Job, StoredFile
from portal.services.files import file_path, file_store
from portal.services.job_results import purge_results

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return Account.objects.create(username="a", name="演示-甲")


def ended(account: Account, days: float, content: bytes = b"x") -> tuple[Job, StoredFile]:
    """A job that ended so many days ago, with a file whose bytes are old."""
    stored = file_store(actor=access.SYSTEM, name="台账.xlsx", content=content, content_type="text/plain")
    long_ago = time.time() - 8 * 86400
    os.utime(file_path(stored), (long_ago, long_ago))
    at = clock.now() - dt.timedelta(days=days)
    job = Job.objects.create(
        kind="test", title="导出", asked_by=account, asked_at=at, ended_at=at, state=Job.State.DONE
    )
    job.files.add(stored)
    return job, stored


def test_what_is_older_than_seven_days_goes(account: Account) -> None:
    job, stored = ended(account, 7.1)
    assert purge_results() == 1
    job.refresh_from_db()
    assert job.purged_at is not None
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not file_path(stored).exists()
    row = Change.objects.get(action="job_purge", target_ref=str(job.public_id))
    assert row.before == {"files": [{"name": "台账.xlsx", "size": 1, "sha256": stored.sha256}]}
    assert purge_results() == 0


def test_what_is_younger_stays(account: Account) -> None:
    job, stored = ended(account, 6.9)
    assert purge_results() == 0
    assert list(job.files.all()) == [stored]


def test_bytes_that_lie_under_another_row_too_stay(account: Account) -> None:
    _, stored = ended(account, 8)
    twin = file_store(actor=access.SYSTEM, name="证明.xlsx", content=b"x", content_type="text/plain")
    os.utime(file_path(twin), (1, 1))
    purge_results()
    assert file_path(stored).exists()
    assert StoredFile.objects.get() == twin


def test_a_file_that_something_else_refers_to_stays(account: Account) -> None:
    _, stored = ended(account, 8)
    young, _ = ended(account, 1, b"y")
    young.files.add(stored)
    purge_results()
    assert StoredFile.objects.filter(pk=stored.pk).exists()
    assert file_path(stored).exists()


def test_bytes_kept_again_lately_stay(account: Account) -> None:
    _, stored = ended(account, 8)
    file_path(stored).touch()
    purge_results()
    assert file_path(stored).exists()
