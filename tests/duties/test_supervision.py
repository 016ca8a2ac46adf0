"""Supervision: from an overdue cell to an issued notice, and what is refused on the way."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from duties.models import SupervisionItem
from duties.selectors.cell_key import facts_of
from duties.selectors.supervision import readable_items
from duties.selectors.supervision.drafts import copies_for
from duties.selectors.supervision.items import open_item, standing_of
from duties.selectors.supervision.waiting import waiting_for
from duties.services.supervision.drafting import Draft, subject_of, supervision_edit
from duties.supervision_states import State
from portal.documents.paper import Paragraph
from portal.models import Document, Job, Message
from portal.selectors.documents import paper_of, version_of
from portal.services.documents import document_return, document_review, document_void
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once
from tests.duties.supervision_world import drafted, issue, issued, wording

pytestmark = pytest.mark.django_db


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    with time_machine.travel(NOW, tick=False):
        yield made


def reworded(world: OfficeWorld, item: SupervisionItem, **values: object) -> Draft:
    return Draft(subject_of(world.actors["office"], item), wording(**values))


def test_the_notice_says_clause_facts_demands_and_deadline(world: OfficeWorld) -> None:
    paper = paper_of(drafted(world).notice)
    text = "".join(block.text for block in paper.body)
    assert "《新疆生产建设兵团乡村振兴责任制实施细则》第八条第二款(二)规定:“每季度至少主持召开1次" in text
    assert "你单位2026年第三季度“领导小组会议”应完成1次,截至2026年11月24日计入0次" in text
    assert "应于2026年9月30日前完成,已逾期55天" in text
    assert Paragraph("1.尽快补办。") in paper.body
    assert "请于2026年12月9日前办结" in text
    assert (paper.addressee, paper.kind, paper.draft) == ("演示27团", "督办通知单", True)


def test_quotes_within_the_quoted_clause_are_single(world: OfficeWorld) -> None:
    facts = facts_of(world.cell().line())
    assert "“" not in facts.quote or "‘" in "".join(b.text for b in paper_of(drafted(world).notice).body)


def test_copies_go_to_those_between_or_above(world: OfficeWorld) -> None:
    units = world.units
    assert copies_for(units["团"], units["师"]) == ["演示兵团党委农村工作领导小组办公室"]
    assert copies_for(units["连"], units["师"]) == ["演示27团"]
    assert copies_for(units["师"], units["兵"]) == []


def test_from_draft_to_the_addressee(world: OfficeWorld) -> None:
    item = drafted(world)
    assert not readable_items(world.actors["official"]).exists()
    notice = issue(world, item)
    assert notice.number == "演示二师农领办督〔2026〕1号"
    assert readable_items(world.actors["official"]).get() == item
    item.refresh_from_db()
    assert (item.state, item.number) == (State.ISSUED, "督2026-001")
    assert list(waiting_for(world.actors["official"])) == [item]
    told = Message.objects.filter(title__startswith="收到督办通知单").values_list(
        "account__username", flat=True
    )
    assert set(told) == {"clerk", "official"}


def test_what_was_made_good_is_shown_and_waits_for_a_person(world: OfficeWorld) -> None:
    item = issued(world)
    hold(world)
    found = readable_items(world.actors["official"]).get()
    assert standing_of([found])[item.pk].is_settled
    assert list(waiting_for(world.actors["official"])) == [item]


@pytest.mark.parametrize("who", ["clerk", "approver", "auditor", "aside"])
def test_only_an_office_that_holds_the_area_drafts(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        drafted(world, who)


def test_the_office_above_may_too(world: OfficeWorld) -> None:
    assert drafted(world, "above").office == world.units["兵"]


def test_no_notice_to_oneself(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="不能对本单位"):
        drafted(world, cells=[world.cell("师", "a7.2.leading_group")])


def test_what_is_overdue_no_more_is_refused(world: OfficeWorld) -> None:
    hold(world)
    with pytest.raises(ValidationError, match="按时完成"):
        drafted(world)


def test_what_is_not_owed_is_refused(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="不存在"):
        drafted(world, cells=[world.cell(period="2023Q1")])


def test_one_open_notice_an_obligation(world: OfficeWorld) -> None:
    item = drafted(world)
    with pytest.raises(ValidationError, match="不能重复督办"):
        drafted(world, "above")
    assert open_item(world.cell()) == item
    document_void(
        actor=world.actors["office"], document=item.notice, version=version_of(item.notice), reason="重拟"
    )
    assert drafted(world) != item


def test_a_double_submission_opens_one(world: OfficeWorld) -> None:
    token = uuid.uuid4()
    assert drafted(world, token=token) == drafted(world, token=token)
    with pytest.raises(ValidationError, match="表单已失效"):
        drafted(world, "colleague", token=token)


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("demands", "\n"), ("deadline", dt.date(2026, 11, 24))]
)
def test_bad_wording_is_refused_at_its_field(world: OfficeWorld, field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        drafted(world, words=wording(**{field: value}))
    assert list(refused.value.message_dict) == [field]
    assert not SupervisionItem.objects.exists()


def test_an_edit_changes_paper_and_item(world: OfficeWorld) -> None:
    item = drafted(world)
    supervision_edit(
        actor=world.actors["colleague"],
        item=item,
        version=version_of(item.notice),
        draft=reworded(world, item, demands="立即召开会议。", deadline=dt.date(2026, 12, 20)),
    )
    item.refresh_from_db()
    assert item.deadline == dt.date(2026, 12, 20)
    assert Paragraph("1.立即召开会议。") in paper_of(item.notice).body


def test_an_edit_of_what_was_changed_meanwhile_is_told(world: OfficeWorld) -> None:
    item = drafted(world)
    seen = version_of(item.notice)
    first, second = reworded(world, item, title="甲"), reworded(world, item, title="乙")
    supervision_edit(actor=world.actors["colleague"], item=item, version=seen, draft=first)
    with pytest.raises(ValidationError, match="演示-colleague"):
        supervision_edit(actor=world.actors["office"], item=item, version=seen, draft=second)


def test_a_returned_notice_is_worded_anew(world: OfficeWorld) -> None:
    item = drafted(world)
    notice = document_review(
        actor=world.actors["office"], document=item.notice, version=version_of(item.notice)
    )
    document_return(
        actor=world.actors["approver"], document=notice, version=version_of(notice), reason="要求不具体"
    )
    item = readable_items(world.actors["office"]).get()
    supervision_edit(
        actor=world.actors["office"],
        item=item,
        version=version_of(item.notice),
        draft=reworded(world, item, title="新标题"),
    )
    assert Document.objects.get().state == Document.State.DRAFT


def test_what_is_made_good_before_the_signature_is_not_issued(world: OfficeWorld) -> None:
    item = drafted(world)
    notice = document_review(
        actor=world.actors["office"], document=item.notice, version=version_of(item.notice)
    )
    job = document_issue_ask(actor=world.actors["approver"], document=notice, version=version_of(notice))
    hold(world)
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "不再是逾期未完成" in job.message
    assert Document.objects.get().number == ""


def test_a_deadline_that_has_passed_is_not_issued(world: OfficeWorld) -> None:
    item = drafted(world)
    with (
        time_machine.travel(NOW + dt.timedelta(days=20), tick=False),
        pytest.raises(ValidationError, match="办结期限已到或已过"),
    ):
        document_review(actor=world.actors["office"], document=item.notice, version=version_of(item.notice))
