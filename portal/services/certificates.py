"""Certificates of issuers (电子签名): taken from PKCS #12 or made for a demonstration, and signing with their keys.

A private key is a file of its own in `settings.SIGNING_KEYS` that nobody but the portal's own user may read; the
database holds what is public. One certificate an issuer is in use; one that is ended still stands on what it signed.
"""

import datetime as dt
import hashlib
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.documents.signature import signed_pdf
from portal.models import SigningCertificate, Unit
from portal.services.changes import log_change, state_of

DEMO_YEARS = 10
KEY_BITS = 2048
DEMO_NAME = "演示证书-不具法律效力"


def certificate_add(*, actor: Actor, issuer: Unit, container: bytes, password: str) -> SigningCertificate:
    """Sign the papers of `issuer` with the certificate and key of a PKCS #12 container from now on.

    Raises ValidationError for a wrong password, a container without a key, a certificate that is over or not yet
    valid, and any key but RSA: signatures by curves (ECDSA, SM2) belong to PDF 2.0, on which PDF/A-3 does not rest.
    """
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(container, password.encode())
    except ValueError as error:
        raise ValidationError("证书文件不能读取:口令不对,或不是PKCS#12(.p12、.pfx)文件。") from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey):
        raise ValidationError("证书文件中没有可用的证书和私钥(须为RSA;PDF/A-3文件不能用ECDSA或国密SM2签名)。")
    return _keep(actor, issuer, key, certificate, chain, test=False)


def demo_certificate_make(*, actor: Actor, issuer: Unit) -> SigningCertificate:
    """Sign the papers of `issuer` with a certificate made for demonstrations and tests, which its name says."""
    return _keep(actor, issuer, *_demo_pair(issuer), [], test=True)


def make_demo_pair(issuer: Unit) -> tuple[str, bytes]:
    """Such a certificate and its private key as PEM, kept nowhere."""
    key, certificate = _demo_pair(issuer)
    return _pem(certificate), _key_pem(key)


def _demo_pair(issuer: Unit) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """An RSA key and a certificate that it signs itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    names = (
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, DEMO_NAME),
        (NameOID.COMMON_NAME, f"{issuer.name}(演示)"[:64]),
    )
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in names])
    now = clock.now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * DEMO_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signatures(), critical=True)
    )
    return key, builder.sign(key, hashes.SHA256())


@transaction.atomic
def certificate_end(*, actor: Actor, issuer: Unit) -> bool:
    """Sign the papers of `issuer` no more, and remove the private key; False where no certificate is in use."""
    used = SigningCertificate.objects.select_for_update().filter(issuer=issuer, ended_at__isnull=True).first()
    if used is None:
        return False
    before = state_of(used)
    used.ended_at = clock.now()
    used.save(update_fields=["ended_at"])
    log_change(
        actor=actor,
        action="certificate_end",
        target=used,
        target_ref=used.fingerprint,
        unit=issuer,
        before=before,
        after=state_of(used),
    )
    transaction.on_commit(lambda: key_path(used.fingerprint).unlink(missing_ok=True))
    return True


def sign(content: bytes, certificate: SigningCertificate, reason: str) -> bytes:
    """A paper with the signature of its issuer.

    Raises ValidationError where the private key is missing or others may read it: an unsigned paper must not go out
    in the place of a signed one.
    """
    path = key_path(certificate.fingerprint)
    try:
        mode = path.stat().st_mode & 0o777
        key = path.read_bytes()
    except OSError as error:
        raise ValidationError("电子签名的私钥不能读取,公文未印发;请系统管理员检查签名证书。") from error
    if mode & 0o077:
        raise ValidationError("电子签名的私钥未妥善保管(他人可读),公文未印发;请系统管理员收紧权限。")
    return signed_pdf(content, certificate=certificate.pem, chain=certificate.chain, key=key, reason=reason)


def key_path(fingerprint: str) -> Path:
    """Where the private key of the certificate with that fingerprint lies."""
    return Path(settings.SIGNING_KEYS) / f"{fingerprint}.pem"


@transaction.atomic
def _keep(
    actor: Actor,
    issuer: Unit,
    key: rsa.RSAPrivateKey,
    certificate: x509.Certificate,
    chain: list[x509.Certificate],
    *,
    test: bool,
) -> SigningCertificate:
    """Put the key into its file and the certificate in the place of the one that was in use."""
    now = clock.now()
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise ValidationError("证书不在有效期内,请换用有效的证书。")
    if certificate.public_key() != key.public_key():
        raise ValidationError("证书与私钥不相符,请核对证书文件。")
    certificate_end(actor=actor, issuer=issuer)
    encoded = certificate.public_bytes(serialization.Encoding.DER)
    kept = SigningCertificate(
        issuer=issuer,
        subject=_words(certificate.subject),
        authority=_words(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        fingerprint=hashlib.sha256(encoded).hexdigest(),
        pem=_pem(certificate),
        chain="".join(_pem(each) for each in chain),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        test=test,
        added_at=now,
    )
    kept.full_clean(exclude=["ended_at"])
    _write_key(kept.fingerprint, key)
    kept.save(force_insert=True)
    log_change(
        actor=actor,
        action="certificate_add",
        target=kept,
        target_ref=kept.fingerprint,
        unit=issuer,
        after=state_of(kept),
    )
    return kept


def _write_key(fingerprint: str, key: rsa.RSAPrivateKey) -> None:
    folder = Path(settings.SIGNING_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(key_path(fingerprint), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(_key_pem(key))


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _words(name: x509.Name) -> str:
    """A name as it is read: its parts from the person to the country."""
    return ",".join(str(part.value) for part in reversed(list(name)))[:300]


def _for_signatures() -> x509.KeyUsage:
    """What the key of a test certificate may be used for: signatures that cannot be denied, nothing else."""
    uses = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **uses)
