"""What holds for every channel: README.md beside this tells how one joins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args, get_type_hints

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.contract import (
    Answered,
    Attachment,
    Channel,
    Event,
    Malformed,
    Part,
    Sent,
    Verified,
)
from bot.channels.menu import introduction
from bot.channels.registry import CHANNELS
from tests.channels.cases import Answer, Case, cases, told
from tests.channels.fuzz import changed, json_values, turned
from tests.channels.judging import PERSON, STATUSES, differences, is_sound, is_told_well
from tests.channels.media import opens

FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

SELECTED: dict[str, Callable[[str], Iterable[tuple[str, Any]]]] = {
    "case": lambda name: [(case.name, case) for case in cases(name)],
    "signed": lambda name: [(case.name, case) for case in cases(name) if case.signed],
    "readable": lambda name: [(case.name, case) for case in cases(name) if case.readable],
    "answer": lambda name: [
        (f"{number}-{answer.expect['status']}", answer)
        for number, answer in enumerate(told(name).answers)
    ],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every channel of the registry, and what of each the test asks for."""
    asked = [name for name in SELECTED if name in metafunc.fixturenames]
    rows = []
    for name, channel in CHANNELS.items():
        if not asked:
            rows.append(pytest.param(channel, id=name))
        for what in asked:
            found = SELECTED[what](name)
            rows += [pytest.param(channel, one, id=f"{name}-{label}") for label, one in found]
    metafunc.parametrize(["channel", *asked], rows)


@pytest.fixture
def vendor() -> Iterator[respx.MockRouter]:
    """Every request that goes out arrives here."""
    with respx.mock(assert_all_called=False) as router:
        yield router


# What a channel brings along


def test_a_channel_brings_enough_cases(channel: Channel) -> None:
    found = cases(channel.name)
    verified = {case.expect["verify"] for case in found}
    assert len(found) >= 25
    assert {"ok", "forged"} <= verified
    assert any(case.malformed for case in found)
    assert any(len(case.expect.get("events", ())) == 1 for case in found)


def test_every_kind_of_attachment_comes_in_some_case(channel: Channel) -> None:
    every = set(get_args(get_type_hints(Attachment)["kind"]))
    never = told(channel.name).never_received
    events = [event for case in cases(channel.name) for event in case.expect.get("events", ())]
    found = {file["kind"] for event in events for file in event.get("attachments", ())}
    assert never <= every
    assert found == every - never


def test_an_unknown_event_comes_in_some_case(channel: Channel) -> None:
    events = [event for case in cases(channel.name) for event in case.expect.get("events", ())]
    assert any(event["kind"] == "unknown" for event in events)


def test_every_outcome_is_reached_by_some_answer(channel: Channel) -> None:
    """But for what the vendor has no way to say: that one person cannot be reached, that the
    account is to slow down."""
    answers, never = told(channel.name).answers, told(channel.name).never_answered
    assert never <= {"unreachable", "throttled"}
    assert {answer.expect["status"] for answer in answers} == STATUSES - never


def test_a_channel_says_what_it_is(channel: Channel) -> None:
    names = [secret.name for secret in channel.secret_fields]
    assert channel.title
    assert names
    assert len(set(names)) == len(names)
    assert all(secret.title for secret in channel.secret_fields)


# Verifying


def test_a_case_says_where_it_comes_from(channel: Channel, case: Case) -> None:
    assert case.source
    assert set(case.expect) <= {"verify", "learnt", "events", "malformed", "body"}
    assert ("events" in case.expect) == (case.signed and not case.malformed)


def test_a_webhook_is_verified_as_it_should_be(channel: Channel, case: Case) -> None:
    found = channel.verify(case.webhook, case.account)
    wanted = case.expect["verify"]
    if wanted == "ok":
        assert isinstance(found, Verified)
        assert dict(case.expect.get("learnt", found.learnt)) == dict(found.learnt)
        return
    assert isinstance(found, Answered)
    assert found.forged == (wanted == "forged")
    if wanted != "forged":
        assert found.status == int(wanted.removeprefix("answered:"))
    assert found.body == case.expect.get("body", found.body)


def test_nothing_is_verified_without_its_signature_or_with_another(
    channel: Channel, signed: Case
) -> None:
    needed = list(_signing_headers(channel, signed))
    assert needed, "anybody could have sent this"
    for name in needed:
        value = signed.webhook.headers[name]
        for wrong in ("", value[:-1], f"{value}0", value[:-1] + ("0" if value[-1] != "0" else "1")):
            headers = {**signed.webhook.headers, name: wrong}
            found = channel.verify(replace(signed.webhook, headers=headers), signed.account)
            assert isinstance(found, Answered), wrong
            assert found.forged or not wrong  # what has no signature at all may be a probe


