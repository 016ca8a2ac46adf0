"""The files that come with a form: those kept from before and those sent now."""

from django.forms import Form

from portal.access import PortalRequest
from portal.models import StoredFile
from portal.services.sent_files import files_take
from portal.services.tickets import kept_files
from portal.services.uploads import too_large
from portal.uploads.handler import MOST_FILES, oversized_uploads


def take_files(
    request: PortalRequest, form: Form, *, field: str = "evidence", pictures: bool = True
) -> list[StoredFile]:
    """Store the good files of `field` and give them; what is wrong with others is put at the form's field.

    The form has been cleaned. Without `pictures` no picture is taken in.
    """
    kept, lost = kept_files(request.POST.getlist("kept"), request.actor)
    taken, faults = files_take(
        actor=request.actor,
        uploads=request.FILES.getlist(field),
        room=MOST_FILES - len(kept),
        pictures=pictures,
    )
    for fault in (*lost, *faults, *map(too_large, oversized_uploads(request))):
        form.add_error(field if field in form.fields else None, fault)
    return [*kept, *taken]
