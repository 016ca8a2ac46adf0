"""An organ's own licensed typefaces: used where they lie, Fandol for the rest, Noto for what they lack."""

import io
import shutil
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pytest_django.fixtures import Settings
from weasyprint.urls import FatalURLFetchingError

from portal.checks import check_paper_fonts
from portal.documents.fonts import Face, advance, metrics
from portal.documents.official import Paragraph, render_official
from portal.documents.pdfa import LocalOnly
from tests.portal.documents.papers import notice
from tests.portal.documents.reading import read


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder with one face for 仿宋, which can be told from Fandol's: it is a 楷体."""
    shutil.copy(Face.KAI.path, tmp_path / "fang.otf")
    settings.PAPER_FONTS = str(tmp_path)
    return tmp_path


def test_without_a_folder_all_faces_are_fandol(settings: Settings) -> None:
    settings.PAPER_FONTS = ""
    assert [face.own_file for face in Face] == [None] * 5
    assert check_paper_fonts(None) == []


def test_a_face_in_the_folder_takes_its_place_and_the_others_stay(folder: Path) -> None:
    assert Face.FANG.path == folder / "fang.otf"
    assert Face.KAI.path.name == "FandolKai-Regular.otf"
    assert metrics(Face.FANG).advances[ord("甲")] == 1000
    assert check_paper_fonts(None) == []


def test_the_paper_is_set_in_it_and_rare_characters_still_come_from_noto(folder: Path) -> None:
    pdf = render_official(notice(body=(Paragraph("甲乙丙丁喆堃"),), demo=False))
    row = read(pdf)[0].row("甲乙丙丁")
    assert {glyph.font for glyph in row.glyphs if glyph.text in "喆堃"} == {"Noto-Serif-CJK-SC"}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        descriptors = [
            font.DescendantFonts[0].FontDescriptor
            for page in opened.pages
            for font in page.Resources.Font.values()
        ]
        faces = [each.FontFile3.read_bytes() for each in descriptors if "/FontFile3" in each]
    assert any(b"FandolKai" in face for face in faces)
    assert not any(b"FandolFang" in face for face in faces)


def test_only_the_files_of_the_faces_are_fetched(folder: Path) -> None:
    (folder / "other.otf").write_bytes(b"x")
    assert LocalOnly().fetch((folder / "fang.otf").as_uri())
    with pytest.raises(FatalURLFetchingError, match="refused"):
        LocalOnly().fetch((folder / "other.otf").as_uri())


def test_units_to_the_em_do_not_matter(settings: Settings, tmp_path: Path) -> None:
    with TTFont(Face.FANG.path, lazy=True) as font:
        font["head"].unitsPerEm = 2000
        font.save(tmp_path / "hei.otf")
    settings.PAPER_FONTS = str(tmp_path)
    assert advance("甲乙", Face.HEI) == pytest.approx(1.0), "half as wide, with twice the units to the em"


def test_an_empty_folder_a_broken_face_and_one_that_forbids_it_are_told(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    settings.PAPER_FONTS = str(tmp_path / "empty")
    assert [fault.id for fault in check_paper_fonts(None)] == ["portal.E001"]
    settings.PAPER_FONTS = str(folder)
    (folder / "kai.ttf").write_bytes(b"no font")
    assert [fault.id for fault in check_paper_fonts(None)] == ["portal.E002"]
    (folder / "kai.ttf").unlink()
    with TTFont(Face.FANG.path, lazy=True) as font:
        font["OS/2"].fsType = 2
        font.save(folder / "hei.otf")
    assert [fault.id for fault in check_paper_fonts(None)] == ["portal.E003"]
