"""A commendation of a demonstration that waits for its decision, proposed by who can sign in."""

import uuid

from assessment.models import Commendation
from assessment.selectors.commendations import subjects_of
from assessment.selectors.matter_facts import merits
from assessment.services.commendations.commending import Proposal, commendation_propose, commendation_submit
from duties.demo.questions import actor_of
from portal import clock
from portal.models import Placement

OFFICE = "bangongshi"
REASON = "演示:今年以来,该单位认真落实乡村振兴责任,各项职责按时履行。"


def add_commendations() -> None:
    """Propose and submit for the first unit below the office of which there are facts; twice does nothing."""
    office = actor_of(OFFICE)
    if office is None or office.post is None or Commendation.objects.exists():
        return
    below = Placement.objects.present().filter(parent=office.post.unit).select_related("unit")
    year = clock.today().year
    for placement in below.order_by("unit__code")[:3]:
        facts = merits(placement.unit, year)
        if facts:
            proposal = Proposal(
                placement.unit, subjects_of(placement.unit)[0], year, "通报表扬", REASON, facts
            )
            made = commendation_propose(actor=office, proposal=proposal, token=uuid.uuid4())
            commendation_submit(actor=office, commendation=made, version=made.version)
            return
