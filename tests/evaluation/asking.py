"""Asks the running product, through the doors that people and the assistant use."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.plans.catalogue import load_catalogue
from tests.evaluation.entities import Count, count
from tests.evaluation.grading import Grade, grade
from tests.evaluation.messages import FollowUpTurn, TestConversation, TestMessage
from tests.product import TODAY, Chat

DAY = dt.date.fromisoformat(TODAY)
KEPT = 3.0  # seconds; Rasa closes a connection that is idle for five
Parse = dict[str, Any]
Understand = Callable[[str], Parse]


@dataclass(frozen=True)
class Answered:
    """One test message with what came back."""

    message: TestMessage
    parse: Parse
    replies: Sequence[dict[str, Any]]
    grade: Grade
    entities: dict[str, Count]

    @property
    def intent(self) -> str:
        return str(self.parse["intent"]["name"])

    @property
    def confidence(self) -> float:
        return float(self.parse["intent"]["confidence"])

    @property
    def intent_right(self) -> bool:
        return self.intent in self.message.intent


@dataclass(frozen=True)
class FollowedUp:
    conversation: TestConversation
    turn: FollowUpTurn
    replies: Sequence[dict[str, Any]]
    grade: Grade


class Rasa:
    """`POST /model/parse` over one kept connection, as the worker asks it; times each call."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.milliseconds: list[float] = []
        self._asked = 0.0

    def __call__(self, text: str) -> Parse:
        if time.perf_counter() - self._asked > KEPT:
            self._connection.close()  # opens again by itself
        began = self._asked = time.perf_counter()
        self._connection.request(
            "POST", "/model/parse", json.dumps({"text": text}), {"content-type": "application/json"}
        )
        parse: Parse = json.loads(self._connection.getresponse().read())
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        return parse


def ask_all(url: str, messages: Iterable[TestMessage], understand: Understand) -> list[Answered]:
    return [ask(url, message, understand) for message in messages]


def ask(url: str, message: TestMessage, understand: Understand) -> Answered:
    """In a conversation of its own, whose locality is chosen beforehand."""
    parse = understand(message.text)
    replies = Chat(url, message.locality).say(message.text)
    found = [] if message.out_of_scope else parse["entities"]
    return Answered(
        message,
        parse,
        replies,
        grade(message, replies, _may_tell_of(message), message.out_of_scope),
        count(message, found, DAY),
    )


def _may_tell_of(message: TestMessage) -> frozenset[str] | None:
    """The localities the message names, else the chosen one."""
    named = {i for thing in message.entities if thing.kind == "locality" for i in thing.id}
    return frozenset(named) or (frozenset({message.locality}) if message.locality else None)


def follow_up_all(url: str, conversations: Iterable[TestConversation]) -> list[FollowedUp]:
    """The turns after the first, each judged whatever became of the ones before."""
    known = frozenset(plan.locality.slug for plan in load_catalogue())
    found = []
    for conversation in conversations:
        chat = Chat(url, conversation.locality)
        for number, turn in enumerate(conversation.turns):
            replies = chat.say(turn.say)
            if number:
                verdict = grade(turn, replies, known)
                found.append(FollowedUp(conversation, turn, replies, verdict))
    return found


@dataclass
class Tally:
    """Counts over some messages."""

    verdicts: dict[str, int] = field(default_factory=dict)
    intents_right: int = 0
    entities: Count = field(default_factory=Count)

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    def share(self, verdict: str) -> float:
        return self.verdicts.get(verdict, 0) / self.total if self.total else 0.0

    @property
    def intent_accuracy(self) -> float:
        return self.intents_right / self.total if self.total else 0.0


def tally(answered: Iterable[Answered]) -> Tally:
    whole = Tally()
    for each in answered:
        whole.verdicts[each.grade.verdict] = whole.verdicts.get(each.grade.verdict, 0) + 1
        whole.intents_right += each.intent_right
        for counted in each.entities.values():
            whole.entities.add(counted)
    return whole
