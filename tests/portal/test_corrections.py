"""Corrections (更正): a new document takes the place of the old, and both say so."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from portal import registry
from portal.models import Document
from portal.selectors.documents import Act, correction_of, open_acts, paper_of, version_of
from portal.services.corrections import TWICE, correction_draft, document_correct
from portal.services.documents import document_review, document_void
from tests.duties.shared import once
from tests.portal.desk import Desk, make_desk, make_reviewed
from tests.portal.test_documents import issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering has tests of its own."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


@pytest.fixture
def old(desk: Desk) -> Document:
    return issue(desk, make_reviewed(desk))


def correct(desk: Desk, old: Document, token: uuid.UUID | None = None) -> Document:
    return document_correct(
        actor=desk.actors["office"],
        document=old,
        version=version_of(old),
        paper=correction_draft(old),
        token=token or uuid.uuid4(),
    )


def corrected(desk: Desk, old: Document) -> Document:
    draft = correct(desk, old)
    reviewed = document_review(actor=desk.actors["office"], document=draft, version=version_of(draft))
    return issue(desk, reviewed)


def test_the_new_paper_names_the_old_one(desk: Desk, old: Document) -> None:
    new = corrected(desk, old)
    assert (new.serial, new.replaces, correction_of(old)) == (2, old, new)
    assert paper_of(new).note == f"本件更正并取代{old.number},原件停止使用"
    assert paper_of(new).source["replaces"] == old.number


def test_the_old_one_stands_until_the_new_one_is_issued(client: Client, desk: Desk, old: Document) -> None:
    page = reverse("verify", args=[old.short_code])
    correct(desk, old)
    assert "现行有效" in client.get(page).content.decode()
    Document.objects.filter(state="draft").update(state="void")
    new = corrected(desk, old)
    shown = client.get(page).content.decode()
    assert "已被更正取代" in shown
    assert "现行有效" not in shown
    assert new.number in shown
    of_new = client.get(reverse("verify", args=[new.short_code])).content.decode()
    assert "现行有效" in of_new
    assert old.number in of_new


def test_one_correction_at_a_time_and_a_void_one_makes_room(desk: Desk, old: Document) -> None:
    first = correct(desk, old)
    with pytest.raises(ValidationError, match=TWICE):
        correct(desk, old)
    assert Act.CORRECT not in open_acts(desk.actors["office"], old)
    document_void(actor=desk.actors["office"], document=first, version=version_of(first), reason="不必更正")
    assert correct(desk, old).replaces == old


def test_the_same_form_sent_twice_drafts_one(desk: Desk, old: Document) -> None:
    token = uuid.uuid4()
    assert correct(desk, old, token) == correct(desk, old, token)


def test_only_the_office_of_the_issuer_corrects_and_only_what_is_issued(desk: Desk, old: Document) -> None:
    with pytest.raises(PermissionDenied):
        document_correct(
            actor=desk.actors["approver"],
            document=old,
            version=version_of(old),
            paper=correction_draft(old),
            token=uuid.uuid4(),
        )
    draft = make_reviewed(desk)
    with pytest.raises(ValidationError, match="已不是最新"):
        document_correct(
            actor=desk.actors["office"],
            document=draft,
            version=version_of(draft),
            paper=correction_draft(old),
            token=uuid.uuid4(),
        )


def test_a_correction_is_not_asked_whether_its_facts_still_stand(
    desk: Desk, old: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(document: Document) -> None:
        raise ValidationError("事实已变。")

    monkeypatch.setitem(registry._document_checks, old.kind, refuse)
    assert corrected(desk, old).number
    with pytest.raises(ValidationError, match="事实已变"):
        make_reviewed(desk)
