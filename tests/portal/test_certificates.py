"""Certificates: taken, made, ended; keys that nobody else may read; issue with and without a signature."""

import datetime as dt
import io
import stat
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal import access, clock
from portal.models import Change, Document, Job, SigningCertificate
from portal.selectors.certificates import certificate_of
from portal.services.certificates import (
    certificate_add,
    certificate_end,
    demo_certificate_make,
    key_path,
    make_demo_pair,
)
from portal.services.files import file_path
from tests.duties.shared import once
from tests.portal.desk import Desk, make_desk, make_reviewed
from tests.portal.documents.test_each_kind import PdfFileReader
from tests.portal.test_documents import issue

pytestmark = pytest.mark.django_db


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


def container(desk: Desk, password: str = "geheim") -> bytes:
    """A PKCS #12 file as an authority hands it out."""
    certificate, key = make_demo_pair(desk.division)
    return pkcs12.serialize_key_and_certificates(
        b"seal",
        load_pem_private_key(key, None),
        load_pem_x509_certificate(certificate.encode()),
        None,
        BestAvailableEncryption(password.encode()),
    )


def test_an_issued_paper_is_signed_and_says_so(client: Client, desk: Desk) -> None:
    made = demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    document = issue(desk, make_reviewed(desk))
    assert document.certificate == made
    (signature,) = PdfFileReader(io.BytesIO(file_path(document.file).read_bytes())).embedded_signatures
    assert signature.signer_cert.sha256.hex() == made.fingerprint
    shown = client.get(reverse("verify", args=[document.short_code])).content.decode()
    assert "文件带电子签名" in shown
    assert "演示证书,不具法律效力" in shown


def test_without_a_certificate_it_goes_out_unsigned_and_says_so(client: Client, desk: Desk) -> None:
    document = issue(desk, make_reviewed(desk))
    assert document.certificate is None
    assert "文件不带电子签名" in client.get(reverse("verify", args=[document.short_code])).content.decode()


def test_only_the_owner_reads_the_key(desk: Desk) -> None:
    made = demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    path = key_path(made.fingerprint)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "PRIVATE" not in str(Change.objects.get(action="certificate_add").after)


@pytest.mark.parametrize("harm", ["readable", "gone"])
def test_a_key_that_is_lost_or_open_stops_the_issue(desk: Desk, harm: str) -> None:
    path = key_path(demo_certificate_make(actor=access.SYSTEM, issuer=desk.division).fingerprint)
    if harm == "readable":
        path.chmod(0o644)
    else:
        path.unlink()
    document = issue(desk, make_reviewed(desk))
    assert document.state == Document.State.REVIEWED
    assert "公文未印发" in Job.objects.get().message


def test_a_certificate_of_an_authority_is_taken(desk: Desk) -> None:
    taken = certificate_add(
        actor=access.SYSTEM, issuer=desk.division, container=container(desk), password="geheim"
    )
    assert (certificate_of(desk.division), taken.test) == (taken, False)
    assert taken.subject.startswith("演示二师(演示)")
    assert issue(desk, make_reviewed(desk)).certificate == taken


def test_a_wrong_password_and_no_container_are_said(desk: Desk) -> None:
    for given, password in ((container(desk), "falsch"), (b"nothing", "")):
        with pytest.raises(ValidationError, match="不能读取"):
            certificate_add(actor=access.SYSTEM, issuer=desk.division, container=given, password=password)


def test_a_key_on_a_curve_is_not_taken(desk: Desk) -> None:
    given = pkcs12.serialize_key_and_certificates(
        b"seal", ec.generate_private_key(ec.SECP256R1()), None, None, NoEncryption()
    )
    with pytest.raises(ValidationError, match="须为RSA"):
        certificate_add(actor=access.SYSTEM, issuer=desk.division, container=given, password="")


def test_one_that_is_over_is_not_taken_and_not_used(desk: Desk) -> None:
    given = container(desk)
    demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    with time_machine.travel(clock.now() + dt.timedelta(days=3653), tick=False):
        assert certificate_of(desk.division) is None
        with pytest.raises(ValidationError, match="有效期"):
            certificate_add(actor=access.SYSTEM, issuer=desk.division, container=given, password="geheim")


def test_a_new_one_takes_the_place_of_the_old_and_its_key_goes(
    desk: Desk, django_capture_on_commit_callbacks: object
) -> None:
    old = demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        new = demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    assert certificate_of(desk.division) == new
    assert SigningCertificate.objects.get(pk=old.pk).ended_at is not None
    assert (key_path(old.fingerprint).exists(), key_path(new.fingerprint).exists()) == (False, True)


def test_ended_means_unsigned_again(desk: Desk) -> None:
    demo_certificate_make(actor=access.SYSTEM, issuer=desk.division)
    assert certificate_end(actor=access.SYSTEM, issuer=desk.division)
    assert not certificate_end(actor=access.SYSTEM, issuer=desk.division)
    assert certificate_of(desk.division) is None


def told(*arguments: str) -> str:
    """What the command prints."""
    stream = io.StringIO()
    call_command("signing_certificate", *arguments, stdout=stream)
    return stream.getvalue()


def test_the_command_takes_makes_lists_and_ends(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "seal.p12").write_bytes(container(desk))
    (tmp_path / "word").write_text("geheim\n")
    taken = told(
        "--unit", "S", "--pkcs12", str(tmp_path / "seal.p12"), "--password-file", str(tmp_path / "word")
    )
    assert "演示二师 的公文今后以此证书签名" in taken
    assert "演示证书-不具法律效力" in told("--unit", "S", "--test")
    assert told().count("在用") == 1
    assert "已停用" in told("--unit", "S", "--end")
    assert "没有在用的证书" in told("--unit", "S", "--end")


def test_the_command_says_what_is_wrong(desk: Desk, tmp_path: Path) -> None:
    for arguments in (
        ["--unit", "X", "--test"],
        ["--unit", "S"],
        ["--unit", "S", "--pkcs12", str(tmp_path / "none")],
        ["--unit", "S", "--pkcs12", __file__],
    ):
        with pytest.raises(CommandError):
            told(*arguments)
