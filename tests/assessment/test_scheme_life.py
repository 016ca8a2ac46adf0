"""An assessment from the draft to the freeze: a table worked out by hand, second persons, objections, and what freezing holds."""

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.models import Correction, Indicator, Scheme, Score
from assessment.scoring.kinds import Kind
from assessment.services.schemes.deciding import (
    scheme_approve,
    scheme_cancel,
    scheme_open,
    scheme_submit,
    scores_decide,
    scores_pass,
    scores_review,
)
from assessment.services.schemes.drafting import scheme_create, units_set
from assessment.services.schemes.freezing import scheme_freeze
from assessment.services.schemes.indicators import Content as IndicatorContent
from assessment.services.schemes.indicators import indicator_add, indicator_change, indicator_remove
from assessment.services.schemes.objecting import objection_raise, objection_reject, objection_uphold
from assessment.services.schemes.rating import report_own, score_excuse, score_rate, score_restore
from assessment.services.schemes.scoring import trial_ask
from duties.ledger.status import Status
from duties.models import PeriodLock, Record
from duties.record_sources import record_page
from duties.selectors.ledger import ledger
from duties.services.records import record_withdraw
from portal.access import SYSTEM
from portal.models import Document, Role
from portal.selectors.documents import version_of
from portal.services.documents import document_void
from portal.services.jobs import job_run
from tests.assessment.scheme_world import (
    NOW,
    decided,
    drafted,
    line,
    make_scheme_world,
    notified,
    opened,
    rate_all,
    record,
    score,
    sheet,
)
from tests.duties.office_world import OfficeWorld
from tests.duties.shared import once
from tests.portal.desk import account_at

made = once(make_scheme_world, NOW)

TABLE = {
    "会议制度落实": ("4", "0"),
    "会议按时召开": ("2", "0"),
    "党委常委会专题研究次数": ("3", "0"),
    "领导小组会议次数": ("4", "0"),
    "专题学习次数": ("2", "0"),
    "年度任务、计划和项目库": ("3", "0"),
    "计划制定时效": ("1/2", "0"),
    "年度计划质量": ("8/5", "0"),
    "定点联系": ("0", ""),
    "专题调研次数": ("3/2", ""),
    "调研成果质量": ("3", "0"),
    "辖区完成率": ("8", ""),
    "辖区按时率": ("4", ""),
    "年度报告和全会报告": ("2", "0"),
    "年度报告时效": ("1", "0"),
    "年度报告质量": ("6/5", "0"),
    "职工群众人均收入增长": ("36/5", "9"),
    "高标准农田建设任务完成": ("", ""),
    "连队生活污水治理": ("", ""),
    "督查发现问题": ("", ""),
    "第三方评估": ("21/8", "0"),
    "暗访抽查": ("10/7", ""),
    "职工群众认可度": ("", ""),
    "创新示范加分": ("3/2", "0"),
    "突出问题减分": ("0", "0"),
}
"""Points of 演示27团 and 演示28团, line by line, worked out by hand from what `make_scheme_world` says; empty: does not apply."""
TOTALS = {"团": (Fraction(14911, 224), "66.57", "一般", 1), "邻": (Fraction(300, 19), "15.79", "较差", 2)}
"""(50.625 + 10/7) / 80 × 100 + 1.5, and 9 / 57 × 100."""


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def points(scheme: Scheme, code: str) -> dict[str, str]:
    rows = Score.objects.filter(assessed__scheme=scheme, assessed__unit__code=code)
    return dict(rows.values_list("indicator__name", "points"))


def test_the_result_equals_the_table_worked_out_by_hand(world: OfficeWorld) -> None:
    scheme = rate_all(world, score(world, opened(world)))
    assert points(scheme, "团") == {name: own for name, (own, _) in TABLE.items()}
    assert points(scheme, "邻") == {name: other for name, (_, other) in TABLE.items()}
    for code, (exact, total, grade, place) in TOTALS.items():
        found = sheet(scheme, code)
        assert (found.exact, str(found.total), found.grade, found.place) == (str(exact), total, grade, place)


def test_every_point_lost_to_the_ledger_has_its_cell(world: OfficeWorld) -> None:
    scheme = score(world, opened(world))
    lost = line(scheme, "党委常委会专题研究次数")
    open_cells = [each for each in lost.facts if each["counted"] < each["required"]]
    assert [each["cell"][2:4] for each in open_cells] == [["a8.2.standing_committee", "2026Q4"]]
    assert open_cells[0]["article"] == 8
    for each in Score.objects.filter(
        assessed__scheme=scheme, indicator__kind__in=["ledger", "quantity", "timeliness"]
    ):
        if each.points and Fraction(each.points) < Fraction(each.indicator.weight):
            assert [fact for fact in each.facts if fact["status"] != Status.MET], each.indicator.name


