"""The export of all data (导出全部数据): asked for in a page, made by a job (duties.interchange.export_work).

Whoever reads an area may take its data away, accounts excepted: those are the system administrator's.
"""

import uuid
from typing import Literal, get_args

from django.core.exceptions import ValidationError
from django.urls import reverse

from duties.interchange.bounds import FILES_OF
from duties.interchange.columns import FILES
from duties.services.audit_export import EXPORTERS as READERS
from portal import access
from portal.access import Actor
from portal.models import Job, Role
from portal.services.changes import log_access
from portal.services.jobs import job_ask

EXPORT_JOB = "data_export"
EXPORTERS = (*READERS, Role.SYSTEM_ADMIN)
Shape = Literal["xlsx", "zip"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


def files_for(role: Role) -> tuple[str, ...]:
    """The files that a role may take away, in their order."""
    if role == Role.SYSTEM_ADMIN:
        return FILES_OF[role]
    return tuple(file.name for file in FILES if file.name != "accounts")


def data_export_ask(*, actor: Actor, shape: str, token: uuid.UUID, address: str | None = None) -> Job:
    """Ask for all data of the area of the actor's post; the export is in the access log.

    Raises PermissionDenied for roles that do not export, ValidationError for a shape that there is not.
    """
    post = access.require(actor, *EXPORTERS)
    if shape not in SHAPES:
        raise ValidationError("请选择 XLSX 工作簿或 CSV 压缩包。")
    job = job_ask(
        actor=actor,
        kind=EXPORT_JOB,
        title=f"全部数据导出:{post.unit.name}",
        unit=post.unit,
        parameters={"shape": shape, "page": reverse("data-export"), "page_label": "导出全部数据"},
        token=token,
    )
    log_access(
        actor=actor,
        action="data_export",
        target_ref=f"{post.unit.code} {shape} job {job.public_id}",
        address=address,
    )
    return job
