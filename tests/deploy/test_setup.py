"""What set-up has put in place, and that a second run finds nothing to do."""

import json
import subprocess
import time
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from portal.documents.fonts import Face, fonts_dir
from portal.embedded.addresses import BASE_DIR

YEN = 0xFFE5


def test_the_typefaces_are_there_without_their_wrong_yen_sign() -> None:
    for face in Face:
        with TTFont(face.path, lazy=True) as font:
            assert YEN not in font.getBestCmap()
    assert (fonts_dir() / "COPYING.gz").exists()


def test_lock_files_name_no_registry_and_hash_every_file() -> None:
    packages = json.loads((BASE_DIR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in each and "integrity" in each for name, each in packages.items() if name)
    for name in ("requirements.txt", "deploy/requirements-tests.txt"):
        text = (BASE_DIR / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=")


def test_a_second_set_up_is_quick_and_silent() -> None:
    started = time.monotonic()
    command = ["python3", "deploy/setup.py", "--tests"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 30  # tenths of a second on a quiet machine


def test_what_apt_cannot_bring_is_named_and_set_up_goes_on(tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho no network >&2\nexit 100\n", encoding="utf-8")
    apt.chmod(0o755)
    program = """
from pathlib import Path
from installing import fonts, system
system.DOCUMENTS = (system.SystemPackage("libpango-1.0-0", lambda: False),)
fonts.FONTS = Path("nowhere")
system.packages(for_tests=False)
fonts.fandol()
"""
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(BASE_DIR / "deploy")}
    done = subprocess.run(["python3", "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "no network" in done.stdout
    assert "apt-get install --no-install-recommends libpango-1.0-0" in done.stdout
    assert "FandolFang-Regular.otf" in done.stdout


def test_the_collected_files_are_those_of_the_pages() -> None:
    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    assert {"vendor/tabler.min.css", "vendor/htmx.min.js"} <= set(manifest)
