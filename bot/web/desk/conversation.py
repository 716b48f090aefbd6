"""One conversation: what was said, a box to answer in, and giving it back to the assistant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.outbox.policy import REASONS, Blocked, Paid
from bot.web.desk.access import (
    HOME,
    Desk,
    Sent,
    SignedIn,
    field,
    not_theirs,
    now_of,
    services_of,
    to,
)
from bot.web.desk.answering import LONGEST, Answering, NotSendable, may_send, unsigned
from bot.web.desk.rendering import HEADERS, desk_page
from bot.web.desk.requests import answering, channel_of, place_of
from bot.web.desk.wording import lasting, moment, outcome, spoken
from bot.web.pages.rendering import PageRouter
from data.desk import find_request
from data.models import Conversation
from data.photos import get_own
from data.transcripts import Line, transcript

router = PageRouter()
PATH = HOME + "/tro-chuyen/{conversation}"
LINES = 50
DONE = {
    "gui": "Đã gửi. Trợ lý im lặng trong một giờ, kể từ tin cuối của cán bộ.",
}
ELSEWHERE = frozenset({"image", "voice", "file"})
NOT_HERE = "chưa xem được ở đây; kênh có hộp thư thì xem ở đó"
UNSENT = "Lời đang viết chưa gửi. Hãy gửi hoặc xóa đi, rồi trả lại cho trợ lý."


@dataclass(frozen=True)
class Bubble:
    """A line as the page shows it."""

    id: str
    who: str
    name: str
    paragraphs: tuple[str, ...]
    at: str
    note: str
    failed: bool
    choices: tuple[str, ...]
    photo: str | None


@router.page(PATH)
async def conversation_page(
    request: Request, desk: SignedIn, conversation: str, xong: str = ""
) -> HTMLResponse:
    return await _page(request, desk, identifier(conversation), done=DONE.get(xong, ""))


@router.post(PATH + "/tra-loi", include_in_schema=False)
async def answer(request: Request, desk: SignedIn, form: Sent, conversation: str) -> Response:
    services, found = services_of(request), identifier(conversation)
    text = field(form, "tin").replace("\r\n", "\n").strip()
    problem = ""
    if not text:
        problem = "Tin còn trống."
    elif len(text) > LONGEST:
        problem = f"Tin dài {len(text)} ký tự; mỗi tin nhiều nhất {LONGEST}."
    else:
        try:
            await Answering(services, desk, found, now_of(request)).answer(text)
        except NotSendable as refusal:
            problem = f"Không gửi được: {REASONS[refusal.blocked.reason]}."
    if problem:
        return await _page(request, desk, found, problem=problem, text=text)
    return to(f"{HOME}/tro-chuyen/{found}", "gui")


@router.post(PATH + "/tra-lai", include_in_schema=False)
async def give_back(request: Request, desk: SignedIn, form: Sent, conversation: str) -> Response:
    found = identifier(conversation)
    if text := field(form, "tin").strip():
        return await _page(request, desk, found, problem=UNSENT, text=text)
    ended = await Answering(services_of(request), desk, found, now_of(request)).give_back()
    return to(HOME, "tra" if ended else "")


@router.get(PATH + "/anh/{photo}", include_in_schema=False)
async def photo(request: Request, desk: SignedIn, conversation: str, photo: str) -> Response:
    """A picture the person sent there, from the web page."""
    number, now = identifier(conversation), now_of(request)
    async with services_of(request).sessions() as session:
        found = await find_request(session, number, desk.scope, now)
        kept = await session.get(Conversation, number)
        if found is None or kept is None:
            raise not_theirs()
        picture = await get_own(session, kept.person_id, identifier(photo))
    if picture is None:
        raise not_theirs()
    return Response(picture.content, media_type=picture.content_type, headers=HEADERS)


@router.get(PATH + "/{act}", include_in_schema=False)
async def after_form(conversation: str, act: str) -> Response:
    """A form's address, asked for anew."""
    return to(f"{HOME}/tro-chuyen/{identifier(conversation)}")


async def _page(
    request: Request, desk: Desk, number: UUID, *, done: str = "", problem: str = "", text: str = ""
) -> HTMLResponse:
    services, now = services_of(request), now_of(request)
    async with services.sessions() as session:
        found = await find_request(session, number, desk.scope, now)
        conversation = await session.get(Conversation, number)
        if found is None or conversation is None:
            raise not_theirs()
        lines = await transcript(session, number, LINES)
    since = found.waits_since
    return desk_page(
        request,
        "conversation.html",
        status=422 if problem else 200,
        desk=desk,
        here_path=f"{HOME}/tro-chuyen/{number}",
        number=number,
        channel=channel_of(found),
        locality=place_of(services.plans, found.locality),
        waiting=lasting(now - since) if since else "",
        others=desk.waiting - bool(since),
        began=moment(found.started_at, now),
        answering=answering(found, now),
        ended=found.ended_at is not None,
        bubbles=list(bubbles(lines, found.channel, now)),
        warning=warning(conversation, found.account_state, now),
        longest=LONGEST,
        done=done,
        problem=problem,
        text=text,
    )


def identifier(text: str) -> UUID:
    """
    Raises:
        Refused: 404.
    """
    try:
        return UUID(text)
    except ValueError:
        raise not_theirs() from None


def bubbles(lines: Iterable[Line], channel: str, now: dt.datetime) -> Iterator[Bubble]:
    for line in lines:
        sent = line.who != "person"
        failed = sent and line.state in ("failed", "unsure")
        told = sent and (line.state != "sent" or line.purpose == "human")
        text = unsigned(line.text) if line.author else line.text
        note = outcome(line.state, line.error, channel) if told else ""
        yield Bubble(
            id=line.id,
            who=line.who,
            name=_name(line),
            paragraphs=tuple(filter(str.strip, text.split("\n")))
            or (spoken(line.kind, line.text),),
            at=moment(line.at, now),
            note=NOT_HERE if line.kind in ELSEWHERE and not line.photo else note,
            failed=failed,
            choices=line.choices,
            photo=line.photo,
        )


def _name(line: Line) -> str:
    match line.who:
        case "person":
            return "Người dân"
        case "assistant":
            return "Trợ lý"
        case _:
            return f"Cán bộ · {line.author}" if line.author else "Cán bộ · hộp thư của kênh"


def warning(conversation: Conversation, account_state: str | None, now: dt.datetime) -> str:
    """What to know before writing."""
    decision = may_send(conversation, "human", now)
    if isinstance(decision, Blocked):
        return f"Bây giờ không gửi được: {REASONS[decision.reason]}."
    if account_state in ("paused", "halted"):
        return "Kênh này đang dừng gửi. Tin được giữ lại và gửi khi kênh chạy lại."
    if isinstance(decision, Paid):
        return "Đã quá thời gian nhắn miễn phí của Zalo: tin này có thể bị tính phí."
    return ""
