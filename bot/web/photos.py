"""Uploading a photo for a nomination."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile

from actions.registry import payload
from bot.web.chat_api import ServicesHere, limited
from bot.web.errors import NO_SESSION, ApiError, refusals
from bot.web.sessions import conversation_of
from data.inbox import lock_conversation
from data.photos import PhotoError, read_photo, store

PATH = "/api/chat/photos"
router = APIRouter(tags=["chat"])


@router.post(
    PATH,
    status_code=201,
    operation_id="new_photo",
    responses=refusals(400, 404, 413, 415, 422, 429, 503),
)
async def new_photo(
    request: Request,
    session: Annotated[str, Form(min_length=1, max_length=200)],
    file: Annotated[UploadFile, File()],
    services: ServicesHere,
) -> dict[str, str]:
    """Keeps a photo, cleaned of where and when it was taken; returns the payload to send."""
    limited(
        request,
        request.app.state.photo_rate,
        "Địa chỉ này gửi quá nhiều ảnh. Anh/chị chờ một chút rồi gửi lại ạ.",
    )
    raw = await file.read()
    if len(raw) > services.settings.photo_bytes:
        raise ApiError(413, "too_large", "Ảnh lớn quá. Anh/chị chọn ảnh dưới 8 MB ạ.")
    async with services.sessions() as db:
        number, _ = await conversation_of(db, session, services.settings)
    try:
        picture = await asyncio.to_thread(read_photo, raw)
    except PhotoError as error:
        raise ApiError(415, "not_a_photo", str(error)) from error
    async with services.sessions.begin() as db:
        conversation = await lock_conversation(db, number)  # whose it is may be changing
        if conversation is None:
            raise NO_SESSION
        photo = await store(db, conversation.person_id, picture)
    return {"payload": payload("photo", id=str(photo.id))}