def test_nothing_is_verified_by_an_account_without_secrets(channel: Channel, signed: Case) -> None:
    bare = replace(signed.account, secrets={})
    assert isinstance(channel.verify(signed.webhook, bare), Answered)
    empty = replace(signed.account, secrets=dict.fromkeys(signed.account.secrets, ""))
    assert isinstance(channel.verify(signed.webhook, empty), Answered)


def _signing_headers(channel: Channel, case: Case) -> Iterator[str]:
    for name in case.webhook.headers:
        headers = {key: value for key, value in case.webhook.headers.items() if key != name}
        if isinstance(
            channel.verify(replace(case.webhook, headers=headers), case.account), Answered
        ):
            yield name


# Reading


def test_events_are_read_as_they_should_be(channel: Channel, signed: Case) -> None:
    if signed.malformed:
        with pytest.raises(Malformed):
            _parse(channel, signed)
        return
    found = _parse(channel, signed)
    assert differences(list(signed.expect["events"]), found) == []
    for event in found:
        is_sound(event)


def test_a_replay_is_verified_and_has_the_same_ids(channel: Channel, readable: Case) -> None:
    assert isinstance(channel.verify(readable.webhook, readable.account), Verified)
    assert isinstance(channel.verify(readable.webhook, readable.account), Verified)
    assert _ids(channel, readable) == _ids(channel, readable)


def test_a_redelivery_has_the_same_ids(channel: Channel, readable: Case) -> None:
    """With its keys in another order, and as the fixture has it redelivered."""
    ids = _ids(channel, readable)
    again = json.dumps(turned(json.loads(readable.webhook.body)), indent=1).encode()
    assert _ids(channel, readable, again) == ids
    if readable.redelivery is not None:
        assert _ids(channel, readable, readable.redelivery) == ids


def test_events_of_one_webhook_have_different_ids(channel: Channel, readable: Case) -> None:
    ids = _ids(channel, readable)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{", b"[]", b"null", b'"x"', b"1", b"[" * 100_000, b'{"a":' * 100_000],
    ids=lambda body: repr(body[:8]),
)
def test_what_is_no_object_is_malformed(channel: Channel, body: bytes) -> None:
    case = _readable(channel)[0]
    with pytest.raises(Malformed):
        channel.parse(body, case.account, case.webhook.headers)


@FUZZ
@given(body=st.binary(max_size=80) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_the_reader(channel: Channel, body: bytes) -> None:
    case = _readable(channel)[0]
    _parses_or_is_malformed(channel, body, case)


@FUZZ
@given(data=st.data())
def test_no_change_of_a_real_body_breaks_the_reader(channel: Channel, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(_readable(channel)))
    value = json.loads(case.webhook.body)
    for _ in range(data.draw(st.integers(1, 3))):
        value = changed(value, data)
    _parses_or_is_malformed(channel, json.dumps(value).encode(), case)


def _parses_or_is_malformed(channel: Channel, body: bytes, case: Case) -> None:
    try:
        found = channel.parse(body, case.account, case.webhook.headers)
    except Malformed:
        return
    for event in found:
        is_sound(event)


def _readable(channel: Channel) -> list[Case]:
    return [case for case in cases(channel.name) if case.readable]


def _parse(channel: Channel, case: Case, body: bytes | None = None) -> list[Event]:
    read = case.webhook.body if body is None else body
    return channel.parse(read, case.account, case.webhook.headers)


def _ids(channel: Channel, case: Case, body: bytes | None = None) -> list[str]:
    return [event.external_id for event in _parse(channel, case, body)]


# Sending


async def test_an_answer_becomes_its_outcome(
    channel: Channel, answer: Answer, vendor: respx.MockRouter
) -> None:
    vendor.route().mock(side_effect=answer.replies())
    async with httpx.AsyncClient() as http:
        found = await _send(channel, http, answer)
    assert differences(answer.expect, found) == []
    is_told_well(found, answer.account)


async def test_what_never_left_is_sent_again(channel: Channel, vendor: respx.MockRouter) -> None:
    vendor.route().mock(side_effect=httpx.ConnectError("refused"))
    async with httpx.AsyncClient() as http:
        found = await _send(channel, http, told(channel.name).answers[0])
    assert found.status == "retry"


@pytest.mark.parametrize("failure", [httpx.ReadTimeout, httpx.ReadError, httpx.WriteError])
async def test_what_may_have_arrived_is_ambiguous(
    channel: Channel, vendor: respx.MockRouter, failure: type[httpx.TransportError]
) -> None:
    vendor.route().mock(side_effect=failure("broken off"))
    async with httpx.AsyncClient() as http:
        found = await _send(channel, http, told(channel.name).answers[0])
    assert found.status == "ambiguous"


@FUZZ
@given(
    status=st.integers(200, 599),
    body=st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode()),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "content-type", "x-app-usage", "location"]),
        st.sampled_from(["", "-1", "nan", "1e400", "99999999999", "{", '{"call_count": null}']),
    ),
)
async def test_no_answer_breaks_sending(
    channel: Channel, status: int, body: bytes, headers: dict[str, str]
) -> None:
    """Not even one that no vendor gives: a proxy's page, half a document."""
    sample = told(channel.name).answers[0]
    transport = httpx.MockTransport(
        lambda request: httpx.Response(status, content=body, headers=headers)
    )
    async with httpx.AsyncClient(transport=transport) as http:
        found = await _send(channel, http, sample)
        await channel.typing(http, sample.account, PERSON)
    is_told_well(found, sample.account)


