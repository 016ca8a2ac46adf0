"""The public page on which anybody checks a paper: by the code on it, by its QR code, or by the file itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal import access
from portal.documents.shortcode import normalise
from portal.models import Document
from portal.selectors.documents import correction_of
from portal.selectors.verification import document_by_code, document_by_file, is_its_file
from portal.services.files import sha256_of
from portal.services.throttle import too_many
from portal.uploads.handler import oversized_uploads
from portal.views.session import address_of

LIMIT, SECONDS = 30, 60


@access.public
@require_http_methods(["GET", "POST"])
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in (GET `code`), or a file is handed in (POST) and looked up by its SHA-256."""
    if _limited(request):
        return _busy(request)
    typed = request.GET.get("code", "").strip()[:60]
    if typed:
        code = normalise(typed)
        if code:
            return redirect("verify", code)
        return _page(
            request, typed=typed, fault="核验码为20位字母和数字(不含0、1、I、L、O),请对照文件核对后重新输入。"
        )
    if request.method == "GET":
        return _page(request)
    digest, fault = _digest(request)
    if fault:
        return _page(request, fault=fault)
    document = document_by_file(digest)
    return _page(request, document=document, checked=True, same=document is not None, digest=digest)


@access.public
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper with this code is, and whether it still stands; a file handed in is compared with the issued one."""
    if _limited(request):
        return _busy(request)
    document = document_by_code(code)
    if document is None:
        fault = "没有这一核验码的公文。请对照文件核对;确认无误仍查不到的,请向发文单位核实。"
        return _page(request, typed=code[:60], fault=fault, status=404)
    if request.method == "GET":
        return _page(request, document=document)
    digest, fault = _digest(request)
    if fault:
        return _page(request, document=document, fault=fault)
    return _page(request, document=document, checked=True, same=is_its_file(document, digest), digest=digest)


def _page(
    request: HttpRequest, *, document: Document | None = None, status: int = 200, **context: object
) -> HttpResponse:
    stands = document is not None and document.state == Document.State.ISSUED
    correction = correction_of(document) if document is not None and stands else None
    shown = {
        "document": document,
        "stands": stands and correction is None,
        "correction": correction,
        "with_title": request.user.is_authenticated,
        **context,
    }
    return render(request, "portal/documents/verify.html", shown, status=status)


def _digest(request: HttpRequest) -> tuple[str, str]:
    """The SHA-256 of the file that was handed in, and what is wrong with it."""
    uploaded = request.FILES.get("file")
    if oversized_uploads(request):
        return "", f"文件超过{settings.UPLOAD_LIMIT_BYTES // 1024 // 1024}MB,不是本平台印发的公文。"
    if uploaded is None:
        return "", "请选择要核验的文件(PDF)。"
    return sha256_of(uploaded), ""


def _limited(request: HttpRequest) -> bool:
    return too_many(name="verify", address=address_of(request), limit=LIMIT, seconds=SECONDS)


def _busy(request: HttpRequest) -> HttpResponse:
    response = _page(request, fault="核验过于频繁,请一分钟后再试。", status=429)
    response["Retry-After"] = str(SECONDS)
    return response
