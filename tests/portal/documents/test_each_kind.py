"""Each kind of paper as it is issued, read back from the signed file.

Its geometry, faces, number and addressee by GB/T 9704-2012; its signature by pyHanko, whole and broken by one byte; its
attached data by pikepdf.
"""

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

from portal.documents.kinds import KINDS, Format, Kind
from portal.documents.official import render_official
from portal.documents.samples import sample
from portal.documents.signature import signed_pdf
from portal.models import Unit
from portal.services.certificates import make_demo_pair
from tests.portal.documents.reading import MM, Page, read
from tests.portal.documents.test_official_geometry import BOTTOM, LEFT, PITCH, RIGHT, TOP, red_ink

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


@cache
def pages(kind: Kind) -> list[Page]:
    """The pages of the signed example."""
    return read(signed(kind))


def is_letter(kind: Kind) -> bool:
    """Whether it has the format of clause 10.1."""
    return kind.format == Format.LETTER


@ALL
def test_the_page_is_a4_and_the_mark_stands_in_its_place_on_one_line(kind: Kind) -> None:
    with pikepdf.open(io.BytesIO(signed(kind))) as pdf:
        assert [float(side) / MM for side in pdf.pages[0].mediabox[2:]] == pytest.approx([210, 297], abs=0.1)
    assert red_ink(signed(kind))[0][0] == pytest.approx(30 if is_letter(kind) else TOP + 35, abs=0.3)
    mark = pages(kind)[0].row(sample(kind).issuer_mark)
    assert mark.fonts == {"Portal-Title-Bold"}
    assert mark.left >= LEFT - 0.1
    assert mark.right <= RIGHT + 0.1


@ALL
def test_the_red_rules_are_those_of_its_format(kind: Kind) -> None:
    rules = pages(kind)[0].boxes
    wanted = [(20, 170)] * 4 if is_letter(kind) else [(LEFT, 156)]
    assert [(rule.x, rule.width) for rule in rules] == [pytest.approx(each, abs=0.1) for each in wanted]
    assert all(rule.colour == pytest.approx((0.902, 0, 0.071), abs=0.01) for rule in rules)
    number = pages(kind)[0].row("〔2026〕")
    if not is_letter(kind):
        assert rules[0].y - (number.y + 0.12 * 16 / MM) == pytest.approx(4, abs=0.2)


@ALL
def test_the_number_is_whole_and_where_its_format_has_it(kind: Kind) -> None:
    row = pages(kind)[0].row("〔2026〕")
    number = row.glyphs[: len(str(sample(kind).number))]
    assert "".join(glyph.text for glyph in number) == f"演农领办{kind.mark}〔2026〕8号"
    assert {(glyph.size, glyph.font) for glyph in number} == {(16.0, "Portal-Fang")}
    if kind.format == Format.LETTER:
        assert row.right == pytest.approx(RIGHT, abs=0.2)
    elif kind.format == Format.UPWARD:
        assert row.left == pytest.approx(LEFT + 16 / MM, abs=0.2)
        assert row.text.endswith("签发人：演示-甲一")
    else:
        assert (row.left + row.right) / 2 == pytest.approx(106, abs=0.3)


@ALL
def test_the_title_is_centred_two_lines_below_the_rule_or_number(kind: Kind) -> None:
    page, example = pages(kind)[0], sample(kind)
    lines = [row for row in page.rows if row.size == 22.0]
    assert "".join(row.text for row in lines) == example.title
    assert all(row.fonts == {"Portal-Title-Bold"} for row in lines)
    assert all((row.left + row.right) / 2 == pytest.approx(106, abs=0.3) for row in lines)
    above = page.row("〔2026〕").y + 0.12 * 16 / MM if is_letter(kind) else page.boxes[0].y
    assert 2 * PITCH <= lines[0].y - 0.88 * 22 / MM - above <= 2 * PITCH + 5


@ALL
def test_its_addressee_stands_flush_left_below_the_title_and_minutes_have_none(kind: Kind) -> None:
    page = pages(kind)[0]
    found = [row for row in page.rows if row.text.startswith("演示团党委")]
    assert [row.text for row in found] == ([] if kind.format == Format.MINUTES else ["演示团党委："])
    for row in found:
        assert (row.left, row.size, row.fonts) == (pytest.approx(LEFT, abs=0.1), 16.0, {"Portal-Fang"})
        title = [other for other in page.rows if other.size == 22.0][-1]
        assert 2 * PITCH <= row.y - title.y <= 2 * PITCH + 4


@ALL
def test_the_body_keeps_to_the_grid_in_its_faces(kind: Kind) -> None:
    page = pages(kind)[0]
    start = page.rows.index(page.row("这是版式示例"))
    first, second, heading = page.rows[start : start + 3]
    assert first.left == pytest.approx(LEFT + 2 * 156 / 28, abs=0.1)
    assert (first.right, second.left) == pytest.approx((RIGHT, LEFT), abs=0.3)
    assert (second.y - first.y, heading.y - second.y) == pytest.approx((PITCH, PITCH), abs=0.1)
    assert [row.size for row in (first, second, heading)] == [16.0] * 3
    assert (first.fonts, heading.fonts) == ({"Portal-Fang"}, {"Portal-Hei-Bold"})
    foot = 297 - 20 if is_letter(kind) else BOTTOM
    body = [row for each in pages(kind) for row in each.rows if row.size == 16.0]
    assert all(row.y < foot for row in body)


@ALL
def test_the_imprint_stands_at_the_foot_of_the_last_page(kind: Kind) -> None:
    last = pages(kind)[-1]
    copies = last.row("抄送：演示师党委办公室，演示师纪委。")
    assert (copies.size, copies.fonts) == (14.0, {"Portal-Fang"})
    printed = [row.text for row in last.rows if row.text.endswith("印发")]
    assert bool(printed) != is_letter(kind)
    assert not printed or printed[0].endswith("办公室2026年10月12日印发")


@ALL
def test_a_rare_name_comes_from_the_serif_face_alone(kind: Kind) -> None:
    rare = {glyph.font for page in pages(kind) for glyph in page.glyphs if glyph.text in "喆堃昉玥赟"}
    assert rare
    assert all(name.startswith("Noto-Serif-CJK") or "NotoSerif" in name for name in rare)
