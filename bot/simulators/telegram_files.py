"""Files at Telegram: the bot's pictures, and those of people."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from fastapi import Response
from starlette.datastructures import UploadFile

from bot.simulators.telegram_account import BotAccount
from bot.simulators.telegram_said import Wrong

if TYPE_CHECKING:
    from bot.simulators.telegram import TelegramSimulator

LARGEST = 20 * 1024 * 1024  # bytes a bot may download (Bot API, getFile)


class Files:
    def __init__(self, telegram: TelegramSimulator) -> None:
        self.telegram = telegram

    async def get_file(self, account: BotAccount, given: dict[str, Any]) -> dict[str, Any]:
        await self.telegram.fate(account, call="media")
        kind, _, id = str(given.get("file_id", "")).partition("-")
        file = self.telegram.world.media.by_id(id)
        if file is None:
            raise Wrong("400", "Bad Request: invalid file_id")
        if len(file.body) > LARGEST:
            raise Wrong("400", "Bad Request: file is too big")
        folder = "photos" if kind in "SL" else "documents"
        told = {"file_id": given["file_id"], "file_unique_id": id, "file_size": len(file.body)}
        ending = PurePosixPath(file.name).suffix
        return {**told, "file_path": f"{folder}/file_{id}{ending}"}

    async def serve(self, token: str, path: str) -> Response:
        self.telegram.by_token(token)
        id = PurePosixPath(path).stem.removeprefix("file_")
        return await self.telegram.world.media.serve(id, path)

    async def photo(self, given: dict[str, Any]) -> str:
        """By address, by file id, or uploaded; where it can be seen."""
        photo = given.get("photo")
        if isinstance(photo, str) and photo.startswith("attach://"):
            photo = given.get(photo.removeprefix("attach://"))
        if isinstance(photo, UploadFile):
            body, type = await photo.read(), photo.content_type or "image/jpeg"
            return self.telegram.world.media.put(body, type, "anh.jpg").path
        if not isinstance(photo, str) or not photo:
            raise Wrong("400", "Bad Request: there is no photo in the request")
        if photo.startswith(("http://", "https://")):
            return photo
        file = self.telegram.world.media.by_id(photo.partition("-")[2])
        if file is None:
            raise Wrong("400", "Bad Request: wrong file identifier/HTTP URL specified")
        return file.path
