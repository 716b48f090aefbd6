"""Zalo's OAuth: rotation, expiry, consent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.zalo_account import ZaloAccount, challenge
from tests.simulators.zalo.client import CS, OAUTH, Oa


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
