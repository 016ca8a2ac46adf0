"""Where the servers are, and what is refused."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment
from portal.embedded import addresses


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation of its own with no server named."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    assert addresses.secret("redis") == addresses.secret("redis")
    assert stat.S_IMODE((tmp_path / "secrets" / "redis").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["深" * 40, "d" * 120, "a b", "a,b"])
def test_a_folder_no_socket_address_can_hold_gets_a_short_plain_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(addresses, "can_enter", lambda folder: True)
    assert addresses.socket_dir() == tmp_path / "run"
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / name))
    assert addresses.PLAIN_PATH.fullmatch(str(addresses.socket_dir()))
    assert len(str(addresses.socket_dir()).encode()) <= addresses.SOCKET_PATH_LIMIT


def test_the_server_of_a_closed_folder_lives_with_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "can_enter", lambda folder: False)
    assert addresses.server_home().parent == addresses.SYSTEM_HOME


def test_a_named_database_wins_and_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:x@db/portal")
    assert addresses.database_url("owner") == addresses.database_url("app") == "postgresql://app:x@db/portal"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        addresses.secret_key()


def test_bad_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        environment.flag("DEBUG", default=False)
    with pytest.raises(ImproperlyConfigured, match="PORT"):
        environment.integer("PORT", 8000)
