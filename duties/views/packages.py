"""Pages of the audit package: ask for it, and take the verifier away."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from duties import verify
from duties.forms.export import PackageForm, quick_periods
from duties.services.audit_export import EXPORTERS
from duties.services.packages import LOG_READERS, PACKAGE_JOB, package_ask
from duties.views.export import asked_page, kept_values, recent_jobs, units_context
from portal import access, clock
from portal.services.package_key import fingerprint, fingerprint_words

VERIFIER = Path(verify.__file__)


@access.roles(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def package_new(request: access.PortalRequest) -> HttpResponse:
    """Choose unit, days and moment; the job that makes the package shows its progress."""
    return asked_page(request, PackageForm, package_ask, _page)


@access.roles(*EXPORTERS)
@require_GET
def verifier(request: access.PortalRequest) -> HttpResponse:
    """The verifier as this portal runs it, to check packages on another machine."""
    response = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


def _page(
    request: access.PortalRequest, form: PackageForm, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "quick": quick_periods(clock.today()),
        "kept": kept_values(values),
        "recent": recent_jobs(request.actor, PACKAGE_JOB),
        "fingerprint": fingerprint_words(_fingerprint()),
        "verifier": hashlib.sha256(VERIFIER.read_bytes()).hexdigest(),
        "with_log": request.actor.role in LOG_READERS,
        **units_context(request, values),
    }
    return render(request, "duties/export/package.html", context, status=status)


def _fingerprint() -> str:
    """That of the key; empty where there is none or it cannot be read, which whoever makes a package is told."""
    try:
        return fingerprint()
    except ValidationError:
        return ""
