"""Which embedded font prints which character, rare characters above all."""

import io
import json

import pikepdf
import pytest

from portal.documents.fonts import printable, unprintable
from portal.documents.official import Paragraph, UnprintableError, render_official
from portal.documents.pdfa import RefusedAddressError, lay_out, write
from tests.portal.documents.papers import draft, notice, pages_of
from tests.portal.documents.reading import read

RARE = "喆堃昉玥赟"
OWN = {"Portal-Title-Bold", "Portal-Song", "Portal-Hei-Bold", "Portal-Kai", "Portal-Fang"}
FALLBACK = {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold"}


def test_rare_names_have_no_sans_no_japanese_face_and_no_empty_box(caplog):
    paper = notice(
        addressee="演示-赵喆堃",
        title="关于演示-李昉玥同志有关事项的通知",
        signatory="演示-王赟",
        signer="演示-赵喆堃",
        copies_to=("演示-玥",),
    )
    glyphs = [glyph for page in pages_of(paper) for glyph in page.glyphs]
    assert {glyph.font for glyph in glyphs} <= OWN | FALLBACK
    assert {glyph.font for glyph in glyphs if glyph.text in RARE} <= FALLBACK
    assert "notdef" not in caplog.text


def test_an_empty_box_would_be_seen(caplog):
    write(lay_out("<p>甲\U0001f600"))
    assert ".notdef glyph rendered" in caplog.text


def test_a_rare_character_leaves_the_grid_as_it_is():
    plain = [row.y for row in pages_of(notice(body=(Paragraph("督办" * 14 * 40),)))[1].rows]
    rare = [row.y for row in pages_of(notice(body=(Paragraph("赟办" * 14 * 40),)))[1].rows]
    assert rare == pytest.approx(plain, abs=0.05)


def test_the_wide_yen_sign_does_not_come_from_the_font_that_draws_a_dollar():
    page = pages_of(notice(body=(Paragraph("补助￥1000元。"),)))[0]
    assert {glyph.font for glyph in page.glyphs if glyph.text == "￥"} == {"Noto-Serif-CJK-SC"}


def test_the_ideographs_of_gb_18030_level_1_can_be_printed():
    ideographs = "".join(map(chr, [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FF0)]))
    newest_elements = set("鿫鿬鿭鿮鿯")
    assert unprintable(ideographs) == newest_elements


def test_what_no_font_holds_is_refused_by_name():
    with pytest.raises(UnprintableError, match=r"U\+1F600"):
        render_official(notice(addressee="演示\U0001f600团"))
    assert printable("甲\U0001f600乙") == "甲〓乙"


def test_all_fonts_are_embedded():
    with pikepdf.open(io.BytesIO(render_official(notice(addressee="演示-赵喆堃")))) as pdf:
        descriptors = [item for item in pdf.objects if is_type(item, "/FontDescriptor")]
        assert descriptors
        assert all("/FontFile3" in item or "/FontFile2" in item for item in descriptors)


def is_type(item: object, name: str) -> bool:
    """Whether a PDF object is a dictionary of this type."""
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == name


def test_the_file_says_pdf_a_3u_and_carries_an_output_intent():
    with pikepdf.open(io.BytesIO(render_official(notice()))) as pdf:
        with pdf.open_metadata(update_docinfo=False) as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "U")
            assert "督办通知单" in xmp["dc:title"]
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/DestOutputProfile" in pdf.Root.OutputIntents[0]
        assert "/Encrypt" not in pdf.trailer
        assert "/ID" in pdf.trailer


def test_the_source_data_are_attached():
    with pikepdf.open(io.BytesIO(render_official(notice(source={"规则": "gt.a8-2.2"})))) as pdf:
        (attached,) = pdf.Root.AF
        assert (attached.AFRelationship, attached.F) == ("/Source", "source.json")
        assert json.loads(attached.EF.F.read_bytes()) == {"规则": "gt.a8-2.2"}


def test_a_draft_carries_itself_as_data():
    with pikepdf.open(io.BytesIO(render_official(draft()))) as pdf:
        data = json.loads(pdf.Root.AF[0].EF.F.read_bytes())
    assert data["draft"] is True
    assert data["addressee"] == "演示27团党委"


@pytest.mark.parametrize("address", ["https://example.invalid/x.png", "file:///etc/hostname"])
def test_nothing_is_fetched_from_outside(address):
    with pytest.raises(RefusedAddressError):
        lay_out(f'<img src="{address}">')


def test_markup_in_a_text_is_printed_as_text():
    paper = notice(title="关于<b>加急</b>事项的通知", addressee="演示<script>团")
    text = "".join(page.text for page in read(render_official(paper)))
    assert "<b>加急</b>" in text.replace("\n", "")
    assert "演示<script>团：" in text