def test_scoring_again_reads_the_facts_as_they_are_now_and_changes_only_what_depends_on_them(
    world: OfficeWorld,
) -> None:
    scheme = rate_all(world, score(world, opened(world)))
    before = {code: points(scheme, code) for code in ("团", "邻")}
    facts = {row.pk: row.facts for row in Score.objects.filter(assessed__scheme=scheme)}
    record(world, "团", "meeting", "2026-11-25", "party_standing_committee")
    again = score(world, scheme)
    after = {code: points(again, code) for code in ("团", "邻")}
    changed = {name for name in TABLE if before["团"][name] != after["团"][name]}
    assert changed == {"会议制度落实", "会议按时召开", "党委常委会专题研究次数"}
    assert after["邻"] == before["邻"]
    moved = {
        row.indicator.name
        for row in Score.objects.filter(assessed__scheme=scheme)
        if row.facts != facts[row.pk]
    }
    assert moved == changed
    assert after["团"]["党委常委会专题研究次数"] == "4"


def test_the_number_of_queries_does_not_grow_with_units(world: OfficeWorld) -> None:
    scheme = opened(world)
    with CaptureQueriesContext(connection) as both:
        score(world, scheme)
    alone = opened_for(world, {world.units["团"].pk: "全部"})
    with CaptureQueriesContext(connection) as one:
        score(world, alone)
    assert len(both) == len(one)


