"""Signatures of papers, read back by pyHanko and pikepdf: whole, broken by one byte, and still PDF/A-3 with its data."""

import io
import json
from functools import cache

import pikepdf
import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from portal.documents.kinds import KINDS, Kind
from portal.documents.official import render_official
from portal.documents.samples import sample
from portal.documents.signature import signed_pdf
from portal.models import Unit
from portal.services.certificates import make_demo_pair
from tests.portal.documents.reading import MM, read

ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=[kind.slug for kind in KINDS.values()])


@cache
def pair() -> tuple[str, bytes]:
    """A certificate for demonstrations and its key, as PEM."""
    return make_demo_pair(Unit(name="演示二师"))


@cache
def plain(kind: Kind) -> bytes:
    """The example of a kind, unsigned."""
    return render_official(sample(kind))


@cache
def signed(kind: Kind) -> bytes:
    """The example of a kind, signed."""
    certificate, key = pair()
    return signed_pdf(plain(kind), certificate=certificate, chain="", key=key, reason="印发")


def status_of(content: bytes) -> PdfSignatureStatus:
    """What pyHanko finds about the only signature, trusting the demonstration's certificate alone."""
    root = next(load_certs_from_pemder_data(pair()[0].encode()))
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))


@ALL
def test_the_signature_is_valid_and_covers_the_whole_file(kind: Kind) -> None:
    status = status_of(signed(kind))
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level == ModificationLevel.NONE


@ALL
def test_one_changed_byte_breaks_it(kind: Kind) -> None:
    content = bytearray(signed(kind))
    place = content.index(b"/Producer") + len("/Producer (")
    content[place] ^= 1
    status = status_of(bytes(content))
    assert not status.intact
    assert not status.bottom_line


def test_it_is_pades_by_an_incremental_update() -> None:
    kind = KINDS["督办通知单"]
    assert signed(kind).startswith(plain(kind))
    (signature,) = PdfFileReader(io.BytesIO(signed(kind))).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == "印发"
    assert signature.signer_cert.subject.native["organization_name"] == "演示证书-不具法律效力"


def test_another_root_does_not_trust_it() -> None:
    other, _ = make_demo_pair(Unit(name="演示三师"))
    root = next(load_certs_from_pemder_data(other.encode()))
    (signature,) = PdfFileReader(io.BytesIO(signed(KINDS["催办函"]))).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
    assert status.intact
    assert not status.trusted


@ALL
def test_a_signed_paper_is_still_pdf_a_3_with_its_data(kind: Kind) -> None:
    with pikepdf.open(io.BytesIO(signed(kind))) as pdf:
        assert pdf.pdf_version == "1.7", "PDF/A-3 rests on PDF 1.7"
        assert pdf.Root.get("/Version", "/1.7") == "/1.7"
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert int(intent.DestOutputProfile.N) == 3
        (attached,) = pdf.Root.AF
        assert attached.AFRelationship == "/Source"
        data = json.loads(attached.EF.F.read_bytes())
        assert data == {"sample": kind.slug}
        assert all(font_is_embedded(font) for page in pdf.pages for font in page.Resources.Font.values())
        (widget,) = (note for page in pdf.pages for note in page.get("/Annots", []))
        assert [float(side) for side in widget.Rect] == [0, 0, 0, 0]
        assert int(widget.F) & 4, "an annotation of PDF/A is printed"
        assert not int(widget.F) & 2, "an annotation of PDF/A is not hidden"
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def font_is_embedded(font: pikepdf.Object) -> bool:
    """Whether the file of a composite font lies in the PDF."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    return any(name in descriptor for name in ("/FontFile2", "/FontFile3"))


@ALL
def test_each_kind_shows_its_number_title_addressee_and_size_of_page(kind: Kind) -> None:
    example = sample(kind)
    with pikepdf.open(io.BytesIO(signed(kind))) as pdf:
        assert [float(side) / MM for side in pdf.pages[0].mediabox[2:]] == pytest.approx([210, 297], abs=0.1)
    pages = read(signed(kind))
    first = pages[0].text.replace("\n", "")
    assert str(example.number) in first
    assert str(example.title) in first
    if example.addressee:
        row = pages[0].row("演示团党委：")
        assert (row.left, row.size, row.fonts) == (pytest.approx(28, abs=0.1), 16.0, {"Portal-Fang"})
    rare = {glyph.font for page in pages for glyph in page.glyphs if glyph.text in "喆堃昉玥赟"}
    assert all(name.startswith("Noto-Serif-CJK") or "NotoSerif" in name for name in rare)
    assert rare
