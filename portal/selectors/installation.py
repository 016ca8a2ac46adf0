"""Reading what this installation is."""

from django.http import HttpRequest

from portal.models import Installation


def installation() -> Installation:
    """The one row; a plain one (not a demo) where none has been written yet."""
    return Installation.objects.filter(pk=1).first() or Installation()


def installation_of(request: HttpRequest) -> Installation:
    """The same, read once for a request."""
    found: Installation | None = getattr(request, "installation", None)
    if found is None:
        found = installation()
        request.installation = found  # type: ignore[attr-defined]
    return found