def opened_for(world: OfficeWorld, groups: dict[int, str]) -> Scheme:
    """Another year's assessment of some units alone."""
    scheme = scheme_create(actor=world.actors["office"], year=2025, begin="sample", token=uuid.uuid4())
    Scheme.objects.filter(pk=scheme.pk).update(year=2024)
    scheme.refresh_from_db()
    scheme.units.exclude(unit__in=groups).delete()
    if not scheme.units.exists():
        for unit in groups:
            scheme.units.create(unit_id=unit)
    scheme = scheme_submit(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = scheme_approve(actor=world.actors["approver"], scheme=scheme, version=scheme.version)
    return scheme_open(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def test_a_draft_is_tried_on_another_year_and_nothing_but_the_outcome_is_kept(world: OfficeWorld) -> None:
    scheme = drafted(world)
    job = trial_ask(
        actor=world.actors["office"], scheme=scheme, version=scheme.version, year=2026, token=uuid.uuid4()
    )
    job_run(job.public_id)
    scheme.refresh_from_db()
    assert scheme.trial is not None
    rows = {row["code"]: row for row in scheme.trial["rows"]}
    # Without what the office enters: (15 + 3.5 + 1.5 + 12 + 3 + 7.2) / 68 and 9 / 47.
    assert (rows["团"]["total"], rows["邻"]["total"]) == ("62.06", "19.15")
    assert not Score.objects.exists()


def test_weights_that_do_not_total_keep_a_scheme_from_approval(world: OfficeWorld) -> None:
    scheme = drafted(world)
    first = scheme.indicators.get(name="会议按时召开")
    content = IndicatorContent(first.name, Decimal("4.01"), Kind.LEDGER, first.parameters)
    indicator_change(
        actor=world.actors["office"], scheme=scheme, version=scheme.version, indicator=first, content=content
    )
    scheme.refresh_from_db()
    with pytest.raises(ValidationError, match=r"权重合计 24\.01,应为 24"):
        scheme_submit(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def test_a_scheme_of_opinions_is_refused(world: OfficeWorld) -> None:
    scheme = scheme_create(actor=world.actors["office"], year=2026, begin="blank", token=uuid.uuid4())
    indicator_add(
        actor=world.actors["office"], scheme=scheme, version=scheme.version, parent=None,
        content=IndicatorContent("第三方评估", Decimal(100), Kind.THIRD_PARTY),
    )  # fmt: skip
    scheme.refresh_from_db()
    with pytest.raises(ValidationError, match="定量指标占 0%"):
        scheme_submit(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def test_the_tree_is_held_to_its_rules(world: OfficeWorld) -> None:
    scheme = drafted(world)
    office = world.actors["office"]
    group, leaf = scheme.indicators.get(name="组织领导"), scheme.indicators.get(name="会议制度落实")
    bonus = IndicatorContent("加分", Decimal(1), Kind.ADDITION)
    with pytest.raises(ValidationError, match="一级指标"):
        indicator_add(actor=office, scheme=scheme, version=scheme.version, parent=group, content=bonus)
    with pytest.raises(ValidationError, match="分组之下"):
        indicator_add(actor=office, scheme=scheme, version=scheme.version, parent=leaf, content=bonus)
    content = IndicatorContent("时效", Decimal(1), Kind.TIMELINESS, {"rules": ["a8.1.plan"], "late": "多"})
    with pytest.raises(ValidationError, match="数字"):
        indicator_add(actor=office, scheme=scheme, version=scheme.version, parent=group, content=content)
    indicator_remove(actor=office, scheme=scheme, version=scheme.version, indicator=group)
    assert not Indicator.objects.filter(scheme=scheme, name="会议制度落实").exists()
    with pytest.raises(ValidationError, match="不是最新"):
        indicator_remove(actor=office, scheme=scheme, version=0, indicator=leaf)


def test_next_year_takes_over_last_years_scheme(world: OfficeWorld) -> None:
    first = opened(world)
    groups = {world.units["团"].pk: "城郊", world.units["邻"].pk: "边境"}
    for unit, group in groups.items():
        first.units.filter(unit=unit).update(group=group)
    copy = scheme_create(
        actor=world.actors["office"], year=2027, begin=str(first.public_id), token=uuid.uuid4(), copied=first
    )
    assert copy.title == "演示二师2027年度推进乡村振兴战略实绩考核工作方案"
    assert dict(copy.units.values_list("unit", "group")) == groups
    told = [
        list(
            each.indicators.order_by("name", "pk").values_list("name", "parent__name", "weight", "parameters")
        )
        for each in (first, copy)
    ]
    assert told[0] == told[1]
    with pytest.raises(ValidationError, match="已有考核方案"):
        drafted(world)


def test_an_approved_scheme_fulfils_the_duty_and_a_cancelled_one_does_not(world: OfficeWorld) -> None:
    scheme = drafted(world, "above")
    scheme = scheme_submit(actor=world.actors["above"], scheme=scheme, version=scheme.version)
    approver = account_at(world.units["兵"], Role.APPROVER, "corps_approver")
    scheme = scheme_approve(actor=approver, scheme=scheme, version=scheme.version)
    row = ledger().get(unit=world.units["兵"], rule__code="a17.scheme", period="2026")
    assert (row.counted, row.status) == (1, Status.MET_LATE)  # type: ignore[attr-defined]
    assert scheme.record is not None
    assert record_page(scheme.record.pk) == f"/assessment/{scheme.public_id}/"
    scheme_cancel(actor=approver, scheme=scheme, version=scheme.version, text="改期。")
    assert ledger().get(unit=world.units["兵"], rule__code="a17.scheme", period="2026").counted == 0


def test_a_second_person_approves_reviews_and_decides(world: OfficeWorld) -> None:
    scheme = drafted(world)
    with pytest.raises(PermissionDenied):
        scheme_approve(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = rate_all(world, score(world, opened_from(world, scheme)))
    scheme = scores_pass(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    with pytest.raises(ValidationError, match="另一人"):
        scores_review(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = scores_review(actor=world.actors["approver"], scheme=scheme, version=scheme.version)
    scheme = scores_decide(actor=world.actors["approver"], scheme=scheme, version=scheme.version)
    assert scheme.state == "decided"


def opened_from(world: OfficeWorld, scheme: Scheme) -> Scheme:
    """That draft, approved and opened."""
    scheme = scheme_submit(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = scheme_approve(actor=world.actors["approver"], scheme=scheme, version=scheme.version)
    return scheme_open(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def test_what_is_entered_by_hand_is_awaited_and_held_to_its_bounds(world: OfficeWorld) -> None:
    scheme = score(world, opened(world))
    office = world.actors["office"]
    with pytest.raises(ValidationError, match="还有 10 项"):
        scores_pass(actor=office, scheme=scheme, version=scheme.version)
    for name, entry, field in (
        ("第三方评估", {"mark": Decimal(101)}, "mark"),
        ("暗访抽查", {"checked": 3, "passed": 4}, "passed"),
        ("年度计划质量", {"level": 4}, "level"),
        ("创新示范加分", {"points": Decimal("5.01")}, "points"),
    ):
        with pytest.raises(ValidationError) as told:
            score_rate(
                actor=office, score=line(scheme, name), version=scheme.version, entry=entry, basis="依据。"
            )
        assert field in told.value.message_dict
    with pytest.raises(ValidationError, match="评定依据"):
        score_rate(
            actor=office,
            score=line(scheme, "第三方评估"),
            version=scheme.version,
            entry={"mark": 80},
            basis=" ",
        )
    with pytest.raises(ValidationError, match="不能人工评定"):
        score_rate(
            actor=office, score=line(scheme, "会议制度落实"), version=scheme.version, entry={}, basis="依据。"
        )


def test_what_is_excused_leaves_the_denominator_until_it_applies_again(world: OfficeWorld) -> None:
    scheme = rate_all(world, score(world, opened(world)))
    office, name = world.actors["office"], "定点联系"
    before = sheet(scheme).exact
    score_excuse(actor=office, score=line(scheme, name), version=scheme.version, basis="没有所属连队。")
    scheme.refresh_from_db()
    assert line(scheme, name).points == ""
    assert Fraction(sheet(scheme).exact) == (Fraction(before) - Fraction(3, 2)) * 80 / 77 + Fraction(3, 2)
    score(world, scheme)
    assert line(scheme, name).why == "不适用:没有所属连队。"
    scheme.refresh_from_db()
    score_restore(actor=office, score=line(scheme, name), version=scheme.version, basis="有一个连队。")
    assert sheet(scheme).exact == before


def test_a_report_on_oneself_changes_no_score(world: OfficeWorld) -> None:
    scheme = opened(world)
    own = sheet(scheme)
    every = {each.pk: str(each.indicator.weight) for each in own.scores.select_related("indicator")}
    with pytest.raises(PermissionDenied):
        report_own(actor=world.actors["aside"], assessed=own, text="", points={}, texts={})
    key = next(iter(every))
    with pytest.raises(ValidationError, match="须在"):
        report_own(actor=world.actors["clerk"], assessed=own, text="", points={key: "100.5"}, texts={})
    report_own(
        actor=world.actors["clerk"], assessed=own, text="都已完成。", points=every, texts={key: "满分。"}
    )
    assert points(rate_all(world, score(world, scheme)), "团") == {
        name: mine for name, (mine, _) in TABLE.items()
    }
    assert line(scheme, "会议制度落实").own_points == "8.00"


def test_notified_every_unit_is_assessed_in_the_ledger_and_void_none_is(world: OfficeWorld) -> None:
    scheme = notified(world)
    assert scheme.circular is not None
    assert (scheme.state, scheme.object_until) == ("notified", dt.date(2027, 2, 17))
    assert scheme.circular.number.endswith("考〔2027〕1号")
    row = ledger().get(unit=world.units["师"], rule__code="a17.assess_regiments", period="2026")
    assert (row.required, row.counted, row.status) == (2, 2, Status.MET)  # type: ignore[attr-defined]
    made = sheet(scheme).record
    assert made is not None
    assert (made.kind, made.target, made.for_period) == ("assessment", world.units["团"], "2026")
    document = Document.objects.get(pk=scheme.circular.pk)
    document_void(
        actor=world.actors["approver"], document=document, version=version_of(document), reason="名次有误。"
    )
    scheme.refresh_from_db()
    assert (scheme.state, Record.objects.get(pk=made.pk).withdrawn_at is not None) == ("decided", True)


def test_an_objection_is_upheld_by_another_and_both_scores_stay(world: OfficeWorld) -> None:
    scheme = notified(world)
    official = world.actors["official"]
    lost = line(scheme, "党委常委会专题研究次数")
    with pytest.raises(PermissionDenied):
        objection_raise(actor=world.actors["clerk"], score=lost, version=scheme.version, text="有误。")
    objection = objection_raise(actor=official, score=lost, version=scheme.version, text="第四季度开过会。")
    scheme.refresh_from_db()
    with pytest.raises(ValidationError, match="已有一件"):
        objection_raise(actor=official, score=lost, version=scheme.version, text="再提一次。")
    given = {"objection": objection, "version": scheme.version, "text": "查实,更正。"}
    with pytest.raises(ValidationError, match="参加了本次评分"):
        objection_uphold(actor=world.actors["office"], points=Decimal(4), **given)
    for wrong in (Decimal("4.01"), Decimal(3)):
        with pytest.raises(ValidationError):
            objection_uphold(actor=world.actors["approver"], points=wrong, **given)
    objection_uphold(actor=world.actors["approver"], points=Decimal("3.5"), **given)
    kept = Correction.objects.get()
    assert (kept.before, kept.after, line(scheme, "党委常委会专题研究次数").points) == ("3", "7/2", "7/2")
    assert sheet(scheme).exact == str(Fraction(14911, 224) + Fraction(1, 2) * 100 / 80)


def test_frozen_nothing_changes_any_more(world: OfficeWorld) -> None:
    scheme = notified(world)
    office = world.actors["office"]
    objection = objection_raise(
        actor=world.actors["official"],
        score=line(scheme, "第三方评估"),
        version=scheme.version,
        text="偏低。",
    )
    scheme.refresh_from_db()
    with pytest.raises(ValidationError, match="届满后"):
        scheme_freeze(actor=office, scheme=scheme, version=scheme.version)
    with time_machine.travel(dt.datetime(2027, 2, 18, 9, tzinfo=NOW.tzinfo), tick=False):
        with pytest.raises(ValidationError, match="没有答复"):
            scheme_freeze(actor=office, scheme=scheme, version=scheme.version)
        with pytest.raises(ValidationError, match="届满"):
            objection_raise(
                actor=world.actors["official"],
                score=line(scheme, "暗访抽查"),
                version=scheme.version,
                text="晚了。",
            )
        objection_reject(
            actor=world.actors["approver"], objection=objection, version=scheme.version, text="评估报告无误。"
        )
        scheme.refresh_from_db()
        scheme = scheme_freeze(actor=office, scheme=scheme, version=scheme.version)
        locked = PeriodLock.objects.filter(unlocked_at__isnull=True, period="2026")
        assert {each.unit for each in locked} == {world.units["团"], world.units["邻"]}
        before = list(Score.objects.order_by("pk").values())
        counted = Record.objects.filter(unit=world.units["团"], kind="meeting").first()
        assert counted is not None
        with pytest.raises(ValidationError, match="已锁定"):
            record_withdraw(actor=SYSTEM, record=counted, reason="撤回。")
        record(world, "团", "meeting", "2027-02-11", "party_standing_committee")
        assert list(Score.objects.order_by("pk").values()) == before
        with pytest.raises(ValidationError, match="不是最新"):
            score_rate(
                actor=office,
                score=line(scheme, "第三方评估"),
                version=scheme.version,
                entry={"mark": 90},
                basis="改。",
            )


def test_the_cutoff_day_is_the_day_as_of_which_the_ledger_is_read(world: OfficeWorld) -> None:
    scheme = opened(world)
    Scheme.objects.filter(pk=scheme.pk).update(cutoff_on=dt.date(2027, 1, 31))
    scheme.refresh_from_db()
    scheme = score(world, scheme)
    assert scheme.read_on == dt.date(2027, 1, 31)
    # The report of 5 February was not there yet, and on its last day it was not late.
    assert line(scheme, "年度报告时效").points == "2"
    assert line(scheme, "党委常委会专题研究次数").points == "3"


def test_units_are_chosen_from_the_area_and_ranked_by_class(world: OfficeWorld) -> None:
    scheme = drafted(world)
    office = world.actors["office"]
    with pytest.raises(ValidationError, match="至少选择"):
        units_set(actor=office, scheme=scheme, version=scheme.version, groups={})
    with pytest.raises(ValidationError, match="不在本辖区"):
        units_set(actor=office, scheme=scheme, version=scheme.version, groups={world.units["连"].pk: ""})
    groups = {world.units["团"].pk: "城郊", world.units["邻"].pk: "边境"}
    scheme = units_set(actor=office, scheme=scheme, version=scheme.version, groups=groups)
    scheme = score(world, opened_from(world, scheme))
    assert {each.group: each.place for each in scheme.units.all()} == {"城郊": 1, "边境": 1}


def test_a_result_is_passed_on_after_the_year_only(world: OfficeWorld) -> None:
    scheme = rate_all(world, score(world, opened(world)))
    with (
        time_machine.travel(dt.datetime(2026, 12, 31, 9, tzinfo=NOW.tzinfo), tick=False),
        pytest.raises(ValidationError, match="尚未结束"),
    ):
        scores_pass(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def test_decided_results_have_their_circular_checked(world: OfficeWorld) -> None:
    scheme = decided(world)
    assert scheme.decided_by == world.actors["approver"].account
    assert scheme.reviewed_by == world.actors["colleague"].account
