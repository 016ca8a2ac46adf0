"""Settings of the tests: the owner's role, since test databases are made and dropped; a broker in
memory that no worker reads, no collected files."""

import os

os.environ["PORTAL_DB_ROLE"] = "owner"

from portal.settings import *  # noqa: F403 - the role is read while the settings load
from portal.settings import MIDDLEWARE as PORTAL_MIDDLEWARE
from portal.settings import STORAGES as PORTAL_STORAGES

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MIDDLEWARE = [name for name in PORTAL_MIDDLEWARE if not name.startswith("whitenoise.")]
STORAGES = PORTAL_STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
