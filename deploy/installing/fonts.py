"""The Fandol typefaces, taken out of Debian's texlive-lang-chinese package; TeX itself is not installed."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from installing.steps import BUILD, PYTHON, SetupError, run, say
from installing.system import apt

FONTS = BUILD / "fonts"
FACES = (
    "FandolSong-Regular.otf",
    "FandolSong-Bold.otf",
    "FandolHei-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolFang-Regular.otf",
)
WANTED = (*FACES, "COPYING.gz")
PACKAGE = "texlive-lang-chinese"

# All faces draw the fullwidth yen sign as a dollar: without it in the tables the sign comes from the fallback.
DROP_YEN = """
import sys
from fontTools.ttLib import TTFont
for path in sys.argv[1:]:
    font = TTFont(path, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.pop(0xFFE5, None)
    font.save(path + ".new")
"""


def fandol() -> None:
    """Put the five faces and their licence into build/fonts; where that cannot be done, say whence they come."""
    if all((FONTS / name).exists() for name in WANTED):
        return
    try:
        _fetch()
    except SetupError as error:
        say(str(error))
        say(f"until {', '.join(FACES)} (CTAN: fonts/fandol) lie in {FONTS}, no paper can be printed")


def _fetch() -> None:
    if shutil.which("apt-get") is None:
        raise SetupError("there is no apt-get to fetch the typefaces with")
    say(f"typefaces of official papers (49 MB, Debian's {PACKAGE})")
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        work = Path(folder)
        apt("download", PACKAGE, cwd=work)
        _extract(next(work.glob("*.deb")), work)
        run(PYTHON, "-c", DROP_YEN, *(work / name for name in FACES), step="fonts without U+FFE5")
        FONTS.mkdir(exist_ok=True)
        for name in FACES:
            (work / f"{name}.new").replace(FONTS / name)
        (work / "COPYING.gz").replace(FONTS / "COPYING.gz")


def _extract(package: Path, target: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as unpacking:
        with tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive:
            for member in archive:
                name = Path(member.name).name
                if "fandol" in member.name and name in WANTED and (content := archive.extractfile(member)):
                    (target / name).write_bytes(content.read())
        if unpacking.stdout is not None:
            unpacking.stdout.read()
    lacking = [name for name in WANTED if not (target / name).exists()]
    if lacking:
        raise SetupError(f"{package.name} does not hold {', '.join(lacking)}")
