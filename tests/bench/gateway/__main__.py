"""Measures the gateway: `python -m tests.bench.gateway [--quick] [--write]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import uvloop

from bot.settings import ROOT
from bot.supervise.models import Models
from tests.bench import baseline, machine
from tests.bench.gateway import ours, peers
from tests.bench.gateway.letters import PEOPLE, SLUG, Letter, Post
from tests.bench.gateway.load import WARM_UP, Load, load
from tests.bench.gateway.report import NAMES, Accepted, Figures, page, quietest
from tests.bench.gateway.talk import Extent, Talk, Town, talks
from tests.bench.processes import cpu_between, uses
from tests.conftest import open_folder
from tests.product import free_port

PAGE = ROOT / "docs" / "benchmarks-gateway.md"
CHANNELS = ("messenger", "zalo", "telegram", "zalo_bot")
SIMULATED = CHANNELS[:3]
RATES = (50, 150, 300, 300, 300)  # webhooks a second; the most of them thrice
SECONDS, QUICK_SECONDS = 10.0, 3.0
TALKS, QUICK_TALKS = Extent(20, 10.0, 2), Extent(10, 4.0, 1)
FAR = 0.1  # seconds that a vendor far away takes to answer
OURS, RASA, OPSDROID = NAMES
PEERS = {RASA: peers.rasa, OPSDROID: peers.opsdroid}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, trained: Path, seconds: float, extent: Extent) -> None:
        self.trained, self.seconds, self.extent = trained, seconds, extent

    def figures(self) -> Figures:
        described = machine.description()
        say("Cài và huấn luyện phần mềm để so sánh …")
        peers.install()
        baseline.train(self.trained)
        with vendor() as base:
            post = Post(base)
            say("Máy chủ không làm gì …")
            rate = RATES[-1]
            floor = load(f"{base}/", self.letters(post, "messenger", rate), rate)
            with open_folder() as folder, ours.accepting_alone(folder) as alone:
                alone.add(post.accounts())
                promised = alone.durability()
                only = [self.accepted(alone, post, c, r) for c in CHANNELS for r in RATES]
            with open_folder() as folder, ours.whole(folder) as whole:
                whole.add(post.accounts())
                both = [self.accepted(whole, post, c, r) for c in CHANNELS for r in RATES]
                same = quietest(each for each in both if each.channel == "messenger")
                loads = {OURS: [each.load for each in same], **self.peer_loads(whole, post, base)}
                far = self.far_away(whole)
                talked = self.talked(whole)
        return Figures(
            machine=described,
            people=PEOPLE,
            promised=promised,
            floor=floor,
            alone=only,
            working=both,
            peers=loads,
            far_ms=FAR * 1000,
            far=far,
            talks=talked,
        )

    def letters(self, post: Post, channel: str, rate: int) -> list[Letter]:
        return post.letters(channel, WARM_UP + round(rate * self.seconds))

    def accepted(self, product: ours.Ours, post: Post, channel: str, rate: int) -> Accepted:
        """What it took, and that all of it is kept."""
        say(f"Nhận: {channel}, {rate}/giây …")
        letters = self.letters(post, channel, rate)
        before = uses(os.getpid())
        taken = load(product.webhook(channel, SLUG), letters, rate)
        cpu = cpu_between(before, uses(os.getpid()))
        found, rows = product.kept(channel, SLUG, taken.accepted)
        product.forget_waiting()
        return Accepted(channel, taken, found, rows, cpu)

    def peer_loads(self, whole: ours.Ours, post: Post, base: str) -> dict[str, list[Load]]:
        """Each rate on a peer that has just started: what it did not come to is over."""
        found: dict[str, list[Load]] = {name: [] for name in PEERS}
        for rate in sorted(set(RATES)):
            for name in PEERS:
                say(f"Nhận: {name}, {rate}/giây …")
                with self.peer(name, whole, f"{base}/graph") as peer:
                    letters = self.letters(post, "messenger", rate)
                    found[name].append(load(peer.webhook, letters, rate))
        return found

    def far_away(self, whole: ours.Ours) -> dict[str, Load]:
        """The least load, with Graph answering after `FAR` seconds."""
        rate = RATES[0]
        found = {}
        with vendor(FAR) as base:
            post = Post(base, slug="xa")
            whole.add(each for each in post.accounts() if each.channel == "messenger")
            for name in NAMES:
                say(f"Nhận: {name}, Facebook ở xa …")
                letters = self.letters(post, "messenger", rate)
                if name == OURS:
                    found[name] = load(whole.webhook("messenger", "xa"), letters, rate)
                    whole.forget_waiting()
                    continue
                with self.peer(name, whole, f"{base}/graph") as peer:
                    found[name] = load(peer.webhook, letters, rate)
        return found

    def talked(self, whole: ours.Ours) -> dict[tuple[str, str], Talk]:
        say("Hỏi và chờ trả lời …")
        towns = {OURS: Town(whole.product.url), **{name: Town() for name in PEERS}}
        whole.add(towns[OURS].simulators.for_product())
        with ExitStack() as stack:
            for name in PEERS:
                peer = stack.enter_context(self.peer(name, whole, towns[name].graph))
                towns[name].deliver_to(peer.webhook, sha1=name == RASA)
            channels = {name: SIMULATED if name == OURS else SIMULATED[:1] for name in NAMES}
            return uvloop.run(talks(towns, channels, self.extent))

    @contextmanager
    def peer(self, name: str, whole: ours.Ours, graph: str) -> Iterator[peers.Peer]:
        nlu = f"http://127.0.0.1:{whole.product.nlu_port}"
        with open_folder() as folder:
            given = self.trained if name == RASA else folder
            with PEERS[name](given, graph, nlu) as peer:
                yield peer


@contextmanager
def vendor(seconds: float = 0.0) -> Iterator[str]:
    """The address of a vendor's stand-in."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.bench.gateway.vendor", str(port), str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-gateway", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="mỗi lượt vài giây")
    parser.add_argument("--write", action="store_true", help="ghi docs/benchmarks-gateway.md")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as on Ctrl-C
    seconds, extent = (QUICK_SECONDS, QUICK_TALKS) if options.quick else (SECONDS, TALKS)
    try:
        asyncio.run(Models().ensure(say, ROOT / "var" / "log" / "train.log"))
        with open_folder() as trained:
            text = page(Bench(trained, seconds, extent).figures())
    except KeyboardInterrupt:
        say("Đã dừng.")
        return 130
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
