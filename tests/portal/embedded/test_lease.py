"""The private database: one server for all who need it, none when nobody does, however they end."""

import os
import shutil
import signal

from portal.embedded import identity, keeper, postgres
from tests.portal.embedded.stack import Installation, read_until, until


def servers(installation: Installation) -> list[int]:
    return [pid for pid, arguments in installation.processes().items() if "bin/postgres -D" in arguments]


def test_two_that_start_at_once_share_one_server_and_the_last_one_stops_it(
    installation: Installation,
) -> None:
    with installation.holder() as first, installation.holder() as second:
        assert "held True" in read_until(first, "held")
        assert "held True" in read_until(second, "held")
        assert len(servers(installation)) == 1
        first.communicate()
        assert len(servers(installation)) == 1
        second.communicate()
        assert servers(installation) == []  # the last one has waited for the end


def test_the_server_ends_when_its_only_holder_is_killed(installation: Installation) -> None:
    with installation.holder() as holder:
        read_until(holder, "held")
        holder.kill()
        assert until(lambda: not installation.processes())
    log = installation.data / "logs" / "postgres.log"
    assert "database system is shut down" in log.read_text(encoding="utf-8").splitlines()[-1]


def test_a_killed_server_is_started_again_for_the_next_one(installation: Installation) -> None:
    with installation.holder() as holder:
        read_until(holder, "held")
        for pid in servers(installation):
            os.kill(pid, signal.SIGKILL)
        with installation.holder() as other:
            assert "held True" in read_until(other, "held")


def test_a_pid_file_that_names_somebody_else_is_no_obstacle(installation: Installation) -> None:
    with installation.holder() as holder:
        read_until(holder, "held")
        holder.communicate()
    pid_file = installation.data / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n", encoding="utf-8")
    assert keeper.pid_in(pid_file) is None
    with installation.holder() as holder:
        assert "held True" in read_until(holder, "held")


def test_a_start_cut_short_leaves_nothing_that_stops_the_next(installation: Installation) -> None:
    half = installation.data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with installation.holder() as holder:
        assert "held True" in read_until(holder, "held")


def test_a_data_folder_closed_to_the_servers_user_works_and_can_be_made_anew(
    installation: Installation,
) -> None:
    closed = installation.data.parent / "closed"
    inside = Installation(closed / "data", installation.port)
    for _ in range(2):
        closed.mkdir(mode=0o700)
        with inside.holder() as holder:
            assert "held True" in read_until(holder, "held")
            holder.communicate()
        shutil.rmtree(closed)
    homes = [
        note.read_text(encoding="utf-8") for note in identity.SYSTEM_HOME.glob(f"*/{postgres.OWNER_NOTE}")
    ]
    assert homes.count(str(inside.data)) <= 1  # the forerunner's was cleared away
