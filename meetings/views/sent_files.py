"""The files that come with a form, of an entry or of what is closed: those kept from before and those sent now."""

from django.forms import Form

from meetings.services.evidence import evidence_take, kept_files
from portal.access import PortalRequest
from portal.models import StoredFile
from portal.services.uploads import too_large
from portal.uploads.handler import MOST_FILES, oversized_uploads


def take_files(request: PortalRequest, form: Form, *, pictures: bool = True) -> list[StoredFile]:
    """Store the good files and give them; what is wrong with others is put at the form's field.

    The form has been cleaned. Without `pictures` no picture is taken in.
    """
    kept, lost = kept_files(request.POST.getlist("kept"), request.actor)
    taken, faults = evidence_take(
        actor=request.actor,
        uploads=request.FILES.getlist("evidence"),
        room=MOST_FILES - len(kept),
        pictures=pictures,
    )
    for fault in (*lost, *faults, *map(too_large, oversized_uploads(request))):
        form.add_error("evidence" if "evidence" in form.fields else None, fault)
    return [*kept, *taken]
