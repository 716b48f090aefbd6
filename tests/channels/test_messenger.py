"""What only Messenger has. D: developers.facebook.com/documentation/business-messaging/
messenger-platform."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Answered, Webhook
from bot.channels.messenger import MessengerChannel
from bot.channels.messenger.graph import proof
from bot.channels.messenger.signature import expected
from bot.channels.messenger.values import moment
from tests.channels.cases import cases
from tests.channels.media import opens
from tests.channels.messenger_answers import ACCOUNT

MESSENGER = MessengerChannel()
NOW = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)


def posted(body: bytes, signature: str) -> Webhook:
    return Webhook("POST", body, {"x-hub-signature-256": signature}, {})


# Signatures


def test_the_signature_is_that_of_metas_formula() -> None:
    """Computed with another program than this one."""
    body = next(case for case in cases("messenger") if case.name == "text").webhook.body
    assert len(body) == 227
    assert expected("s3cr3t", body) == (
        "sha256=e41def7fe8a44402fe906b050bde17bfdf3d70ecb1e757401fb79172de26a656"
    )


@pytest.mark.parametrize(
    "other",
    [
        "164d8baf7df9233886845dbbffe0cb0845dbd76535d17cdad62d7e492472cbc8",
        "d73092cd6402431a707eb64a691e401b59d3ed82b355cbb2e9c6052d1825904f",
        "01dba7bd4155579f9eb9e98d9bbf4759f819145e2d78037a7bc2f81492d4f074",
    ],
    ids=["default", "compact", "utf8"],
)
def test_json_written_again_has_another_signature(other: str) -> None:
    body = next(case for case in cases("messenger") if case.name == "text").webhook.body
    found = MESSENGER.verify(posted(body, f"sha256={other}"), ACCOUNT)
    assert found == Answered(403, forged=True)


def test_the_proof_of_the_secret_is_that_of_metas_formula() -> None:
    wanted = "31fa78489b3b182820fb8100e34652a7052c617116aac3ac5b320e5af0c1804c"
    assert proof("s3cr3t", "TOKEN123") == wanted


@given(header=st.text(st.characters(), max_size=80), body=st.binary(max_size=40))
def test_no_header_breaks_the_comparison(header: str, body: bytes) -> None:
    assert MESSENGER.verify(posted(body, header), ACCOUNT) == Answered(403, forged=True)


# Reading


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (1700000000000, "2023-11-14T22:13:20+00:00"),
        (1700000000, "2023-11-14T22:13:20+00:00"),
        ("1700000000123", "2023-11-14T22:13:20.123000+00:00"),
        (999_999_999_999, None),  # in seconds that would be the year 33658
        (1_000_000_000_000, "2001-09-09T01:46:40+00:00"),
        (0, None),
        (-5, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        ("١٧٠٠٠٠٠٠٠٠", None),
        (None, None),
    ],
)
def test_times_come_in_milliseconds_or_seconds(value: Any, wanted: str | None) -> None:
    found = moment(value)
    assert (found and found.isoformat()) == wanted


def test_what_has_no_time_happened_now() -> None:
    channel = MessengerChannel(clock=lambda: NOW)
    case = next(case for case in cases("messenger") if case.name == "text_without_times")
    assert channel.parse(case.webhook.body, case.account, {})[0].at == NOW


def test_what_has_no_id_of_its_own_is_told_apart_by_person_time_and_payload() -> None:
    def postback(person: str, at: int, payload: str) -> dict[str, Any]:
        return {
            "sender": {"id": person},
            "recipient": {"id": "500"},
            "timestamp": at,
            "postback": {"title": "Chọn", "payload": payload},
        }

    items = [
        postback("900", 1700000000000, "A"),
        postback("901", 1700000000000, "A"),
        postback("900", 1700000000001, "A"),
        postback("900", 1700000000000, "B"),
    ]
    body = {"object": "page", "entry": [{"id": "500", "time": 1, "messaging": items}]}
    events = MESSENGER.parse(json.dumps(body).encode(), ACCOUNT, {})
    assert len({event.external_id for event in events}) == len(items)


def test_a_message_handed_to_us_is_no_duplicate_of_the_one_overheard() -> None:
    item = {
        "sender": {"id": "900"},
        "recipient": {"id": "500"},
        "timestamp": 1700000000000,
        "message": {"mid": "m_1", "text": "chào"},
    }
    entry = {"id": "500", "time": 1, "standby": [item], "messaging": [item]}
    events = MESSENGER.parse(json.dumps({"object": "page", "entry": [entry]}).encode(), ACCOUNT, {})
    assert {event.kind for event in events} == {"text", "unknown"}
    assert len({event.external_id for event in events}) == 2


# Attachments


@pytest.mark.parametrize(
    ("reference", "known"),
    [
        ("https://scontent.xx.fbcdn.net/v/a.jpg?oh=1", True),
        ("https://cdn.fbsbx.com/v.mp4", True),
        ("ftp://cdn.fbsbx.com/v.mp4", False),
        ("https://fbcdn.net.evil.example/a.jpg", False),
        ("https://evilfbcdn.net/a.jpg", False),
        ("144884789352448", False),
        ("https://[", False),
    ],
)
async def test_attachments_lie_at_metas(reference: str, known: bool) -> None:
    assert await opens(MESSENGER, ACCOUNT, reference) == known


async def test_a_stand_in_for_graph_may_keep_the_attachments_itself() -> None:
    account = replace(ACCOUNT, options={"graph_base": "http://127.0.0.1:8010/graph"})
    reference = "http://127.0.0.1:8010/media/1.jpg"
    assert await opens(MESSENGER, account, reference)
