from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path
from typing import BinaryIO

import pytest

from bot.supervise.backoff import LONGEST, delay, failures_after
from bot.supervise.errors import StartupError
from bot.supervise.leftovers import Identity, end_leftovers, identify, record, recorded
from bot.supervise.lifeline import die_with_parent
from bot.supervise.logs import open_log
from bot.supervise.processes import Keeper, Service
from tests.waiting import until


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30)])
def test_the_wait_doubles_up_to_half_a_minute(failures: int, seconds: float) -> None:
    assert delay(failures) == seconds


def test_the_wait_never_exceeds_half_a_minute() -> None:
    assert delay(10_000) == LONGEST


@pytest.mark.parametrize(("lived", "failures"), [(0.0, 5), (59.9, 5), (60.0, 1), (3600.0, 1)])
def test_a_minute_of_health_forgets_earlier_failures(lived: float, failures: int) -> None:
    assert failures_after(4, lived) == failures


def sleeper(log: BinaryIO, command: str = "sleep 60") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["sh", "-c", f"exec {command}"],
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509
    )


async def always(pid: int) -> bool:
    return True


async def never(pid: int) -> bool:
    return False


async def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    keeper = Keeper(Service("child", sleeper, always), tmp_path, tmp_path, said.append)
    keeping = asyncio.create_task(keeper.keep())
    await asyncio.wait_for(keeper.ready.wait(), 5)
    assert keeper.process
    first = keeper.process.pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: len(said) == 2)
    assert keeper.process.pid != first
    assert recorded(tmp_path, "child") == identify(keeper.process.pid)
    assert "chạy lại sau 1 giây" in said[0]
    last = keeper.process.pid
    keeping.cancel()
    await keeper.stop()
    assert identify(last) is None
    assert recorded(tmp_path, "child") is None


async def test_a_child_that_lives_but_does_not_answer_is_started_again(tmp_path: Path) -> None:
    answers = True

    async def ready(pid: int) -> bool:
        return answers

    said: list[str] = []
    keeper = Keeper(Service("mute", sleeper, ready, silence=0.5), tmp_path, tmp_path, said.append)
    keeping = asyncio.create_task(keeper.keep())
    await asyncio.wait_for(keeper.ready.wait(), 5)
    answers = False
    await until(lambda: bool(said))
    assert "không trả lời" in said[0]
    keeping.cancel()
    await keeper.stop()


async def test_a_child_that_never_works_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.supervise.processes.delay", lambda failures: 0.0)
    broken = Service("broken", lambda log: sleeper(log, "no-such-program"), never)
    with pytest.raises(StartupError, match=r"(?s)broken không khởi động được.*no-such-program"):
        await Keeper(broken, tmp_path, tmp_path, lambda text: None).keep()


async def test_a_child_deaf_to_polite_requests_is_killed(tmp_path: Path) -> None:
    deaf = Service("deaf", lambda log: sleeper(log, "sh -c 'trap \"\" TERM; sleep 60'"), always)
    keeper = Keeper(deaf, tmp_path, tmp_path, lambda text: None)
    keeping = asyncio.create_task(keeper.keep())
    await asyncio.wait_for(keeper.ready.wait(), 5)
    await asyncio.sleep(0.2)
    keeping.cancel()
    assert keeper.process
    pid = keeper.process.pid
    await keeper.stop(grace=0.3)
    assert identify(pid) is None


def test_what_an_earlier_run_left_is_ended(tmp_path: Path) -> None:
    left = subprocess.Popen(["sleep", "60"], start_new_session=True)
    record(tmp_path, "web", left.pid)
    assert end_leftovers(tmp_path, ("web", "worker")) == ["web"]
    assert left.wait(1) == -signal.SIGTERM


def test_a_process_that_got_the_number_of_an_old_one_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        record(tmp_path, "web", stranger.pid)
        noted = recorded(tmp_path, "web")
        assert noted
        older = (tmp_path / "web.pid").read_text().replace(noted.born, noted.born + "0")
        (tmp_path / "web.pid").write_text(older)
        assert end_leftovers(tmp_path, ("web",)) == []
        assert stranger.poll() is None
        assert not (tmp_path / "web.pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("text", ["", "123", "{}", '{"pid": 1}', "null"])
def test_a_damaged_record_is_no_process(tmp_path: Path, text: str) -> None:
    (tmp_path / "web.pid").write_text(text)
    assert recorded(tmp_path, "web") is None


def test_identities_of_two_processes_differ() -> None:
    assert identify(os.getpid()) != Identity(os.getpid(), "")
    assert identify(2**22 + 1) is None


def test_a_log_that_grew_too_large_is_set_aside_at_start(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("x" * 20)
    with open_log(log, largest=10) as new:
        new.write(b"fresh")
    assert log.read_text() == "fresh"
    assert (tmp_path / "web.log.1").read_text() == "x" * 20
