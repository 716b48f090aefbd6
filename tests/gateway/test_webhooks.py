"""The addresses that the vendors call."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from bot.channels.registry import CHANNELS
from bot.inbox import accepting
from bot.simulators import accounts
from bot.simulators.zalo_account import Signing
from bot.web.webhooks import BODY_BYTES
from data.accounts import put_account
from tests.gateway.gateway import VENDORS, Gateway

SECRET = {"x-telegram-bot-api-secret-token": "ma-bi-mat-mo-phong"}


def signed(body: bytes) -> dict[str, str]:
    mac = hmac.new(b"khoa-ung-dung-facebook-mo-phong", body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={mac}"}


def page_says(page: str, mid: str, words: str = "Xin chào") -> dict[str, Any]:
    item = {
        "sender": {"id": "6912345678901234"},
        "recipient": {"id": page},
        "timestamp": 1_790_000_000_000,
        "message": {"mid": mid, "text": words},
    }
    return {"id": page, "time": 1_790_000_000_500, "messaging": [item]}


async def post(
    gateway: Gateway, channel: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    address = f"/webhooks/{channel}/{gateway.slug}"
    return await gateway.to_product.post(address, content=body, headers=headers)


@pytest.mark.parametrize("channel", VENDORS)
async def test_what_a_person_does_is_kept_and_answered_200(gateway: Gateway, channel: str) -> None:
    gateway.person(channel).writes("Xin chào")
    await gateway.arrive()
    assert gateway.vendor(channel).account.mail.counts.statuses == {200: 1}
    (kept,) = await gateway.events(channel)
    assert (kept.kind, kept.payload["text"]) == ("text", "Xin chào")
    assert (await gateway.account(channel)).last_inbound_at is not None


@pytest.mark.parametrize("address", ["zalo/khong-co", "viber/x", "messenger/%00", "telegram/a%2fb"])
async def test_an_account_nobody_has_is_404(gateway: Gateway, address: str) -> None:
    for method in ("GET", "POST"):
        answer = await gateway.to_product.request(method, f"/webhooks/{address}")
        assert answer.status_code == 404, address


@pytest.mark.parametrize(
    ("channel", "status"), [("zalo", 200), ("messenger", 403), ("telegram", 401)]
)
async def test_a_forged_one_is_counted_and_answered_as_the_vendor_needs(
    gateway: Gateway, channel: str, status: int
) -> None:
    body = json.dumps({"update_id": 1, "event_name": "user_send_text", "timestamp": "1"}).encode()
    before = len(await gateway.calls(channel))
    answers = [await post(gateway, channel, body, {}) for _ in range(5)]
    assert {each.status_code for each in answers} == {status}
    await asyncio.sleep(1.3)
    account = await gateway.account(channel)
    assert account.forged == 5
    assert account.forged_at is not None
    assert len(await gateway.calls(channel)) == before, "whoever forges fills the disk"


async def test_a_malformed_one_is_kept_with_the_reason_and_answered_200(gateway: Gateway) -> None:
    for body in (b"\xff\xfe", b"[1, 2]", b'{"update_id": '):
        answer = await post(gateway, "telegram", body, SECRET)
        assert (answer.status_code, answer.content) == (200, b"")
    kept = await gateway.calls("telegram")
    assert [bytes(each.body) for each in kept] == [b"\xff\xfe", b"[1, 2]", b'{"update_id": ']
    assert all(each.problem for each in kept)


async def test_one_that_breaks_its_parser_is_kept_too(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("?")

    monkeypatch.setattr(CHANNELS["telegram"], "parse", broken)
    assert (await post(gateway, "telegram", b"{}", SECRET)).status_code == 200
    (kept,) = await gateway.calls("telegram")
    assert kept.problem == "parser: KeyError"


async def test_what_nobody_documents_is_kept_and_counted(gateway: Gateway) -> None:
    body = json.dumps({"update_id": 7, "hologram": {"a": 1}}).encode()
    assert (await post(gateway, "telegram", body, SECRET)).status_code == 200
    (kept,) = await gateway.calls("telegram")
    assert kept.problem == "unknown: hologram"
    assert not await gateway.events("telegram")


async def test_a_body_too_large_is_413(gateway: Gateway) -> None:
    body = b" " * (BODY_BYTES + 1)

    async def pieces() -> Any:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    assert (await post(gateway, "telegram", body, SECRET)).status_code == 413
    address = f"/webhooks/telegram/{gateway.slug}"
    unannounced = await gateway.to_product.post(address, content=pieces(), headers=SECRET)
    assert unannounced.status_code == 413
    assert not await gateway.calls("telegram")


async def test_messenger_s_verification_gets_its_challenge(gateway: Gateway) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": "<b>42</b>",
        "hub.verify_token": "ma-xac-minh-mo-phong",
    }
    address = f"/webhooks/messenger/{gateway.slug}"
    answer = await gateway.to_product.get(address, params=query)
    assert (answer.status_code, answer.text) == (200, "<b>42</b>")
    assert answer.headers["content-type"].startswith("text/plain")
    wrong = await gateway.to_product.get(address, params={**query, "hub.verify_token": "đoán"})
    assert wrong.status_code == 403
    assert (await gateway.account("messenger")).forged == 0


async def test_zalo_s_unsigned_probe_is_answered_and_forgotten(gateway: Gateway) -> None:
    assert (await post(gateway, "zalo", b"{}", {})).status_code == 200
    assert not await gateway.calls("zalo")
    await asyncio.sleep(0.1)
    assert (await gateway.account("zalo")).forged == 0


async def test_the_variant_of_the_signature_is_learnt_and_pinned(gateway: Gateway) -> None:
    oa = gateway.vendor("zalo").account
    oa.signing = Signing(first="oa_id", timestamp="body")
    await gateway.says("zalo", "Xin chào")
    assert (await gateway.account("zalo")).options["signature"].startswith("oa_id+")
    oa.signing = Signing(first="app_id")
    before = len(await gateway.events("zalo"))
    gateway.person("zalo").writes("Của ai đó khác")
    await gateway.simulators.settle(0.3)
    assert len(await gateway.events("zalo")) == before, "another variant is accepted again"


async def test_with_the_database_away_it_is_503_and_comes_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = accepting.keep

    async def away(*_: object) -> None:
        raise OperationalError("INSERT", {}, ConnectionError("away"))

    monkeypatch.setattr(accepting, "keep", away)
    gateway.person("telegram").writes("Còn không?")
    await gateway.simulators.settle(0.1)
    monkeypatch.setattr(accepting, "keep", keep)
    await gateway.arrive()
    statuses = gateway.vendor("telegram").account.mail.counts.statuses
    assert set(statuses) == {200, 503}
    assert statuses[200] == 1
    assert [each.payload["text"] for each in await gateway.events("telegram")] == ["Còn không?"]


async def test_an_account_sealed_with_another_key_is_503(gateway: Gateway) -> None:
    await gateway.set_account("telegram", secrets=b"something else")
    assert (await post(gateway, "telegram", b"{}", SECRET)).status_code == 503


async def test_one_webhook_serves_all_pages_of_an_app(gateway: Gateway, web: FastAPI) -> None:
    """Meta and Zalo have one address for an app, whatever its Pages or OAs."""
    services, other = gateway.services, f"khac-{uuid4().hex[:6]}"
    page = accounts.page_account(other)
    secrets = {
        "app_secret": page.app_secret,
        "verify_token": page.verify_token,
        "page_token": "khác",
    }
    strangers = f"la-{uuid4().hex[:6]}"
    for slug, vendor_id, app_secret in (
        (other, "555", page.app_secret),
        (strangers, "555", "khóa của ứng dụng khác"),
    ):
        async with services.sessions.begin() as session:
            await put_account(
                session,
                channel="messenger",
                slug=slug,
                vendor_id=vendor_id,
                locality="cam-ngoc",
                secrets=services.seal.seal({**secrets, "app_secret": app_secret}),
                options={},
            )
    mine = gateway.vendor("messenger").account.id
    entries = [page_says(mine, "m_1", "cho tôi"), page_says("555", "m_2", "cho họ")]
    body = json.dumps({"object": "page", "entry": entries}).encode()
    assert (await post(gateway, "messenger", body, signed(body))).status_code == 200
    assert [each.payload["text"] for each in await gateway.events("messenger")] == ["cho tôi"]
    ours, gateway.slug = gateway.slug, other
    assert [each.payload["text"] for each in await gateway.events("messenger")] == ["cho họ"]
    assert (await gateway.conversation("messenger")).state["locality"] == "cam-ngoc"
    await gateway.close()
    gateway.slug = strangers
    assert not await gateway.events("messenger"), "signed with a key that is not theirs"
    await gateway.close()
    gateway.slug = ours
