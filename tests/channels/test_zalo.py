"""Zalo's webhooks: what no single payload shows of their signatures and events."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Account, Answered, Event, Malformed, Verified, Webhook
from bot.channels.zalo import ZaloChannel, content, names, signature
from tests.channels.media import opens
from tests.channels.zalo_account import FIXTURES, NOW, SECRETS, case, channel, oa, webhook

CASES = sorted(path.stem for path in FIXTURES.glob("*.json"))
BODY = case("signed_app_id_body")["body"].encode()
DIGESTS = {
    "app_id+body": "988b8520959c8489aae4325cb65254337bdfab4c8a90d48a59fb886cd77b57a6",
    "app_id+header": "eb471190877cf8050fe5ba406e8efa2d6c16b1676b1bd424b2c361bbe2b9f20f",
    "oa_id+body": "11394013ecabbab2d9acd1288147b18e9675d1a42b9afac4054872906994b7a8",
    "oa_id+header": "93996d20af2e8e3012966b6791a491cfa8541c0106cc38af4e2dd709ac4a1bda",
}
VARIANTS = tuple(DIGESTS)  # in the order they are tried


def account_of(found: dict[str, Any]) -> Account:
    return Account(channel="zalo", **found["account"])


def parsed(name: str) -> Event:
    found = case(name)
    (event,) = channel().parse(found["body"].encode(), account_of(found), found["headers"])
    return event


def readable(event: Event) -> dict[str, Any]:
    """As a fixture writes it."""
    found: dict[str, Any] = json.loads(json.dumps({**asdict(event), "at": event.at.isoformat()}))
    return found


def test_the_fixtures_show_every_kind_that_zalo_has() -> None:
    shown = {parsed(name).kind for name in CASES if "events" in case(name)["expect"]}
    assert shown == {*names.KINDS.values(), "choice", "echo"}


class TestSignature:
    @pytest.mark.parametrize("variant", VARIANTS)
    def test_digests_are_those_computed_elsewhere(self, variant: str) -> None:
        asked = webhook("signed_" + variant.replace("+", "_"))
        digests = dict(signature.candidates(asked, oa()))
        assert digests[variant].decode() == DIGESTS[variant]

    def test_variants_are_tried_in_the_order_of_how_many_report_them(self) -> None:
        asked = webhook("signed_oa_id_header")
        assert tuple(name for name, _ in signature.candidates(asked, oa())) == VARIANTS

    @pytest.mark.parametrize("pinned", VARIANTS)
    @pytest.mark.parametrize("used", VARIANTS)
    def test_once_learnt_no_other_variant_is_accepted(self, pinned: str, used: str) -> None:
        asked = webhook("signed_" + used.replace("+", "_"))
        said = channel().verify(asked, oa(signature=pinned))
        assert said == (Verified() if pinned == used else Answered(200, forged=True))

    def test_a_timestamp_that_is_in_both_places_settles_only_the_first_term(self) -> None:
        same = webhook("signed_same_timestamps")
        assert channel().verify(same, oa()) == Verified({"signature": "app_id+either"})

    @pytest.mark.parametrize("used", ["app_id+body", "app_id+header"])
    def test_the_first_webhook_whose_timestamps_differ_settles_the_rest(self, used: str) -> None:
        differing = webhook("signed_" + used.replace("+", "_"))
        said = channel().verify(differing, oa(signature="app_id+either"))
        assert said == Verified({"signature": used})

    def test_with_the_first_term_settled_the_other_is_forged(self) -> None:
        other = webhook("signed_oa_id_body")
        said = channel().verify(other, oa(signature="app_id+either"))
        assert said == Answered(200, forged=True)

    @pytest.mark.parametrize("missing", ["oa_secret_key", "app_id"])
    def test_without_what_it_is_made_of_nothing_is_genuine(self, missing: str) -> None:
        bare = replace(oa(), secrets={**SECRETS, missing: ""})
        said = channel().verify(webhook("signed_app_id_body"), bare)
        assert said == Answered(200, forged=True)

    def test_a_part_of_the_body_is_not_passed_off_as_the_timestamp(self) -> None:
        """The parts are joined without a mark, so a digest fits other divisions too."""
        genuine = webhook("signed_app_id_body")
        moved = {**genuine.headers, "x-zevent-timestamp": '"}1700000000000'}
        forged = replace(genuine, body=BODY.removesuffix(b'"}'), headers=moved)
        assert channel().verify(forged, oa()) == Answered(200, forged=True)

    @pytest.mark.parametrize("body", [b"{}", b" {\n} "])
    def test_the_probe_of_the_console_is_answered_and_not_kept(self, body: bytes) -> None:
        assert channel().verify(Webhook("POST", body, {}, {}), oa()) == Answered(200)

    def test_a_get_is_answered_and_not_kept(self) -> None:
        asked = Webhook("GET", b"", {}, {"hub.challenge": "1"})
        assert channel().verify(asked, oa()) == Answered(200)

    @given(body=st.binary(max_size=80), mac=st.text(max_size=80), time=st.text(max_size=20))
    def test_no_other_request_is_genuine(self, body: bytes, mac: str, time: str) -> None:
        headers = {"x-zevent-signature": mac, "x-zevent-timestamp": time}
        said = channel().verify(Webhook("POST", body, headers, {}), oa())
        assert isinstance(said, Answered)
        assert said.status == 200


class TestIdentity:
    def test_a_redelivery_in_another_dress_is_the_same_event(self) -> None:
        assert case("text")["body"] != case("text_redelivered")["body"]
        assert parsed("text").external_id == parsed("text_redelivered").external_id

    def test_no_two_events_share_an_id(self) -> None:
        apart = [
            name
            for name in CASES
            if "events" in case(name)["expect"]
            and not name.startswith("signed_")
            and name != "text_redelivered"
        ]
        assert len({parsed(name).external_id for name in apart}) == len(apart)

    def test_the_receipt_of_a_message_is_not_its_echo(self) -> None:
        echo = case("echo")["body"]
        receipt = echo.replace("oa_send_text", "user_received_message").encode()
        (other,) = channel().parse(receipt, oa(), {})
        assert other.message_ids == parsed("echo").message_ids
        assert other.external_id != parsed("echo").external_id

    @pytest.mark.parametrize("name", ["follow", "seen", "text_without_id", "submit_info"])
    def test_without_a_message_id_names_ids_and_time_tell_it(self, name: str) -> None:
        body = json.loads(case(name)["body"])
        again = json.dumps({"user_id_by_app": "later known", **body}, indent=1).encode()
        later = json.dumps({**body, "timestamp": "1700000000009"}).encode()
        (same,), (other,) = (channel().parse(each, oa(), {}) for each in (again, later))
        assert same.external_id == parsed(name).external_id != other.external_id

    def test_an_id_too_long_for_an_index_is_hashed(self) -> None:
        body = json.loads(case("text")["body"])
        body["message"]["msg_id"] = "m" * 5000
        (event,) = channel().parse(json.dumps(body).encode(), oa(), {})
        assert len(event.external_id) == 64


class TestReading:
    def test_times_are_in_utc_to_the_millisecond(self) -> None:
        body = case("text")["body"].replace("1700000000000", "1700000000123").encode()
        (event,) = channel().parse(body, oa(), {})
        assert event.at == dt.datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=dt.UTC)

    @pytest.mark.parametrize("time", ["", "soon", "-5", "9" * 15, "9" * 5000])
    def test_what_has_no_time_happened_now(self, time: str) -> None:
        body = case("text")["body"].replace("1700000000000", time).encode()
        (event,) = channel().parse(body, oa(), {})
        assert event.at == NOW

    def test_birthday_and_gender_are_left_alone(self) -> None:
        assert not {"user_dob", "gender", "dob"} & set(parsed("submit_info").contact)

    def test_our_prefix_alone_is_a_text(self) -> None:
        body = case("text")["body"].replace("Xin chào", content.PREFIX).encode()
        (event,) = channel().parse(body, oa(), {})
        assert (event.kind, event.text, event.payload) == ("text", content.PREFIX, None)

    @pytest.mark.parametrize("name", sorted(names.KINDS))
    def test_every_documented_name_is_read_without_its_content(self, name: str) -> None:
        body = json.dumps({"event_name": name, "sender": {"id": "900"}}).encode()
        (event,) = channel().parse(body, oa(), {})
        allowed = {names.KINDS[name], "unknown"}
        assert event.kind in allowed

    def test_deep_nesting_inside_an_event_is_read_or_malformed(self) -> None:
        for depth in (500, 900, 990, 2000):
            deep = "[" * depth + "]" * depth
            body = f'{{"event_name":"new","x":{deep}}}'.encode()
            try:
                (event,) = channel().parse(body, oa(), {})
            except Malformed:
                continue
            assert event.kind == "unknown"

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        "message sender recipient follower info attachments payload coordinates "
                        "location id msg_id msg_ids text timestamp full_address type url size "
                        "latitude longitude oa_id user_id".split()
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=25,
        ),
        st.sampled_from(sorted(names.KINDS)),
    )
    def test_whatever_an_event_holds_it_is_one_event(self, inside: Any, name: str) -> None:
        body = json.dumps({**(inside if isinstance(inside, dict) else {}), "event_name": name})
        (event,) = ZaloChannel(lambda: NOW).parse(body.encode(), oa(), {})
        again = ZaloChannel(lambda: NOW).parse(body.encode(), oa(), {})
        assert [event] == again
        assert event.at.tzinfo is not None
        assert event.external_id.isascii()
        assert event.address is None or isinstance(event.address, str)
        json.dumps(readable(event), ensure_ascii=False).encode()


class TestAttachments:
    @pytest.mark.parametrize(
        "url",
        [
            "http://f6.photo.talk.zdn.vn/a.jpg",
            "https://voice-aac-dl.zdn.vn/v.aac",
            "https://zalo-api.zadn.vn/s/77",
            "https://f20.photo.zalo.me/a.jpg",
        ],
    )
    async def test_zalos_own_hosts_are_opened(self, url: str) -> None:
        assert await opens(channel(), oa(), url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://evilzdn.vn/a.jpg",
            "https://zdn.vn.evil.example/a.jpg",
            "https://user@169.254.169.254/zdn.vn",
            "https://a.zdn.vn@evil.example/a.jpg",
            "file:///etc/passwd#.zdn.vn",
            "ftp://a.zdn.vn/a.jpg",
            "https://[bad/a.jpg",
            "77",
            "",
        ],
    )
    async def test_others_are_not(self, url: str) -> None:
        assert not await opens(channel(), oa(), url)

    async def test_a_simulators_host_is_opened_for_its_account(self) -> None:
        simulated = oa(api_base="http://127.0.0.1:9000/zalo")
        picture = "http://127.0.0.1:9000/media/a.jpg"
        assert await opens(channel(), simulated, picture)
        assert not await opens(channel(), oa(), picture)
