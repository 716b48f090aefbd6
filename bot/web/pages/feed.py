"""The stories as an Atom feed."""

from __future__ import annotations

import datetime as dt
from html import escape

from fastapi import Request, Response
from feedgen.feed import FeedGenerator

from bot.web.errors import refusals
from bot.web.pages.rendering import PageRouter, public_url
from bot.web.pages.text import blocks
from data.models import Story
from data.stories import published_stories

router = PageRouter()
NEWEST = 50


class Atom(Response):
    media_type = "application/atom+xml"


@router.head("/cau-chuyen.atom", include_in_schema=False)
@router.get(
    "/cau-chuyen.atom",
    tags=["feed"],
    operation_id="feed",
    response_class=Atom,
    responses=refusals(503),
)
async def feed(request: Request) -> Response:
    async with request.app.state.sessions() as session:
        stories = (await published_stories(session, None))[:NEWEST]
    now: dt.datetime = request.app.state.clock()
    return Atom(
        atom(stories, public_url(request, "/").rstrip("/"), now),
        media_type="application/atom+xml; charset=utf-8",
        headers={"Cache-Control": "public, max-age=600", "X-Content-Type-Options": "nosniff"},
    )


def atom(stories: list[Story], base: str, now: dt.datetime) -> bytes:
    """`now` dates a feed that has no story yet."""
    generator = FeedGenerator()
    generator.id(f"{base}/cau-chuyen")
    generator.title("Gương Sáng: câu chuyện người tốt, việc tốt")
    generator.subtitle("Mỗi tuần một câu chuyện đẹp ở quanh ta.")
    generator.author(name="Gương Sáng")
    generator.language("vi")
    generator.link(href=f"{base}/cau-chuyen", rel="alternate", type="text/html")
    generator.link(href=f"{base}/cau-chuyen.atom", rel="self", type="application/atom+xml")
    dates = [story.published_at for story in stories if story.published_at]
    generator.updated(max(dates, default=now))
    for story in stories:
        if story.published_at is None:
            continue
        address = f"{base}/cau-chuyen/{story.slug}"
        entry = generator.add_entry(order="append")
        entry.id(address)
        entry.title(story.title + (" (ví dụ)" if story.example else ""))
        entry.link(href=address, rel="alternate", type="text/html")
        entry.published(story.published_at)
        entry.updated(story.published_at)
        entry.summary(story.summary)
        entry.content(_html(story.body), type="html")
    feed: bytes = generator.atom_str(pretty=True)
    return feed


def _html(body: str) -> str:
    parts = []
    for block in blocks(body):
        if block.is_list:
            parts.append("<ul>" + "".join(f"<li>{escape(i)}</li>" for i in block.lines) + "</ul>")
        else:
            parts.append("<p>" + "<br>".join(escape(line) for line in block.lines) + "</p>")
    return "".join(parts)
