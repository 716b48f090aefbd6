"""Zalo: signatures, windows, tokens, errors, echoes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import ZALO_PERSON
from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.letters import Notice
from bot.simulators.people import Person
from bot.simulators.rates import Rate
from bot.simulators.zalo_account import STATE, Signing, ZaloAccount, challenge
from bot.simulators.zalo_console import verify_domain
from bot.simulators.zalo_events import letter, mac
from tests.simulators.conftest import Delivered, Product

API = "https://openapi.zalo.me"
OAUTH = "https://oauth.zaloapp.com"
CS, V2 = f"{API}/v3.0/oa/message/cs", f"{API}/v2.0/oa/message"
BODY = (
    '{"app_id":"111222333","sender":{"id":"900"},"recipient":{"id":"500"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"abc"},'
    '"timestamp":"1700000000000"}'
)


@pytest.fixture
def oa(simulators: Simulators) -> ZaloAccount:
    return simulators.zalo.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.zalo.person(ZALO_PERSON)


def only(product: Product) -> Delivered:
    assert len(product.got) == 1
    return product.got[0]


class Oa:
    """Sends as the product does."""

    def __init__(self, http: httpx.AsyncClient, account: ZaloAccount) -> None:
        self.http, self.account = http, account

    async def post(self, url: str, body: Any) -> dict[str, Any]:
        headers = {"access_token": self.account.tokens.access}
        answer = await self.http.post(url, json=body, headers=headers)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    async def send(self, url: str = CS, to: str = ZALO_PERSON, **message: Any) -> dict[str, Any]:
        body = {"recipient": {"user_id": to}, "message": message or {"text": "Chào bạn"}}
        return await self.post(url, body)


@pytest.fixture
def send(vendor: httpx.AsyncClient, oa: ZaloAccount) -> Oa:
    return Oa(vendor, oa)


def buttons(*titles: str, **more: Any) -> dict[str, Any]:
    made = [{"title": each, "type": "oa.query.hide", "payload": f"#vc:{each}"} for each in titles]
    return {"type": "template", "payload": {"buttons": made, **more}}


# --- signatures


@pytest.mark.parametrize(
    ("first", "timestamp", "digest"),
    [
        ("111222333", "1700000000000",
         "988b8520959c8489aae4325cb65254337bdfab4c8a90d48a59fb886cd77b57a6"),
        ("500", "1700000000000",
         "11394013ecabbab2d9acd1288147b18e9675d1a42b9afac4054872906994b7a8"),
        ("111222333", "1700000000001",
         "eb471190877cf8050fe5ba406e8efa2d6c16b1676b1bd424b2c361bbe2b9f20f"),
        ("500", "1700000000001",
         "93996d20af2e8e3012966b6791a491cfa8541c0106cc38af4e2dd709ac4a1bda"),
    ],
)  # fmt: skip
def test_the_signature_is_the_one_of_the_vectors(first: str, timestamp: str, digest: str) -> None:
    assert mac(first, BODY.encode(), timestamp, "s3cr3t") == digest


@pytest.mark.parametrize(
    ("signing", "digest"),
    [
        (Signing(), "988b8520959c8489aae4325cb65254337bdfab4c8a90d48a59fb886cd77b57a6"),
        (Signing(first="oa_id", timestamp="header"),
         "93996d20af2e8e3012966b6791a491cfa8541c0106cc38af4e2dd709ac4a1bda"),
        (Signing(form="hmac"), "c906d989167c1ad092fea93a74f664ed690e0a5ccbbc8eb7e314539512461c83"),
    ],
)  # fmt: skip
def test_each_variant_signs_the_bytes_on_the_wire(
    oa: ZaloAccount, signing: Signing, digest: str
) -> None:
    oa.app_id, oa.id, oa.oa_secret, oa.signing = "111222333", "500", "s3cr3t", signing
    made = letter(oa, Notice("abc", "900", json.loads(BODY)), 1)
    assert made.body == BODY.encode()
    assert made.headers["X-ZEvent-Signature"] == f"mac={digest}"
    assert ("X-ZEvent-Timestamp" in made.headers) == (signing.timestamp == "header")


async def test_a_webhook_can_be_unsigned_or_wrongly_signed(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person
) -> None:
    oa.signing = Signing(form="missing")
    an.writes("một")
    oa.signing = Signing(form="wrong")
    await simulators.settle()
    an.writes("hai")
    await simulators.settle()
    assert "x-zevent-signature" in product.got[1].headers


async def test_saving_the_address_sends_an_unsigned_probe(
    simulators: Simulators, product: Product, oa: ZaloAccount
) -> None:
    url = "http://product.test/webhooks/zalo/khac"
    product.answers = [401]
    assert not await simulators.zalo.register_webhook(oa, url)
    assert oa.webhook != url
    assert await simulators.zalo.register_webhook(oa, url)
    assert oa.webhook == url
    assert product.got[-1].body == b"{}"
    assert "x-zevent-signature" not in product.got[-1].headers


async def test_a_domain_is_verified_by_its_file(simulators: Simulators) -> None:
    assert not await verify_domain(simulators.zalo, "http://product.test", "CODE")


# --- events


async def test_following_names_neither_sender_nor_recipient(
    simulators: Simulators, product: Product, an: Person
) -> None:
    an.does("follow")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "follow"
    assert event["follower"] == {"id": ZALO_PERSON}
    assert not {"sender", "recipient"} & set(event)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("text", "user_send_text"),
        ("image", "user_send_image"),
        ("voice", "user_send_audio"),
        ("video", "user_send_video"),
        ("file", "user_send_file"),
        ("sticker", "user_send_sticker"),
        ("link", "user_send_link"),
        ("location", "user_send_location"),
        ("contact", "user_send_business_card"),
        ("unfollow", "unfollow"),
        ("chat_now", "user_click_chatnow"),
        ("received", "user_received_message"),
        ("share_info", "user_submit_info"),
        ("react", "user_reacted_message"),
        ("withdraw", "user_withdraw"),
        ("unknown", "user_send_hologram"),
    ],
)
async def test_each_act_has_its_event(
    simulators: Simulators, product: Product, an: Person, act: Any, name: str
) -> None:
    an.does(act, text="x" if act == "text" else "")
    await simulators.settle()
    assert only(product).json["event_name"] == name


async def test_places_are_strings_under_coordinates(
    simulators: Simulators, product: Product, an: Person
) -> None:
    an.does("location", latitude=16.06, longitude=108.22)
    await simulators.settle()
    payload = only(product).json["message"]["attachments"][0]["payload"]
    assert payload == {"coordinates": {"latitude": "16.06", "longitude": "108.22"}}


async def test_pictures_can_be_fetched_from_zalos_host(
    simulators: Simulators, product: Product, an: Person, vendor: httpx.AsyncClient
) -> None:
    an.does("image", text="Ảnh đây")
    await simulators.settle()
    message = only(product).json["message"]
    assert message["text"] == "Ảnh đây"
    url = message["attachments"][0]["payload"]["url"]
    assert httpx.URL(url).host.endswith(".zdn.vn")
    got = await vendor.get(url)
    assert got.headers["content-type"] == "image/jpeg"
    assert b"Exif" in got.content[:40]


async def test_a_tap_arrives_as_a_text_that_is_the_payload(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await send.send(text="Chọn:", attachment=buttons("Tiêu chuẩn"))
    await simulators.settle()
    product.got.clear()
    seen = len(an.bubbles)
    an.taps("Tiêu chuẩn")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "user_send_text"
    assert event["message"]["text"] == "#vc:Tiêu chuẩn"
    assert len(an.bubbles) == seen  # oa.query.hide leaves no trace


async def test_seen_receipts_list_what_was_seen(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    sent = [(await send.send(text=text))["data"]["message_id"] for text in ("một", "hai")]
    await simulators.settle()
    product.got.clear()
    an.does("seen")
    await simulators.settle()
    assert only(product).json["message"] == {"msg_ids": sent}
    assert all(each.seen for each in an.heard)


# --- echoes


async def test_every_send_is_echoed(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    sent = await send.send(text="Chào bạn")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "oa_send_text"
    assert event["message"] == {"msg_id": sent["data"]["message_id"], "text": "Chào bạn"}
    assert "admin_id" not in event["sender"]


async def test_an_echo_can_come_before_the_call_returns(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    oa.faults = Faults(echo_first=1.0)
    await send.send()
    assert only(product).json["event_name"] == "oa_send_text"


async def test_an_echo_can_be_lost(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    oa.faults = Faults(echo_lost=1.0)
    await send.send()
    await simulators.settle()
    assert len(product.got) == 1


async def test_staff_are_echoed_with_their_id(
    simulators: Simulators, product: Product, an: Person
) -> None:
    simulators.zalo.staff_writes(an, "Tôi là cán bộ đây")
    await simulators.settle()
    assert only(product).json["sender"]["admin_id"]


# --- windows and quotas


async def test_who_never_interacted_cannot_be_written_to(an: Person, send: Oa) -> None:
    assert (await send.send())["error"] == -232


async def test_replies_are_free_for_48_hours_then_the_packages_then_refused(
    simulators: Simulators, an: Person, send: Oa, oa: ZaloAccount
) -> None:
    an.writes("Xin chào")
    quota = (await send.send())["data"]["quota"]
    assert (quota["quota_type"], quota["remain"], quota["total"]) == ("reply", "7", "8")
    an.grows_silent(hours=49)
    assert (await send.send())["data"]["quota"]["quota_type"] == "sub_quota"
    oa.paid_replies = 0
    assert (await send.send())["error"] == -211
    an.grows_silent(days=6)
    assert (await send.send())["error"] == -230
    an.does("seen")
    assert (await send.send())["error"] == -230
    an.writes("Tôi quay lại")
    assert (await send.send())["error"] == 0


async def test_windows_close_as_time_passes(simulators: Simulators, an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    simulators.world.pace.advance(20 * 3600)
    assert (await send.send())["data"]["quota"]["quota_type"] == "reply"


async def test_the_ninth_answer_costs(an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    kinds = [(await send.send())["data"]["quota"]["quota_type"] for _ in range(9)]
    assert kinds == ["reply"] * 8 + ["sub_quota"]
    an.writes("Còn đây")
    assert (await send.send())["data"]["quota"]["remain"] == "7"


async def test_who_unfollowed_cannot_be_written_to(an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    an.does("unfollow")
    assert (await send.send())["error"] == -213
    an.does("follow")
    assert (await send.send())["error"] == 0


# --- which endpoint, what form


async def test_a_state_oa_sends_by_v2_alone(oa: ZaloAccount, an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    assert (await send.send(V2))["error"] == -240
    oa.oa_type = STATE
    assert (await send.send(CS))["error"] == -235
    assert (await send.send(V2))["error"] == 0
    oa.text_only_on_v2 = True
    assert (await send.send(V2, text="Chọn:", attachment=buttons("A")))["error"] == -233


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "x" * 2000}, 0),
        ({"text": "x" * 2001}, -210),
        ({"text": " "}, -201),
        ({"text": "a", "attachment": buttons(*"abcde")}, 0),
        ({"text": "a", "attachment": buttons(*"abcdef")}, -210),
        ({"text": "a", "attachment": buttons()}, -201),
        ({"text": "a", "attachment": buttons("x" * 101)}, -210),
        ({"text": "a", "attachment": buttons("x" * 999)}, -210),
        ({"attachment": buttons("a")}, -201),
        ({"attachment": buttons("a", template_type="button", text="a")}, 0),
        ({"text": "a", "attachment": {"type": "template", "payload": {
            "template_type": "media",
            "elements": [{"media_type": "image", "url": "https://a.vn/b.jpg"}]}}}, 0),
        ({"text": "a", "attachment": {"type": "template", "payload": {
            "template_type": "media", "elements": [
                {"media_type": "image", "url": "https://a.vn", "attachment_id": "1"}]}}}, -201),
        ({"attachment": {"type": "template", "payload": {
            "template_type": "media",
            "elements": [{"media_type": "image", "attachment_id": "gone"}]}}}, -100),
        ({"attachment": {"type": "hologram", "payload": {}}}, -233),
        ({"attachment": "x"}, -201),
    ],
)  # fmt: skip
async def test_messages_are_read_as_zalo_does(
    an: Person, send: Oa, message: dict[str, Any], code: int
) -> None:
    an.writes("Xin chào")
    assert (await send.send(**message))["error"] == code


@pytest.mark.parametrize(
    ("wanted", "codes"), [("either", (0, 0)), ("bare", (0, -201)), ("named", (-201, 0))]
)
async def test_which_form_of_buttons_is_taken_can_be_chosen(
    oa: ZaloAccount, an: Person, send: Oa, wanted: Any, codes: tuple[int, int]
) -> None:
    an.writes("Xin chào")
    oa.buttons_as = wanted
    bare = await send.send(text="a", attachment=buttons("a"))
    named = await send.send(text="a", attachment=buttons("a", template_type="button"))
    assert (bare["error"], named["error"]) == codes


async def test_an_upload_lives_seven_days(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    headers = {"access_token": oa.tokens.access}
    files = {"file": ("a.png", b"PNG", "image/png")}
    got = await vendor.post(f"{API}/v2.0/oa/upload/image", files=files, headers=headers)
    id = got.json()["data"]["attachment_id"]
    element = {"media_type": "image", "attachment_id": id}
    payload = {"template_type": "media", "elements": [element]}
    attachment = {"type": "template", "payload": payload}
    an.writes("Xin chào")
    assert (await send.send(attachment=attachment))["error"] == 0
    oa.tokens.access_until += 10 * (oa.tokens.refresh_until - oa.tokens.access_until)
    simulators.world.pace.advance(8 * 86_400)
    an.writes("Còn đây")
    assert (await send.send(attachment=attachment))["error"] == -100
    files = {"file": ("a.png", bytes(1_000_001), "image/png")}
    got = await vendor.post(f"{API}/v2.0/oa/upload/image", files=files, headers=headers)
    assert got.json()["error"] == -210


# --- errors


async def test_every_error_of_the_table_can_be_had(
    simulators: Simulators, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    for code in simulators.zalo.codes:
        simulators.zalo.set_next_error(an, code)
        assert (await send.send())["error"] == int(code)
        assert (await send.send())["error"] == 0
        an.writes("lại")


async def test_an_error_may_be_told_though_the_message_arrived(
    simulators: Simulators, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(oa, "-200", delivered=True)
    assert (await send.send(text="Tới rồi"))["error"] == -200
    assert [each.text for each in an.heard] == ["Tới rồi"]


async def test_an_unknown_code_cannot_be_asked_for(simulators: Simulators, an: Person) -> None:
    with pytest.raises(KeyError):
        simulators.zalo.set_next_error(an, "-99999")


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_connection_can_end_before_or_after_delivery(
    simulators: Simulators, an: Person, send: Oa, delivered: bool
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(an, "cut", delivered=delivered)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send()
    assert len(an.heard) == delivered


async def test_a_sick_gateway_answers_502(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person
) -> None:
    an.writes("Xin chào")
    body = {"recipient": {"user_id": an.id}, "message": {"text": "a"}}
    headers = {"access_token": oa.tokens.access}
    for code, type in (("http:502:html", "text/html"), ("http:500", "application/json")):
        simulators.zalo.set_next_error(oa, code)
        answer = await vendor.post(CS, json=body, headers=headers)
        assert answer.status_code == int(code.split(":")[1])
        assert answer.headers["content-type"].startswith(type)


async def test_slow_answers_are_slow_and_then_good(
    simulators: Simulators, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(an, "slow:0.2")
    began = asyncio.get_running_loop().time()
    assert (await send.send())["error"] == 0
    assert asyncio.get_running_loop().time() - began >= 0.19


async def test_chance_refuses_and_cuts(oa: ZaloAccount, an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    oa.faults = Faults(refused=1.0, errors=("-32",))
    assert (await send.send())["error"] == -32
    oa.faults = Faults(cut_after=1.0)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send(text="Tới rồi")
    assert [each.text for each in an.heard] == ["Tới rồi"]


async def test_the_limit_of_calls_is_told_in_headers_and_then_kept(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.calls = Rate(3, 60, simulators.world.pace.seconds)
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers={"access_token": oa.tokens.access})
    assert answer.headers["x-ratelimit-limit"] == "3"
    assert answer.headers["x-ratelimit-remain"] == "2"
    await send.send()
    await send.send()
    got = await send.send()
    assert (got["error"], got["message"]) == (-32, "App reached limit call api")
    simulators.world.pace.advance(61)
    assert (await send.send())["error"] == 0
    oa.calls = Rate(0, 60, simulators.world.pace.seconds)
    assert (await send.send())["message"] == "OA reached limit call api"


async def test_package_proof_and_token_are_checked(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    oa.needs_proof = True
    assert (await send.send())["error"] == -242
    headers = {"access_token": oa.tokens.access, "appsecret_proof": oa.proof()}
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers=headers)
    assert answer.json()["data"]["oa_type"] == 2
    oa.needs_proof, oa.package = False, "Cơ bản"
    assert (await send.send())["error"] == -224
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers={"access_token": "none"})
    assert answer.json()["error"] == -216


def test_appsecret_proof_is_the_one_of_the_vector(oa: ZaloAccount) -> None:
    oa.app_secret, oa.tokens.access = "s3cr3t", "TOKEN123"
    digest = "31fa78489b3b182820fb8100e34652a7052c617116aac3ac5b320e5af0c1804c"
    assert oa.proof() == digest


# --- tokens


async def refresh(http: httpx.AsyncClient, oa: ZaloAccount, token: str) -> httpx.Response:
    form = {"refresh_token": token, "app_id": oa.app_id, "grant_type": "refresh_token"}
    headers = {"secret_key": oa.app_secret}
    return await http.post(f"{OAUTH}/v4/oa/access_token", data=form, headers=headers)


async def test_a_refresh_token_serves_once_and_kills_the_old_access_token(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    old = oa.tokens
    pair = (await refresh(vendor, oa, old.refresh)).json()
    assert pair["expires_in"] == "90000"
    assert {pair["access_token"], pair["refresh_token"]}.isdisjoint({old.access, old.refresh})
    answer = await vendor.post(CS, json={}, headers={"access_token": old.access})
    assert answer.json()["error"] == -220
    assert (await send.send())["error"] == 0
    again = await refresh(vendor, oa, old.refresh)
    assert again.status_code == 200
    assert again.json()["error_name"]
    assert "access_token" not in again.json()


async def test_access_tokens_live_25_hours_and_refresh_tokens_three_months(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.world.pace.advance(24.9 * 3600)
    assert (await send.send())["error"] == 0
    simulators.world.pace.advance(0.2 * 3600)
    assert (await send.send())["error"] == -220
    simulators.world.pace.advance(90 * 86_400)
    assert "error_name" in (await refresh(vendor, oa, oa.tokens.refresh)).json()


async def test_a_refresh_may_err_although_the_pair_was_changed(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount
) -> None:
    old = oa.tokens.refresh
    simulators.zalo.set_next_error(oa, "-14029", call="oauth")
    assert "error_name" in (await refresh(vendor, oa, old)).json()
    assert oa.tokens.refresh == old
    simulators.zalo.set_next_error(oa, "cut", call="oauth", delivered=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await refresh(vendor, oa, old)
    assert oa.tokens.refresh != old


async def test_consent_gives_a_code_for_one_exchange(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount
) -> None:
    oa.redirect_uri = "https://xa.vn/zalo"
    verifier = "a" * 43
    assert challenge(verifier) == "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"
    asked = {
        "app_id": oa.app_id,
        "redirect_uri": oa.redirect_uri,
        "code_challenge": challenge(verifier),
        "state": "trang-thai",
    }
    page = await vendor.get(f"{OAUTH}/v4/oa/permission", params=asked)
    assert oa.name in page.text
    wrong = await vendor.get(
        f"{OAUTH}/v4/oa/permission", params={**asked, "redirect_uri": "https://xa.vn/zalo/"}
    )
    assert wrong.json()["error"] == -14003
    gone = await vendor.get(
        f"{OAUTH}/v4/oa/permission", params={**asked, "allow": "1", "oa_id": oa.id}
    )
    back = httpx.URL(gone.headers["location"]).params
    assert (back["oa_id"], back["state"]) == (oa.id, "trang-thai")
    form = {"app_id": oa.app_id, "grant_type": "authorization_code", "code": back["code"]}

    async def exchange(**more: str) -> dict[str, Any]:
        answer = await vendor.post(
            f"{OAUTH}/v4/oa/access_token",
            data={**form, **more},
            headers={"secret_key": oa.app_secret},
        )
        found: dict[str, Any] = answer.json()
        return found

    assert (await exchange(code_verifier="b" * 43))["error"] == -14024
    assert (await exchange(code_verifier=verifier))["access_token"] == oa.tokens.access
    assert (await exchange(code_verifier=verifier))["error"] == -14012


async def test_a_code_lives_ten_minutes(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount
) -> None:
    asked = {"app_id": oa.app_id, "redirect_uri": "https://a.vn", "allow": "1", "oa_id": oa.id}
    gone = await vendor.get(f"{OAUTH}/v4/oa/permission", params=asked)
    code = httpx.URL(gone.headers["location"]).params["code"]
    simulators.world.pace.advance(601)
    form = {"app_id": oa.app_id, "grant_type": "authorization_code", "code": code}
    headers = {"secret_key": oa.app_secret}
    answer = await vendor.post(f"{OAUTH}/v4/oa/access_token", data=form, headers=headers)
    assert answer.json()["error"] == -14012


# --- the rest


async def test_history_has_what_was_said(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await send.send(text="Chào bạn")
    data = json.dumps({"user_id": an.id, "offset": 0, "count": 10})
    headers = {"access_token": oa.tokens.access}
    got = await vendor.get(f"{API}/v2.0/oa/conversation", params={"data": data}, headers=headers)
    assert [(each["src"], each["message"]) for each in got.json()["data"]] == [
        (0, "Chào bạn"),
        (1, "Xin chào"),
    ]
    got = await vendor.get(
        f"{API}/v2.0/oa/conversation", params={"data": '{"count": 11}'}, headers=headers
    )
    assert got.json()["error"] == -201


async def test_profiles_of_those_who_do_not_follow_are_closed(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person
) -> None:
    params = {"data": json.dumps({"user_id": an.id})}
    headers = {"access_token": oa.tokens.access}
    url = f"{API}/v3.0/oa/user/detail"
    assert (await vendor.get(url, params=params, headers=headers)).json()["error"] == -213
    an.does("follow")
    got = (await vendor.get(url, params=params, headers=headers)).json()["data"]
    assert (got["user_id"], got["display_name"]) == (an.id, an.name)


async def test_templates_need_no_window(oa: ZaloAccount, an: Person, send: Oa) -> None:
    oa.templates = {"1": True, "2": False}
    url = f"{API}/v3.0/oa/message/template"
    body = {"user_id": an.id, "template_id": "1", "template_data": {"ma": "DC-1"}}
    assert (await send.post(url, body))["error"] == 0
    assert (await send.post(url, {**body, "template_id": "2"}))["error"] == -249
    assert (await send.post(url, {**body, "template_id": "3"}))["error"] == -201
    assert [each.text for each in an.heard] == ["ma: DC-1"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"recipient": 1}'])
async def test_nonsense_is_an_error_of_zalos(
    vendor: httpx.AsyncClient, oa: ZaloAccount, body: bytes
) -> None:
    headers = {"access_token": oa.tokens.access}
    answer = await vendor.post(CS, content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (200, -201)


def test_message_ids_do_not_repeat(simulators: Simulators) -> None:
    ids = {simulators.zalo.new_id(simulators.zalo.account) for _ in range(1000)}
    assert len(ids) == 1000


async def test_visitors_of_the_widget_have_their_own_events_and_path(
    simulators: Simulators, product: Product, send: Oa
) -> None:
    visitor = simulators.zalo.person("khach-1")
    visitor.details["conversation"] = "c1"
    visitor.writes("Xin chào")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "anonymous_send_text"
    assert event["message"]["conversation_id"] == "c1"
    with pytest.raises(NotHere):
        visitor.does("location")
    message = {"text": "Chào bạn"}
    both = {"anonymous_id": "khach-1", "conversation_id": "c1"}
    assert (await send.post(V2, {"recipient": both, "message": message}))["error"] == 0
    alone = {"anonymous_id": "khach-1"}
    assert (await send.post(V2, {"recipient": alone, "message": message}))["error"] == -201
    await simulators.settle()
    assert product.got[-1].json["event_name"] == "oa_send_anonymous_text"
