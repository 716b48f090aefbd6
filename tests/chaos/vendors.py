"""The simulated vendors, in this process: what their people see is looked at directly."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import ClassVar

import httpx

from bot.simulators.app import Server, Simulators, SimulatorSettings, create_simulators
from bot.simulators.faults import Chance, Faults
from tests.chaos.patience import until
from tests.product import free_port

SLUG = "mo-phong"
VENDORS = ("zalo", "messenger", "telegram")
CONNECTIONS = 60  # of all vendors to the product
FIRST_PERSON = 7_100_000_000_000_000  # what every vendor's ids may look like

# To us. Of all events 10 in 100 come twice and 5 late, when what is delivered only after several
# tries, and so neither, is counted in; of 2 in 100 the vendor does not hear our 200.
_DELIVERY = Faults(
    duplicate=0.09,
    duplicate_at_once=0.05,
    late=0.06,
    late_seconds=100.0,
    lost_answer=0.02,
    batch=0.05,
    echo_first=0.10,
    echo_lost=0.02,
)
# From us: errors after which nothing has arrived, or after which nobody can know. Those that stop
# a whole account, or refuse a message for good, come by the plan (`storm`).
_SENDING = {"refused": 0.03, "cut_before": 0.01, "cut_after": 0.01, "slow": 0.005}
ERRORS: Mapping[str, tuple[str, ...]] = {
    "zalo": ("-200", "http:502:html", "http:500", "-200"),
    "messenger": ("http:500", "2", "1200", "1/99", "http:502:html"),
    "telegram": ("500", "429:1", "http:502:html", "500"),
}
# Telegram's 5xx says that nothing was delivered; the first of the others leaves it open.
ERROR_AFTER = {"zalo": 0.005, "messenger": 0.005, "telegram": 0.0}


@asynccontextmanager
async def open_vendors(product: str, time_factor: float) -> AsyncIterator[Simulators]:
    """Zalo, Messenger and Telegram with an account each, well-behaved as yet.

    `product` is its address; the vendors' waits between deliveries are `time_factor` times as
    long as real ones.
    """
    port = free_port()
    simulators = create_simulators(
        SimulatorSettings(
            product_url=product,
            public_url=f"http://127.0.0.1:{port}",
            slug=SLUG,
            time_factor=time_factor,
        ),
        # Of many connections httpx's pool looks at every one for every request.
        httpx.AsyncClient(limits=httpx.Limits(max_connections=CONNECTIONS)),
    )
    simulators.zalo.account.free_replies = None
    server = Server(simulators, host="127.0.0.1", port=port)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield simulators
    finally:
        server.should_exit = True
        await task


class Mischief(Faults):
    """Faults that are counted as they are met."""

    met: ClassVar[Counter[str]] = Counter()

    def happens(self, what: Chance, subject: str) -> bool:
        found = super().happens(what, subject)
        self.met[what] += found
        return found


def misbehave(simulators: Simulators, seed: int) -> None:
    """From now on."""
    Mischief.met.clear()
    for name, vendor in simulators.vendors.items():
        vendor.account.faults = Mischief(
            **{
                **vars(_DELIVERY),
                **_SENDING,
                "seed": seed,
                "slow_seconds": 16.0,  # one more than the product waits
                "errors": ERRORS[name],
                "error_after": ERROR_AFTER[name],
            }
        )