async def test_an_account_that_was_never_set_up_is_a_matter_of_its_settings(
    channel: Channel, vendor: respx.MockRouter
) -> None:
    vendor.route().respond(401)
    bare = replace(told(channel.name).answers[0].account, secrets={})
    async with httpx.AsyncClient() as http:
        found = await channel.send(
            http, bare, PERSON, Part("Xin chào"), purpose="reply", marker="1"
        )
        assert found.status == "config"


async def test_what_is_only_courtesy_never_fails(
    channel: Channel, vendor: respx.MockRouter
) -> None:
    vendor.route().mock(side_effect=httpx.ConnectError("refused"))
    account = told(channel.name).answers[0].account
    event = next(event for case in _readable(channel) for event in _parse(channel, case))
    async with httpx.AsyncClient() as http:
        await channel.typing(http, account, PERSON)
        await channel.acknowledge(http, account, replace(event, answer="1"))


async def test_the_vendor_that_cannot_be_asked_is_an_http_error(
    channel: Channel, vendor: respx.MockRouter
) -> None:
    vendor.route().mock(side_effect=httpx.ConnectError("refused"))
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.HTTPError):
            await channel.check(http, told(channel.name).answers[0].account)


@pytest.mark.parametrize(
    "reference",
    ["http://169.254.169.254/", "https://evil.example/a.png", "file:///etc/passwd", "//", "x", ""],
)
async def test_a_file_is_fetched_from_nowhere_but_the_vendor(
    channel: Channel, reference: str
) -> None:
    account = told(channel.name).answers[0].account
    assert not await opens(channel, account, reference)


def test_an_account_does_not_show_its_secrets(channel: Channel) -> None:
    account = told(channel.name).answers[0].account
    assert account.secrets
    assert not any(secret in repr(account) for secret in account.secrets.values())


async def _send(channel: Channel, http: httpx.AsyncClient, answer: Answer) -> Sent:
    return await channel.send(
        http, answer.account, PERSON, answer.part, purpose=answer.purpose, marker="out-1"
    )


@FUZZ
@given(
    status=st.integers(200, 599),
    body=st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode()),
)
async def test_no_answer_breaks_what_is_set_up_at_the_vendor(
    channel: Channel, status: int, body: bytes
) -> None:
    sample = told(channel.name).answers[0].account
    account = replace(sample, options={**sample.options, "webhook": "https://gs.vn/webhooks/x/y"})
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=body))
    async with httpx.AsyncClient(transport=transport) as http:
        for found in (
            await channel.subscribe(http, account),
            await channel.introduce(http, account, introduction("xã Bình Lương")),
        ):
            if found is not None:
                is_told_well(found, account)


async def test_nothing_is_set_up_at_a_vendor_that_is_away(
    channel: Channel, vendor: respx.MockRouter
) -> None:
    vendor.route().mock(side_effect=httpx.ConnectError("refused"))
    account = told(channel.name).answers[0].account
    account = replace(account, options={"webhook": "https://gs.vn/webhooks/x/y"})
    async with httpx.AsyncClient() as http:
        done = [
            await channel.subscribe(http, account),
            await channel.introduce(http, account, introduction(None)),
        ]
    assert {found.status for found in done if found is not None} <= {"retry"}
