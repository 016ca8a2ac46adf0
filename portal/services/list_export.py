"""Exports of lists: exactly what is shown, at once or, where it is long, as a job of the one who asks."""

import dataclasses
import io
import tempfile
import uuid
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from portal import access, clock
from portal.access import Actor
from portal.lists.known import listing_class
from portal.lists.listing import Listing
from portal.models import Job
from portal.selectors.installation import installation
from portal.services.changes import log_access
from portal.services.files import file_store
from portal.services.jobs import job_actor, job_ask, job_progress
from portal.tables import CSV, XLSX, Value, write_csv, write_xlsx

LIST_JOB = "list_export"
TYPES = {"xlsx": XLSX, "csv": CSV}
LONGEST_REF = 200

Progress = Callable[[int], None]


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A list as a file."""

    name: str
    content_type: str
    content: bytes


def list_export(
    *,
    actor: Actor,
    listing: Listing[Any],
    ending: str,
    token: uuid.UUID | None = None,
    address: str | None = None,
) -> Sheet | Job:
    """The rows that a list is asked for, in its columns and order, as `xlsx` or `csv`; the export is in the access log.

    A list of more rows than it counts becomes a job. Raises PermissionDenied for a role that has not this list.
    """
    access.require(actor, *listing.roles)
    query = listing.query.urlencode()
    log_access(
        actor=actor, action="list_export", target_ref=f"{listing.name}?{query}"[:LONGEST_REF], address=address
    )
    if listing.count() is not None:
        stream = io.BytesIO()
        _write(stream, listing, ending, lambda done: None)
        return Sheet(file_name(listing, ending), TYPES[ending], stream.getvalue())
    return job_ask(
        actor=actor,
        kind=LIST_JOB,
        title=f"导出{listing.title}",
        unit=actor.post.unit if actor.post else None,
        parameters={
            "list": listing.name,
            "query": query,
            "format": ending,
            "page": f"{reverse(listing.page_name or listing.name)}?{query}",
            "page_label": listing.title,
        },
        token=token,
    )


def list_export_work(job: Job) -> None:
    """The work of the job: the list as the one who asked for it may read it now."""
    actor, given = job_actor(job), job.parameters
    made = listing_class(given["list"])
    if made is None:
        raise ValidationError("平台已没有这一清单,请从现有页面重新导出。")
    access.require(actor, *made.roles)
    listing = made(actor, QueryDict(given["query"]))
    with tempfile.TemporaryFile() as file:
        _write_for(job, listing, file)
        stored = file_store(
            actor=actor,
            name=file_name(listing, given["format"]),
            content=file,
            content_type=TYPES[given["format"]],
        )
    job.files.add(stored)


def _write_for(job: Job, listing: Listing[Any], file: BinaryIO) -> None:
    """Write the list, and say how far that is."""
    message, total = "写入表格", listing.found.order_by().count()
    job_progress(job, 0, total, message)
    _write(file, listing, job.parameters["format"], lambda done: job_progress(job, done, total, message))


def _write(stream: BinaryIO, listing: Listing[Any], ending: str, progress: Progress) -> None:
    columns = [(column.head, column.width) for column in listing.written]
    rows, about = _values(listing, progress), about_line(listing)
    if ending == "csv":
        write_csv(stream, [head for head, _ in columns], rows, about)
    else:
        write_xlsx(stream, listing.title, columns, rows, about)


def _values(listing: Listing[Any], progress: Progress) -> Iterator[list[Value]]:
    done = 0
    for chunk in listing.chunks():
        for row in chunk:
            yield listing.values(row)
        done += len(chunk)
        progress(done)


def about_line(listing: Listing[Any]) -> str:
    """What stands above an export: list, scope, filters, order, who, when."""
    actor, moment = listing.actor, clock.now().astimezone(clock.SHANGHAI)
    said = [f"{each.label}:{each.value}" for each in listing.said()]
    order = f"排序:{_order(listing)}"
    who = f"{actor.name}{f'({actor.post.label})' if actor.post else ''} {moment:%Y-%m-%d %H:%M} 导出"
    parts = [listing.title, f"范围:{scope(listing)}", "、".join(said) or "全部", order, who]
    return " · ".join([*(["演示数据,均为虚构"] if installation().demo else []), *parts])


def _order(listing: Listing[Any]) -> str:
    if listing.sorted_by is None:
        return "默认"
    column, turned = listing.sorted_by
    return f"{column.head}{'(反序)' if turned else ''}"


def scope(listing: Listing[Any]) -> str:
    """Of which units a list tells its reader, in words."""
    post = listing.actor.post
    if post is None or post.role not in access.BUSINESS:
        return "全平台"
    return f"{post.unit.name}及所属" if post.role in access.READS_BELOW else post.unit.name


def file_name(listing: Listing[Any], ending: str) -> str:
    """What the file of an export is called."""
    post = listing.actor.post
    unit = f" {post.unit.name}" if post else ""
    return f"{listing.title}{unit} {clock.today():%Y-%m-%d}.{ending}"
