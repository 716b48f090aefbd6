from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from bot.settings import Settings
from bot.supervise import homes
from bot.supervise.account import server_account
from bot.supervise.database import database_url, running_database
from bot.supervise.errors import StartupError
from bot.supervise.homes import LONGEST, SOCKET, find_home
from bot.supervise.postgres import EmbeddedPostgres
from bot.supervise.tenants import tenants

QUICK = {"fsync": "off"}


def connect(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True)


def one(link: psycopg.Connection, query: str) -> object:
    row = link.execute(query).fetchone()
    assert row
    return row[0]


def test_it_keeps_what_was_written_and_is_reached_by_its_own_account_only(open_dir: Path) -> None:
    with EmbeddedPostgres(open_dir, options=QUICK) as server, connect(server) as link:
        link.execute("create table kept as select 1 as n")
        assert one(link, "show listen_addresses") == ""
        assert one(link, "show server_encoding") == "UTF8"
        assert one(link, "select lower('NGUYỄN ĐÀO')") == "nguyễn đào"
        assert server.home.sockets.stat().st_mode & 0o777 == 0o700
        assert server.home.data.stat().st_uid == server.home.account.uid != 0
    assert not tenants(server.home.data)

    with EmbeddedPostgres(open_dir, options=QUICK) as server, connect(server) as link:
        assert one(link, "select n from kept") == 1


def test_it_recovers_after_the_server_was_killed(open_dir: Path) -> None:
    server = EmbeddedPostgres(open_dir, options=QUICK).start()
    with connect(server) as link:
        link.execute("create table kept as select 1 as n")
    for process in tenants(server.home.data):
        process.kill()
    assert (server.home.data / "postmaster.pid").exists()
    server.stop()

    with EmbeddedPostgres(open_dir, options=QUICK) as again, connect(again) as link:
        assert one(link, "select n from kept") == 1


def test_a_stale_pid_file_naming_a_living_process_stops_nothing(open_dir: Path) -> None:
    with EmbeddedPostgres(open_dir, options=QUICK) as server:
        noted = (server.home.data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        stale = "\n".join([str(stranger.pid), *noted[1:]]) + "\n"
        (server.home.data / "postmaster.pid").write_text(stale)
        (server.home.sockets / f"{SOCKET}.lock").write_text(stale)
        with EmbeddedPostgres(open_dir, options=QUICK) as again:
            assert again.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_it_dies_with_a_parent_that_is_killed_and_the_next_start_recovers(open_dir: Path) -> None:
    code = f"""
        import time
        from pathlib import Path
        from bot.supervise.postgres import EmbeddedPostgres
        EmbeddedPostgres(Path({str(open_dir)!r}), options={QUICK!r}).start()
        print("ready", flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE)
    assert parent.stdout
    assert parent.stdout.readline() == b"ready\n"
    data = open_dir / "data"
    assert tenants(data)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    if sys.platform == "linux":
        deadline = time.monotonic() + 10
        while tenants(data) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not tenants(data)
    with EmbeddedPostgres(open_dir, options=QUICK) as server:
        assert server.answers()


def test_a_killed_initialisation_leaves_no_half_cluster(open_dir: Path) -> None:
    half = open_dir / "data-partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(open_dir, options=QUICK) as server:
        assert server.answers()
    assert not half.exists()


def test_a_deep_checkout_gets_a_short_private_socket_directory(open_dir: Path) -> None:
    deep = open_dir / ("xã-" * 10) / ("thư mục dài " * 8)
    server = EmbeddedPostgres(deep, options=QUICK)
    sockets = server.home.sockets
    try:
        with server, connect(server) as link:
            assert one(link, "select 1") == 1
            assert len(os.fsencode(sockets / SOCKET)) < LONGEST
            assert sockets.stat().st_mode & 0o777 == 0o700
            assert EmbeddedPostgres(deep).url() == server.url()
    finally:
        for left in sockets.glob("*"):
            left.unlink()
        sockets.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_data_the_account_cannot_reach_is_kept_apart_and_found_again(
    open_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "FALLBACK", open_dir / "apart")
    closed = open_dir / "closed"
    closed.mkdir(mode=0o700)
    home = find_home(closed / "postgres")
    assert home.moved
    home.private(home.data)
    closed.chmod(0o755)  # reachable by now, yet the data is where it was
    assert find_home(closed / "postgres") == home


def test_data_of_another_account_is_refused_in_a_sentence(open_dir: Path) -> None:
    account = server_account(open_dir / "data")
    (open_dir / "socket").symlink_to("/tmp")
    with pytest.raises(StartupError, match=f"không phải {account.name}"):
        EmbeddedPostgres(open_dir).start()


def test_a_second_owner_is_refused_and_a_command_borrows_the_running_server(
    open_dir: Path,
) -> None:
    settings = Settings(var=open_dir, _env_file=None)  # type: ignore[call-arg]
    with running_database(settings) as url:
        with pytest.raises(StartupError, match="Một lệnh khác"):
            EmbeddedPostgres(open_dir / "postgres").start()
        with running_database(settings) as borrowed:
            assert borrowed == url == database_url(settings)
        psycopg.connect(url.replace("+psycopg", "")).close()
    assert not tenants(open_dir / "postgres" / "data")


def test_a_given_database_is_used_as_it_is(open_dir: Path) -> None:
    given = {"DATABASE_URL": "postgres://app:secret@db.example/guongsang"}
    settings = Settings(var=open_dir, _env_file=None, **given)  # type: ignore[call-arg,arg-type]
    assert database_url(settings) == "postgresql+psycopg://app:secret@db.example/guongsang"
