"""Previews of stored files: asked for when a file comes in, made by a worker, once for the same bytes.

A row says that one is wanted; its Celery message is only a nudge. What fails is tried again a few times and then given
up, until the operator has it tried anew: the page shows the file without its picture, and nothing else waits for it.
"""

import datetime as dt
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from kombu.exceptions import OperationalError

from portal import access, clock
from portal.access import Actor
from portal.models import FilePreview, Role, StoredFile
from portal.previews import Facts, facts_path, is_previewed
from portal.services.changes import log_change
from portal.services.files import path_of

logger = logging.getLogger(__name__)

TASK = "portal.make_preview"
MOST_TRIES = 3
PAUSE = dt.timedelta(minutes=4)
"""So long a try is left alone before another worker takes it up; longer than a try can last."""
SECONDS = 120


def preview_ask(*, stored: StoredFile) -> FilePreview:
    """Note that a preview of these bytes is wanted, and nudge a worker when the transaction commits."""
    preview, _ = FilePreview.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "content_type": stored.content_type,
            "state": FilePreview.State.WAITING
            if is_previewed(stored.content_type)
            else FilePreview.State.NONE,
            "asked_at": clock.now(),
        },
    )
    if preview.state == FilePreview.State.WAITING:
        transaction.on_commit(partial(_nudge, preview.sha256))
    return preview


def previews_retry() -> int:
    """Nudge for the previews that nobody has in hand; says how many they are."""
    waiting = list(_waiting().values_list("sha256", flat=True)[:200])
    return sum(_nudge(digest) for digest in waiting)


def previews_given_up() -> QuerySet[FilePreview]:
    """The previews that could not be made: nothing tries them again by itself."""
    return FilePreview.objects.filter(state=FilePreview.State.NONE, tries__gte=MOST_TRIES)


@transaction.atomic
def previews_again(*, actor: Actor) -> int:
    """Have all previews that were given up tried anew; says how many. Raises PermissionDenied for all but the operator."""
    access.require(actor, Role.SYSTEM_ADMIN)
    digests = list(previews_given_up().select_for_update().values_list("sha256", flat=True))
    if digests:
        rows = FilePreview.objects.filter(sha256__in=digests)
        rows.update(state=FilePreview.State.WAITING, tries=0, tried_at=None, asked_at=clock.now())
        log_change(actor=actor, action="previews_again", after={"sha256": digests})
        transaction.on_commit(previews_retry)
    return len(digests)


def _nudge(digest: str) -> bool:
    try:
        current_app.send_task(TASK, args=[digest], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("preview %s waits, the broker cannot be reached: %s", digest, error)
        return False
    return True


def preview_make(digest: str) -> None:
    """Make a preview that still waits and that no other worker has in hand; anything else is left as it is."""
    if not _waiting().filter(sha256=digest).update(tries=F("tries") + 1, tried_at=clock.now()):
        return
    preview = FilePreview.objects.get(sha256=digest)
    facts = _render(preview)
    if facts is not None:
        preview.pages, preview.shown = facts["pages"], facts["shown"]
        preview.perceptual_hash = facts["perceptual_hash"]
        preview.state = FilePreview.State.MADE
    elif preview.tries >= MOST_TRIES:
        preview.state = FilePreview.State.NONE
    preview.save(update_fields=["pages", "shown", "perceptual_hash", "state"])


def _waiting() -> QuerySet[FilePreview]:
    free = Q(tried_at=None) | Q(tried_at__lt=clock.now() - PAUSE)
    return FilePreview.objects.filter(free, state=FilePreview.State.WAITING).order_by("pk")


def _render(preview: FilePreview) -> Facts | None:
    """Have another process draw the file into a folder that takes its place whole; None where that fails."""
    target = preview_folder(preview.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".", ignore_cleanup_errors=True) as folder:
        command = [
            sys.executable,
            "-m",
            "portal.previews",
            str(path_of(preview.sha256)),
            preview.content_type,
            folder,
        ]
        try:
            subprocess.run(
                command,
                check=True,
                timeout=SECONDS,
                capture_output=True,
                cwd=settings.BASE_DIR,
                env={name: value for name, value in os.environ.items() if name in PASSED} | SINGLE,
            )
            facts: Facts = json.loads(facts_path(Path(folder)).read_text(encoding="utf-8"))
        except subprocess.CalledProcessError as error:
            logger.warning(
                "no preview of %s: %s", preview.sha256, error.stderr.decode(errors="replace")[-500:]
            )
            return None
        except (subprocess.TimeoutExpired, OSError) as error:
            logger.warning("no preview of %s: %s", preview.sha256, error)
            return None
        shutil.rmtree(target, ignore_errors=True)
        os.chmod(folder, 0o750)
        os.rename(folder, target)
    return facts


PASSED = frozenset({"PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"})
"""All of the environment that the other process gets: no address and no secret."""
SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def preview_folder(digest: str) -> Path:
    """Where the preview of the bytes with that SHA-256 lies."""
    return Path(settings.PREVIEW_STORE) / digest[:2] / digest[2:4] / digest
