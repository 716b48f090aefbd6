"""What the page says is what happened: letters the product takes, every webhook counted."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import httptools
import pytest

from bot.channels.contract import Account, Verified, Webhook
from bot.channels.registry import CHANNELS
from tests.bench.figures import Durations
from tests.bench.gateway import load as loading
from tests.bench.gateway.letters import Post
from tests.bench.gateway.load import NEVER, WARM_UP, Load, load
from tests.bench.gateway.report import NAMES, Accepted, Figures, page, quietest, ratio
from tests.bench.gateway.talk import Talk

STATUSES = (200, 503, 200, None)  # of one request after the other; None: never answered


class Moody(asyncio.Protocol):
    """Answers by turns, once everybody has warmed up."""

    count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        Moody.count += 1
        after = Moody.count - WARM_UP
        status = STATUSES[after % len(STATUSES)] if after > 0 else 200
        if status:
            self.transport.write(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n".encode())


@pytest.fixture
def moody() -> Iterator[str]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Moody, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks/x"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.close()


@pytest.mark.parametrize("channel", CHANNELS)
def test_letters_are_signed_and_none_is_like_another(channel: str) -> None:
    post = Post("http://vendor.test")
    given = next(each for each in post.accounts() if each.channel == channel)
    account = Account(channel, given.slug, given.vendor_id, secrets=given.secrets)
    letters = post.letters(channel, 400) + post.letters(channel, 400)
    assert len({each.id for each in letters}) == 800
    for each in letters:
        headers = {name.lower(): value for name, value in each.headers.items()}
        webhook = Webhook("POST", each.body, headers, {})
        assert isinstance(CHANNELS[channel].verify(webhook, account), Verified)


def test_every_webhook_is_counted(moody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PATIENCE", 0.5)
    letters = Post("http://vendor.test").letters("telegram", WARM_UP + 40)
    found: list[Load] = []
    thread = threading.Thread(target=lambda: found.append(load(moody, letters, 400)))
    thread.start()
    thread.join()
    (taken,) = found
    assert (len(taken.accepted), taken.refused, taken.unanswered) == (20, 10, 10)
    assert taken.accepted < {each.id for each in letters[WARM_UP:]}
    assert Counter(each == NEVER for each in taken.durations.values) == {False: 20, True: 20}


def figures(taken: Load, found: int) -> Figures:
    rounds = [Accepted("zalo", taken, found, found, {"trang web": 0.5})]
    durations = Durations.of([0.01, 0.02])
    talks = {(name, "messenger"): Talk(durations, durations, 20.0) for name in NAMES}
    loads = {name: [taken] for name in NAMES}
    return Figures(
        [],
        300,
        "`fsync` on",
        taken,
        rounds,
        rounds,
        loads,
        100.0,
        dict.fromkeys(NAMES, taken),
        talks,
    )


def test_the_page_says_what_was_lost_or_missed() -> None:
    good = Load(300, Durations.of([0.004, 0.040]), 1.0, 0, 0, frozenset({"a", "b"}), 0.0001)
    assert "không mất" in page(figures(good, found=2))
    assert "đạt, kênh chậm nhất là zalo (40.0)" in page(figures(good, found=2))
    assert "KHÔNG KHỚP" in page(figures(good, found=1))
    late = replace(good, durations=Durations.of([0.004, NEVER]), unanswered=1)
    assert "chưa đạt, kênh chậm nhất là zalo (chưa đáp)" in page(figures(late, found=2))


def test_the_aim_is_judged_when_the_machine_was_its_own() -> None:
    calm = Load(300, Durations.of([0.04]), 1.0, 0, 0, frozenset({"a"}), 0.0, stolen=0.01)
    robbed = replace(calm, durations=Durations.of([0.09]), stolen=0.2)
    slow = replace(calm, durations=Durations.of([0.06]), rate=50)
    rounds = [Accepted("zalo", each, 1, 1, {}) for each in (slow, robbed, calm, robbed)]
    assert [each.load for each in quietest(rounds)] == [slow, calm]
    told = page(replace(figures(calm, found=1), alone=rounds))
    assert "chỉ nhận: đạt, kênh chậm nhất là zalo (40.0)" in told
    assert "| zalo | 300 | 1.0 | 90.0 |" in told, "nothing is left out"


def test_no_ratio_with_what_never_was() -> None:
    assert (ratio(1.0, 2.0), ratio(NEVER, 2.0), ratio(1.0, NEVER), ratio(1.0, 0.0)) == (
        "0.50",
        *"–––",
    )
