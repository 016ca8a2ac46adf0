"""Makes the secrets of a docker-compose installation in deploy/secrets/, where they are missing; standard library only.

The folder is closed to others; the files in it are readable, since each is mounted into a container whose user is not
the one who made it. The certificate of the reverse proxy (tls_certificate, tls_key) is put there by hand.
"""

import os
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def main() -> int:
    """Write what is missing; never over what is there."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    owner, app = _secret("database_owner_password"), _secret("database_app_password")
    redis = _secret("redis_password")
    _secret("secret_key")
    _keep("database_owner_url", f"postgresql://portal_owner:{owner}@postgres:5432/portal")
    _keep("database_url", f"postgresql://portal_app:{app}@postgres:5432/portal")
    _keep("redis_url", f"redis://:{redis}@redis:6379")
    _keep(
        "redis_conf",
        f'requirepass {redis}\nappendonly yes\nsave ""\nmaxmemory-policy noeviction\ndir /data\n',
    )
    missing = [name for name in ("tls_certificate", "tls_key") if not (FOLDER / name).exists()]
    if missing:
        print(f"put the certificate of the reverse proxy into {FOLDER}: {', '.join(missing)}")
    return 0


def _secret(name: str) -> str:
    return _keep(name, secrets.token_hex(32))


def _keep(name: str, value: str) -> str:
    file = FOLDER / name
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(value)
        print(f"made {file}")
    return file.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
