"""Countersigning (会签): who is asked, who may answer, and that nothing is issued before all have signed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.access import Actor
from portal.models import Countersignature, Document, Message, Role
from portal.selectors.documents import asked_of, readable_documents, version_of
from portal.services.countersigning import (
    MOST,
    countersign,
    countersign_object,
    countersigner_add,
    countersigner_drop,
)
from portal.services.documents import document_edit, document_review
from portal.services.signing import document_issue_ask
from tests.duties.shared import once
from tests.portal.desk import Desk, account_at, make_desk, make_draft, make_paper

pytestmark = pytest.mark.django_db
State = Document.State


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


@pytest.fixture
def member(desk: Desk) -> Actor:
    """An official of the issuer who is asked by name."""
    return account_at(desk.division, Role.OFFICIAL, "member")


def asked_document(desk: Desk, member: Actor) -> Document:
    """A reviewed document that the regiment and the member are to countersign."""
    draft = make_draft(desk)
    for who in (desk.regiment, member.account):
        countersigner_add(actor=desk.actors["office"], document=draft, version=version_of(draft), who=who)
    return document_review(actor=desk.actors["office"], document=draft, version=version_of(draft))


def test_all_must_sign_before_it_can_be_issued(desk: Desk, member: Actor) -> None:
    document, approver = asked_document(desk, member), desk.actors["approver"]
    assert document.state == State.COSIGNING
    with pytest.raises(ValidationError, match="会签中"):
        document_issue_ask(actor=approver, document=document, version=version_of(document))
    document = countersign(actor=member, document=document, version=version_of(document))
    assert document.state == State.COSIGNING
    document = countersign(actor=desk.actors["official"], document=document, version=version_of(document))
    assert document.state == State.REVIEWED
    assert document_issue_ask(actor=approver, document=document, version=version_of(document))


def test_those_asked_are_told_and_may_read_it(desk: Desk, member: Actor) -> None:
    draft = make_draft(desk)
    countersigner_add(
        actor=desk.actors["office"], document=draft, version=version_of(draft), who=desk.regiment
    )
    official = desk.actors["official"]
    assert not readable_documents(official).exists()
    document_review(actor=desk.actors["office"], document=draft, version=version_of(draft))
    assert readable_documents(official).get() == draft
    assert not readable_documents(desk.actors["clerk"]).exists()
    assert Message.objects.get(title__startswith="待会签").account == official.account
    assert not Message.objects.filter(title__startswith="待签发").exists()


def test_the_approver_is_told_after_the_last_signature(desk: Desk, member: Actor) -> None:
    document = asked_document(desk, member)
    for actor in (member, desk.actors["official"]):
        document = countersign(actor=actor, document=document, version=version_of(document))
    assert Message.objects.get(title__startswith="待签发").account == desk.actors["approver"].account


def test_an_objection_returns_it_with_its_reason(desk: Desk, member: Actor) -> None:
    document, official = asked_document(desk, member), desk.actors["official"]
    with pytest.raises(ValidationError, match="理由"):
        countersign_object(actor=official, document=document, version=version_of(document), reason=" ")
    document = countersign_object(
        actor=official, document=document, version=version_of(document), reason="期限过短"
    )
    assert (document.state, document.return_reason) == (State.RETURNED, "演示27团会签不同意:期限过短")
    assert Message.objects.filter(account=document.drafted_by, title__startswith="会签不同意").exists()
    assert not asked_of(member).exists()


def test_after_an_edit_everybody_is_asked_again(desk: Desk, member: Actor) -> None:
    document, office = asked_document(desk, member), desk.actors["office"]
    document = countersign(actor=member, document=document, version=version_of(document))
    document = countersign_object(
        actor=desk.actors["official"], document=document, version=version_of(document), reason="不妥"
    )
    document = document_edit(
        actor=office, document=document, version=version_of(document), paper=make_paper(title="改后")
    )
    assert set(document.countersignatures.values_list("state", "asked_at")) == {("waiting", None)}
    document = document_review(actor=office, document=document, version=version_of(document))
    assert asked_of(member).exists()


@pytest.mark.parametrize("who", ["clerk", "approver", "stranger", "office"])
def test_nobody_else_signs(desk: Desk, member: Actor, who: str) -> None:
    document = asked_document(desk, member)
    with pytest.raises(PermissionDenied):
        countersign(actor=desk.actors[who], document=document, version=version_of(document))


def test_nobody_signs_twice(desk: Desk, member: Actor) -> None:
    document = asked_document(desk, member)
    countersign(actor=member, document=document, version=version_of(document))
    with pytest.raises(ValidationError, match="已不是最新"):
        countersign(actor=member, document=document, version=version_of(document))


def test_a_drafter_does_not_countersign(desk: Desk) -> None:
    draft = make_draft(desk)
    with pytest.raises(ValidationError, match="拟稿人不得会签"):
        countersigner_add(
            actor=desk.actors["office"],
            document=draft,
            version=version_of(draft),
            who=desk.actors["office"].account,
        )


def test_who_holds_no_post_that_signs_is_not_asked(desk: Desk) -> None:
    draft = make_draft(desk)
    ask = {"actor": desk.actors["office"], "document": draft, "version": version_of(draft)}
    with pytest.raises(ValidationError, match="没有可以会签的平台岗位"):
        countersigner_add(**ask, who=desk.actors["clerk"].account)
    with pytest.raises(ValidationError, match="发文单位不送本单位会签"):
        countersigner_add(**ask, who=desk.division)


def test_dropped_before_review_is_not_asked(desk: Desk) -> None:
    draft = make_draft(desk)
    ask = {"actor": desk.actors["office"], "document": draft, "version": version_of(draft)}
    row = countersigner_add(**ask, who=desk.regiment)
    countersigner_drop(**ask, row=row)
    assert document_review(**ask).state == State.REVIEWED
    assert Countersignature.objects.get().state == Countersignature.State.DROPPED


def test_a_reviewed_document_takes_no_more_countersigners(desk: Desk, member: Actor) -> None:
    document = asked_document(desk, member)
    with pytest.raises(ValidationError, match="已不是最新"):
        countersigner_add(
            actor=desk.actors["office"], document=document, version=version_of(document), who=desk.company
        )


def test_there_is_a_most(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST > 10
    monkeypatch.setattr("portal.services.countersigning.MOST", 1)
    draft = make_draft(desk)
    ask = {"actor": desk.actors["office"], "document": draft, "version": version_of(draft)}
    countersigner_add(**ask, who=desk.regiment)
    with pytest.raises(ValidationError, match="最多由1个"):
        countersigner_add(**ask, who=desk.company)
