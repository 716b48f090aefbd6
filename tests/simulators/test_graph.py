"""Messenger: signatures, windows, limits, errors, echoes, subscription."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import PSID
from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.graph_account import FIELDS, PageAccount
from bot.simulators.graph_events import signature, wire
from bot.simulators.graph_page import verify_webhook
from bot.simulators.people import Person
from tests.simulators.conftest import Delivered, Product

GRAPH = "https://graph.facebook.com/v25.0"


@pytest.fixture
def page(simulators: Simulators) -> PageAccount:
    return simulators.graph.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.graph.person(PSID)


class Page:
    def __init__(self, http: httpx.AsyncClient, account: PageAccount) -> None:
        self.http, self.account = http, account

    async def post(self, body: Any, path: str = "me/messages") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.account.page_token}"}
        return await self.http.post(f"{GRAPH}/{path}", json=body, headers=headers)

    async def send(self, message: Any = None, **more: Any) -> str:
        """The code of the error, "" when it was sent."""
        body = {"recipient": {"id": PSID}, "message": message or {"text": "Chào bạn"}}
        return code(await self.post({"messaging_type": "RESPONSE", **body, **more}))


def code(answer: httpx.Response) -> str:
    error = answer.json().get("error")
    if error is None:
        return ""
    subcode = error.get("error_subcode")
    return f"{error['code']}/{subcode}" if subcode else str(error["code"])


@pytest.fixture
def send(vendor: httpx.AsyncClient, page: PageAccount) -> Page:
    return Page(vendor, page)


def only(product: Product) -> Delivered:
    assert len(product.got) == 1
    return product.got[0]


def item(product: Product) -> Any:
    return only(product).json["entry"][0]["messaging"][0]


def quick(*titles: str) -> list[dict[str, str]]:
    return [{"content_type": "text", "title": each, "payload": f"P:{each}"} for each in titles]


def buttons(*titles: str, text: str = "Chọn:") -> dict[str, Any]:
    made = [{"type": "postback", "title": each, "payload": f"P:{each}"} for each in titles]
    payload = {"template_type": "button", "text": text, "buttons": made}
    return {"attachment": {"type": "template", "payload": payload}}


# --- signatures


def test_bytes_and_signature_are_the_ones_of_the_vector() -> None:
    body = (
        rb'{"object":"page","entry":[{"id":"500","time":1700000000123,"messaging":[{"sender":'
        rb'{"id":"900"},"recipient":{"id":"500"},"timestamp":1700000000000,"message":{"mid":'
        rb'"m_abc","text":"Xin ch\u00e0o \ud83d\ude00 https:\/\/a.vn"}}]}]}'
    )
    assert wire(json.loads(body)) == body
    assert signature(body, "s3cr3t") == (
        "sha256=e41def7fe8a44402fe906b050bde17bfdf3d70ecb1e757401fb79172de26a656"
    )


async def test_webhooks_are_signed_over_the_escaped_bytes(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    an.writes("Tiếng Việt 😀 https://a.vn/b")
    await simulators.settle()
    got = only(product)
    assert got.body.isascii()
    assert rb"https:\/\/a.vn\/b" in got.body
    assert got.headers["x-hub-signature-256"] == signature(got.body, page.app_secret)
    assert got.json["entry"][0]["messaging"][0]["message"]["text"].startswith("Tiếng Việt 😀")


@pytest.mark.parametrize("form", ["wrong", "missing", "sha1"])
async def test_webhooks_can_be_signed_badly(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, form: Any
) -> None:
    page.signing = form
    an.writes("Xin chào")
    await simulators.settle()
    got = only(product)
    right = signature(got.body, page.app_secret)
    assert got.headers.get("x-hub-signature-256") != right
    assert ("x-hub-signature" in got.headers) == (form == "sha1")


async def test_the_address_is_verified_by_a_challenge(
    simulators: Simulators, product: Product, page: PageAccount
) -> None:
    url = "http://product.test/webhooks/messenger/khac"
    product.challenge = False
    assert not await verify_webhook(simulators.graph, page, url)
    product.challenge = True
    assert await verify_webhook(simulators.graph, page, url)
    assert page.mail.url == url


# --- events


async def test_quick_replies_come_as_messages_and_buttons_as_postbacks(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await send.send({"text": "Chọn:", "quick_replies": quick("Tin mới")})
    await simulators.settle()
    product.got.clear()
    an.taps("Tin mới")
    await simulators.settle()
    message = item(product)["message"]
    assert (message["text"], message["quick_reply"]) == ("Tin mới", {"payload": "P:Tin mới"})
    product.got.clear()
    await send.send(buttons("Góp ý"))
    await simulators.settle()
    product.got.clear()
    an.taps("Góp ý")
    await simulators.settle()
    postback = item(product)["postback"]
    assert (postback["title"], postback["payload"]) == ("Góp ý", "P:Góp ý")
    assert postback["mid"].startswith("m_")


async def test_quick_replies_vanish_with_the_next_message(an: Person, send: Page) -> None:
    an.writes("Xin chào")
    await send.send({"text": "Chọn:", "quick_replies": quick("Tin mới")})
    an.writes("Thôi")
    with pytest.raises(LookupError):
        an.taps("Tin mới")


async def test_links_say_where_somebody_came_from(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    an.does("follow", ref="qr-hue-01")
    await simulators.settle()
    assert item(product)["postback"]["referral"]["ref"] == "qr-hue-01"
    product.got.clear()
    page.referral_in_seconds = True
    an.does("referral", ref="qr-hue-02")
    await simulators.settle()
    assert item(product)["referral"]["ref"] == "qr-hue-02"
    assert item(product)["timestamp"] < 10**12


@pytest.mark.parametrize(
    ("act", "key"),
    [
        ("image", "message"),
        ("voice", "message"),
        ("video", "message"),
        ("file", "message"),
        ("sticker", "message"),
        ("location", "message"),
        ("link", "message"),
        ("opt_in", "optin"),
        ("seen", "read"),
        ("received", "delivery"),
        ("edit", "message_edit"),
        ("react", "reaction"),
        ("unsend", "message"),
        ("unknown", "telepathy"),
    ],
)
async def test_each_act_has_its_event(
    simulators: Simulators, product: Product, page: PageAccount, act: Any, key: str
) -> None:
    page.subscribed = page.subscribed | {"message_edits", "message_reactions"}
    simulators.graph.person(PSID).does(act)
    await simulators.settle()
    assert key in item(product)


async def test_of_a_block_nobody_is_told(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    an.does("unfollow")
    await simulators.settle()
    assert not product.got
    assert await send.send() == "551"


async def test_policy_comes_without_a_sender_and_changes_in_their_own_list(
    simulators: Simulators, product: Product, page: PageAccount
) -> None:
    simulators.graph.tell_policy(page, "warning", "spam")
    simulators.graph.tell_change(page, "feed", {"item": "comment"})
    await simulators.settle()
    policy, change = (each.json["entry"][0] for each in product.got)
    assert "sender" not in policy["messaging"][0]
    assert change["changes"] == [{"field": "feed", "value": {"item": "comment"}}]


async def test_while_another_app_has_the_thread_events_stand_by(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    an.elsewhere = True
    an.writes("Gặp cán bộ")
    await simulators.settle()
    assert "standby" in only(product).json["entry"][0]
    assert await send.send() == "10/2018300"


# --- echoes


async def test_echoes_bring_back_the_metadata(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    assert await send.send({"text": "Chào bạn", "metadata": "out:7"}) == ""
    await simulators.settle()
    got = item(product)
    assert (got["sender"]["id"], got["recipient"]["id"]) == (page.id, PSID)
    assert got["message"]["metadata"] == "out:7"
    assert got["message"]["app_id"] == int(page.app_id)


async def test_a_cut_send_is_echoed_all_the_same(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    page.faults = Faults(cut_after=1.0)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send({"text": "Chào bạn", "metadata": "out:8"})
    await simulators.settle()
    assert item(product)["message"]["metadata"] == "out:8"


async def test_staff_are_echoed_by_another_app_and_perhaps_in_standby(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    page.echo_in_standby = True
    simulators.graph.staff_writes(an, "Tôi là cán bộ")
    await simulators.settle()
    echo = only(product).json["entry"][0]["standby"][0]["message"]
    assert echo["app_id"] != int(page.app_id)
    assert "metadata" not in echo


# --- windows


async def test_the_window_is_24_hours_and_a_person_may_answer_for_seven_days(
    simulators: Simulators, an: Person, send: Page, page: PageAccount
) -> None:
    assert await send.send() == "10/2018278"
    an.writes("Xin chào")
    simulators.world.pace.advance(23.9 * 3600)
    assert await send.send() == ""
    simulators.world.pace.advance(0.2 * 3600)
    assert await send.send() == "10/2018278"
    assert await send.send(messaging_type="UPDATE") == "10/2018278"
    human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert await send.send(**human) == ""
    an.grows_silent(days=7)
    assert await send.send(**human) == "10/2018278"
    an.does("react", message="m_1")
    assert await send.send() == ""


@pytest.mark.parametrize(
    "tag", ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE", "HUMOUR"]
)
async def test_removed_tags_are_refused(an: Person, send: Page, tag: str) -> None:
    an.writes("Xin chào")
    assert await send.send(messaging_type="MESSAGE_TAG", tag=tag) == "100"


async def test_utility_templates_go_outside_the_window(
    an: Person, send: Page, page: PageAccount
) -> None:
    body = {"type": "BODY", "text": "Đề cử {{code}} đã được duyệt."}
    made = {"name": "duyet", "language": "vi", "category": "UTILITY", "components": [body]}
    answer = await send.post(made, f"{page.id}/message_templates")
    assert answer.json()["status"] == "APPROVED"
    bad = {**made, "components": [{"type": "BODY", "text": "{{code}} đã được duyệt."}]}
    assert code(await send.post(bad, f"{page.id}/message_templates")) == "100"
    parameters = [{"type": "text", "parameter_name": "code", "text": "DC-1"}]
    template = {
        "name": "duyet",
        "language": {"code": "vi"},
        "components": [{"type": "body", "parameters": parameters}],
    }
    assert await send.send({"template": template}, messaging_type="UTILITY") == ""
    assert an.heard[-1].text == "Đề cử DC-1 đã được duyệt."


# --- what is refused


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"text": "ữ" * 2000}, ""),
        ({"text": "ữ" * 2001}, "100"),
        ({"text": ""}, "100"),
        ({"text": "a", "metadata": "x" * 1001}, "100"),
        ({"text": "a", "quick_replies": quick(*map(str, range(13)))}, ""),
        ({"text": "a", "quick_replies": quick(*map(str, range(14)))}, "100"),
        ({"text": "a", "quick_replies": quick("x" * 21)}, "100"),
        (buttons("a", "b", "c"), ""),
        (buttons("a", "b", "c", "d"), "100"),
        (buttons(), "100"),
        (buttons("x" * 21), "100"),
        (buttons("a", text="x" * 641), "100"),
        ({"attachment": {"type": "image", "payload": {"url": "https://a.vn/b.jpg"}}}, ""),
        ({"attachment": {"type": "image", "payload": {"url": "a.jpg"}}}, "100/2018008"),
        ({"text": "a", "attachment": {"type": "image", "payload": {"url": "https://a"}}}, "100"),
        ({"attachment": {"type": "template", "payload": {
            "template_type": "generic", "elements": [{"title": "a", "subtitle": "b"}]}}}, ""),
        ({"attachment": {"type": "template", "payload": {
            "template_type": "generic", "elements": [{"title": "a"}]}}}, "100"),
        ({"attachment": 7}, "100"),
    ],
)  # fmt: skip
async def test_messages_are_read_as_graph_does(
    an: Person, send: Page, message: Any, wanted: str
) -> None:
    an.writes("Xin chào")
    assert await send.send(message) == wanted


async def test_every_error_of_the_table_can_be_had(
    simulators: Simulators, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    for each in simulators.graph.codes:
        simulators.graph.set_next_error(an, each)
        assert await send.send() == each
    assert await send.send() == ""


async def test_who_never_wrote_does_not_exist(send: Page) -> None:
    body = {"recipient": {"id": "1"}, "message": {"text": "a"}}
    assert code(await send.post(body)) == "100/2018001"
    assert code(await send.post({"message": {"text": "a"}})) == "100"


async def test_typing_stands_alone_and_ends(simulators: Simulators, an: Person, send: Page) -> None:
    an.writes("Xin chào")
    typing = {"recipient": {"id": PSID}, "sender_action": "typing_on"}
    assert code(await send.post(typing)) == ""
    assert an.typing_until is not None
    assert code(await send.post({**typing, "message": {"text": "a"}})) == "100"
    await send.send()
    assert an.typing_until is None


async def test_sends_are_limited_by_second_and_by_day(
    simulators: Simulators, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    page.engaged = 1
    simulators.graph._rates[page.id][0].count = 2
    assert [await send.send() for _ in range(3)] == ["", "", "613"]
    simulators.world.pace.advance(2)
    page.engaged = 0
    answer = await send.post({"recipient": {"id": PSID}, "message": {"text": "a"}})
    assert code(answer) == "4"
    usage = json.loads(answer.headers["x-business-use-case-usage"])[page.id][0]
    assert usage["call_count"] == 100
    assert usage["estimated_time_to_regain_access"] > 0


# --- tokens, subscription, profile


async def test_tokens_stand_in_header_query_or_body(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    body = {"recipient": {"id": PSID}, "message": {"text": "a"}}
    url, token = f"{GRAPH}/{page.id}/messages", page.page_token
    assert code(await vendor.post(url, json=body, params={"access_token": token})) == ""
    assert code(await vendor.post(url, json={**body, "access_token": token})) == ""
    form = {name: json.dumps(value) for name, value in body.items()}
    assert code(await vendor.post(url, data={**form, "access_token": token})) == ""
    assert code(await vendor.post(url, json=body)) == "190"
    page.token_dead = True
    assert await send.send() == "190"


async def test_the_proof_is_checked(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person
) -> None:
    params = {"access_token": page.page_token}
    url = f"{GRAPH}/{page.id}"
    assert code(await vendor.get(url, params=params)) == ""
    page.needs_proof = True
    assert code(await vendor.get(url, params=params)) == "100"
    answer = await vendor.get(url, params={**params, "appsecret_proof": page.proof()})
    assert answer.json() == {"name": page.name, "id": page.id}


async def test_without_a_subscription_nothing_comes_until_it_is_renewed(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    page.subscribed = frozenset()
    page.mail.on = False
    an.writes("Có ai không?")
    headers = {"Authorization": f"Bearer {page.page_token}"}
    url = f"{GRAPH}/{page.id}/subscribed_apps"
    assert (await send.http.get(url, headers=headers)).json() == {"data": []}
    params = {"subscribed_fields": ",".join(FIELDS)}
    answer = await send.http.post(url, params=params, headers=headers)
    assert answer.json() == {"success": True}
    an.writes("Xin chào")
    await simulators.settle()
    assert item(product)["message"]["text"] == "Xin chào"
    apps = (await send.http.get(url, headers=headers)).json()["data"]
    assert set(apps[0]["subscribed_fields"]) == FIELDS
    answer = await send.http.post(url, params={"subscribed_fields": "moods"}, headers=headers)
    assert code(answer) == "100"


async def test_only_subscribed_fields_come(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    page.subscribed = frozenset({"messages"})
    an.writes("Xin chào")
    an.does("seen")
    await simulators.settle()
    assert len(product.got) == 1


async def test_a_menu_needs_get_started(send: Page) -> None:
    menu = [{"locale": "default", "call_to_actions": [{"type": "postback", "title": "a"}]}]
    path = "me/messenger_profile"
    assert code(await send.post({"persistent_menu": menu}, path)) == "100"
    assert code(await send.post({"get_started": {"payload": "GET_STARTED"}}, path)) == ""
    assert code(await send.post({"persistent_menu": menu}, path)) == ""


async def test_names_need_an_approval(
    vendor: httpx.AsyncClient, page: PageAccount, an: Person
) -> None:
    params = {"access_token": page.page_token, "fields": "first_name"}
    url = f"{GRAPH}/{PSID}"
    assert code(await vendor.get(url, params=params)) == "100/2018247"
    page.names_told = True
    assert (await vendor.get(url, params=params)).json()["first_name"] == "An"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"recipient": 1}'])
async def test_nonsense_is_an_error_of_graphs(
    vendor: httpx.AsyncClient, page: PageAccount, body: bytes
) -> None:
    params = {"access_token": page.page_token}
    answer = await vendor.post(f"{GRAPH}/me/messages", content=body, params=params)
    assert (answer.status_code, code(answer)) == (400, "100")
