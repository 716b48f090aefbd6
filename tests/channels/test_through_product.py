"""People at the simulated vendors talk with the whole product: real processes, real model."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.product import ROOT, Product, free_port

ACCOUNT = "mo-phong"
VENDORS = ("zalo", "messenger", "telegram")


class Vendors:
    """The simulators beside the product, worked through their control API."""

    def __init__(self, product: Product) -> None:
        self.port = free_port()
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}/control", timeout=20)
        command = ["simulate", "--port", str(self.port), "--product", product.url]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *command, "--locality", "cam-ngoc"],
            cwd=ROOT,
            env=product.environment,
            stdout=subprocess.DEVNULL,
        )
        wait_for(self._up, 60)
        state = self.http.get("/state").json()
        self.accounts = {v["name"]: v["accounts"][0]["id"] for v in state["vendors"]}

    def _up(self) -> bool:
        try:
            return self.http.get("/state").status_code == 200
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def person(self, vendor: str, name: str) -> Person:
        return Person(self, vendor, name)


class Person:
    def __init__(self, vendors: Vendors, vendor: str, id: str) -> None:
        self.path = f"/{vendor}/{vendors.accounts[vendor]}/people/{id}"
        self.http, self.vendor, self.id = vendors.http, vendor, id
        self.account = f"/{vendor}/{vendors.accounts[vendor]}"
        self.seen = 0

    def does(self, kind: str, **details: Any) -> None:
        answer = self.http.post(f"{self.path}/acts", json={"kind": kind, **details})
        assert answer.status_code < 300, answer.text

    def heard(self) -> list[dict[str, Any]]:
        """All the assistant said, oldest first."""
        bubbles = self.http.get(self.path).json()["bubbles"]
        return [bubble for bubble in bubbles if bubble["by"] == "account"]

    def hears(self, *words: str, seconds: float = 20.0) -> str:
        """Waits for something new that has one of the words."""

        def new() -> str:
            texts = "\n".join(str(b) for b in self.heard()[self.seen :])
            return texts if any(word.casefold() in texts.casefold() for word in words) else ""

        found = wait_for(new, seconds)
        self.seen = len(self.heard())
        return found


def wait_for(look: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


@pytest.fixture(scope="module")
def vendors(product: Product) -> Iterator[Vendors]:
    running = Vendors(product)
    yield running
    running.close()


@pytest.fixture(params=VENDORS)
def an(request: pytest.FixtureRequest, vendors: Vendors) -> Person:
    return vendors.person(request.param, str(9_000_000 + id(request) % 1_000_000))


def test_a_question_is_answered_on_every_channel(an: Person) -> None:
    an.does("text", text="mỗi năm xã phải có ít nhất mấy điển hình")
    assert "Cẩm Ngọc" in an.hears("ít nhất 01")


def test_stop_and_a_person_work_on_every_channel(an: Person) -> None:
    an.does("text", text="gặp cán bộ")
    an.hears("ghi lại yêu cầu")
    an.does("text", text="dừng")
    an.hears("không đăng ký nhận tin")


def test_what_cannot_be_read_gets_a_word(an: Person) -> None:
    an.does("sticker")
    an.hears("hình dán")


def test_a_person_at_the_vendors_inbox_silences_the_assistant(an: Person) -> None:
    if an.vendor == "telegram":
        pytest.skip("a bot has no inbox for people")
    an.does("text", text="xin chào")
    an.hears("trợ lý")
    answer = an.http.post(f"{an.path}/staff", json={"text": "Chào bác, tôi là cán bộ xã."})
    assert answer.status_code < 300, answer.text
    time.sleep(1.5)
    before = len(an.heard())
    an.does("text", text="hạn nộp báo cáo sơ kết là khi nào")
    time.sleep(2.0)
    assert len(an.heard()) == before
    an.does("text", text="gặp cán bộ")  # what must always work still does
    an.hears("Cán bộ đang trả lời")
