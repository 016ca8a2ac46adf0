"""Signing a paper as PDF (PAdES baseline B, ETSI EN 319 142-1): an incremental update, so that it stays PDF/A-3."""

import io

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"


def signed_pdf(content: bytes, *, certificate: str, chain: str, key: bytes, reason: str) -> bytes:
    """`content` with a signature over all of it; certificates and the unencrypted private key are PEM.

    The signature shows nothing on the page: the paper stays as it was measured, and the seal is set by hand.
    """
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    if chain:
        store.register_multiple(load_certs_from_pemder_data(chain.encode()))
    signer = SimpleSigner(
        signing_cert=next(load_certs_from_pemder_data(certificate.encode())),
        signing_key=load_private_key_from_pemder_data(key, passphrase=None),
        cert_registry=store,
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason
    )
    signed = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer=signer)
    return bytes(signed.getvalue())
