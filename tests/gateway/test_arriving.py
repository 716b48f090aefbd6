"""What becomes of each kind of thing that people do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, text

from bot.dialogue.nlu import NluUnavailable
from bot.inbox.arriving import NotFetched
from bot.simulators.people import Person
from data.models import Consent, Nomination, Photo
from tests.gateway.gateway import VENDORS, Gateway

every_vendor = pytest.mark.parametrize("name", VENDORS)
CAM_NGOC = (20.17, 105.52)
pytestmark = pytest.mark.usefixtures("hosts_found")


async def does(gateway: Gateway, channel: str, kind: Any, **details: Any) -> Person:
    person = gateway.person(channel)
    person.does(kind, **details)
    await gateway.settle()
    return person


async def photos(gateway: Gateway, name: str) -> list[Photo]:
    conversation = await gateway.conversation(name)
    async with gateway.services.sessions() as session:
        found = select(Photo).where(Photo.person_id == conversation.person_id)
        return list((await session.scalars(found)).all())


async def begins_a_nomination(gateway: Gateway, name: str) -> Person:
    gateway.nlu.intent = "nominate"
    person = await gateway.says(name, "tôi muốn giới thiệu một người tốt")
    gateway.nlu.intent = "inform"
    assert (await gateway.conversation(name)).state["draft"]
    return person


@every_vendor
@pytest.mark.parametrize(
    ("kind", "words"), [("sticker", "hình dán"), ("voice", "tin thoại"), ("file", "chưa đọc được")]
)
async def test_what_cannot_be_read_gets_a_courteous_word(
    gateway: Gateway, name: str, kind: str, words: str
) -> None:
    person = await does(gateway, name, kind)
    assert words in person.heard[-1].text


async def test_what_was_offered_still_stands_after_a_sticker(gateway: Gateway) -> None:
    """ "Số 1" still means what it did."""
    gateway.nlu.intent = "subscribe"
    person = await gateway.says("telegram", "cho tôi đăng ký")
    await does(gateway, "telegram", "sticker")
    assert [key.title for key in person.heard[-1].said.keys] == ["Đồng ý nhận", "Thôi"]
    state = (await gateway.conversation("telegram")).state
    assert [each["title"] for each in state["choices"]] == ["Đồng ý nhận", "Thôi"]


async def test_a_form_goes_on_after_a_voice_message(gateway: Gateway) -> None:
    await begins_a_nomination(gateway, "zalo")
    before = (await gateway.conversation("zalo")).state["draft"]
    await does(gateway, "zalo", "voice")
    assert (await gateway.conversation("zalo")).state["draft"] == before


@every_vendor
async def test_a_place_offers_the_locality_it_lies_near(gateway: Gateway, name: str) -> None:
    latitude, longitude = CAM_NGOC
    person = await does(gateway, name, "location", latitude=latitude, longitude=longitude)
    assert "Cẩm Ngọc" in person.heard[-1].text
    assert (await gateway.conversation(name)).state.get("locality") is None, "never for granted"


async def test_where_somebody_was_is_not_kept(gateway: Gateway) -> None:
    await does(gateway, "telegram", "location", latitude=20.17, longitude=105.52)
    (event,) = await gateway.events("telegram")
    assert "latitude" not in event.payload
    assert "longitude" not in event.payload


@every_vendor
async def test_first_contact_is_greeted(gateway: Gateway, name: str) -> None:
    person = await does(gateway, name, "follow")
    assert "trợ lý tự động" in person.heard[0].text


@pytest.mark.parametrize("name", ["messenger", "telegram"])
@pytest.mark.parametrize("ref", ["qr-cam-ngoc", "cam-ngoc", "xa_cam-ngoc"])
async def test_a_link_or_qr_code_says_where_they_come_from(
    gateway: Gateway, name: str, ref: str
) -> None:
    person = await does(gateway, name, "follow", ref=ref)
    assert "Cẩm Ngọc" in person.heard[0].text
    assert (await gateway.conversation(name)).state["locality"] == "cam-ngoc"


async def test_a_link_into_a_conversation_moves_it_there(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    person = await does(gateway, "messenger", "referral", ref="qr-binh-luong")
    assert "Bình Lương" in person.heard[-1].text
    assert (await gateway.conversation("messenger")).state["locality"] == "binh-luong"


async def test_a_link_of_nowhere_is_greeted_all_the_same(gateway: Gateway) -> None:
    person = await does(gateway, "messenger", "follow", ref="quang-cao-42")
    assert "trợ lý tự động" in person.heard[0].text


async def test_a_form_is_not_left_for_a_link(gateway: Gateway) -> None:
    person = await begins_a_nomination(gateway, "messenger")
    question = person.heard[-1].text
    before = (await gateway.conversation("messenger")).state
    await does(gateway, "messenger", "referral", ref="qr-binh-luong")
    after = (await gateway.conversation("messenger")).state
    assert after["draft"]["id"] == before["draft"]["id"]
    assert after["locality"] == before["locality"]
    assert question[-20:] in person.heard[-1].text


@every_vendor
async def test_reads_and_unknown_things_are_kept_and_say_nothing(
    gateway: Gateway, name: str
) -> None:
    person = await gateway.says(name, "cảm ơn")
    heard = len(person.heard)
    person.does("unknown")
    if name != "telegram":
        person.does("seen")
    await gateway.settle()
    assert len(person.heard) == heard
    assert all(each.processed_at for each in await gateway.events(name))


async def test_only_what_a_person_does_opens_the_window(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.silent_for("messenger", hours=30)
    before = (await gateway.conversation("messenger")).last_inbound_at
    await does(gateway, "messenger", "seen")
    assert (await gateway.conversation("messenger")).last_inbound_at == before
    await does(gateway, "messenger", "sticker")
    assert (await gateway.conversation("messenger")).last_inbound_at != before


async def test_their_own_number_is_taken_where_a_form_asks_for_it(gateway: Gateway) -> None:
    """Whatever the form does with it; and the number is not kept with the message."""
    await begins_a_nomination(gateway, "telegram")
    person = gateway.person("telegram")
    heard = len(person.heard)
    await does(gateway, "telegram", "contact", phone="+84912345678", name="Bà Lan")
    assert len(person.heard) == heard + 1
    kept = [str(each.payload) for each in await gateway.events("telegram")]
    assert not any("912345678" in each for each in kept)


async def test_a_contact_nobody_asked_for_gets_a_word(gateway: Gateway) -> None:
    person = await does(gateway, "telegram", "contact", phone="+84912345678", name="Bà Lan")
    assert "số liên hệ" in person.heard[-1].text


async def test_the_vendor_s_request_to_erase_is_done(gateway: Gateway) -> None:
    person = await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    heard = len(person.heard)
    await does(gateway, "zalo", "withdraw")
    assert not await gateway.is_subscribed("zalo")
    assert not await gateway.outbox("zalo")
    assert all(each.payload == {} for each in await gateway.events("zalo"))
    assert len(person.heard) == heard, "whoever left is not written to"


# --- pictures


@every_vendor
async def test_a_picture_is_fetched_and_belongs_to_the_nomination(
    gateway: Gateway, name: str
) -> None:
    await begins_a_nomination(gateway, name)
    await does(gateway, name, "image")
    (photo,) = await photos(gateway, name)
    draft = (await gateway.conversation(name)).state["draft"]
    assert draft["values"]["photo"] == str(photo.id)
    image = Image.open(io.BytesIO(photo.content))
    assert image.format == "JPEG"
    assert not dict(image.getexif()), "it says where it was taken"


@every_vendor
@pytest.mark.parametrize("trick", ["missing", "expired", "page", "redirect", "huge"])
async def test_a_picture_that_cannot_be_had_is_said_so(
    gateway: Gateway, name: str, trick: Any
) -> None:
    media = gateway.simulators.world.media
    file = media.put(media.sample("image").body, "image/jpeg", "anh.jpg", trick)
    person = await does(gateway, name, "image", url=file.path)
    assert "không mở được ảnh" in person.heard[-1].text
    assert not await photos(gateway, name)


async def test_a_picture_of_a_stranger_s_host_is_not_asked_for(gateway: Gateway) -> None:
    person = gateway.person("messenger")
    person.does("image", url="https://evil.vn/anh.jpg")
    for _ in range(3):
        await gateway.arrive()
        try:
            await gateway.settle()
        except NotFetched:
            continue
    assert "không mở được ảnh" in person.heard[-1].text


async def test_a_picture_that_cannot_be_had_now_waits_its_turn(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is given up after a few tries; what came after it is answered then."""
    person = gateway.person("telegram")
    gateway.vendor("telegram").set_next_error(
        gateway.vendor("telegram").account, "http:500", call="media", times=50
    )
    media = gateway.simulators.world.media
    person.does("image", url=media.sample("image").path)
    person.writes("cảm ơn")
    media._files.clear()  # gone at the vendor's
    tries = 0
    for _ in range(6):
        try:
            await gateway.settle()
        except NotFetched:
            tries += 1
    assert tries <= 2
    texts = [bubble.text for bubble in person.heard]
    assert "không mở được ảnh" in texts[0]
    assert texts[1:]


