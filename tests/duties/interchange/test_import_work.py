"""The jobs that check and take in files, with real transactions: all or nothing, whoever dies or gives up."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from duties.interchange import work
from duties.ledger.reconcile import reconcile
from duties.models import DataImport, Obligation, Record
from duties.services.imports import folder_of
from portal.models import Change, Job
from portal.services import jobs
from tests.duties.interchange.sent_in import confirm, deed, done, enter, item_of, page, send
from tests.duties.interchange.test_bounds import record
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world

# The progress goes by a connection of its own, which sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)
State = DataImport.State


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world on its day; jobs wait until a test does them."""
    monkeypatch.setattr(jobs, "job_queue", lambda job: True)
    with time_machine.travel(NOW, tick=True):
        yield make_fresh_world()


def test_the_whole_way(world: OfficeWorld) -> None:
    client = enter(world)
    send(client, [record()])
    item = DataImport.objects.get()
    assert "取消并放弃" in page(client, item)
    item = done(item)
    assert (item.state, Record.objects.count()) == (State.READY, 0)
    shown = page(client, item)
    assert "确认导入" in shown
    assert f"变更 {item.findings['ledger'][2]} 行" in shown
    item = confirm(client, item)
    assert (item.state, item.settled_by) == (State.DONE, world.actors["office"].account)
    assert Record.objects.count() == 1
    assert reconcile(check=True).total == 0
    change = Change.objects.get(action="data_import")
    assert (change.target_ref, change.account) == (str(item.public_id), world.actors["office"].account)
    assert change.unit == world.units["师"]
    assert "已写入" in page(client, item)
    again = item_of(client, [record()])
    assert "与平台现有数据相同" in page(client, again)
    assert "确认导入" not in page(client, again)


def stop_at(monkeypatch: pytest.MonkeyPatch, text: str, stop: Callable[[], object]) -> None:
    """Let something happen when the work comes to what `text` says."""
    real = work._shown

    def shown(tell: Any) -> Any:
        inner = real(tell)

        def look(message: str, share: float) -> None:
            if message == text:
                stop()
            inner(message, share)

        return look

    monkeypatch.setattr(work, "_shown", shown)


@pytest.mark.parametrize("text", ["正在写入", "正在核算台账"])
def test_given_up_while_it_writes_nothing_is_written(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    client = enter(world)
    item = item_of(client, [record()])
    before = list(Obligation.objects.order_by("pk").values())
    stop_at(monkeypatch, text, lambda: from_elsewhere(lambda: deed(client, item, "drop")))
    item = confirm(client, item)
    assert item.job is not None
    assert (item.state, item.job.state) == (State.GIVEN_UP, Job.State.CANCELLED)
    assert not Record.objects.exists()
    assert list(Obligation.objects.order_by("pk").values()) == before
    assert not folder_of(item).exists()


def from_elsewhere(deed: Callable[[], object]) -> None:
    """Do something by a connection of its own, as another process would."""

    def run() -> None:
        deed()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_worker_that_dies_leaves_nothing_half_written_and_another_does_it(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(BaseException):
        pass

    def die() -> None:
        raise DiedError

    client = enter(world)
    item = item_of(client, [record()])
    deed(client, item, "confirm", mark=item.findings["mark"])
    with monkeypatch.context() as patched:
        stop_at(patched, "正在核算台账", die)
        with pytest.raises(DiedError):
            done(item)
    assert not Record.objects.exists()
    item = done(item)
    assert (item.state, Record.objects.count()) == (State.DONE, 1)
    done(item)
    assert Change.objects.filter(action="data_import").count() == 1


def test_a_failure_is_told_and_can_be_tried_again(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(world)
    item = item_of(client, [record()])
    with monkeypatch.context() as patched:
        patched.setattr(work, "carry_out", lambda *args: 1 / 0)
        item = confirm(client, item)
    shown = page(client, item)
    assert "办理时出现故障" in shown
    assert "没有写入任何内容" in shown
    assert "未办成" in client.get(reverse("imports")).content.decode()
    deed(client, item, "check")
    assert done(item).state == State.READY
