"""Reading what this installation is."""

from portal.models import Installation


def installation() -> Installation:
    """The one row; a plain one (not a demo) where none has been written yet."""
    return Installation.objects.filter(pk=1).first() or Installation()
