"""An assessment of a demonstration: this year's, opened, with the report of one unit on itself."""

import uuid

from assessment.models import Scheme, Score
from assessment.services.schemes.deciding import scheme_approve, scheme_open, scheme_submit
from assessment.services.schemes.drafting import scheme_create
from assessment.services.schemes.rating import report_own
from duties.demo.questions import actor_of
from portal import clock

OFFICE, APPROVER, CLERK = "bangongshi", "shending", "jingban27"


def add_assessments() -> None:
    """Draft, approve and open as the people who can sign in; where there is nobody, or a second time, nothing."""
    office, approver, clerk = (actor_of(name) for name in (OFFICE, APPROVER, CLERK))
    if office is None or approver is None or office.post is None or Scheme.objects.exists():
        return
    scheme = scheme_create(actor=office, year=clock.today().year, begin="sample", token=uuid.uuid4())
    scheme = scheme_submit(actor=office, scheme=scheme, version=scheme.version)
    scheme = scheme_approve(actor=approver, scheme=scheme, version=scheme.version)
    scheme = scheme_open(actor=office, scheme=scheme, version=scheme.version)
    own = (
        scheme.units.select_related("unit", "scheme").filter(unit=clerk.post.unit).first()
        if clerk and clerk.post
        else None
    )
    if clerk is None or own is None:
        return
    line = Score.objects.filter(assessed=own, indicator__kind="ledger").select_related("indicator").first()
    report_own(
        actor=clerk,
        assessed=own,
        text="演示:各项会议、学习和调研均按要求开展,个别会议召开偏晚。",
        points={line.pk: f"{line.indicator.weight:f}"} if line else {},
        texts={line.pk: "演示:已按台账核对。"} if line else {},
    )
