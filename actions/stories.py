"""Stories of good people, on demand."""

from __future__ import annotations

from actions.registry import on_intent, payload
from actions.reply import Choice, Media, Reply
from actions.turn import Outcome, Turn
from data.models import Story
from data.stories import mark_read, next_story, was_read
from data.subscriptions import subscribed_in

ANOTHER = Choice(title="Đọc câu chuyện khác", payload=payload("ask", intent="story_read"))
SUBSCRIBE = Choice(title="Nhận câu chuyện hằng tuần", payload=payload("ask", intent="subscribe"))


@on_intent("story_read")
async def read(turn: Turn) -> Outcome:
    story = await next_story(turn.db, turn.person, turn.state.locality)
    if story is None:
        text = "Chưa có câu chuyện nào được đăng. Anh/chị giới thiệu một gương tốt nhé?"
        nominate = Choice(title="Giới thiệu gương tốt", payload=payload("ask", intent="nominate"))
        return Outcome((Reply(text=text, topic="story", choices=(nominate,)),), turn.state)
    again = await was_read(turn.db, turn.person, story.id)
    await mark_read(turn.db, turn.person, story.id)
    choices: tuple[Choice, ...] = (ANOTHER,)
    if not await subscribed_in(turn.db, turn.person):
        choices = (ANOTHER, SUBSCRIBE)
    reply = told(story, choices)
    if again:
        reply = reply.model_copy(
            update={"text": f"Anh/chị đã đọc hết các chuyện, mời đọc lại:\n{reply.text}"}
        )
    return Outcome((reply,), turn.state)


def told(story: Story, choices: tuple[Choice, ...] = ()) -> Reply:
    """A story as one message; an invented one says so first."""
    mark = "[Ví dụ – câu chuyện hư cấu]\n" if story.example else ""
    return Reply(
        text=f"{mark}{story.title}\n\n{story.body.strip()}",
        topic="story",
        choices=choices,
        media=(Media(kind="link", url=f"/cau-chuyen/{story.slug}", alt="Trang câu chuyện này"),),
    )
