"""A piece of audit work from its beginning to its report: samples, papers, conclusions; nobody else sees it."""

import datetime as dt
import io
import uuid
from collections.abc import Iterator

import pikepdf
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from openpyxl import load_workbook

from duties.audit_sampling import at_random, population_digest
from duties.audit_words import CHECKS, Method, State, Subject
from duties.ledger.compute import compute_rows
from duties.models import AuditPaper, AuditWork, Record
from duties.selectors.audit_work.choosing import offered
from duties.selectors.audit_work.population import members
from duties.selectors.audit_work.works import own_works
from duties.services.audit_export import Asked
from duties.services.audit_work.drawing import Wanted, draw_ask
from duties.services.audit_work.papers import Written, paper_conclude, paper_reopen, paper_save
from duties.services.audit_work.reporting import report_ask
from duties.services.audit_work.works import work_begin, work_close, work_conclude, work_reopen
from duties.services.records import record_withdraw
from portal.access import SYSTEM
from portal.models import Access, Change, Job, Role
from portal.services.files import file_path
from portal.services.jobs import job_run
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once
from tests.portal.desk import account_at
from tests.portal.documents.reading import read

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 9, 30)


def make_world() -> OfficeWorld:
    world = make_fresh_world()
    for day in (1, 8, 15):
        hold(world, "leading_group", dt.date(2026, 9, day))
    world.actors["other_auditor"] = account_at(world.units["师"], Role.AUDITOR, "other_auditor")
    return world


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def begin(world: OfficeWorld, **values: object) -> AuditWork:
    given = {
        "actor": world.actors["auditor"],
        "title": "三季度抽查",
        "unit": world.units["师"],
        "asked": Asked(FIRST, LAST, NOW.date()),
        "token": uuid.uuid4(),
    }
    return work_begin(**(given | values))


def draw(world: OfficeWorld, work: AuditWork, subject: Subject, method: Method, **values: object) -> Job:
    wanted = Wanted(subject, method, **({"seed": "甲", "size": 2} | values))
    job = draw_ask(actor=world.actors["auditor"], work=work, version=work.version, wanted=wanted)
    job_run(job.public_id)
    job.refresh_from_db()
    return job


def results(subject: Subject) -> dict[str, str]:
    return dict.fromkeys(CHECKS[subject], "yes")


def conclude(world: OfficeWorld, paper: AuditPaper, **values: object) -> AuditPaper:
    given = {"checks": results(Subject(paper.subject)), "conclusion": "agrees"} | values
    return paper_conclude(
        actor=world.actors["auditor"], paper=paper, version=paper.version, written=Written(**given)
    )


def drawn_work(world: OfficeWorld) -> AuditWork:
    work = begin(world)
    draw(world, work, Subject.RECORD, Method.RANDOM)
    return work


def test_the_population_of_obligations_is_the_ledger_exported_with_the_same_arguments(
    world: OfficeWorld,
) -> None:
    work = begin(world)
    rows = compute_rows(
        from_day=FIRST, to_day=LAST, as_of=work.as_of, known_at=work.known_at, unit=world.units["师"]
    )
    keys = sorted("|".join((row.regulation, row.rule, row.unit, row.role, row.period)) for row in rows)
    assert [member.key for member in members(work, Subject.OBLIGATION)] == keys


def test_a_random_sample_is_that_of_its_seed_and_its_facts_stay(world: OfficeWorld) -> None:
    work = begin(world)
    refs = list(Record.objects.values_list("ref", flat=True))
    assert draw(world, work, Subject.RECORD, Method.RANDOM).state == "done"
    made = work.draws.get()
    assert (made.population, made.population_sha256) == (3, population_digest(refs))
    assert list(work.papers.values_list("key", flat=True)) == at_random(refs, "甲", 2)
    paper = work.papers.first()
    before = paper.facts
    record_withdraw(actor=SYSTEM, record=Record.objects.get(ref=paper.key), reason="演示")
    paper.refresh_from_db()
    assert paper.facts == before
    assert ["撤回时间", "—"] in before[0]["facts"]


def test_later_writes_change_no_population(world: OfficeWorld) -> None:
    work = begin(world)
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        hold(world, "leading_group", dt.date(2026, 9, 20))
        assert len(members(work, Subject.RECORD)) == 3


def test_the_paper_of_an_obligation_says_which_records_counted(world: OfficeWorld) -> None:
    work = begin(world)
    key = "xpcc-2023|a8.2.leading_group|团||2026Q3"
    assert draw(world, work, Subject.OBLIGATION, Method.HAND, size=0, seed="", keys=(key,)).state == "done"
    parts = {part["heading"]: part for part in work.papers.get().facts}
    assert ["完成/应完成", "3/1"] in parts["台账事项"]["facts"]
    assert [line[-1] for line in parts["记录逐条"]["lines"]] == ["计入"] * 3


def test_by_signs_only_what_shows_one_is_drawn(world: OfficeWorld) -> None:
    work = begin(world)
    assert {member.signs for member in members(work, Subject.RECORD)} == {("late",)}
    draw(world, work, Subject.RECORD, Method.SIGNS, signs=("late",), size=1)
    assert work.papers.get().signs == ["late"]
    failed = draw(world, work, Subject.RECORD, Method.SIGNS, signs=("formalism",))
    assert (failed.state, work.papers.count()) == ("failed", 1)
    assert "没有带所选迹象" in failed.message


