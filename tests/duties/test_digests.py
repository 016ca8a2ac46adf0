"""The daily digest: one to a person and working day, at the hour they chose, in words, capped; never doubled, never empty."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import Settings

from duties.models import Alert, PolicyStep, Regulation
from duties.models.policies import Addressee, AlertPolicy, Channel, Step
from duties.selectors.digests import LINES
from duties.services.alerts import flag_overdue
from duties.services.digests import send_digests
from portal import clock
from portal.models import Account, CalendarDay, Delivery, Endpoint, Installation, Preference, Role, Unit
from portal.models.channels import Adapter
from portal.services.messages import message_send
from portal.services.sealing import seal
from tests.duties.alert_world import AlertWorld, appointed, at, held, make_alert_world
from tests.duties.shared import once

NEW_YEAR = dt.datetime(2026, 1, 1, 8, tzinfo=clock.SHANGHAI)


made = once(make_alert_world, NEW_YEAR)


@pytest.fixture
def world(made: AlertWorld, db: None) -> AlertWorld:
    return made


def mail_to(account: Account) -> Delivery:
    """The one mail of the account."""
    return Delivery.objects.get(account=account, channel="email")


def told(cap: int = 3, channels: tuple[str, ...] = (Channel.MAIL, Channel.WEBHOOK), **of: Any) -> None:
    """Put the chosen alerts under a step with this cap and these channels."""
    regulation = Regulation.objects.get()
    policy, _ = AlertPolicy.objects.get_or_create(
        regulation=regulation, number=99, defaults={"since": dt.date(2026, 1, 1), "adopted_at": clock.now()}
    )
    step, _ = PolicyStep.objects.update_or_create(
        policy=policy,
        code=Step.REMIND,
        defaults={"days": 1, "cap": cap, "channels": list(channels), "addressees": [Addressee.ANSWERING]},
    )
    Alert.objects.filter(**of).update(policy_step=step)


def endpoint(unit: Unit, adapter: Adapter) -> Endpoint:
    """An endpoint of `unit`."""
    return Endpoint.objects.create(
        unit=unit,
        name=adapter.label,
        adapter=adapter,
        host="127.0.0.1",
        sealed_url=seal("https://127.0.0.1/"),
        made_by=Account.objects.first() or Account.objects.create(username="maker"),
        made_at=clock.now(),
    )


def test_one_mail_to_a_person_and_day(world: AlertWorld) -> None:
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        assert send_digests() == 3
        assert send_digests() == 0
    assert {mail.key for mail in Delivery.objects.all()} == {"digest:2026-04-01"}
    assert not Alert.objects.filter(digested_at__isnull=True, superseded=False).exists()


def test_the_mail_says_what_is_late_and_links_to_it(world: AlertWorld, settings: Settings) -> None:
    settings.SITE_URL = "https://portal.example.invalid"
    Installation.objects.update_or_create(pk=1, defaults={"demo": True})
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        send_digests()
    mail = mail_to(world.head)
    assert mail.subject.startswith("[演示数据] 履职提醒:逾期")
    assert "演示-乙二同志:" in mail.text
    assert "【逾期30天以内】" in mail.text
    cell = f"https://portal.example.invalid/cell/{world.regiment.public_id}/xpcc-2023/a8.2.executive/2026Q1/"
    assert cell in mail.text
    assert cell in mail.html
    assert mail.public_id.hex[:8].upper() in mail.text
    assert "演示数据" in mail.html


def test_each_group_is_capped(world: AlertWorld) -> None:
    with at("2027-06-01T08:30:00"):
        flag_overdue()
        send_digests()
    mail = mail_to(world.clerk)
    oldest = mail.text.split("【逾期90天以上】")[1]
    assert f"\n{LINES}. " in oldest
    assert f"\n{LINES + 1}. " not in oldest
    assert "另有" in oldest


def test_the_hour_is_the_persons_own_and_made_up_later_the_same_day(world: AlertWorld) -> None:
    Preference.objects.create(account=world.head, digest_hour=14)
    with at("2026-04-01T07:59:00"):
        flag_overdue()
        assert send_digests() == 0
    with at("2026-04-01T08:00:00"):
        assert send_digests() == 2
    with at("2026-04-01T17:10:00"):
        assert send_digests() == 1
    assert mail_to(world.head).key == "digest:2026-04-01"


def test_a_clock_that_jumps_back_repeats_nothing(world: AlertWorld) -> None:
    with at("2026-04-02T08:30:00"):
        flag_overdue()
        assert send_digests() == 3
    with at("2026-04-02T08:05:00"):
        assert send_digests() == 0
    with at("2026-04-03T08:05:00"):
        flag_overdue()
        assert send_digests() == 0


def test_at_night_and_on_days_off_nothing_is_stored(world: AlertWorld) -> None:
    with at("2026-04-01T21:30:00"):
        flag_overdue()
        assert send_digests() == 0
    with at("2026-04-04T09:00:00"):  # Saturday
        assert send_digests() == 0
        CalendarDay.objects.create(day=dt.date(2026, 4, 4), works=True)
        assert send_digests() == 3


def test_a_step_is_told_once_a_week_and_no_more_often_than_its_cap(world: AlertWorld) -> None:
    counts = {}
    with at("2026-04-01T08:30:00"):
        flag_overdue()
    told(cap=2)
    for day in ("2026-04-01", "2026-04-02", "2026-04-07", "2026-04-08", "2026-04-15", "2026-04-22"):
        with at(f"{day}T08:30:00"):
            counts[day] = send_digests()
    assert counts == {
        "2026-04-01": 3,
        "2026-04-02": 0,
        "2026-04-07": 0,
        "2026-04-08": 3,
        "2026-04-15": 0,
        "2026-04-22": 0,
    }
    assert set(Alert.objects.filter(superseded=False).values_list("digests", flat=True)) == {2}


def test_what_was_told_before_is_counted_beside_what_is_new(world: AlertWorld) -> None:
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        some = Alert.objects.filter(account=world.secretary, superseded=False)[:2]
        Alert.objects.exclude(pk__in=[alert.pk for alert in some]).update(digested_at=clock.now())
        number = Alert.objects.filter(account=world.secretary, superseded=False).count()
        assert send_digests() == 1
    assert f"此前已提醒、尚未办结的还有{number - 2}项。" in mail_to(world.secretary).text


def test_what_was_met_meanwhile_is_not_in_the_mail(world: AlertWorld) -> None:
    with at("2026-03-20T08:30:00"):
        flag_overdue()
        held(world, "party_standing_committee", dt.date(2026, 3, 19))
        send_digests()
    assert "a8.2.leading_group/" in mail_to(world.secretary).text
    assert "a8.2.standing_committee/" not in mail_to(world.secretary).text


def test_nothing_is_sent_where_nothing_is_open_or_no_way_is_known(world: AlertWorld) -> None:
    with at("2026-01-05T08:30:00"):
        flag_overdue()
        Alert.objects.all().delete()
        assert send_digests() == 0
    with at("2026-04-01T08:30:00"):
        Account.objects.filter(pk=world.clerk.pk).update(email="")
        Preference.objects.create(account=world.head, by_email=False)
        flag_overdue()
        assert send_digests() == 1
    assert set(Delivery.objects.values_list("account", flat=True)) == {world.secretary.pk}
    assert Alert.objects.filter(account=world.clerk).exists()


def test_unread_messages_go_with_the_digest_once(world: AlertWorld) -> None:
    with at("2026-01-05T08:30:00"):
        message_send(
            accounts=[world.head], key="k", kind="document", title="收到督办通知单", url="/documents/"
        )
        assert send_digests() == 1
    mail = mail_to(world.head)
    assert mail.subject == "履职提醒:新消息1条(1月5日)"
    assert "收到督办通知单" in mail.html
    with at("2026-01-06T08:30:00"):
        assert send_digests() == 0


def test_an_office_is_told_counts_by_unit(world: AlertWorld) -> None:
    with at("2026-01-01T08:00:00"):
        office = appointed("office", "演示-丁四", Unit.objects.get(code="师"), Role.OFFICE)
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        rows = Alert.objects.filter(account=world.secretary, superseded=False)
        for row in rows:
            row.pk, row.account, row.addressed_as = None, office, Addressee.SUPERIOR_OFFICE
            row.save()
        assert send_digests() == 4
    mail = mail_to(office)
    assert "【辖区需督促的单位】" in mail.text
    assert "演示27团:逾期" in mail.text
    assert "/cell/" not in mail.text
    assert set(Alert.objects.filter(account=office).values_list("digests", flat=True)) == {1}


def test_a_gateway_tells_people_and_a_robot_the_counts_of_its_unit(world: AlertWorld) -> None:
    division = Unit.objects.get(code="师")
    gateway, robot = endpoint(division, Adapter.JSON), endpoint(division, Adapter.WECOM)
    with at("2026-04-01T08:30:00"):
        Preference.objects.create(account=world.head, by_gateway=False)
        Account.objects.filter(pk=world.clerk.pk).update(email="")
        flag_overdue()
        assert send_digests() == 5
        assert send_digests() == 0
    personal = Delivery.objects.filter(endpoint=gateway)
    assert {delivery.account_id for delivery in personal} == {world.secretary.pk, world.clerk.pk}
    group = Delivery.objects.get(endpoint=robot)
    assert group.account is None
    assert group.subject.startswith("演示二师履职提醒:逾期")
    assert "演示27团:逾期" in group.text
    assert "演示-" not in group.text
    assert set(Alert.objects.filter(superseded=False).values_list("digests", flat=True)) == {1}


def test_a_step_keeps_to_its_channels(world: AlertWorld) -> None:
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        told(channels=(Channel.INBOX,))
        assert send_digests() == 0
        told(channels=(Channel.INBOX, Channel.MAIL))
        assert send_digests() == 3


def test_after_three_days_away_everybody_has_one_digest_with_all(world: AlertWorld) -> None:
    with at("2026-04-01T23:00:00"):
        flag_overdue()
    with at("2026-04-07T10:05:00"):  # after the holiday of Qingming, on which nobody works
        flag_overdue()
        assert send_digests() == 3
        assert send_digests() == 0
    assert {mail.key for mail in Delivery.objects.all()} == {"digest:2026-04-07"}
    assert not Alert.objects.filter(superseded=False, digested_at=None).exists()
