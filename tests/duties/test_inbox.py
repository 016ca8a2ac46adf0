"""The inbox page: what presses in groups, the office's strip, read marks, paging."""

import datetime as dt

import pytest
from django.test import Client

from duties.models import Alert
from duties.next_steps import next_step, when_due
from duties.selectors.alerts import Lateness, lateness_counts, pressing_in, pressing_on
from duties.selectors.ledger import ledger
from duties.services.alerts import flag_overdue
from portal.clock import SHANGHAI
from portal.models import Account, Delivery, Role
from portal.selectors.messages import unread_count
from portal.services.deliveries import Parcel, deliveries_add
from portal.services.messages import message_send
from tests.access_walk import BACKEND
from tests.duties.alert_world import AlertWorld, appointed, at, held, make_alert_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.datetime(2026, 1, 1, 8, tzinfo=SHANGHAI)


made = once(make_alert_world, NEW_YEAR)


@pytest.fixture
def world(made: AlertWorld, db: None) -> AlertWorld:
    return made


def page_of(account: Account, query: str = "") -> str:
    """The inbox as the account sees it."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    answer = client.get(f"/messages/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_lines_stand_in_groups_with_what_to_do_next(world: AlertWorld) -> None:
    with at("2026-06-20T09:00:00"):
        flag_overdue()
        counts = lateness_counts(pressing_on(world.secretary))
        assert list(counts) == sorted(counts)
        assert counts[Lateness.DUE_SOON] > 0
        assert counts[Lateness.OLDER] > 0
        page = page_of(world.secretary)
    assert page.index("临期</") < page.index("逾期31至90天")
    assert f"/cell/{world.regiment.public_id}/xpcc-2023/a8.2.standing_committee/2026Q1/" in page
    assert "已逾期81天" in page
    assert next_step("count", overdue=True) in page


def test_what_is_met_leaves_the_page_before_the_next_flagging(world: AlertWorld) -> None:
    with at("2026-03-20T09:00:00"):
        flag_overdue()
        held(world, "party_standing_committee", dt.date(2026, 3, 19))
        assert not pressing_on(world.secretary).filter(rule__code="a8.2.standing_committee").exists()


def test_an_obligation_is_counted_once_and_read_by_post(world: AlertWorld) -> None:
    with at("2026-04-02T09:00:00"):
        flag_overdue()
        message_send(accounts=[world.head], key="k", kind="job", title="导出已完成", url="/jobs/")
        assert unread_count(world.head) == pressing_on(world.head).count() + 1
        client = Client()
        client.force_login(world.head, backend=BACKEND)
        client.get("/messages/")
        assert unread_count(world.head) > 1
        assert client.post("/messages/read/")["Location"] == "/messages/"
        assert unread_count(world.head) == 0
        assert "全部标为已读" not in page_of(world.head)
    assert Alert.objects.filter(account=world.clerk, read_at__isnull=True).exists()


def test_a_message_leads_to_what_it_is_about(world: AlertWorld) -> None:
    message_send(accounts=[world.head], key="k", kind="job", title="导出已完成", url="/jobs/")
    client = Client()
    client.force_login(world.head, backend=BACKEND)
    message = world.head.messages.get()
    assert client.post(f"/messages/{message.public_id}/")["Location"] == "/jobs/"
    message.refresh_from_db()
    assert message.read_at is not None


@pytest.mark.parametrize("query", ["?due=2", "?due=x", "?due=999", "?page=0"])
def test_any_page_number_is_answered(world: AlertWorld, query: str) -> None:
    with at("2027-12-20T09:00:00"):
        flag_overdue()
        assert "待办提醒" in page_of(world.clerk, query)


def test_an_empty_inbox_says_so(world: AlertWorld) -> None:
    assert "没有消息" in page_of(world.clerk)


def test_the_office_sees_totals_and_what_is_held_up(world: AlertWorld) -> None:
    office = appointed("office", "演示-丁四", world.regiment, Role.OFFICE)
    with at("2026-04-02T09:00:00"):
        before = page_of(office)
        assert "后台任务尚未运行过" in before
        assert "无人可提醒" not in before
        flag_overdue()
        deliveries_add(parcels=[Parcel(world.head.pk, "digest:2026-04-02", "履职提醒:逾期1项", "正文")])
        Delivery.objects.update(state="failed", reason="邮件服务器连接不上;恢复后自动补发。")
        page = page_of(office)
        pressing = pressing_in(world.regiment, ledger())
        assert {alert.step for alert in Alert.objects.filter(account=office)} == {"talk"}
        assert unread_count(office) == 0
    assert "需督促的单位" in page
    assert page.count("最近核对") == 1
    assert "预警最近核对 4月2日 09:00" in page
    assert f"<b>{pressing.overdue}</b> 项" in page
    assert "<b>1</b> 条 · 待发送0,自动重试1,不再重试0" in page
    assert 'href="/deliveries/">送达情况' in page
    with at("2026-04-02T11:30:00"):
        assert "后台任务自 2026年4月2日 09:00 起未运行,预警可能延迟。" in page_of(office)


def test_obligations_that_nobody_is_told_of_are_counted(world: AlertWorld) -> None:
    with at("2026-04-02T09:00:00"):
        flag_overdue()
        assert pressing_in(world.regiment, ledger()).untold == 0
        Account.objects.update(is_active=False)
        flag_overdue()
        pressing = pressing_in(world.regiment, ledger())
    assert pressing.untold == pressing.overdue + pressing.due_soon > 0


def test_how_late_it_is_is_said_in_words() -> None:
    day = dt.date(2026, 3, 31)
    assert [when_due(day, day + dt.timedelta(days=late)) for late in (-9, 0, 1)] == [
        "还有9天到期",
        "今天到期",
        "已逾期1天",
    ]
