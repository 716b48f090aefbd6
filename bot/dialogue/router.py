"""Which action answers a turn. The order is the whole of it, and stands in `respond`:

words that must always work → words about linking accounts → a button, or a choice made in words →
the open form, unless the message is plainly something else → the action of the intent → asking
back → fallback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.buttons import gone
from actions.courtesy import calm, is_abusive, is_only_abuse
from actions.dates import thousands
from actions.fallback import answer_by_words, ask_back, nearest
from actions.folding import phrase
from actions.nominations.filling import ask_again, fill
from actions.registry import action_for_intent, action_for_payload, parse_payload
from actions.reply import Choice, Reply
from actions.small_talk import greeting
from actions.state import State
from actions.topics import FACTUAL
from actions.turn import Limits, Outcome, Turn
from bot.dialogue.always import always_intent
from bot.dialogue.choosing import chosen
from bot.dialogue.deciding import IN_A_FORM, decide
from bot.dialogue.learning import keep_heard, note_guess, note_unsure
from bot.dialogue.link_words import link_words
from data.subscriptions import subscribed_in

SENSELESS = IN_A_FORM | {"out_of_scope"}  # what an insult that says nothing else is taken for


def needs_understanding(text: str, payload: str | None, state: State, limits: Limits) -> bool:
    """Whether the message cannot be answered without asking what its text means."""
    return (
        payload is None
        and len(text) <= limits.message_characters
        and always_intent(text) is None
        and link_words(text) is None
        and chosen(text, state.choices) is None
    )


async def respond(turn: Turn) -> Outcome:
    """Answers one turn and notes what was said, for the next."""
    return remember(keep_heard(turn, await _answer(turn)))


async def _answer(turn: Turn) -> Outcome:
    if turn.payload is None and (intent := always_intent(turn.text)):
        if intent == "unsubscribe" and await _stops_the_form(turn):
            return await fill(turn) or await _act(turn, "cancel")
        return await _act(turn, intent)
    if turn.payload is None and (asked := link_words(turn.text)):
        return await _tap(replace(turn, payload=asked))
    if turn.payload is None and (choice := chosen(turn.text, turn.state.choices)):
        if personal(choice, turn.text):
            return _tap_please(turn)
        turn = replace(turn, payload=choice.payload)
    if turn.payload is not None:
        return await _tap(turn)
    if turn.state.draft is None:
        return too_long(turn) if _is_too_long(turn) else await _understood(turn)
    if outcome := await fill(turn):
        return outcome
    return _then_ask_again(await _understood(turn))


async def _stops_the_form(turn: Turn) -> bool:
    """ "Dừng" of somebody who receives nothing and is filling in a form means the form."""
    return turn.state.draft is not None and not await subscribed_in(turn.db, turn.person)


def personal(choice: Choice, text: str) -> bool:
    """Acts that cannot be taken back are confirmed by their button, not by a number or its name;
    a nomination may be sent by the button's own word."""
    name, arguments = parse_payload(choice.payload)
    act = arguments.get("do", "")
    if name == "form":
        return act in ("confirm", "abandon") and phrase(text) != phrase(choice.title)
    return name in ("erase", "subscription", "nomination", "link") and act in (
        "confirm",
        "end-confirm",
        "withdraw-yes",
    )


def _tap_please(turn: Turn) -> Outcome:
    text = "Việc này cần anh/chị bấm nút để xác nhận ạ."
    topic = turn.state.last[-1].topic if turn.state.last else "help"
    return Outcome((Reply(text=text, topic=topic, choices=turn.state.choices),), turn.state)


def _is_too_long(turn: Turn) -> bool:
    return len(turn.text) > turn.limits.message_characters


def too_long(turn: Turn) -> Outcome:
    text = (
        f"Tin vừa rồi dài {thousands(len(turn.text))} ký tự, trợ lý chỉ đọc được tin tới "
        f"{thousands(turn.limits.message_characters)} ký tự. Anh/chị viết ngắn lại giúp ạ; "
        "những gì đã gửi trước đó vẫn còn."
    )
    return Outcome((Reply(text=text, topic="help"),), turn.state)


