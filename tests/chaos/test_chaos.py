"""The small storm, and what the storm is made of."""

from __future__ import annotations

import random
from collections import Counter, deque
from typing import Any

import httpx
import pytest

from bot.inbox.handling import WAITING
from bot.simulators.app import Simulators, SimulatorSettings, create_simulators
from tests.chaos.asking import GREETING, HELLO, Ask, stories, told_apart
from tests.chaos.crowd import Act, Writer
from tests.chaos.kept import story
from tests.chaos.report import table
from tests.chaos.run import Options, run
from tests.chaos.site import KILLED
from tests.chaos.storm import DEAD_TOKEN, REFUSALS, SLOW_DOWN, blows, counts
from tests.chaos.vendors import ERRORS
from tests.conftest import open_folder


@pytest.mark.slow
async def test_nothing_is_lost_disordered_or_doubled_while_processes_die() -> None:
    with open_folder() as folder:
        outcome = await run(Options(events=600, conversations=60, kills=2), folder, print)
    print("\n".join(table(outcome)))
    verdict = outcome.verdict
    assert (verdict.lost, verdict.out_of_order, verdict.doubled) == ([], [], [])
    assert verdict.events == 600
    assert outcome.drained
    assert {kind: outcome.happened[kind] for kind in KILLED} == dict.fromkeys(KILLED, 2)


def test_the_plan_kills_each_kind_as_often_as_asked_all_along_the_run() -> None:
    planned = blows(counts(20_000, 6), 20_000, random.Random(1))
    kinds = Counter(blow.kind for blow in planned)
    assert {kind: kinds[kind] for kind in KILLED} == dict.fromkeys(KILLED, 6)
    assert planned == sorted(planned, key=lambda blow: blow.after)
    kills = [blow.after for blow in planned if blow.kind in KILLED]
    assert min(kills) < 4000
    assert max(kills) > 16_000


def test_one_seed_is_one_plan() -> None:
    first, again = (blows(counts(2000, 3), 2000, random.Random(7)) for _ in range(2))
    assert first == again
    assert first != blows(counts(2000, 3), 2000, random.Random(8))


def test_everybody_asks_different_things_and_together_as_many_as_wanted() -> None:
    asks = {name: [Ask("text", f"câu {n}", answer=f"{n}.") for n in range(30)] for name in "abc"}
    told = stories(asks, 7, 150, random.Random(1))
    assert sum(len(own) for _, own in told) == 150
    assert all(len(set(own)) == len(own) and own[0] == HELLO for _, own in told)
    assert {vendor for vendor, _ in told} == set("abc")


def test_answers_that_begin_alike_are_not_used() -> None:
    texts = ["Một.", "Một. Hai.", "Hai.", f"{GREETING} Gương Sáng", "Hai."]
    kept = told_apart(Ask("text", str(n), answer=text) for n, text in enumerate(texts))
    assert [ask.answer for ask in kept] == ["Một.", "Hai."]


@pytest.fixture
def simulators() -> Simulators:
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
    return create_simulators(SimulatorSettings(product_url="http://product.test"), http)


@pytest.mark.parametrize("vendor", sorted(ERRORS))
def test_the_simulators_know_every_error_of_the_storm(simulators: Simulators, vendor: str) -> None:
    given = [*ERRORS[vendor], *REFUSALS[vendor], SLOW_DOWN[vendor]]
    if vendor == "messenger":
        given.append(DEAD_TOKEN)
    for code in given:
        simulators.vendors[vendor].set_next_error(simulators.vendors[vendor].account, code)


@pytest.mark.parametrize(
    ("vendor", "external_id"),
    [("zalo", "user_send_text:{}"), ("messenger", "{}"), ("telegram", "{}")],
)
async def test_a_story_is_told_by_what_is_kept(
    simulators: Simulators, vendor: str, external_id: str
) -> None:
    person = simulators.vendors[vendor].person("7100000000000001")
    person.does("text", text="câu 1")
    notice = person.account.mail.latest
    assert notice is not None
    assert await simulators.settle()
    writer = Writer(vendor, person, deque(), [Act(Ask("text", "câu 1", answer="Một."), notice)])
    event = {"id": 5, "external_id": external_id.format(notice.key), "kind": "text"}
    answer: dict[str, Any] = {"event_id": 5, "n": 0, "state": "failed", "error": "-248"}
    wait = {"event_id": 5, "n": -1, "state": "sent", "error": None, "text": WAITING.text}
    told = story(
        writer,
        [{**event, "processed_at": notice.taken}],
        [{**answer, "doubtful": False, "text": "Một."}, {**wait, "doubtful": True}],
    )
    (did,) = told.did
    assert (did.taken, did.handled) == (notice.taken, notice.taken)
    assert did.taken is not None
    assert (did.failed, did.doubtful, did.given_up) == ("-248", False, False)
    assert (told.notices, told.doubtful_notices) == ([WAITING.text], [WAITING.text])
