"""联系覆盖: every cell equals the exported ledger; contact points visited; from figure to rows to record; past views."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

from django.http import HttpResponse

from duties.periods import parse
from duties.selectors.coverage import VISITED, coverage, visits_of
from duties.services.links import link_add
from duties.services.records import Content, record_add
from portal.access import SYSTEM
from portal.models import Person, Tenure
from portal.selectors.vocabulary import vocabulary
from tests.duties.office_world import OfficeWorld

Ask = Callable[..., HttpResponse]
YEAR = parse("2026")


def contacts(world: OfficeWorld) -> None:
    """The division's secretary has two regiments as contact points, and has been at one of them twice."""
    division = world.units["师"]
    person = Person.objects.create(code="division_secretary", name="演示-师书记")
    Tenure.objects.create(
        unit=division, role="party_secretary", person=person, started_on=dt.date(2026, 1, 1)
    )
    for code in ("团", "邻"):
        link_add(
            actor=SYSTEM, unit=division, role="party_secretary", kind="contact_point", target=world.units[code],
            started_on=dt.date(2026, 1, 1), ended_on=None, reason="",
        )  # fmt: skip
    for month in (3, 6):
        content = Content(
            unit=division, kind="visit", forms=("research",), occurred_on=dt.date(2026, month, 5),
            leader=person, target=world.units["团"], on_topic=True,
        )  # fmt: skip
        record_add(actor=SYSTEM, content=content, ref=uuid.uuid4().hex)


def visits(world: OfficeWorld) -> dict[str, int]:
    actor = world.actors["office"]
    assert actor.post is not None
    found = visits_of(actor, actor.post.unit, YEAR)
    return {visit.link.target.name: visit.reached.count if visit.reached else 0 for visit in found}


def test_contact_points_and_visits_to_them(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    assert visits(world) == {"演示28团": 0, "演示27团": 2}
    actor = world.actors["office"]
    assert actor.post is not None
    made = coverage(actor, actor.post.unit, YEAR, vocabulary())
    at = next(place for place, head in enumerate(made.heads) if VISITED in head.rules)
    assert (made.total.cells[at].tally.counted, made.total.cells[at].tally.required) == (1, 2)
    page = ask("office", "/analysis/coverage/visits/", none="1").content.decode()
    assert "演示28团" in page
    assert ">演示27团</th>" not in page


def test_a_figure_opens_its_rows_and_a_row_its_records(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    page = ask("office", "/analysis/coverage/").content.decode()
    address = re.search(r'<a href="([^"]*column=a7\.3\.visits[^"]*)" aria-label="[^"]*:\s*2/4', page)
    assert address is not None
    rows = ask("office", address[1].replace("&amp;", "&"))
    link = (
        rows.headers.get("Location")
        or re.findall(r'bearer-who">.*?href="([^"]+)"', rows.content.decode(), re.DOTALL)[0]
    )
    why = ask("office", link).content.decode()
    assert "2026-03-05" in why or "3月5日" in why


def test_a_past_view_counts_the_visits_of_then(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    page = ask("office", "/analysis/coverage/visits/", as_of="2026-04-01", period="2026").content.decode()
    assert re.search(r"演示27团</th>.*?1 次", page, re.DOTALL)
    assert "到过 1 个" in page
    table = ask("office", "/analysis/coverage/", as_of="2026-02-01").content.decode()
    assert "到过的联系点" in table
    assert re.search(r"到过的联系点:\s*0/2", table) or "0/2" in table


def test_units_unfold_and_the_address_keeps_it(world: OfficeWorld, ask: Ask) -> None:
    folded = ask("above", "/analysis/coverage/").content.decode()
    unfolded = ask("above", "/analysis/coverage/", open="师").content.decode()
    assert "演示二师(本级)" not in folded
    assert "演示二师(本级)" in unfolded
    assert 'aria-expanded="true"' in unfolded


def test_scope(world: OfficeWorld, ask: Ask) -> None:
    for url in ("/analysis/coverage/", "/analysis/coverage/visits/"):
        assert ask("clerk", url, unit=str(world.units["师"].public_id)).status_code == 404
        assert "演示27团一连" not in ask("clerk", url).content.decode()


def test_a_period_without_such_duties_says_so(ask: Ask) -> None:
    page = ask("office", "/analysis/coverage/", period="2025").content.decode()
    assert "没有联系、走访、入户的应履职事项" in page
    assert "没有应走访的联系点" in ask("office", "/analysis/coverage/visits/").content.decode()
