from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import ROOT, Settings, get_settings
from bot.supervise import checks
from bot.supervise.addresses import free_port, local_url, nlu_url
from bot.supervise.errors import StartupError
from bot.supervise.locks import FileLock
from bot.supervise.models import KEPT, Models


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GUONGSANG_VAR", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def up(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["up", *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.output


def test_a_second_up_says_where_the_first_one_runs(var: Path) -> None:
    (var / "run").mkdir()
    with FileLock(var / "run" / "up.lock") as lock:
        lock.acquire()
        lock.write(json.dumps({"pid": 4321, "address": "http://127.0.0.1:8000"}))
        code, output = up()
    assert code == 1
    assert "đang chạy rồi ở http://127.0.0.1:8000 (tiến trình 4321)" in output


def test_a_port_in_use_is_one_sentence(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, output = up("--port", str(port))
    assert code == 1
    assert f"Cổng {port} ở 127.0.0.1 đang có chương trình khác dùng." in output
    assert not FileLock(var / "run" / "up.lock").taken


def test_a_full_disk_is_one_sentence(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        checks.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 7_000_000)
    )
    code, output = up("--port", str(free_port("127.0.0.1", 18000, 500)))
    assert code == 1
    assert "chỉ còn 7 MB trống, cần ít nhất 500 MB" in output


def test_a_var_that_cannot_be_made_is_one_sentence(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (var / "file").touch()
    monkeypatch.setenv("GUONGSANG_VAR", str(var / "file" / "var"))
    get_settings.cache_clear()
    code, output = up()
    assert code == 1
    assert "Không tạo được thư mục" in output


def test_a_wrong_setting_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUONGSANG_PORT", "tám nghìn")
    get_settings.cache_clear()
    code, output = up()
    assert code == 1
    assert "GUONGSANG_PORT" in output


def test_the_next_free_port_is_taken_for_rasa_and_noted(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port
    (var / "run").mkdir()
    (var / "run" / "nlu_url").write_text("http://127.0.0.1:5106")
    assert nlu_url(Settings(var=var, _env_file=None)) == "http://127.0.0.1:5106"  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
    ],
)
def test_the_address_to_open_here(host: str, url: str) -> None:
    assert local_url(host, 80) == url


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    nlu = tmp_path / "nlu"
    (nlu / "data" / "deep").mkdir(parents=True)
    (nlu / "components").mkdir()
    plans = tmp_path / "data" / "plans"
    plans.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "plans" / "cam-ngoc.yaml", plans)
    for name in ("config.yml", "train.py", "uv.lock", "data/deep/a.yml", "components/b.py"):
        (nlu / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["config.yml", "train.py", "uv.lock", "data/deep/a.yml", "components/b.py"]
)
def test_another_input_means_another_model(checkout: Path, name: str) -> None:
    models, names = Models(checkout), b"{}"
    before = models.path(names)
    assert models.path(names) == before
    (checkout / "nlu" / name).write_text("changed")
    assert models.path(names) != before


def test_a_new_name_in_a_plan_means_another_model_and_a_new_text_does_not(checkout: Path) -> None:
    plan = next((checkout / "data" / "plans").glob("*.yaml"))
    before, source = Models(checkout).path(), plan.read_text()
    plan.write_text(source + "\n# một lời ghi chú\n")
    assert Models(checkout).path() == before
    plan.unlink()
    assert Models(checkout).path() != before


def test_a_broken_plan_is_told_before_training(checkout: Path) -> None:
    (checkout / "data" / "plans" / "hong.yaml").write_text("locality: 1\n")
    with pytest.raises(StartupError, match=r"hong\.yaml:1"):
        Models(checkout).path()


def stand_in(checkout: Path, script: str) -> Models:
    """Training in a fraction of a second: a script where the environment's Python would be."""
    python = checkout / "nlu" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return Models(checkout)


async def test_training_happens_once_and_the_last_models_are_kept(checkout: Path) -> None:
    said: list[str] = []
    models = stand_in(checkout, 'echo model > "$2"')
    for plan in models.plans.glob("*.yaml"):
        plan.unlink()
    for text in ("one", "two", "three"):
        (checkout / "nlu" / "config.yml").write_text(text)
        model = await models.ensure(said.append, checkout / "train.log")
        assert await models.ensure(said.append, checkout / "train.log") == model
    assert sum("Huấn luyện xong" in line for line in said) == 3
    assert len(list(models.folder.glob("*.tar.gz"))) == KEPT
    assert models.newest() == model
    assert json.loads((checkout / "nlu" / "build" / "gazetteer.json").read_text())["field"]


async def test_failed_training_leaves_no_model_and_shows_the_log(checkout: Path) -> None:
    models = stand_in(checkout, 'echo half > "$2"; echo "không đủ câu mẫu"; exit 3')
    with pytest.raises(StartupError, match=r"(?s)mã 3.*không đủ câu mẫu"):
        await models.ensure(lambda text: None, checkout / "train.log")
    assert not list(models.folder.glob("*.tar.gz"))