# --- taps


@every_vendor
async def test_a_tap_does_what_the_button_says(gateway: Gateway, name: str) -> None:
    gateway.nlu.intent = "subscribe"
    person = await gateway.says(name, "cho tôi đăng ký")
    person.taps("Đồng ý nhận")
    await gateway.settle()
    assert await gateway.is_subscribed(name)
    conversation = await gateway.conversation(name)
    async with gateway.services.sessions() as session:
        consents = await session.scalars(
            select(Consent).where(Consent.person_id == conversation.person_id)
        )
    assert [(each.given, each.channel) for each in consents.all()] == [(True, name)]


@every_vendor
async def test_stop_is_heard_in_the_middle_of_anything(gateway: Gateway, name: str) -> None:
    person = await gateway.says(name, "cảm ơn")
    await gateway.subscribe(name)
    await begins_a_nomination(gateway, name)
    asked = len(gateway.nlu.asked)
    await gateway.says(name, "dừng")
    person.taps("Ngừng nhận tin")
    await gateway.settle()
    assert not await gateway.is_subscribed(name)
    assert len(gateway.nlu.asked) == asked


# --- when Rasa is away


async def test_words_that_must_work_do_so_behind_a_question_that_waits(gateway: Gateway) -> None:
    person = await gateway.says("telegram", "cảm ơn")
    await gateway.subscribe("telegram")
    gateway.nlu.away = True
    person.writes("hạn nộp khi nào")
    person.writes("dừng")
    await gateway.arrive()
    with pytest.raises(NluUnavailable):
        await gateway.handle()
    await gateway.send()
    texts = [bubble.text for bubble in person.heard[1:]]
    assert "khởi động lại" in texts[0]
    assert "ngừng nhận" in texts[1]
    person.taps("Ngừng nhận tin")
    await gateway.arrive()
    with pytest.raises(NluUnavailable):
        await gateway.handle()
    assert not await gateway.is_subscribed("telegram")
    gateway.nlu.away = False
    await gateway.settle()
    assert sum("khởi động lại" in bubble.text for bubble in person.heard) == 1
    assert all(each.processed_at for each in await gateway.events("telegram"))


async def test_no_number_of_a_nominator_reaches_what_is_kept(gateway: Gateway) -> None:
    await gateway.says("messenger", "số tôi là 0912 345 678")
    async with gateway.services.sessions() as session:
        rows = await session.scalars(
            text("SELECT payload::text FROM inbound_event WHERE account = :slug"),
            {"slug": gateway.slug},
        )
    assert not any("345 678" in row for row in rows)
    assert await gateway.count(Nomination) >= 0
