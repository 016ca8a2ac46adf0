"""An empty portal gets its top unit and three administrators, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.access import ADMINISTRATORS
from portal.models import Account, Appointment, Unit

pytestmark = pytest.mark.django_db
ARGUMENTS = ("found_portal", "甲兵团", "--code=C", "--kind=corps", "--since=1954-10-07")


def test_three_administrators_get_a_password_to_be_changed() -> None:
    out = StringIO()
    call_command(*ARGUMENTS, stdout=out)
    assert {
        Appointment.objects.get(account=account).role for account in Account.objects.all()
    } == ADMINISTRATORS
    for line in out.getvalue().splitlines()[1:]:
        _, username, password = line.split()
        account = Account.objects.get(username=username)
        assert account.check_password(password)
        assert account.must_change_password
    assert Unit.objects.get().name == "甲兵团"


def test_a_portal_in_use_is_left_alone() -> None:
    call_command(*ARGUMENTS, stdout=StringIO())
    with pytest.raises(CommandError, match="平台已有单位或账号"):
        call_command(*ARGUMENTS, stdout=StringIO())
    assert Unit.objects.count() == 1
