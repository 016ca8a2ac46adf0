"""Remarks on entries and their evidence, for other programs."""

import uuid

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from meetings import access as policy
from meetings.api.bodies import CommentBody
from meetings.api.shapes import CommentShape
from meetings.selectors.entries import entry_or_404, evidence_or_404
from meetings.services.comments import comment_add
from portal.api.paging import PageQuery
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea
from portal.services.files import file_response

READERS = policy.READERS


class EntryComments(ApiView):
    """What is said on an entry."""

    area = ApiArea.RECORDS

    @operation(
        "entry_comments_list", summary="意见", roles=READERS, gives=CommentShape, query=PageQuery, paged=True
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一份登记单上的意见,最早的在前。"""
        entry = entry_or_404(self.actor, public_id)
        return self.page(request, entry.comments.all(), ("made_at", "pk"), CommentShape)

    @operation(
        "entry_comment_add",
        summary="发表意见",
        roles=policy.COMMENTERS,
        gives=CommentShape,
        body=CommentBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """在登记单上发表意见,告知经办人和责任人;发表后不能更改。"""
        entry = entry_or_404(self.actor, public_id)
        comment = comment_add(actor=self.actor, entry=entry, text=self.body["text"], token=uuid.uuid4())
        return shown(CommentShape, comment, status=201)


class EvidenceFile(ApiView):
    """A file of an entry."""

    area = ApiArea.RECORDS

    @operation(
        "evidence_file", summary="佐证材料", roles=READERS, gives=None, media="application/octet-stream"
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponseBase:
        """登记单的一个佐证文件。"""
        return file_response(evidence_or_404(self.actor, public_id).file)
