"""Those who asked for a person, longest waiting first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import Request as HttpRequest
from fastapi import Response
from fastapi.responses import HTMLResponse

from bot.dialogue.always import always_intent
from bot.web.desk.access import HOME, SignedIn, now_of, services_of, to
from bot.web.desk.account_troubles import alarms
from bot.web.desk.rendering import desk_page
from bot.web.desk.wording import channel_title, lasting, moment, spoken
from bot.web.pages.rendering import PageRouter
from data.accounts import all_accounts
from data.desk import Request, Words, ended_requests, open_requests
from data.handoffs import SILENCE
from data.masking import mask_phones
from data.plans.catalogue import Catalogue
from data.transcripts import heard_kind

router = PageRouter()
LONG = 160  # letters of the last words that are shown
DONE = {"tra": "Đã trả lại cho trợ lý và báo cho người dân."}
SOON = dt.timedelta(hours=2)  # whoever waits longer stands out
FROM_VENDOR = "hộp thư của kênh"


@dataclass(frozen=True)
class Row:
    """A request as the list tells it."""

    conversation: str
    channel: str
    locality: str
    waiting: str | None
    long: bool
    words: str
    words_at: str
    answering: str


@router.page(HOME)
async def requests(request: HttpRequest, desk: SignedIn, xong: str = "") -> HTMLResponse:
    services, now = services_of(request), now_of(request)
    async with services.sessions() as session:
        still = await open_requests(session, desk.scope)
        ended = await ended_requests(session, desk.scope, now)
        accounts = await all_accounts(session)
    rows = [row_of(each, services.plans, now) for each in still]
    waiting = [row for row in rows if row.waiting]
    return desk_page(
        request,
        "requests.html",
        desk=desk,
        here_path=HOME,
        done=DONE.get(xong, ""),
        alarms=alarms(accounts, desk.scope, now),
        longest=waiting[0].waiting if waiting else "",
        place=place_of(services.plans, desk.scope) if desk.scope else "mọi địa phương",
        waiting=waiting,
        answered=[row for row in rows if not row.waiting],
        ended=[row_of(each, services.plans, now) for each in ended],
    )


@router.get(HOME + "/tiep-theo/{conversation}", include_in_schema=False)
async def next_request(request: HttpRequest, desk: SignedIn, conversation: str) -> Response:
    """Who waits next longest after this one; after the last, the first again."""
    async with services_of(request).sessions() as session:
        still = await open_requests(session, desk.scope)
    waiting = [each for each in still if each.waits_since]
    here = next((n for n, each in enumerate(waiting) if str(each.conversation) == conversation), -1)
    others = [*waiting[here + 1 :], *waiting[: max(here, 0)]]
    return to(f"{HOME}/tro-chuyen/{others[0].conversation}" if others else HOME)


def row_of(request: Request, plans: Catalogue, now: dt.datetime) -> Row:
    since, words = request.waits_since, telling(request)
    said = spoken_words(words)
    return Row(
        conversation=str(request.conversation),
        channel=channel_of(request),
        locality=place_of(plans, request.locality),
        waiting=lasting(now - since) if since else None,
        long=since is not None and now - since > SOON,
        words=said if len(said) <= LONG else said[:LONG].rstrip() + "…",
        words_at=moment(words.at, now) if words else "",
        answering=answering(request, now) if request.last_at or request.ended_at else "",
    )


def telling(request: Request) -> Words | None:
    """Their last message that says more than that they want a person, else the last one."""
    lately = request.last_words
    more = (words for words in lately if always_intent(words.text) != "handoff")
    return next(more, lately[0] if lately else None)


def spoken_words(words: Words | None) -> str:
    if words is None:
        return "Chưa có tin nào của người dân."
    return spoken(heard_kind(words.kind, words.payload), mask_phones(words.text))


def channel_of(request: Request) -> str:
    title = channel_title(request.channel)
    return f"{title} · {request.account_title}" if request.account else title


def place_of(plans: Catalogue, slug: str | None) -> str:
    plan = plans.get(slug)
    return plan.locality.name if plan else (slug or "chưa rõ địa phương")


def official_of(request: Request) -> str:
    if request.answered_by == "vendor":
        return FROM_VENDOR
    return request.official or request.answered_by or ""


def answering(request: Request, now: dt.datetime) -> str:
    """Who answers, and whether the assistant does."""
    if request.ended_at is not None:
        why = "sau một giờ im lặng" if request.ended_by == "silence" else ""
        return " ".join(
            filter(None, ["Trợ lý đã trả lời lại từ", moment(request.ended_at, now), why])
        )
    if request.last_at is None:
        return "Chưa ai trả lời; trợ lý vẫn trả lời"
    silent_until = request.last_at + SILENCE
    if now < silent_until:
        return f"{official_of(request)} trả lời; trợ lý im lặng đến {moment(silent_until, now)}"
    return f"{official_of(request)} đã trả lời lúc {moment(request.last_at, now)}"