def test_what_has_a_paper_gets_no_second_one(world: OfficeWorld) -> None:
    work = drawn_work(world)
    draw(world, work, Subject.RECORD, Method.RANDOM, size=3)
    assert [paper.number for paper in work.papers.all()] == ["底稿001", "底稿002", "底稿003"]


def test_found_by_words_is_what_lies_in_the_work(world: OfficeWorld) -> None:
    work = drawn_work(world)
    found = offered(work, Subject.RECORD, "27团")
    assert sorted(there for _, there in found.members) == [False, True, True]
    assert offered(work, Subject.RECORD, "28团").members == []
    assert all(
        member.key.split("|")[2] == "邻" for member, _ in offered(work, Subject.OBLIGATION, "28团").members
    )


def test_a_conclusion_takes_all_checks_and_most_a_remark(world: OfficeWorld) -> None:
    paper = drawn_work(world).papers.first()
    with pytest.raises(ValidationError) as error:
        conclude(world, paper, checks={"day": "yes"}, conclusion="differs")
    assert set(error.value.error_dict) == {"__all__", "remark"}
    paper = conclude(world, paper, conclusion="differs", remark="签到表日期为9月2日。")
    assert (paper.state, paper.get_conclusion_display()) == (State.CONCLUDED, "记载与佐证不符")
    paper = paper_reopen(actor=world.actors["auditor"], paper=paper, version=paper.version)
    assert (paper.state, paper.remark) == (State.OPEN, "签到表日期为9月2日。")


def test_a_stale_form_is_told(world: OfficeWorld) -> None:
    paper = drawn_work(world).papers.first()
    written = Written({}, remark="甲")
    paper_save(actor=world.actors["auditor"], paper=paper, version=0, written=written)
    with pytest.raises(ValidationError, match="已有变化"):
        paper_save(actor=world.actors["auditor"], paper=paper, version=0, written=written)


def test_a_work_is_summed_up_when_every_paper_has_a_conclusion_and_closed_for_good(
    world: OfficeWorld,
) -> None:
    auditor, work = world.actors["auditor"], drawn_work(world)
    with pytest.raises(ValidationError, match="还有2份底稿没有结论"):
        work_conclude(actor=auditor, work=work, version=work.version, summary="演示。")
    for paper in work.papers.all():
        conclude(world, paper)
    work = work_conclude(actor=auditor, work=work, version=work.version, summary="演示。")
    work = work_reopen(actor=auditor, work=work, version=work.version)
    work = work_conclude(actor=auditor, work=work, version=work.version, summary="演示。")
    work = work_close(actor=auditor, work=work, version=work.version)
    assert set(work.papers.values_list("state", flat=True)) == {State.CLOSED}
    with pytest.raises(ValidationError, match="已归档"):
        work_reopen(actor=auditor, work=work, version=work.version)
    with pytest.raises(ValidationError, match="已归档"):
        draw_ask(
            actor=auditor,
            work=work,
            version=work.version,
            wanted=Wanted(Subject.RECORD, Method.RANDOM, 1, "甲"),
        )


@pytest.mark.parametrize("who", ["other_auditor", "office", "approver"])
def test_nobody_else_sees_or_writes_it(world: OfficeWorld, who: str) -> None:
    work = drawn_work(world)
    actor, paper = world.actors[who], work.papers.first()
    assert not own_works(actor).exists()
    with pytest.raises(PermissionDenied):
        paper_save(actor=actor, paper=paper, version=0, written=Written({}))
    with pytest.raises(PermissionDenied):
        report_ask(actor=actor, work=work)


def test_the_log_keeps_no_words_of_a_paper(world: OfficeWorld) -> None:
    paper = drawn_work(world).papers.first()
    paper_save(actor=world.actors["auditor"], paper=paper, version=0, written=Written({}, remark="内部说明"))
    change = Change.objects.get(action="audit_paper_save")
    assert "内部说明" not in str(change.after)
    assert change.before["words_sha256"] != change.after["words_sha256"]


def test_a_unit_out_of_scope_is_refused(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="不在您的查看范围"):
        begin(world, unit=world.units["兵"])


def test_the_report_prints_seed_population_conclusions_and_key(world: OfficeWorld) -> None:
    work = drawn_work(world)
    conclude(world, work.papers.first(), conclusion="unproven", remark="=1+1 没有签到表。")
    job = report_ask(actor=world.actors["auditor"], work=work, address="127.0.0.1")
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == "done", job.message
    files = {stored.name.rsplit(".", 1)[1]: file_path(stored).read_bytes() for stored in job.files.all()}
    text = "".join("".join(page.text.split()) for page in read(files["pdf"]))
    for said in (
        "甲",
        work.draws.get().population_sha256[:16],
        "佐证不足,无法核实".replace(",", "，"),
        "审计包公钥指纹",
        "SHA-256(种子".replace("(", "（"),
    ):
        assert said in text
    book = load_workbook(io.BytesIO(files["xlsx"]))
    assert book.sheetnames == ["说明", "抽样", "样本", "核对", "抽样时情况"]
    head, *lines = book["样本"].iter_rows(values_only=True)
    remarks = [line[head.index("说明")] for line in lines]
    assert "'=1+1 没有签到表。" in remarks
    assert Access.objects.get(action="audit_report").address == "127.0.0.1"
    with pikepdf.open(io.BytesIO(files["pdf"])) as pdf:
        assert "source.json" in pdf.attachments
