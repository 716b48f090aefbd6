"""The web chat's API (stable; widgets and tests rely on it)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from sqlalchemy.exc import DBAPIError

from actions.reply import Reply
from actions.state import State
from actions.turn import Turn
from bot.dialogue.router import welcome
from bot.jobs import wake_conversation
from bot.services import Services
from bot.web.chat_shapes import (
    NEXT,
    Accepted,
    History,
    NewMessage,
    NewSession,
    Replies,
    SessionStarted,
)
from bot.web.errors import ApiError, refusals
from bot.web.limits import Rate
from bot.web.live import Live, wait
from bot.web.sessions import CHANNEL, address_of, conversation_of, digest, new_secret
from data.conversations import history, start_conversation
from data.inbox import load, store
from data.outbox import answer_late, last_id, pushed, put_push, replies_to, to_push

router = APIRouter(prefix="/api/chat", tags=["chat"])

BODY_BYTES = 64 * 1024
LOOK_AGAIN = 1.0  # seconds after which a waiting request looks by itself
LOOK_FOR_PUSHES = 10.0
HEARTBEAT = 15.0
HISTORY = 100
LARGEST_ID = 2**62
_EVENT_ID = re.compile(r"[0-9]{1,18}")


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesHere = Annotated[Services, Depends(services_of)]


def limited(request: Request, rate: Rate, message: str) -> None:
    """
    Raises:
        ApiError: 429 when the address has used up its share.
    """
    seconds = rate.wait(request.client.host if request.client else "?")
    if seconds:
        raise ApiError(429, "too_many_requests", message, {"Retry-After": str(int(seconds) + 1)})


@router.post(
    "/sessions",
    status_code=201,
    operation_id="new_session",
    responses={**refusals(400, 413, 422, 429, 503), 201: {"links": NEXT}},
)
async def new_session(request: Request, new: NewSession, services: ServicesHere) -> SessionStarted:
    limited(
        request,
        request.app.state.session_rate,
        "Có quá nhiều cuộc trò chuyện mới từ địa chỉ này. Anh/chị thử lại sau ít phút ạ.",
    )
    locality = new.locality or services.settings.default_locality
    if locality is not None and services.plans.get(locality) is None:
        known = ", ".join(plan.locality.slug for plan in services.plans)
        raise ApiError(422, "unknown_locality", f"Không có địa phương {locality!r}. Có: {known}.")
    secret = new_secret()
    async with services.sessions.begin() as session:
        conversation = await start_conversation(
            session, CHANNEL, address_of(secret, services.settings), {}
        )
        outcome = welcome(
            Turn(
                text="",
                state=State(locality=locality, chosen=locality is not None),
                person=conversation.person_id,
                conversation=conversation.id,
                channel=CHANNEL,
                now=services.clock(),
                plans=services.plans,
                db=session,
                limits=services.limits,
            )
        )
        conversation.state = outcome.state.model_dump(mode="json")
        for reply in outcome.replies:
            await put_push(
                session, conversation.id, "welcome", reply.model_dump(mode="json"), state="sent"
            )
    return SessionStarted(session=secret, replies=list(outcome.replies))


@router.post(
    "/messages",
    response_model=Replies,
    operation_id="new_message",
    responses={
        **refusals(400, 404, 409, 413, 422, 429, 503),
        202: {"model": Accepted, "description": "Câu trả lời sẽ đến qua /events"},
    },
)
async def new_message(request: Request, message: NewMessage, services: ServicesHere) -> Response:
    """Durable before anything else; answers once handled, or 202 when that takes too long."""
    if message.text is not None and not message.text.strip():
        raise ApiError(422, "empty_message", "Tin nhắn còn trống, anh/chị viết gì đó ạ.")
    limited(
        request,
        request.app.state.message_rate,
        "Địa chỉ này gửi quá nhiều tin. Anh/chị chờ một chút rồi gửi lại ạ.",
    )
    event = await _store(message, services)
    live: Live = request.app.state.live
    with live.hearing(f"event:{event}") as told:
        replies = await _replies(event, told, services)
    if replies is None:
        return JSONResponse({"event": str(event)}, status_code=202)
    return JSONResponse({"replies": replies})


async def _store(message: NewMessage, services: Services) -> int:
    said = {
        key: value
        for key, value in (
            ("text", message.text),
            ("payload", message.payload),
            ("title", message.title),
        )
        if value is not None
    }
    if message.text is not None:
        said["digest"] = digest(message.text, services.settings)
    async with services.sessions.begin() as session:
        conversation, _ = await conversation_of(session, message.session, services.settings)
        stored = await store(session, CHANNEL, f"{conversation}:{message.id}", conversation, said)
        if not stored.new:
            if stored.payload and not _same(stored.payload, said):
                raise ApiError(
                    409, "id_used", "Mã tin này đã dùng cho một tin khác. Hãy gửi với mã mới."
                )
            return stored.id
        now = await load(session, conversation)
        if now.last_minute > services.settings.messages_per_minute:
            raise ApiError(
                429,
                "too_many_messages",
                "Anh/chị nhắn nhanh quá, trợ lý chưa kịp đọc. "
                "Chờ một phút rồi gửi lại giúp ạ; các tin trước vẫn còn.",
                {"Retry-After": "30"},
            )
        if now.waiting > services.settings.waiting_messages:
            raise ApiError(
                429,
                "too_many_waiting",
                "Còn nhiều tin của anh/chị đang chờ trả lời. Chờ một chút rồi gửi tiếp ạ.",
                {"Retry-After": "10"},
            )
        await wake_conversation(services.queue, session, conversation)
    return stored.id


def _same(stored: dict[str, Any], said: dict[str, str]) -> bool:
    """Whether it is the same message; what is kept of a text is masked, so digests are compared."""
    return all(stored.get(key) == said.get(key) for key in ("payload", "digest"))


async def _replies(
    event: int, told: asyncio.Event, services: Services
) -> list[dict[str, Any]] | None:
    deadline = time.monotonic() + services.settings.answer_wait
    while True:
        await wait(told, min(LOOK_AGAIN, max(deadline - time.monotonic(), 0)))
        async with services.sessions.begin() as session:
            replies = await replies_to(session, event)
            if replies is not None:
                return replies
        if time.monotonic() >= deadline:
            await _give_up_waiting(event, services)
            return None


async def _give_up_waiting(event: int, services: Services) -> None:
    """Has the replies pushed. While a worker holds the message it says nothing: replies that
    nobody took are pushed after a minute anyway."""
    with contextlib.suppress(DBAPIError):
        async with services.sessions.begin() as session:
            await answer_late(session, event)


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@router.get(
    "/events",
    response_class=EventStream,
    operation_id="events",
    responses=refusals(404, 422, 503),
)
async def events(
    request: Request,
    session: str,
    services: ServicesHere,
    after: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventStream:
    """What comes later: a story, an official's answer, a reply that took too long."""
    async with services.sessions() as db:
        conversation, _ = await conversation_of(db, session, services.settings)
        seen = int(last_event_id or 0) if _EVENT_ID.fullmatch(last_event_id or "") else after
        if seen is None:
            seen = await last_id(db, conversation)
    return EventStream(
        _stream(request, conversation, int(seen), services),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(
    request: Request, conversation: UUID, seen: int, services: Services
) -> AsyncIterator[str]:
    live: Live = request.app.state.live
    stopping: asyncio.Event = request.app.state.stopping
    yield "retry: 2000\n\n"
    silent = time.monotonic()
    with live.hearing(f"push:{conversation}") as told:
        while not stopping.is_set():
            async with services.sessions() as db:
                waiting = await to_push(db, conversation, seen)
            for number, body in waiting:
                text = Reply.model_validate(body).model_dump_json()
                yield f"id: {number}\nevent: reply\ndata: {text}\n\n"
                async with services.sessions.begin() as db:
                    await pushed(db, number)
                seen = max(seen, number)
                silent = time.monotonic()
            if time.monotonic() - silent > HEARTBEAT:
                yield ": còn đây\n\n"
                silent = time.monotonic()
            await wait(told, LOOK_FOR_PUSHES)


@router.get(
    "/history",
    response_model=History,
    operation_id="read_history",
    responses=refusals(404, 422, 503),
)
async def read_history(session: str, services: ServicesHere) -> Response:
    """What was said so far, to draw the page again after a reload."""
    async with services.sessions() as db:
        conversation, _ = await conversation_of(db, session, services.settings)
        said = await history(db, conversation, HISTORY)
        last = await last_id(db, conversation)
    turns = [
        {
            "from": each.who,
            "id": each.id,
            "at": each.at.isoformat(),
            "text": each.text,
            "reply": each.reply,
        }
        for each in said
    ]
    return JSONResponse({"turns": turns, "last_event": str(last)})
