"""Which sections a report has: those that the nearest office worded for its area, or the given ones."""

from collections.abc import Sequence

from assessment.models import ReportTemplate
from assessment.reports.template import SectionTemplate, given, sections_of
from duties.models import Reading
from duties.naming import article_name
from portal import clock
from portal.models import Area, Unit


def template_for(unit: Unit, kind: str) -> ReportTemplate | None:
    """The template that holds for a unit: its own, or that of the nearest unit above that has one; two queries."""
    above = Area.objects.filter(unit=unit, during__contains=clock.today())
    depths = dict(above.values_list("ancestor", "depth"))
    found = ReportTemplate.objects.filter(kind=kind, unit__in=depths).select_related("unit", "written_by")
    return min(found, key=lambda each: depths[each.unit_id], default=None)


def sections_for(unit: Unit, kind: str) -> Sequence[SectionTemplate]:
    """The sections of a new report; two queries."""
    template = template_for(unit, kind)
    return sections_of(template.sections) if template else given()[kind]


def basis_of(kind: str) -> str:
    """The article that asks for a kind of report, by the regulation that is loaded; one query."""
    found = (
        Reading.objects.filter(known__endswith__isnull=True, kind="report", form=kind)
        .select_related("rule__regulation")
        .order_by("rule__regulation", "rule__position")
        .first()
    )
    return f"《{found.rule.regulation.title}》{article_name(found.rule.article)}" if found else "有关"
