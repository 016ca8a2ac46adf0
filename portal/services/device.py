"""What a browser may keep for its account: who it is bound to, and the key that seals what is unsent (docs/offline.md)."""

import base64

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.crypto import salted_hmac

from portal.access import Actor

SALT = "portal.device"


def owner_of(actor: Actor) -> str:
    """The account and post that a device's copies and unsent entries belong to, as `account:post`; empty for a stranger."""
    if actor.account is None:
        return ""
    post = str(actor.post.public_id) if actor.post else ""
    return f"{actor.account.public_id}:{post}"


def device_key(actor: Actor) -> str:
    """The 256-bit key, in base64, that seals what the account's browsers keep unsent; empty for a stranger.

    It is the same for all posts of an account and changes with the secret key of the installation.
    """
    if actor.account is None:
        return ""
    sealed = salted_hmac(SALT, str(actor.account.public_id), algorithm="sha256")
    return base64.b64encode(sealed.digest()).decode("ascii")


def static_version() -> str:
    """A word that changes with any static file, as the manifest of the collected files says; constant without one."""
    return str(getattr(staticfiles_storage, "manifest_hash", None) or "uncollected")
