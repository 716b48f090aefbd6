"""Zalo's tokens: consent, exchange, refresh."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
import respx

from bot.channels.zalo.tokens import (
    ACCESS_SECONDS,
    App,
    TokenError,
    Tokens,
    challenge,
    consent_url,
    exchange,
    new_verifier,
    refresh,
)
from tests.channels.zalo_account import oa

URL = "https://oauth.zaloapp.com/v4/oa/access_token"
APP = App("111222333", "app-s3cr3t")
PAIR = {"access_token": "new-access", "refresh_token": "new-refresh", "expires_in": "90000"}


def form(route: respx.Route) -> dict[str, str]:
    return dict(parse_qsl(route.calls[0].request.content.decode()))


class TestConsent:
    def test_the_challenge_is_the_one_computed_elsewhere(self) -> None:
        assert challenge("a" * 43) == "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"

    def test_verifiers_have_43_characters_and_never_repeat(self) -> None:
        made = {new_verifier() for _ in range(50)}
        assert len(made) == 50
        assert {len(each) for each in made} == {43}

    def test_the_address_holds_what_zalo_asks_and_no_secret(self) -> None:
        callback = "https://gs.example.vn/zalo/ket-noi"
        url = consent_url(APP, callback, "a" * 43, "s t&")
        parts = urlsplit(url)
        assert (parts.netloc, parts.path) == ("oauth.zaloapp.com", "/v4/oa/permission")
        assert parse_qs(parts.query) == {
            "app_id": ["111222333"],
            "redirect_uri": [callback],
            "code_challenge": [challenge("a" * 43)],
            "state": ["s t&"],
        }
        assert "app-s3cr3t" not in url


class TestPair:
    @respx.mock
    async def test_a_code_is_exchanged(self, http: httpx.AsyncClient) -> None:
        route = respx.post(URL).respond(json=PAIR)
        assert await exchange(http, APP, "c0de", "v" * 43) == Tokens(
            "new-access", "new-refresh", 90_000
        )
        assert form(route) == {
            "code": "c0de",
            "app_id": "111222333",
            "grant_type": "authorization_code",
            "code_verifier": "v" * 43,
        }
        headers = route.calls[0].request.headers
        assert headers["secret_key"] == "app-s3cr3t"
        assert headers["content-type"] == "application/x-www-form-urlencoded"

    @respx.mock
    async def test_a_code_without_verifier(self, http: httpx.AsyncClient) -> None:
        route = respx.post(URL).respond(json=PAIR)
        await exchange(http, APP, "c0de")
        assert "code_verifier" not in form(route)

    @respx.mock
    async def test_a_refresh_brings_the_next_pair(self, http: httpx.AsyncClient) -> None:
        route = respx.post(URL).respond(json=PAIR)
        assert isinstance(await refresh(http, APP, "old-refresh"), Tokens)
        assert form(route) == {
            "refresh_token": "old-refresh",
            "app_id": "111222333",
            "grant_type": "refresh_token",
        }

    @respx.mock
    @pytest.mark.parametrize(
        ("said", "seconds"),
        [("90000", 90_000), (3600, 3600), ("soon", ACCESS_SECONDS), (None, ACCESS_SECONDS)],
    )
    async def test_a_pair_is_kept_whatever_its_life_is_said_to_be(
        self, http: httpx.AsyncClient, said: Any, seconds: int
    ) -> None:
        respx.post(URL).respond(json={**PAIR, "expires_in": said})
        pair = await refresh(http, APP, "old-refresh")
        assert isinstance(pair, Tokens)
        assert pair.expires_in == seconds


class TestRefusal:
    @respx.mock
    @pytest.mark.parametrize("status", [200, 400, 401])
    async def test_the_other_shape_of_errors_is_no_pair(
        self, http: httpx.AsyncClient, status: int
    ) -> None:
        body = {
            "error": -14014,
            "error_name": "Invalid refresh token.",
            "error_reason": "old-refresh is used",
            "error_description": "old-refresh",
        }
        respx.post(URL).respond(status, json=body)
        found = await refresh(http, APP, "old-refresh")
        assert isinstance(found, TokenError)
        assert (found.status, found.code) == ("refused", -14014)
        assert "Invalid refresh token." in found.reason
        assert "old-refresh" not in found.reason

    @respx.mock
    @pytest.mark.parametrize("code", [-14002, -14003, -14012, -14024, -14029])
    async def test_known_codes_are_explained(self, http: httpx.AsyncClient, code: int) -> None:
        respx.post(URL).respond(json={"error": code, "error_name": "x"})
        found = await exchange(http, APP, "c0de")
        assert isinstance(found, TokenError)
        assert (found.status, found.code) == ("refused", code)

    @respx.mock
    @pytest.mark.parametrize("missing", ["access_token", "refresh_token"])
    @pytest.mark.parametrize("put", [None, "", "gone"])
    async def test_half_a_pair_is_none(
        self, http: httpx.AsyncClient, missing: str, put: str | None
    ) -> None:
        body = {**PAIR, missing: put}
        if put == "gone":
            del body[missing]
        respx.post(URL).respond(json=body)
        found = await refresh(http, APP, "old-refresh")
        assert isinstance(found, TokenError)
        assert found.status == "ambiguous"
        assert "new-" not in found.reason

    @respx.mock
    @pytest.mark.parametrize(
        ("answer", "status"),
        [
            (httpx.ConnectError("no"), "retry"),
            (httpx.ConnectTimeout("no"), "retry"),
            (httpx.Response(429), "retry"),
            (httpx.ReadTimeout("no"), "ambiguous"),
            (httpx.RemoteProtocolError("no"), "ambiguous"),
            (httpx.Response(502, text="<h1>"), "ambiguous"),
            (httpx.Response(500, json={"error": -14014, "error_name": "x"}), "ambiguous"),
            (httpx.Response(500, json=PAIR), "ambiguous"),
            (httpx.Response(200, text="<h1>"), "ambiguous"),
            (httpx.Response(403, text="<h1>"), "refused"),
        ],
    )
    async def test_only_a_clear_no_is_final(
        self, http: httpx.AsyncClient, answer: Any, status: str
    ) -> None:
        respx.post(URL).mock(side_effect=[answer])
        found = await refresh(http, APP, "old-refresh")
        assert isinstance(found, TokenError)
        assert found.status == status

    async def test_a_secret_that_cannot_stand_in_a_header_is_said_so(
        self, http: httpx.AsyncClient
    ) -> None:
        found = await refresh(http, App("1", "mã", "http://127.0.0.1:9"), "old-refresh")
        assert isinstance(found, TokenError)
        assert found.status == "refused"


def test_nothing_secret_is_in_a_repr() -> None:
    shown = repr((APP, Tokens("new-access", "new-refresh"), App.of(oa())))
    assert not [each for each in ("app-s3cr3t", "new-access", "new-refresh") if each in shown]


def test_an_app_is_that_of_its_account() -> None:
    assert App.of(oa()) == APP
    assert App.of(oa(oauth_base="http://127.0.0.1:9000/")).oauth == "http://127.0.0.1:9000"
