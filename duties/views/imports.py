"""Pages of imports: send files in, see what is wrong or would change, take them in or give them up."""

import io
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from duties.forms.imports import UploadForm
from duties.interchange.columns import BY_NAME
from duties.interchange.guide import file_groups, file_title
from duties.interchange.template import template_book, template_csv, template_zip
from duties.interchange.work import MARKED
from duties.marks import IMPORT_MARKS, STOPPED
from duties.models import DataImport
from duties.selectors.imports import import_or_404, imports_of
from duties.services.imports import (
    IMPORTERS,
    bounds_of,
    folder_of,
    import_begin,
    import_check,
    import_confirm,
    import_give_up,
    is_stopped,
)
from portal import access
from portal.marks import Mark
from portal.selectors.vocabulary import vocabulary
from portal.services.changes import log_access
from portal.tables import CSV, XLSX
from portal.uploads.handler import oversized_uploads
from portal.views.jobs import job_context
from portal.views.session import address_of

PAGE, LINES = 20, 100


@access.roles(*IMPORTERS)
@require_http_methods(["GET", "POST"])
def import_list(request: access.PortalRequest) -> HttpResponse:
    """The form for files, the template, and what the desk imported before."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, oversized=oversized_uploads(request))
        if form.is_valid():
            try:
                item = import_begin(
                    actor=request.actor,
                    uploads=request.FILES.getlist("upload"),
                    token=form.cleaned_data["token"],
                )
                return redirect("import", item.public_id)
            except ValidationError as error:
                form.add_error("upload", error)
    page = Paginator(imports_of(request.actor).defer("findings"), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(item, _mark(item)) for item in page],
        "files": file_groups(bounds_of(request.actor).files),
        "unit": bounds_of(request.actor).unit,
    }
    return render(request, "duties/import/list.html", context, status=422 if form.errors else 200)


@access.roles(*IMPORTERS)
@require_GET
def template(request: access.PortalRequest) -> HttpResponse:
    """The workbook to fill in, with the sheets that the role may bring."""
    content = template_book(bounds_of(request.actor).files, vocabulary())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"
    return response


@access.roles(*IMPORTERS)
@require_GET
def template_archive(request: access.PortalRequest) -> FileResponse:
    """The same as CSV files in a ZIP."""
    return FileResponse(
        io.BytesIO(template_zip(bounds_of(request.actor).files)), as_attachment=True, filename="导入模板.zip"
    )


@access.roles(*IMPORTERS)
@require_GET
def template_file(request: access.PortalRequest, name: str) -> FileResponse:
    """The template of one file as CSV."""
    if name not in BY_NAME:
        raise Http404
    return FileResponse(
        io.BytesIO(template_csv(name)), as_attachment=True, filename=f"{name}.csv", content_type=CSV
    )


@access.roles(*IMPORTERS)
@require_GET
def import_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far an import is: at work, what is wrong, what would change, what came of it.

    Asked by HTMX while a job is at work: the progress, and the page anew when that has ended.
    """
    item = import_or_404(request.actor, public_id)
    stopped = is_stopped(item)
    at_work = item.state in (DataImport.State.CHECKING, DataImport.State.IMPORTING) and not stopped
    progress = job_context(item.job) if item.job and (at_work or stopped) else {}
    if request.headers.get("HX-Request"):
        if not at_work:
            return HttpResponseClientRefresh()
        return render(request, "duties/import/progress.html", {"item": item, **progress})
    found = item.findings
    lines = found.get("faults") or found.get("changes") or []
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    context = {
        "item": item,
        "import_mark": _mark(item),
        "at_work": at_work,
        "stopped": stopped,
        "found": found,
        "page": page,
        "counts": [(file_title(name), *numbers) for name, *numbers in found.get("counts", [])],
        "anything": any(new or changed for _, new, changed, _ in found.get("counts", [])),
        **progress,
    }
    return render(request, "duties/import/detail.html", context)


@access.roles(*IMPORTERS)
@require_POST
def check(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Check the files anew."""
    return _deed(request, public_id, lambda item: import_check(actor=request.actor, item=item), "")


@access.roles(*IMPORTERS)
@require_POST
def confirm(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the files in, as the preview says."""
    mark = request.POST.get("mark", "")
    return _deed(
        request, public_id, lambda item: import_confirm(actor=request.actor, item=item, mark=mark), ""
    )


@access.roles(*IMPORTERS)
@require_POST
def give_up(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop and take the files away; nothing is written."""
    told = "已放弃,没有写入任何内容,上传的文件已删除。"
    return _deed(request, public_id, lambda item: import_give_up(actor=request.actor, item=item), told)


@access.roles(*IMPORTERS)
@require_GET
def faults(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """The faults as a workbook with the cells marked; it holds rows of the files, so the log keeps who took it."""
    item = import_or_404(request.actor, public_id)
    if item.state != DataImport.State.FAULTY:
        raise Http404
    return _file(request, item, MARKED, f"错误清单 {item.made_at:%Y%m%d}.xlsx")


@access.roles(*IMPORTERS)
@require_GET
def original(request: access.PortalRequest, public_id: uuid.UUID, number: int) -> FileResponse:
    """A file as it was read; the log keeps who took it."""
    item = import_or_404(request.actor, public_id)
    if number >= len(item.files):
        raise Http404
    kept = item.files[number]
    return _file(request, item, kept["kept"], kept["name"].rpartition("/")[2])


def _file(request: access.PortalRequest, item: DataImport, kept: str, name: str) -> FileResponse:
    try:
        stream = (folder_of(item) / kept).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    log_access(
        actor=request.actor,
        action="dataimport_file",
        target_ref=f"{item.public_id}/{kept}",
        address=address_of(request),
    )
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")


def _deed(
    request: access.PortalRequest, public_id: uuid.UUID, deed: Callable[[DataImport], None], told: str
) -> HttpResponse:
    item = import_or_404(request.actor, public_id)
    try:
        deed(item)
    except ValidationError as error:
        messages.warning(request, "".join(error.messages))
    else:
        if told:
            messages.success(request, told)
    return redirect("import", item.public_id)


def _mark(item: DataImport) -> Mark:
    return STOPPED if is_stopped(item) else IMPORT_MARKS[item.state]
