"""Telegram's payloads and our calls, held against aiogram's types of the same Bot API.

We read and write them by hand; aiogram, which is kept up with Telegram, says whether the samples we
read are what Telegram sends, and whether what we send is what its methods take.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram.methods import (
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
)
from aiogram.types import Update

from bot.channels.contract import Button, Part
from bot.channels.menu import introduction
from bot.channels.telegram.channel import UPDATES, message
from bot.channels.telegram.updates import read_update
from tests.channels.telegram_account import FIXTURES, NOW, case

BEYOND_AIOGRAM = {
    "chat_of_a_new_type",
    "text_beside_a_new_field",
    "text_unkeepable",
    "update_of_a_new_type",
    "update_with_nothing",
}
CASES = sorted(
    path.stem
    for path in FIXTURES.glob("*.json")
    if path.stem not in BEYOND_AIOGRAM and "events" in case(path.stem)["expect"]
)


def without_defaults(value: Any) -> Any:
    return json.loads(value.model_dump_json(exclude_unset=True, by_alias=True))


@pytest.mark.parametrize("name", CASES)
def test_the_sample_is_an_update_without_a_field_aiogram_does_not_know(name: str) -> None:
    raw = json.loads(case(name)["body"])
    update = Update.model_validate(raw)
    assert update.update_id == raw["update_id"]
    assert list(unknown_fields(update)) == []


def unknown_fields(value: Any, where: str = "") -> Any:
    for name in getattr(value, "model_extra", None) or {}:
        yield f"{where}.{name}"
    for name in getattr(value, "model_fields_set", ()):
        found = getattr(value, name, None)
        for each in found if isinstance(found, list) else [found]:
            yield from unknown_fields(each, f"{where}.{name}")


@pytest.mark.parametrize("name", CASES)
def test_we_read_what_aiogram_reads(name: str) -> None:
    body = case(name)["body"]
    event = read_update(body.encode(), lambda: NOW)
    update = Update.model_validate(json.loads(body))
    if event.kind == "unknown":
        return
    if event.kind == "choice" and update.callback_query is not None:
        assert event.payload == update.callback_query.data
        assert event.answer == update.callback_query.id
        assert event.address == str(update.callback_query.from_user.id)
        return
    item = update.message or update.my_chat_member
    assert item is not None
    if event.kind == "choice":
        assert update.message is not None
        assert [each.type for each in update.message.entities or ()] == ["bot_command"]
    assert (event.at, event.address) == (item.date, str(item.chat.id))
    if event.kind in ("image", "voice", "file", "sticker"):
        assert update.message is not None
        (attachment,) = event.attachments
        held = getattr(update.message, update.message.content_type)
        file = max(held, key=lambda size: size.width) if isinstance(held, list) else held
        assert (attachment.reference, attachment.size) == (file.file_id, file.file_size)


@pytest.mark.parametrize("kind", UPDATES)
def test_we_ask_for_kinds_of_update_there_are(kind: str) -> None:
    assert kind in Update.model_fields


def test_what_we_send_is_what_the_methods_take() -> None:
    buttons = (Button("Có", "y"), Button("Trang của xã", url="https://xa.gov.vn"))
    method, fields = message("900", Part(text="Chọn ạ", buttons=buttons))
    taken: Any = SendMessage.model_validate(fields)
    assert method == SendMessage.__api_method__
    assert without_defaults(taken) == fields
    method, fields = message("900", Part(text="Ảnh", image="https://x.vn/a.jpg", buttons=buttons))
    taken = SendPhoto.model_validate(fields)
    assert method == SendPhoto.__api_method__
    assert without_defaults(taken) == fields


def test_our_menu_is_what_the_methods_take() -> None:
    shown = introduction("xã Cẩm Ngọc")
    commands = [{"command": each.command, "description": each.title} for each in shown.menu]
    SetMyCommands.model_validate({"commands": commands})
    SetMyDescription.model_validate({"description": shown.description})
    SetMyShortDescription.model_validate({"short_description": shown.about})
