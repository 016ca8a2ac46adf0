"""The part of a form that takes files: one by one while the form is filled in, or all with it (docs/uploads.md)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context

from portal.models import StoredFile
from portal.services.uploads import ENDINGS
from portal.uploads.handler import MOST_FILES
from portal.uploads.images import FORMATS

register = template.Library()


@register.inclusion_tag("components/upload_zone.html", takes_context=True)
def upload_zone(
    context: Context,
    field: BoundField,
    kept: Iterable[tuple[StoredFile, str]] = (),
    *,
    hint: str = "",
    pictures: bool = True,
) -> dict[str, Any]:
    """The field's picker with all that makes uploading easy; `kept` are stored files with their tickets.

    Tickets are sent as `kept`. Without `pictures` the zone takes documents alone.
    """
    endings = ENDINGS if pictures else [ending for ending in ENDINGS if ending not in FORMATS]
    return {
        "field": field,
        "kept": list(kept),
        "hint": hint,
        "pictures": pictures,
        "accept": ",".join(f".{ending}" for ending in endings),
        "limit": settings.UPLOAD_LIMIT_BYTES,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
        "most": MOST_FILES,
        "account": context["actor"].account.pk,
    }
