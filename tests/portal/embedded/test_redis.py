"""The private Redis: reached by its socket and password alone, and its queue outlives a restart."""

import subprocess

import pytest
import redis as client

from portal.embedded import addresses, redis
from tests.portal.embedded.stack import Installation, until


@pytest.fixture
def here(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """This process works in the installation."""
    for name in ("REDIS_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_DATA", str(installation.data))
    return installation


def test_it_asks_for_its_password_and_keeps_what_waits(here: Installation) -> None:
    with subprocess.Popen(redis.prepare(), stdout=subprocess.DEVNULL) as server:
        assert until(redis.accepts)
        socket = str(addresses.socket_dir() / "redis.sock")
        with client.Redis(unix_socket_path=socket) as stranger, pytest.raises(client.AuthenticationError):
            stranger.ping()
        with client.Redis.from_url(addresses.redis_url(0)) as owner:
            owner.lpush("celery", "task")
        server.terminate()
    assert not redis.accepts()
    with subprocess.Popen(redis.prepare(), stdout=subprocess.DEVNULL) as server:
        assert until(redis.accepts)
        with client.Redis.from_url(addresses.redis_url(0)) as owner:
            assert owner.lrange("celery", 0, -1) == [b"task"]
        server.kill()