async def _act(turn: Turn, intent: str) -> Outcome:
    action = action_for_intent(intent)
    if action is None:
        return await nearest(turn)
    return await action(_placed(turn))


def _placed(turn: Turn) -> Turn:
    """A place named in passing ("em ở Tủa Chùa ạ") is the conversation's, when it has none."""
    named = [slug for slug in turn.understanding.ids("locality") if turn.plans.get(slug)]
    if turn.state.locality is None and len(named) == 1 and turn.state.pending is None:
        return turn.with_state(locality=named[0])
    return turn


async def _tap(turn: Turn) -> Outcome:
    name, arguments = parse_payload(turn.payload or "")
    action = action_for_payload(name)
    if action is None:
        return _then_ask_again(gone(turn))
    return await action(replace(turn, arguments=arguments))


async def _understood(turn: Turn) -> Outcome:
    return await _both(turn) or await _one(turn)


async def _both(turn: Turn) -> Outcome | None:
    """Two questions get two answers; None when one of them is not plain after all."""
    replies: list[Reply] = []
    for asked in turn.understanding.questions:
        part = replace(turn, text=asked.text, understanding=asked.understanding)
        outcome = await _one(part)
        if not all(reply.topic in FACTUAL for reply in outcome.replies):
            return None
        turn = replace(turn, state=outcome.state)
        replies += [reply for reply in outcome.replies if reply.text not in _texts(replies)]
    return Outcome(tuple(replies), turn.state) if replies else None


async def _either(turn: Turn, intents: Sequence[str]) -> Outcome:
    """One of two was meant, and both can be told: the likelier first."""
    replies: list[Reply] = []
    for intent in intents:
        understanding = turn.understanding.model_copy(update={"intent": intent})
        outcome = await _act(replace(turn, understanding=understanding), intent)
        turn = replace(turn, state=outcome.state) if not replies else turn
        replies += [reply for reply in outcome.replies if reply.text not in _texts(replies)]
        if not any(reply.sources for reply in outcome.replies):
            break  # asks which place is meant
    return Outcome(tuple(replies), turn.state)


def _texts(replies: Sequence[Reply]) -> set[str]:
    return {reply.text for reply in replies}


async def _one(turn: Turn) -> Outcome:
    if turn.state.draft is None and is_only_abuse(turn.text):
        return calm(turn)
    decision = decide(
        turn.text, turn.understanding, turn.state, turn.plans.vocabulary.other_services
    )
    insult = turn.state.draft is None and is_abusive(turn.text)
    if decision.do == "act" and not (insult and decision.intents[0] in SENSELESS):
        intent = decision.intents[0]
        understanding = turn.understanding.model_copy(update={"intent": intent})
        acted = await _act(replace(turn, understanding=understanding), intent)
        return await note_guess(turn, acted)
    if decision.do == "either":
        return await _either(turn, decision.intents)
    if found := answer_by_words(turn, decision.intents):
        return found
    if insult:
        return calm(turn)
    if decision.do == "ask_back":
        back = ask_back(turn, list(decision.intents))
        if back.replies[0].choices:
            return await note_unsure(turn, back)
    return await note_unsure(turn, await nearest(turn))


def _then_ask_again(outcome: Outcome) -> Outcome:
    """After an answer in the middle of a form, the form goes on."""
    if outcome.state.draft is None:
        return outcome
    return Outcome((*outcome.replies, ask_again(outcome.state)), outcome.state)


def remember(outcome: Outcome) -> Outcome:
    """Keeps what was said and offered, for the next turn."""
    state = outcome.state.model_copy(
        update={
            "last": outcome.replies,
            "choices": offered(outcome.replies),
            "misses": outcome.state.misses
            if any(reply.topic == "fallback" for reply in outcome.replies)
            else 0,
            "greeted": True,
        }
    )
    return Outcome(outcome.replies, state)


def offered(replies: Sequence[Reply]) -> tuple[Choice, ...]:
    """The choices a number or a title would mean: those of the last reply that has any."""
    return next((reply.choices for reply in reversed(replies) if reply.choices), ())


def welcome(turn: Turn) -> Outcome:
    """The first words of a new conversation."""
    return remember(Outcome((greeting(turn),), turn.state))
