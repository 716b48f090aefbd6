"""What Zalo takes: windows, quotas, endpoints, forms."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.zalo_account import STATE, ZaloAccount
from tests.simulators.zalo.client import API, CS, V2, Oa, buttons


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
