"""Makes the preview of one file: `python -m portal.previews SOURCE CONTENT_TYPE FOLDER`; ends with 1 where it cannot."""

import importlib
import json
import resource
import sys
from pathlib import Path

from portal.previews import DOCUMENT, IMAGES, PDF, SHEETS, SLIDES, facts_path

MAKERS = {
    **dict.fromkeys(IMAGES, ("portal.previews.pictures", "show_picture")),
    PDF: ("portal.previews.pdf", "show_pdf"),
    DOCUMENT: ("portal.previews.office", "show_document"),
    SHEETS: ("portal.previews.office", "show_sheets"),
    SLIDES: ("portal.previews.office", "show_slides"),
}
MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 60
MOST_WRITTEN = 100 * 1024 * 1024


def main(source: str, content_type: str, folder: str) -> int:
    """Take limits upon oneself, then make it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    module, name = MAKERS[content_type]
    facts = getattr(importlib.import_module(module), name)(Path(source), Path(folder))
    facts_path(Path(folder)).write_text(json.dumps(facts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
