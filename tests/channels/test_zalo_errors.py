"""Every row of Zalo's error table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Part, Sent
from bot.channels.zalo import errors
from bot.channels.zalo.errors import VIETNAM, until_morning
from tests.channels.zalo_account import (
    ANY,
    BUTTONS,
    PICTURE,
    TEXT,
    V3,
    refusal,
    send,
)
from tests.channels.zalo_answers import ROWS

AT_TEN = {-234: {"after": 600.0}}  # what depends on the hour: the clock of `send` says ten


class TestCodes:
    @respx.mock
    @pytest.mark.parametrize(("code", "status", "more"), ROWS)
    async def test_every_code_has_its_outcome(
        self, http: httpx.AsyncClient, code: int, status: str, more: dict[str, Any]
    ) -> None:
        respx.post(url__regex=ANY).respond(json=refusal(code, "Chào bà is not for 900"))
        sent = await send(http)
        more = {**more, **AT_TEN.get(code, {})}
        assert sent == Sent(status, reason=sent.reason, **more)  # type: ignore[arg-type]
        assert sent.reason.startswith(f"{code} ")
        assert "900" not in sent.reason
        assert "Chào bà" not in sent.reason

    def test_every_code_of_the_table_is_tested(self) -> None:
        assert set(errors.CODES) <= {code for code, _, _ in ROWS}

    @respx.mock
    @pytest.mark.parametrize(("left", "whose"), [("0", "của ứng dụng"), ("3970", "của OA")])
    async def test_the_rate_headers_say_whose_limit_it_was(
        self, http: httpx.AsyncClient, left: str, whose: str
    ) -> None:
        headers = {"x-ratelimit-limit": "4000", "x-ratelimit-remain": left}
        respx.post(V3).respond(json=refusal(-32), headers=headers)
        assert whose in (await send(http)).reason

    @respx.mock
    @pytest.mark.parametrize(
        ("given", "after"), [("7", 7), ("0", 60), ("Fri", 60), ("9" * 17, 86_400)]
    )
    async def test_retry_after_is_honoured_within_reason(
        self, http: httpx.AsyncClient, given: str, after: float
    ) -> None:
        respx.post(V3).respond(json=refusal(-32), headers={"retry-after": given})
        assert (await send(http)).after == after

    @respx.mock
    @pytest.mark.parametrize("part", [BUTTONS, PICTURE])
    @pytest.mark.parametrize("code", [-201, -210, -233])
    async def test_where_zalo_refuses_the_decoration_the_text_may_still_go(
        self, http: httpx.AsyncClient, part: Part, code: int
    ) -> None:
        respx.post(V3).respond(json=refusal(code))
        sent = await send(http, part)
        assert (sent.status, sent.plain) == ("permanent", True)

    @respx.mock
    async def test_a_picture_zalo_could_not_fetch_did_not_arrive(
        self, http: httpx.AsyncClient
    ) -> None:
        respx.post(V3).respond(json=refusal(-200, "Upload media failed"))
        sent = await send(http, PICTURE)
        assert (sent.status, sent.plain) == ("permanent", True)
        assert (await send(http, TEXT)).status == "ambiguous"

    @respx.mock
    async def test_the_field_zalo_names_is_kept(self, http: httpx.AsyncClient) -> None:
        respx.post(V3).respond(json=refusal(-201, "attachment.payload is invalid"))
        assert (await send(http)).reason == "-201 tham số không hợp lệ: attachment.payload"


class TestNight:
    @pytest.mark.parametrize(
        ("hour", "minute", "hours"),
        [(22, 0, 8), (21, 30, 8.5), (23, 59, 6 + 1 / 60), (0, 0, 6), (5, 59, 1 / 60)],
    )
    def test_waits_until_six_in_vietnam(self, hour: int, minute: int, hours: float) -> None:
        now = dt.datetime(2026, 11, 20, hour, minute, tzinfo=VIETNAM)
        assert until_morning(now) == pytest.approx(hours * 3600)
        assert until_morning(now.astimezone(dt.UTC)) == pytest.approx(hours * 3600)

    @given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1)))
    def test_the_wait_ends_by_day(self, moment: dt.datetime) -> None:
        now = moment.replace(tzinfo=dt.UTC)
        wait = until_morning(now)
        assert 0 < wait <= 9 * 3600
        assert 6 <= (now + dt.timedelta(seconds=wait)).astimezone(VIETNAM).hour < 22

    @respx.mock
    async def test_a_send_by_night_comes_again_in_the_morning(
        self, http: httpx.AsyncClient
    ) -> None:
        respx.post(V3).respond(json=refusal(-234))
        sent = await send(http, now=dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC))
        assert (sent.status, sent.after) == ("retry", 7 * 3600)
