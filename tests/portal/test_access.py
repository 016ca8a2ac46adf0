"""Deny by default; what a post reads follows the dated tree; the logs are append-only for the application."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import Http404

from portal import access
from portal.models import Account, Appointment, Change, Existence, Placement, Role, Unit
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change
from portal.services.facts import fact_add

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)


@pytest.fixture
def units() -> dict[str, Unit]:
    """A division with two regiments, and a sibling division."""
    rows = {"二师": "division", "27团": "regiment", "28团": "regiment", "三师": "division"}
    made = {
        code: Unit.objects.create(code=code, kind=kind, name=f"演示{code}") for code, kind in rows.items()
    }
    for unit in made.values():
        fact_add(actor=access.SYSTEM, fact=Existence(unit=unit, started_on=START), unit=unit)
    for code in ("27团", "28团"):
        fact = Placement(unit=made[code], parent=made["二师"], started_on=START)
        fact_add(actor=access.SYSTEM, fact=fact, unit=made[code])
    rebuild_areas()
    return made


def appoint(role: Role, unit: Unit, *, granted: bool = True) -> access.Actor:
    account = Account.objects.create_user(f"{role}-{unit.code}", name="演示-甲一")
    fact_add(
        actor=access.SYSTEM,
        fact=Appointment(account=account, role=role, unit=unit, started_on=START),
        unit=unit,
    )
    if granted:
        access.grant_post(account, role, unit)
    posts = access.posts_of(account)
    return access.Actor(account=account, post=posts[0] if posts else None)


def readable(actor: access.Actor) -> set[str]:
    return set(access.readable_units(actor).values_list("code", flat=True))


def test_an_appointment_without_its_grant_gives_nothing(units: dict[str, Unit]) -> None:
    actor = appoint(Role.OFFICE, units["二师"], granted=False)
    assert actor.post is None
    assert readable(actor) == set()


@pytest.mark.parametrize("role", sorted(access.READS_BELOW))
def test_these_read_their_unit_and_all_below(units: dict[str, Unit], role: Role) -> None:
    assert readable(appoint(role, units["二师"])) == {"二师", "27团", "28团"}


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICIAL, Role.MEMBER])
def test_these_read_their_own_unit_only(units: dict[str, Unit], role: Role) -> None:
    assert readable(appoint(role, units["二师"])) == {"二师"}


@pytest.mark.parametrize("role", sorted(access.ADMINISTRATORS))
def test_administrators_read_no_business_data(units: dict[str, Unit], role: Role) -> None:
    assert readable(appoint(role, units["二师"])) == set()


def test_a_revoked_grant_ends_the_post_at_once(units: dict[str, Unit]) -> None:
    actor = appoint(Role.CLERK, units["27团"])
    assert actor.account is not None
    access.revoke_post(actor.account, Role.CLERK, units["27团"])
    assert access.posts_of(Account.objects.get(pk=actor.account.pk)) == []


def test_out_of_scope_is_not_found(units: dict[str, Unit]) -> None:
    actor = appoint(Role.OFFICE, units["二师"])
    assert access.readable_unit_or_404(actor, units["27团"].public_id) == units["27团"]
    with pytest.raises(Http404):
        access.readable_unit_or_404(actor, units["三师"].public_id)


def test_writes_are_refused_outside_the_post(units: dict[str, Unit]) -> None:
    actor = appoint(Role.CLERK, units["27团"])
    access.require_own_unit(actor, units["27团"], Role.CLERK)
    with pytest.raises(PermissionDenied):
        access.require_own_unit(actor, units["28团"], Role.CLERK)
    with pytest.raises(PermissionDenied):
        access.require(actor, Role.OFFICE)
    with pytest.raises(PermissionDenied):
        access.require_area(appoint(Role.OFFICE, units["三师"]), units["27团"], Role.OFFICE)


@pytest.mark.parametrize(("table", "may"), [("duties_record", True), ("portal_change", False)])
def test_the_application_may_analyse_what_it_fills_and_no_log(table: str, may: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, %s, 'MAINTAIN')", [settings.DATABASE_APPLICATION_ROLE, table]
        )
        assert cursor.fetchone()[0] is may


@pytest.mark.parametrize("statement", ["UPDATE portal_change SET reason = 'x'", "DELETE FROM portal_change"])
def test_the_application_cannot_change_a_log_row(statement: str) -> None:
    row = log_change(actor=access.SYSTEM, action="test_add", target_ref="甲")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)}")
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("RESET ROLE")
    assert Change.objects.get(pk=row.pk).reason == ""
