"""Rasa itself, trained on a handful of examples and asked over HTTP."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

NLU = Path(__file__).parents[2] / "nlu"
PYTHON = NLU / ".venv" / "bin" / "python"
DATA = """\
version: "3.1"
nlu:
- intent: deadline
  examples: |
    - hạn nộp báo cáo là khi nào
    - bao giờ phải nộp
    - chậm nhất ngày mấy
- intent: nominate
  examples: |
    - tôi muốn đề cử một người
    - giới thiệu bà Hoa giúp người nghèo
    - đề cử hàng xóm của tôi
- intent: greet
  examples: |
    - xin chào
    - chào bạn nhé
    - alo có ai không
"""


@pytest.fixture(scope="module", autouse=True)
def trained() -> None:
    """`make test` installs and compiles both; without them nothing here is tested: said, not
    skipped."""
    assert PYTHON.exists(), "nlu/.venv is not installed: run `make train`"
    assert (NLU / "build" / "gazetteer.json").exists(), "no gazetteer: run `make train`"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("nlu")
    (folder / "data.yml").write_text(DATA, encoding="utf-8")
    model = folder / "model.tar.gz"
    subprocess.run(
        [PYTHON, NLU / "train.py", model, "--data", folder / "data.yml"], check=True, timeout=300
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [PYTHON, NLU / "serve.py", model, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/status").raise_for_status()
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address, process
    if process.poll() is None:
        process.kill()


def test_a_message_is_understood(server: tuple[str, subprocess.Popen[str]]) -> None:
    text = "nop bao cao truoc ngay 31/5/2025 theo 45/KH-UBND"
    answer = httpx.post(f"{server[0]}/model/parse", json={"text": text}).json()
    assert answer["text"] == text
    assert answer["intent"]["name"] == "deadline"
    assert len(answer["intent_ranking"]) == 3
    found = {entity["entity"]: entity for entity in answer["entities"]}
    assert found["date"]["value"] == {"day": 31, "month": 5, "year": 2025}
    assert found["document_number"]["value"] == "45/KH-UBND"
    assert text[found["date"]["start"] : found["date"]["end"]] == "ngay 31/5/2025"


@pytest.mark.parametrize("text", ["", "   ", "😀", "!!!", "a" * 5000, "\u0000", "cha\u0300o"])
def test_odd_messages_are_answered(server: tuple[str, subprocess.Popen[str]], text: str) -> None:
    answer = httpx.post(f"{server[0]}/model/parse", json={"text": text})
    assert answer.status_code == 200
    assert answer.json()["intent"]["name"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/model"), ("POST", "/model/train"), ("GET", "/"), ("GET", "/domain")],
)
def test_the_rest_of_rasa_is_closed(
    server: tuple[str, subprocess.Popen[str]], method: str, path: str
) -> None:
    assert httpx.request(method, f"{server[0]}{path}").status_code == 404


def test_messages_do_not_reach_the_log_and_it_stops_when_told(
    server: tuple[str, subprocess.Popen[str]],
) -> None:
    address, process = server
    httpx.post(f"{address}/model/parse", content=json.dumps({"text": "tôi là Nguyễn Thị Bí Mật"}))
    os.kill(process.pid, signal.SIGTERM)
    log, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Bí Mật" not in log
    assert "B\\u00ed M\\u1eadt" not in log
