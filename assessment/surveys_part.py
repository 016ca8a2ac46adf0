"""What surveys put into the shell: pages, their list, searching."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from assessment.models import Survey
from assessment.selectors.surveys import READERS, WRITERS, readable_surveys
from portal import registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.search.sources import Found, Source, addresses, only, own_key


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_page("认可度调查", "surveys", roles=READERS, order=58)
    add_list("surveys", "assessment.listings.surveys.SurveyList")
    registry.add_search_source(
        Source(
            "survey",
            "认可度调查",
            59,
            survey_rows,
            surveys_seen,
            READERS,
            follows={"assessment.survey": own_key},
        )
    )
    registry.add_command("新建认可度调查", "survey-new", roles=WRITERS, words=["调查", "满意度"])


def survey_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """The surveys by title."""
    address = addresses("survey")
    rows = only(Survey.objects.order_by("pk"), refs).select_related("office")
    for each in rows.iterator():
        yield Found(
            ref=each.pk,
            unit=each.office_id,
            title=each.title,
            note=f"{each.office.name} · {each.opens_on:%Y-%m-%d}至{each.closes_on:%Y-%m-%d}",
            text=" ".join(each.questions),
            url=address(each.public_id),
        )


def surveys_seen(actor: Actor) -> Q:
    """Those that concern the actor."""
    return Q(ref__in=readable_surveys(actor).order_by().values("pk"))
