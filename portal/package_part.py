"""What the shell puts into audit packages: issued documents with their history, and the access log of the area."""

from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from portal import registry
from portal.models import Access, Appointment, Change, Document, Job, Unit
from portal.package_files import log_lines, put_file
from portal.packages import PackageScope, PackageWriter

FIRST_WORD = Func(
    F("target_ref"),
    Value("[ /].*$"),
    Value(""),
    function="regexp_replace",
    output_field=CharField(),
)
"""What a row of the access log is about: its reference up to the first space or stroke."""


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_package_part("公文", write_documents, order=40)
    registry.add_package_part("访问日志", write_access_log, order=60)


def write_documents(scope: PackageScope, writer: PackageWriter) -> None:
    """The documents that units of the area issued or received in the days of the package, and what became of them since."""
    found = list(_documents(scope))
    writer.lines("documents/documents.jsonl", [_document_line(each, writer) for each in found])
    issued = {str(each.public_id): each.issued_at for each in found}
    rows = Change.objects.filter(
        target_kind="portal.document", target_ref__in=issued, at__lte=scope.known_at
    ).order_by("at", "pk")
    # What a paper was before its issue is the desk's own (docs/access.md: an auditor reads no drafts).
    shown = (row for row in rows if (since := issued[row.target_ref]) is None or row.at >= since)
    writer.lines("history/documents.jsonl", log_lines(shown))


def _documents(scope: PackageScope) -> QuerySet[Document]:
    about = Q(issuer__in=scope.units) | Q(addressee__in=scope.units)
    rows = Document.objects.filter(about, issued_at__gte=scope.since, issued_at__lte=scope.known_at)
    related = ("issuer", "addressee", "file", "issued_by", "replaces", "certificate")
    return rows.select_related(*related).order_by("issued_at", "pk")


def _document_line(document: Document, writer: PackageWriter) -> dict[str, Any]:
    """One document, its file put into the archive."""
    return {
        "ref": str(document.public_id),
        "kind": document.kind,
        "number": document.number,
        "title": document.title,
        "issuer": document.issuer.code,
        "addressee": document.addressee.code if document.addressee else "",
        "state": document.state,
        "issued_at": document.issued_at.isoformat() if document.issued_at else "",
        "issued_by": document.issued_by.name if document.issued_by else "",
        "replaces": document.replaces.number if document.replaces else "",
        "certificate": document.certificate.fingerprint if document.certificate else "",
        "file": put_file(writer, "documents/files", document.file) if document.file else None,
    }


def write_access_log(scope: PackageScope, writer: PackageWriter) -> None:
    """The access log of the area, for those who may read it.

    It is of whoever ever held a post there, and of anyone who exported from the area, or took its papers and the
    results of jobs about it away: their rows begin with the unit's code, the paper's number or the job's id.
    """
    if not scope.access_log:
        return
    units = Unit.objects.filter(pk__in=scope.units)
    jobs = Job.objects.filter(unit__in=scope.units, asked_at__gte=scope.since)
    about = {
        *units.values_list("code", flat=True),
        *(str(each) for each in jobs.values_list("public_id", flat=True)),
        *_documents(scope).values_list("number", flat=True),
    }
    held = Appointment.objects.filter(unit__in=scope.units).values("account")
    rows = Access.objects.filter(at__gte=scope.since, at__lte=scope.known_at).alias(first=FIRST_WORD)
    found = rows.filter(Q(account__in=held) | Q(first__in=about - {""})).order_by("at", "pk")
    writer.lines("history/access.jsonl", log_lines(found.iterator()))
