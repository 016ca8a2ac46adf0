"""The figures of a report are the ledger's, at their moment; its PDF and its DOCX say the same."""

import datetime as dt
import io
import re
from collections.abc import Iterator

import docx
import pytest
import time_machine

from assessment.models import Report
from assessment.reports.blocks import figures_in, from_json
from assessment.services.reports.signing import paper_for
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import FULFILLED, Status, status_of
from duties.models import Obligation, Record
from duties.selectors.board.sums import Reach
from duties.selectors.figures.by import Only, figures_by
from duties.selectors.figures.spans import Span, stand_over
from duties.services.records import record_withdraw
from portal.access import SYSTEM
from portal.documents.official import render_official
from portal.documents.word import render_docx
from tests.assessment.reports.ways import drafted, sent, written
from tests.assessment.reports.world import JANUARY
from tests.duties.office_world import OfficeWorld
from tests.portal.documents.reading import read

SPAN = Span("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DIVISION = {"kind": "annual_report", "period": "2026", "writer": "office"}


@pytest.fixture
def report(world: OfficeWorld) -> Report:
    """The annual report of the division, with words."""
    return written(world, drafted(world, **DIVISION), "office")


def kept(report: Report) -> dict[str, str]:
    """All figures of the report by key, as they are written."""
    return {
        key: says
        for section in report.sections.all()
        for key, (_, says) in figures_in(from_json(section.facts)).items()
    }


def by_hand(world: OfficeWorld) -> dict[str, int]:
    """The sums over the division's area, row by row from the stored ledger, by rules.md and without the figures' SQL."""
    day, counts = JANUARY.date(), dict.fromkeys(("expected", "base", "actual", "on_time", "overdue"), 0)
    area = [world.units[code].pk for code in ("师", "团", "邻", "连")]
    rows = Obligation.objects.filter(
        unit__in=area, reading__force="must", required__gt=0, first_on__lte=day,
        period_start__lte=SPAN.last, period_end__gt=SPAN.first,
    ).select_related("reading")  # fmt: skip
    for row in rows:
        status = status_of(
            day=day, period_start=row.period_start, due_on=row.due_on, required=row.required, counted=row.counted,
            made_up=row.made_up, met_on=row.met_on, force="must", remind_days=row.reading.remind_days, waived=False,
        )  # fmt: skip
        done = status in FULFILLED
        counts["expected"] += 1
        counts["base"] += done or row.due_on <= day
        counts["actual"] += done
        counts["on_time"] += status == Status.MET
        counts["overdue"] += status == Status.OVERDUE
    return counts


def test_the_figures_equal_the_ledger_row_by_row(world: OfficeWorld, report: Report) -> None:
    figures, counts = kept(report), by_hand(world)
    assert {name: int(figures[f"area/{name}"]) for name in counts} == counts
    assert counts["actual"] > 0


def test_parts_and_articles_add_up_to_the_whole(world: OfficeWorld, report: Report) -> None:
    figures = kept(report)
    own = int(figures["own/expected"])
    parts = sum(int(says) for key, says in figures.items() if re.fullmatch(r"parts/.*/应履职", key))
    articles = sum(int(says) for key, says in figures.items() if re.fullmatch(r"articles/.*/应履职", key))
    assert own + parts == articles == int(figures["area/expected"])


def test_read_again_at_their_moment_the_figures_are_the_same(world: OfficeWorld, report: Report) -> None:
    """What is entered or withdrawn later moves the ledger, never the report."""
    before = int(kept(report)["area/actual"])
    with time_machine.travel(JANUARY + dt.timedelta(hours=3), tick=False):
        record_withdraw(actor=SYSTEM, record=Record.objects.get(ref="sitting-5"), reason="重复。")
        reach = Reach(report.unit, report.unit)
        now = figures_by(reach, [SPAN], only=Only(force="must"))[0].measures
        with reading(Moment.at(report.as_of, report.known_at)):
            stand_over([SPAN], report.unit)
            then = figures_by(reach, [SPAN], only=Only(force="must"))[0].measures
    assert (then.actual, now.actual) == (before, before - 2)


def lines_of(pdf: bytes) -> Iterator[str]:
    for page in read(pdf):
        for row in page.rows:
            yield row.text.replace(" ", "").replace("　", "")


def test_the_pdf_says_the_figures_of_the_ledger(world: OfficeWorld, report: Report) -> None:
    text = "\n".join(lines_of(render_official(paper_for(report))))
    counts = by_hand(world)
    assert f"应履职{counts['expected']}" in text
    assert f"已完成{counts['actual']}" in text
    assert f"逾期未完成{counts['overdue']}" in text
    share = counts["actual"] / counts["base"]
    assert f"完成率{share:.1%}({counts['actual']}/{counts['base']})" in text
    assert "签发人" in text
    assert "截至2027年1月15日" in text
    for unit in ("演示27团", "演示28团"):
        rate = kept(report)[f"parts/{world.units['团' if '27' in unit else '邻'].code}/完成率"]
        assert any(line.startswith(unit) and rate in line for line in text.splitlines())


def test_the_docx_has_the_same_tables_and_words(world: OfficeWorld, report: Report) -> None:
    made = docx.Document(io.BytesIO(render_docx(paper_for(report))))
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    figures = kept(report)
    assert {figures["area/expected"], figures["area/rate"]} <= cells
    paragraphs = [paragraph.text for paragraph in made.paragraphs]
    assert "一、总体情况" in paragraphs
    assert "演示兵团党委：" in paragraphs


def test_a_section_without_facts_is_its_words_alone(world: OfficeWorld) -> None:
    report = drafted(world)
    assert report.sections.get(code="next").facts == []


def test_reasons_that_were_stated_stand_beside_what_is_overdue(world: OfficeWorld, report: Report) -> None:
    grid = next(fact for fact in report.sections.get(code="problems").facts if fact["key"] == "overdue")
    assert grid["heads"][-1] == "说明的原因"
    assert {row["cells"][-1] for row in grid["rows"]} == {"未说明"}


def test_lower_reports_are_summed_apart_from_the_ledgers_own(world: OfficeWorld) -> None:
    sent(world, **DIVISION, signer="approver")
    report = drafted(world, "evaluation", "2026", "above")
    assert report.to is None
    annual = drafted(world, "annual_report", "2026", "above")
    figures = kept(annual)
    assert figures["lower/师/报送情况"] == "2027-01-15报送"
    assert figures["lower/total/应履职"] == figures["lower/师/应履职"]
    assert "未报送" not in annual.sections.get(code="below").words
