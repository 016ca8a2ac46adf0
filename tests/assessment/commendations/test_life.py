"""Commendations and leads from their facts to the paper or the receipt: who decides, who reads."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.commendation_states import State, Subject
from assessment.commendations.papers import decision, lead_sheet, source
from assessment.lead_states import State as LeadState
from assessment.models import AccountabilityLead, Commendation
from assessment.selectors.commendations import readable_commendations, readable_leads
from assessment.selectors.matter_facts import failings, merits
from assessment.services.commendations.commending import (
    Proposal,
    commendation_agree,
    commendation_cancel,
    commendation_propose,
    commendation_relist,
    commendation_submit,
    commendation_withdraw,
)
from assessment.services.commendations.leads import (
    lead_agree,
    lead_hand,
    lead_propose,
    lead_submit,
)
from portal import clock
from portal.models import Change, Document, Message, Tenure
from portal.selectors.documents import version_of
from portal.services.documents import document_draft, document_review
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from tests.duties.office_world import OfficeWorld, hold


def proposed(world: OfficeWorld, **values: object) -> Commendation:
    given = {
        "unit": world.units["团"],
        "subject": Subject.DEPARTMENT,
        "year": 2026,
        "manner": "通报表扬",
        "reason": "成效显著。",
        "facts": merits(world.units["团"], 2026),
    }
    proposal = Proposal(**(given | values))  # type: ignore[arg-type]
    return commendation_propose(actor=world.actors["office"], proposal=proposal, token=uuid.uuid4())


def agreed(world: OfficeWorld, **values: object) -> Commendation:
    made = proposed(world, **values)
    made = commendation_submit(actor=world.actors["office"], commendation=made, version=made.version)
    return commendation_agree(
        actor=world.actors["approver"], commendation=made, version=made.version, text="事实清楚。"
    )


def issued(world: OfficeWorld) -> Commendation:
    made = agreed(world)
    office = world.actors["office"]
    found = source(office, made.public_id)
    assert found is not None
    document = document_draft(
        actor=office,
        paper=found.paper,
        issuer=world.units["师"],
        addressee=found.addressee,
        origin=f"commendation:{made.public_id}",
    )
    document = document_review(actor=office, document=document, version=version_of(document))
    job = document_issue_ask(actor=world.actors["approver"], document=document, version=version_of(document))
    job_run(job.public_id)
    made.refresh_from_db()
    return made


def test_facts_have_figures_with_their_base(world: OfficeWorld) -> None:
    hold(world)
    facts = {fact.key: fact for fact in merits(world.units["团"], 2026)}
    assert facts["rate"].value.startswith("应完成")
    assert facts["records-meeting"].value == "1次(份)"


def test_facts_of_a_seat_are_of_the_seat(world: OfficeWorld) -> None:
    tenure = Tenure.objects.get(unit=world.units["团"], role="party_secretary")
    hold(world)
    facts = {fact.key: fact for fact in merits(world.units["团"], 2026, tenure.role, tenure.person)}
    assert "items" not in facts
    assert facts["records-meeting"].title == "2026年主持、带队会议"


def test_who_proposes_does_not_decide(world: OfficeWorld) -> None:
    made = proposed(world)
    made = commendation_submit(actor=world.actors["office"], commendation=made, version=made.version)
    with pytest.raises(PermissionDenied):
        commendation_agree(
            actor=world.actors["office"], commendation=made, version=made.version, text="同意。"
        )
    with pytest.raises(ValidationError) as refused:
        commendation_agree(actor=world.actors["approver"], commendation=made, version=made.version, text=" ")
    assert refused.value.message_dict == {"text": ["请写明同意表彰的理由。"]}


def test_one_wins_and_the_other_is_told(world: OfficeWorld) -> None:
    made = proposed(world)
    commendation_submit(actor=world.actors["office"], commendation=made, version=made.version)
    with pytest.raises(ValidationError, match=r"已于.*办理「报请审定」,现为「待审定」"):
        commendation_cancel(
            actor=world.actors["colleague"], commendation=made, version=made.version, text="不提了。"
        )


def test_nobody_commends_without_facts_or_oneself(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError) as refused:
        proposed(world, facts=[], manner=" ")
    assert refused.value.message_dict.keys() == {"facts", "manner"}
    with pytest.raises(ValidationError, match="不能表彰本单位"):
        proposed(world, unit=world.units["师"])
    with pytest.raises(PermissionDenied):
        proposed(world, unit=world.units["兵"])


def test_the_paper_lists_the_facts_and_names_the_article(world: OfficeWorld) -> None:
    made = agreed(world)
    text = "".join(getattr(block, "text", "") for block in decision(made).body)
    assert "第二十二条" in text
    assert all(fact.value in text for fact in made.facts.all())
    assert "决定对演示27团予以通报表扬" in text


def test_it_stands_once_the_decision_is_issued_and_may_be_withdrawn(world: OfficeWorld) -> None:
    made = issued(world)
    assert (made.state, made.paper.kind) == (State.ISSUED.value, "表彰决定")
    assert readable_commendations(world.actors["clerk"]).filter(pk=made.pk).exists()
    back = commendation_withdraw(
        actor=world.actors["approver"], commendation=made, version=made.version, text="事实有误。"
    )
    assert (back.state, back.end_reason) == (State.WITHDRAWN.value, "事实有误。")
    assert Document.objects.get(pk=made.paper_id).state == Document.State.VOID


def test_no_paper_before_the_decision(world: OfficeWorld) -> None:
    made = proposed(world)
    assert source(world.actors["office"], made.public_id) is None
    assert not readable_commendations(world.actors["clerk"]).filter(pk=made.pk).exists()
    assert not readable_commendations(world.actors["auditor"]).filter(pk=made.pk).exists()


def test_facts_are_listed_anew_as_they_stand(world: OfficeWorld) -> None:
    made = proposed(world)
    hold(world)
    facts = merits(world.units["团"], 2026)
    commendation_relist(actor=world.actors["office"], commendation=made, version=made.version, facts=facts)
    assert "records-meeting" in set(made.facts.values_list("key", flat=True))


def lead(world: OfficeWorld) -> AccountabilityLead:
    facts = failings(world.units["团"])[:2]
    return lead_propose(
        actor=world.actors["office"],
        unit=world.units["团"],
        receiver="演示二师纪委",
        note="",
        facts=facts,
        token=uuid.uuid4(),
    )


def lead_agreed(world: OfficeWorld) -> AccountabilityLead:
    made = lead(world)
    made = lead_submit(actor=world.actors["office"], lead=made, version=made.version)
    return lead_agree(actor=world.actors["approver"], lead=made, version=made.version, text="同意移交。")


def test_a_lead_is_handed_over_with_a_receipt(world: OfficeWorld) -> None:
    made = lead_agreed(world)
    with pytest.raises(ValidationError) as refused:
        lead_hand(
            actor=world.actors["office"], lead=made, version=made.version, day=clock.today(), receipt="", received_by=""
        )  # fmt: skip
    assert refused.value.message_dict.keys() == {"receipt", "received_by"}
    with pytest.raises(ValidationError, match="不能早于审定日期"):
        lead_hand(
            actor=world.actors["office"], lead=made, version=made.version, day=dt.date(2026, 11, 1), receipt="1", received_by="2"
        )  # fmt: skip
    done = lead_hand(
        actor=world.actors["office"], lead=made, version=made.version, day=clock.today(), receipt="收〔2026〕3号",
        received_by="演示-接收",
    )  # fmt: skip
    assert done.state == LeadState.HANDED.value


def test_only_who_handles_a_lead_reads_it(world: OfficeWorld) -> None:
    made = lead(world)
    readers = {who for who in world.actors if readable_leads(world.actors[who]).filter(pk=made.pk).exists()}
    assert readers == {"office", "colleague", "approver"}
    made = lead_agreed(world)
    readers = {who for who in world.actors if readable_leads(world.actors[who]).filter(pk=made.pk).exists()}
    assert readers == {"office", "colleague", "approver", "auditor"}


def test_neither_inbox_nor_log_of_the_unit_tells_of_a_lead(world: OfficeWorld) -> None:
    made = lead_agreed(world)
    assert not Message.objects.filter(kind="accountabilitylead", title__contains=made.unit.name).exists()
    rows = Change.objects.filter(target_kind="assessment.accountabilitylead")
    assert set(rows.values_list("unit", flat=True)) == {world.units["师"].pk}


def test_the_sheet_lists_facts_and_concludes_nothing(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(
        "portal.documents.report.render_report", lambda report: seen.append(report) or b"%PDF"
    )
    made = lead_agreed(world)
    assert lead_sheet(made, world.actors["office"]) == b"%PDF"
    table, told = seen[0].sections[0].blocks
    assert [row[1] for row in table.rows] == [fact.title for fact in made.facts.all()]
    assert "不作结论" in told.text
