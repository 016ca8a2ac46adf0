"""Reading who is who in the portal."""

from django.db.models import QuerySet

from portal.models import Account, Appointment, Role, Unit


def accounts_at(unit: Unit, *roles: Role) -> QuerySet[Account]:
    """The active accounts that today hold one of `roles` at exactly `unit`."""
    holders = Appointment.objects.present().filter(unit=unit, role__in=roles).values("account")
    return Account.objects.filter(pk__in=holders, is_active=True)
