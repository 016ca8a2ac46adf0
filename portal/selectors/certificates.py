"""Reading with which certificate an issuer's papers are signed."""

from portal import clock
from portal.models import SigningCertificate, Unit


def certificate_of(issuer: Unit) -> SigningCertificate | None:
    """The certificate in use at `issuer` that is valid now; None where its papers go out unsigned."""
    now = clock.now()
    return SigningCertificate.objects.filter(
        issuer=issuer, ended_at__isnull=True, valid_from__lte=now, valid_to__gt=now
    ).first()
