"""The typefaces of papers: where their files are, how wide a text runs in them, and what they cannot print.

An organ's own licensed faces take the place of the Fandol ones. The Fandol faces hold GB 2312 only; other characters (喆, 堃, 赟) come from Noto Serif CJK SC. Set-up takes U+FFE5
out of the Fandol files, which draw that yen sign as a dollar, so it comes from Noto as well.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

FALLBACK = "Noto Serif CJK SC"
FALLBACK_FILE = "NotoSerifCJK-Regular.ttc"
FALLBACK_INDEX = 2
"""The place of the simplified Chinese face in the collection."""
FALLBACK_FOLDERS = ("/usr/share/fonts/opentype/noto", "sys/usr/share/fonts/opentype/noto")
UNITS_PER_EM = 1000
BLANKS = frozenset(" \t\r\n")
FONTCONFIG_FILE = Path(__file__).with_name("fonts.conf")


class Face(Enum):
    """A typeface of GB/T 9704-2012 and the free file that stands in for it."""

    TITLE = ("Portal Title", "FandolSong-Bold.otf", 700)
    """小标宋"""
    SONG = ("Portal Song", "FandolSong-Regular.otf", 400)
    """宋体"""
    HEI = ("Portal Hei", "FandolHei-Regular.otf", 700)
    """黑体"""
    KAI = ("Portal Kai", "FandolKai-Regular.otf", 400)
    """楷体"""
    FANG = ("Portal Fang", "FandolFang-Regular.otf", 400)
    """仿宋"""

    def __init__(self, family: str, file_name: str, weight: int) -> None:
        self.family = family
        self.file_name = file_name
        self.weight = weight

    @property
    def path(self) -> Path:
        """The organ's own font file where `settings.PAPER_FONTS` holds one, else the one that set-up put in place."""
        return self.own_file or fonts_dir() / self.file_name

    @property
    def own_file(self) -> Path | None:
        """The organ's own licensed file for this face: title, song, hei, kai or fang, as .ttf or .otf."""
        if not settings.PAPER_FONTS:
            return None
        names = (Path(settings.PAPER_FONTS, f"{self.name.lower()}.{ending}") for ending in ("ttf", "otf"))
        return next((path for path in names if path.is_file()), None)

    @property
    def uri(self) -> str:
        """The file: address of the font file, for @font-face."""
        return self.path.as_uri()

    @property
    def stack(self) -> str:
        """The CSS font-family list: this face, then the one fallback."""
        return f'"{self.family}","{FALLBACK}"'


def fonts_dir() -> Path:
    """The folder of the five Fandol files."""
    return Path(settings.BUILD_DIR) / "fonts"


@dataclass(frozen=True)
class Metrics:
    """What is read once from a font file: advance widths by character in 1/1000 em, and how it sits on a line.

    `baseline` is how far, in em, the baseline lies below the middle of a line box of any height.
    """

    advances: dict[int, float]
    baseline: float


def metrics(face: Face) -> Metrics:
    """Return the characters of `face` with their widths. Raises FileNotFoundError where set-up has not run."""
    return _metrics(face.path)


@lru_cache(maxsize=2 * len(Face))
def _metrics(path: Path) -> Metrics:
    with TTFont(path, lazy=True) as font:
        unit = font["head"].unitsPerEm
        names: dict[int, str] = font.getBestCmap()
        widths = font["hmtx"].metrics
        ascent, depth = _extents(font)
        advances = {code: widths[name][0] * UNITS_PER_EM / unit for code, name in names.items()}
        return Metrics(advances, (ascent - depth) / 2 / unit)


def _extents(font: TTFont) -> tuple[int, int]:
    """Height and depth of a line as the renderer takes them: of hhea, unless the font asks for those of OS/2."""
    if "OS/2" in font and font["OS/2"].fsSelection & 1 << 7:
        return font["OS/2"].sTypoAscender, abs(font["OS/2"].sTypoDescender)
    # The depth is written with the wrong sign in one of the Fandol files.
    return font["hhea"].ascent, abs(font["hhea"].descent)


def advance(text: str, face: Face) -> float:
    """Return the width of `text` in em of `face`, with the widths of the fallback for what the face does not hold."""
    advances = metrics(face).advances
    return sum(advances.get(ord(character)) or _rare(ord(character)) for character in text) / UNITS_PER_EM


def _rare(code: int) -> float:
    return fallback_advances().get(code, UNITS_PER_EM)


@lru_cache(maxsize=1)
def fallback_advances() -> dict[int, int]:
    """The characters of the fallback with their widths in 1/1000 em. Raises FileNotFoundError where it is missing."""
    with TTFont(_fallback_path(), fontNumber=FALLBACK_INDEX, lazy=True) as font:
        names: dict[int, str] = font.getBestCmap()
        widths = font["hmtx"].metrics
        return {code: widths[name][0] for code, name in names.items()}


def _fallback_path() -> Path:
    for folder in FALLBACK_FOLDERS:
        path = Path(settings.BUILD_DIR, folder, FALLBACK_FILE)
        if path.exists():
            return path
    raise FileNotFoundError(f"{FALLBACK_FILE} is missing: run make setup")


def unprintable(text: str) -> set[str]:
    """Return the characters of `text` that neither the faces of papers nor their fallback can print."""
    held = metrics(Face.FANG).advances
    rare = {character for character in text if ord(character) not in held and character not in BLANKS}
    return {character for character in rare if ord(character) not in fallback_advances()} if rare else rare


def printable(text: str) -> str:
    """Return `text` with 〓 in the place of each character that cannot be printed, as typesetters do."""
    missing = unprintable(text)
    return "".join("〓" if character in missing else character for character in text)


def ink(text: str, face: Face) -> tuple[float, float]:
    """Return the lowest and highest ink of `text` above the baseline, in em; (0, 0) for nothing visible."""
    return _ink(text, face.path)


@lru_cache(maxsize=256)
def _ink(text: str, path: Path) -> tuple[float, float]:
    with TTFont(path, lazy=True) as font:
        unit = font["head"].unitsPerEm
        glyphs = font.getGlyphSet()
        names = font.getBestCmap()
        bottoms, tops = [0.0], [0.0]
        for character in set(text):
            if (name := names.get(ord(character))) is None:
                continue
            pen = BoundsPen(glyphs)
            glyphs[name].draw(pen)
            if pen.bounds is not None:
                bottoms.append(pen.bounds[1])
                tops.append(pen.bounds[3])
        return min(bottoms) / unit, max(tops) / unit


@contextlib.contextmanager
def own_fontconfig() -> Iterator[None]:
    """Let fonts be looked up by the project's own fonts.conf, then put the process's setting back."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTCONFIG_FILE)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
