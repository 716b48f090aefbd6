"""Files of people, by id."""

from __future__ import annotations

import httpx

from bot.simulators.app import Simulators
from bot.simulators.people import Person
from tests.simulators.conftest import Product
from tests.simulators.telegram.client import API, Bot, last


async def test_files_are_found_by_id_and_fetched_with_the_token(
    simulators: Simulators, product: Product, vendor: httpx.AsyncClient, an: Person, api: Bot
) -> None:
    an.does("image", text="Ảnh đây")
    await simulators.settle()
    message = last(product)["message"]
    assert message["caption"] == "Ảnh đây"
    largest = message["photo"][-1]
    file = await api.call("getFile", file_id=largest["file_id"])
    url = f"{API}/file/bot{api.account.token}/{file['file_path']}"
    got = await vendor.get(url)
    assert len(got.content) == largest["file_size"] == file["file_size"]
    assert (await vendor.get(url.replace(api.account.token, "42:TEST"))).status_code == 401
    assert (await api.call("getFile", file_id="L-none")).startswith("400")


async def test_big_files_cannot_be_fetched(
    simulators: Simulators, product: Product, an: Person, api: Bot
) -> None:
    big = simulators.world.media.put(bytes(21 * 1024 * 1024), "image/jpeg", "anh.jpg")
    an.does("image", url=big.path)
    await simulators.settle()
    id = last(product)["message"]["photo"][-1]["file_id"]
    assert await api.call("getFile", file_id=id) == "400 Bad Request: file is too big"
