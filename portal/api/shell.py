"""What the interface reads and does of the shell: who one is, units, documents, messages, jobs, files."""

import uuid

from django.http import Http404, HttpResponseBase
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal import access, clock
from portal.api.paging import PageQuery
from portal.api.shell_shapes import (
    CallerShape,
    DocumentQuery,
    DocumentShape,
    JobShape,
    MessageQuery,
    MessageShape,
    TicketShape,
    UnitQuery,
    UnitWholeShape,
    UploadBody,
)
from portal.api.versions import etag, require_match
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Job, Role
from portal.selectors.document_lists import Wanted, documents_of
from portal.selectors.documents import readable_document_or_404, version_of
from portal.selectors.jobs import own_job_or_404, own_jobs
from portal.selectors.messages import inbox
from portal.selectors.unit_facts import units_of, whole_unit
from portal.services.files import file_response
from portal.services.intake import upload_take
from portal.services.jobs import job_cancel
from portal.services.messages import message_read
from portal.services.tickets import ticket

BUSINESS = access.BUSINESS
UPLOADERS = frozenset({Role.CLERK, Role.OFFICIAL, Role.OFFICE})
"""Roles that send files with a form of the pages."""


class Me(ApiView):
    """The token itself."""

    area = ""

    @operation("me_read", summary="令牌的账号、岗位和范围", roles=BUSINESS, gives=CallerShape)
    def get(self, request: Request) -> Response:
        """以谁的身份、在哪个岗位、能读写哪些范围、何时到期。"""
        return shown(CallerShape, self.caller)


class Units(ApiView):
    """The units of one's scope."""

    area = ApiArea.UNITS

    @operation(
        "units_list", summary="单位", roles=BUSINESS, gives=UnitWholeShape, query=UnitQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """岗位查看范围内的单位,按代码排列;带其当日上级、属性和任职人员。"""
        asked, actor = self.query, self.actor
        day = asked.get("on") or clock.today()
        rows = units_of(actor, day=day, kind=asked["kind"], parent=asked["parent"], words=asked["words"])
        return self.page(
            request, rows, ("code",), UnitWholeShape, lambda found: [whole_unit(unit) for unit in found]
        )


class UnitOne(ApiView):
    """One unit."""

    area = ApiArea.UNITS

    @operation("unit_read", summary="一个单位", roles=BUSINESS, gives=UnitWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一个单位今天的上级、属性和任职人员。"""
        unit = units_of(self.actor, day=clock.today()).filter(public_id=public_id).first()
        if unit is None:
            raise Http404
        return shown(UnitWholeShape, whole_unit(unit))


class Documents(ApiView):
    """Official documents."""

    area = ApiArea.DOCUMENTS

    @operation(
        "documents_list", summary="公文", roles=BUSINESS, gives=DocumentShape, query=DocumentQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """查看范围内的公文,最近起草的在前。"""
        asked = {name: self.query[name] for name in ("side", "kind", "state", "words")}
        rows = documents_of(self.actor, Wanted(year=self.query.get("year"), **asked))
        return self.page(request, rows, ("-drafted_at", "-pk"), DocumentShape)


class DocumentOne(ApiView):
    """One document."""

    area = ApiArea.DOCUMENTS

    @operation("document_read", summary="一份公文", roles=BUSINESS, gives=DocumentShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一份公文的发文单位、文号、状态和文件。"""
        document = readable_document_or_404(self.actor, public_id)
        return shown(DocumentShape, document, version=etag("document", public_id, version_of(document)))


class DocumentFile(ApiView):
    """The file of an issued document."""

    area = ApiArea.DOCUMENTS

    @operation("document_file", summary="公文的 PDF", roles=BUSINESS, gives=None, media="application/pdf")
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponseBase:
        """印发的 PDF,与平台上所见逐字节相同;读取记入访问日志。"""
        document = readable_document_or_404(self.actor, public_id)
        if document.file is None:
            raise Http404
        response = file_response(document.file)
        self.log("document_file", f"{document.number} {document.file.sha256}")
        return response


class Messages(ApiView):
    """One's inbox."""

    area = ApiArea.MESSAGES

    @operation(
        "messages_list", summary="消息", roles=BUSINESS, gives=MessageShape, query=MessageQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """本人的站内消息,最近的在前。"""
        assert self.actor.account is not None
        rows = inbox(self.actor.account, only_unread=self.query["unread"])
        return self.page(request, rows, ("-sent_at", "-pk"), MessageShape)


class MessageRead(ApiView):
    """Having read a message."""

    area = ApiArea.MESSAGES

    @operation("message_mark_read", summary="标为已读", roles=BUSINESS, gives=MessageShape, writes=True)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """把本人的一条消息标为已读;已读的不变。"""
        assert self.actor.account is not None
        own = inbox(self.actor.account).filter(public_id=public_id)
        if not own.exists():
            raise Http404
        message_read(actor=self.actor, public_ids=[public_id])
        return shown(MessageShape, own.get())


class Jobs(ApiView):
    """One's jobs."""

    area = ApiArea.EXPORTS

    @operation("jobs_list", summary="后台任务", roles=BUSINESS, gives=JobShape, query=PageQuery, paged=True)
    def get(self, request: Request) -> Response:
        """本人申请的后台任务,最近的在前。"""
        rows = own_jobs(self.actor).prefetch_related("files")
        return self.page(request, rows, ("-asked_at", "-pk"), JobShape)


class JobOne(ApiView):
    """One job."""

    area = ApiArea.EXPORTS

    @operation("job_read", summary="一项后台任务", roles=BUSINESS, gives=JobShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """任务的进度;完成后带结果文件。"""
        job = own_job_or_404(self.actor, public_id)
        return shown(JobShape, job, version=job_version(job))


class JobCancel(ApiView):
    """Cancelling a job."""

    area = ApiArea.EXPORTS

    @operation(
        "job_cancel", summary="取消后台任务", roles=BUSINESS, gives=JobShape, writes=True, matches=True
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """取消本人尚未结束的任务;已结束的不变,答复其现状。"""
        job = own_job_or_404(self.actor, public_id)
        require_match(request, job_version(job))
        job_cancel(actor=self.actor, job=job)
        fresh = own_job_or_404(self.actor, public_id)
        return shown(JobShape, fresh, version=job_version(fresh))


class JobFile(ApiView):
    """A result of a job."""

    area = ApiArea.EXPORTS

    @operation(
        "job_file", summary="任务的结果文件", roles=BUSINESS, gives=None, media="application/octet-stream"
    )
    def get(self, request: Request, public_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
        """本人任务的一个结果文件;下载记入访问日志。"""
        job = own_job_or_404(self.actor, public_id)
        stored = job.files.filter(public_id=file_id).first()
        if stored is None:
            raise Http404
        response = file_response(stored)
        self.log("job_file", f"{job.public_id}/{stored.sha256}")
        return response


class Uploads(ApiView):
    """Files sent ahead of what they belong to."""

    area = ApiArea.RECORDS
    parser_classes = [MultiPartParser]

    @operation(
        "file_upload",
        summary="上传佐证材料",
        roles=UPLOADERS,
        gives=TicketShape,
        body=UploadBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """先上传文件,得到票据(7 天内有效);登记、说明、反馈时在 files 中填票据。"""
        stored = upload_take(actor=self.actor, uploaded=self.body["file"])
        return shown(TicketShape, {"ticket": ticket(stored, self.actor), "file": stored}, status=201)


def job_version(job: Job) -> str:
    """The version of a job: its state and progress."""
    return etag("job", job.public_id, job.state, job.done, job.total)
