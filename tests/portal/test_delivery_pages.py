"""The list of deliveries: the office sees its area, the system administrator all without business data."""

import pytest

from portal.access import SYSTEM
from portal.models import Account, Adapter, Delivery, Endpoint, Role
from portal.services.appointments import appointment_grant
from portal.services.deliveries import Parcel, deliveries_add
from portal.services.sealing import seal
from tests.access_cast import START, Cast, make_cast
from tests.access_walk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """A mail that was given up to somebody at each place, and a call of an endpoint of one's own unit."""
    cast = make_cast()
    parcels = []
    for place, unit in cast.units.items():
        account = Account.objects.create(
            username=place, name=f"演示-{place}", email=f"{place}@example.invalid"
        )
        appointment_grant(actor=SYSTEM, account=account, role=Role.CLERK, unit=unit, started_on=START)
        parcels.append(Parcel(account.pk, "digest:2026-11-24", "履职提醒:逾期7项", "正文"))
    endpoint = Endpoint.objects.create(
        unit=cast.units["own"],
        name="演示群",
        adapter=Adapter.WECOM,
        host="127.0.0.1",
        sealed_url=seal("https://127.0.0.1/"),
        made_by=cast.accounts[Role.SYSTEM_ADMIN],
        made_at=account.created_at,
    )
    parcels.append(Parcel(None, "digest:2026-11-24", "演示群的汇总", "正文", endpoint_id=endpoint.pk))
    deliveries_add(parcels=parcels)
    Delivery.objects.update(state="failed", attempts=10, next_try_at=None, reason="邮件服务器未接受")
    return cast


def page(cast: Cast, role: Role, query: str = "") -> str:
    return signed_in(cast.accounts[role]).get(f"/deliveries/{query}").content.decode()


def test_the_office_sees_what_concerns_its_area(cast: Cast) -> None:
    shown = page(cast, Role.OFFICE)
    for name in ("演示-own", "演示-below", "演示群"):
        assert name in shown
    for name in ("演示-above", "演示-sibling"):
        assert name not in shown
    assert "履职提醒:逾期7项" in shown
    assert "邮件服务器未接受" in shown


def test_the_administrator_sees_all_and_no_subject(cast: Cast) -> None:
    shown = page(cast, Role.SYSTEM_ADMIN)
    assert "演示-above" in shown
    assert "每日摘要" in shown
    assert "逾期7项" not in shown
    assert "演示群的汇总" not in shown


def test_the_list_is_narrowed_by_state(cast: Cast) -> None:
    Delivery.objects.filter(account__username="own").update(state="sent")
    assert "演示-own" in page(cast, Role.OFFICE, "?shelf=sent")
    assert "演示-below" not in page(cast, Role.OFFICE, "?shelf=sent")
    assert "没有这一状态" in page(cast, Role.OFFICE, "?shelf=waiting")
    assert "演示-below" in page(cast, Role.OFFICE, "?shelf=anything&page=x")


def test_all_that_was_given_up_is_sent_again_within_the_area(cast: Cast) -> None:
    assert signed_in(cast.accounts[Role.OFFICE]).post("/deliveries/again/", {"all": "1"}).status_code == 302
    waiting = Delivery.objects.filter(state="waiting")
    assert set(waiting.values_list("account__username", flat=True)) == {"own", "below", None}
    signed_in(cast.accounts[Role.SYSTEM_ADMIN]).post("/deliveries/again/", {"all": "1"})
    assert not Delivery.objects.filter(next_try_at=None).exists()


def test_what_is_ticked_is_sent_again_within_the_area(cast: Cast) -> None:
    """Somebody else's stays as it is, whatever is sent."""
    ticked = [str(row.public_id) for row in Delivery.objects.filter(account__username__in=["own", "above"])]
    signed_in(cast.accounts[Role.OFFICE]).post("/deliveries/again/", {"delivery": [*ticked, "nonsense"]})
    assert list(Delivery.objects.filter(state="waiting").values_list("account__username", flat=True)) == [
        "own"
    ]
