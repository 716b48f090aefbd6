"""Every part of every captured webhook replaced by what nobody expects there: what is read of it
can still be kept and acted on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.contract import Channel, Malformed
from bot.channels.registry import CHANNELS
from bot.inbox.accepting import event_payload
from tests.channels.cases import Case, cases
from tests.channels.fuzz import ODD, places, put
from tests.channels.judging import is_sound

EVERYDAY = 17  # of so many replacements one is tried


@pytest.fixture(params=list(CHANNELS))
def channel(request: pytest.FixtureRequest) -> Channel:
    return CHANNELS[request.param]


def replaced(channel: Channel) -> Iterator[tuple[Case, Any]]:
    for case in cases(channel.name):
        if case.readable:
            value = json.loads(case.webhook.body)
            for place in places(value):
                yield from ((case, put(value, place, odd)) for odd in ODD)


def reads(channel: Channel, case: Case, value: Any) -> None:
    body = json.dumps(value).encode()
    try:
        found = channel.parse(body, case.account, case.webhook.headers)
    except Malformed:
        return
    except Exception as error:
        raise AssertionError(f"{case.name} breaks its parser: {body[:500]!r}") from error
    for event in found:
        is_sound(event)
        kept = json.dumps(event_payload(event), allow_nan=False, ensure_ascii=False)
        assert "\\u0000" not in kept
        kept.encode()


def test_no_odd_part_breaks_the_reader(channel: Channel) -> None:
    for number, (case, value) in enumerate(replaced(channel)):
        if number % EVERYDAY == 0:
            reads(channel, case, value)


@pytest.mark.fuzz
def test_no_odd_part_breaks_the_reader_wherever_it_stands(channel: Channel) -> None:
    for case, value in replaced(channel):
        reads(channel, case, value)
