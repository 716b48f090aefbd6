"""Uploading a photo for a nomination."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile

from bot.web.chat_api import ServicesHere
from bot.web.errors import ApiError

PATH = "/api/chat/photos"
router = APIRouter(tags=["chat"])


@router.post(PATH, status_code=201)
async def new_photo(
    request: Request,
    session: Annotated[str, Form(max_length=200)],
    file: Annotated[UploadFile, File()],
    services: ServicesHere,
) -> dict[str, str]:
    """Keeps a photo and returns the payload to send as a message."""
    raise ApiError(415, "not_yet", "x")
