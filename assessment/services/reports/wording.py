"""Wording the template of a kind of report for an office's area; reports that are drafted already keep their words."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import ReportTemplate
from assessment.reports.kinds import KINDS
from assessment.reports.template import SectionTemplate
from portal import access, clock
from portal.access import Actor
from portal.models import Role, Unit
from portal.services.changes import log_change, state_of


@transaction.atomic
def template_write(
    *, actor: Actor, kind: str, version: int, sections: Sequence[SectionTemplate]
) -> ReportTemplate:
    """Keep how the actor's office words the sections of a kind; `version` is what the form showed, 0 for none yet.

    Raises PermissionDenied for anyone but an office, ValidationError where somebody else worded it meanwhile.
    """
    post = access.require(actor, Role.OFFICE)
    assert actor.account is not None
    if kind not in KINDS:
        raise ValidationError("没有这一报告类别。")
    Unit.objects.select_for_update().get(pk=post.unit.pk)
    template = ReportTemplate.objects.filter(unit=post.unit, kind=kind).select_related("written_by").first()
    if (template.version if template else 0) != version:
        who = template.written_by.name if template else ""
        raise ValidationError(f"{who}已改过该模板;您看到的内容已不是最新,请核对后再保存。")
    before = state_of(template) if template else None
    template = template or ReportTemplate(unit=post.unit, kind=kind, version=0)
    template.sections = [section.to_json() for section in sections]
    template.version += 1
    template.written_by, template.written_at = actor.account, clock.now()
    template.full_clean(exclude=["unit"], validate_constraints=False)
    template.save()
    log_change(
        actor=actor,
        action="report_template_write",
        target=template,
        unit=post.unit,
        before=before,
        after=state_of(template),
    )
    return template
