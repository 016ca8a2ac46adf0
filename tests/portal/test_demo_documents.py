"""The documents of the demonstration: in each state that somebody acts on, once, and all plainly invented."""

import pytest

from portal.demo_documents import ORIGIN, add_documents
from portal.models import Document, SigningCertificate
from tests.portal.desk import make_desk

pytestmark = pytest.mark.django_db


def test_there_is_one_in_each_state_and_twice_adds_nothing() -> None:
    make_desk()
    add_documents()
    add_documents()
    made = Document.objects.filter(origin=ORIGIN)
    assert sorted(made.values_list("state", flat=True)) == ["cosigning", "draft", "reviewed"]
    assert all("演示" in each.title and each.source["demo"] for each in made)
    certificate = SigningCertificate.objects.get()
    assert certificate.test
    assert "演示证书-不具法律效力" in certificate.subject
