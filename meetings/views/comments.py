"""Speaking on an entry."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.access import COMMENTERS
from meetings.forms.comments import CommentForm
from meetings.selectors.entries import entry_or_404
from meetings.services.comments import comment_add
from meetings.views.entries import entry_page
from portal import access


@access.roles(*COMMENTERS)
@require_POST
def comment(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a remark to an entry that one may read."""
    entry, form = entry_or_404(request.actor, public_id), CommentForm(request.POST)
    if form.is_valid():
        try:
            comment_add(actor=request.actor, entry=entry, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "意见已发表,并已告知经办人和责任人。")
            return redirect(f"{reverse('entry', args=[public_id])}#comments")
    return entry_page(request, entry, status=422, comment_form=form)
