"""The daily digest: one mail to a person and day, in words, capped; never doubled, never empty."""

import datetime as dt
import threading

import pytest
from django.db import connection
from pytest_django import Settings

from duties.models import Alert
from duties.services.alerts import flag_overdue
from duties.services.digests import LINES, send_digests
from portal.models import Account, Delivery, Installation
from tests.duties.alert_world import AlertWorld, at, held, make_alert_world


@pytest.fixture
def world(db: None) -> AlertWorld:
    with at("2026-01-01T08:00:00"):
        return make_alert_world()


def mail_to(account: Account) -> Delivery:
    """The one mail of the account."""
    return Delivery.objects.get(account=account)


def test_one_mail_to_a_person_and_day(world: AlertWorld) -> None:
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        assert send_digests() == 3
        assert send_digests() == 0
    assert {mail.key for mail in Delivery.objects.all()} == {"digest:2026-04-01"}
    assert not Alert.objects.filter(digested_at__isnull=True).exists()


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


def test_nothing_new_is_not_told_again_before_monday(world: AlertWorld) -> None:
    with at("2026-04-01T08:30:00"):
        flag_overdue()
        send_digests()
    with at("2026-04-02T08:30:00"):
        flag_overdue()
        assert send_digests() == 0
    with at("2026-04-06T08:30:00"):
        flag_overdue()
        assert send_digests() == 3


def test_what_was_met_meanwhile_is_not_in_the_mail(world: AlertWorld) -> None:
    with at("2026-03-20T08:30:00"):
        flag_overdue()
        held(world, "party_standing_committee", dt.date(2026, 3, 19))
        send_digests()
    assert "a8.2.leading_group/" in mail_to(world.secretary).text
    assert "a8.2.standing_committee/" not in mail_to(world.secretary).text


def test_nothing_is_sent_where_nothing_is_open_or_no_address_is_known(world: AlertWorld) -> None:
    with at("2026-01-02T08:30:00"):
        flag_overdue()
        Alert.objects.all().delete()
        assert send_digests() == 0
    with at("2026-04-01T08:30:00"):
        Account.objects.filter(pk=world.clerk.pk).update(email="")
        flag_overdue()
        assert send_digests() == 2
    assert not Delivery.objects.filter(account=world.clerk).exists()
    assert Alert.objects.filter(account=world.clerk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_store_each_mail_once() -> None:
    with at("2026-01-01T08:00:00"):
        make_alert_world()
    found: list[int] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            found.append(send_digests())
        finally:
            connection.close()

    with at("2026-04-01T08:30:00"):
        flag_overdue()
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [0, 3]
    assert Delivery.objects.count() == 3
