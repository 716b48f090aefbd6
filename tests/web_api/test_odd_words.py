"""What people may say to the chat, and what only a program would: it is answered or refused, and no
message is parked by the worker for what it says."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.registry import intents, load_actions, payload, payloads
from tests.web_api.conftest import Served

load_actions()
EVERYDAY = settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=600, derandomize=False)
INTENTS = sorted(intents())
NOBODY = "00000000-0000-0000-0000-000000000000"

WORDS = {
    "one mark on another": "e" + "\u0301" * 5000,
    "from right to left": "\u202e" + "nahT gnơưG" + "\u202c" * 200,
    "Arabic in one letter": "ﷺ" * 300,
    "flags": "🇻🇳" * 1000,
    "families": "👨‍👩‍👧‍👦" * 300,
    "nothing to see": "\u200b\u2060\ufeff",
    "lines of all kinds": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "control characters": "\x01\x02\x1b[31m\x7f",
    "the last letter of all": "\U0010ffff",
    "no letter at all": "\ufffe\uffff",
    "other digits": "²²/²²/²²²² ٣ ngày ٣ tháng ٣",
    "a day that is none": "31/02/2026, ngày 99 tháng 99 năm 99999",
    "a long number": "9" * 4000,
    "markup": "<script>alert(1)</script>{{7*7}}*_`[x](javascript:1)",
    "SQL": "'; DROP TABLE person; --",
    "a choice beyond all": "số 99",
}
REFUSED = {
    "NUL": (b'"a\\u0000b"', 422),
    "half a letter": (b'"\\ud83d"', 422),
    "the other half": (b'"\\udc00 xin chao"', 422),
    "blank": (b'" \\u3000\\u2003\\n"', 422),
    "nothing": (b'""', 422),
    "a list": (b'["a"]', 422),
    "a number": (b"1e999", 422),
    "half a word of JSON": (b'"abc', 400),
    "no UTF-8": (b'"\xff"', 400),
    "100 kB": (b'"' + b"a" * 100_000 + b'"', 413),
}

free = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
texts = st.sampled_from(list(WORDS.values())) | free
values = st.sampled_from(["", "x", NOBODY, "1", "-1", "9" * 30, "²", "binh-luong"]) | free
names = st.sampled_from(["do", "id", "slug", "intent", "plan", "entry", "kind", "slot", "field"])
acts = st.sampled_from(
    "start give keep skip back confirm abandon status withdraw withdraw-yes end-confirm".split()
)
arguments = st.dictionaries(names, values, max_size=3)
tapped = (
    st.builds(lambda intent: payload("ask", intent=intent), st.sampled_from(INTENTS))
    | st.builds(lambda name, given: payload(name, **given), st.sampled_from(payloads()), arguments)
    | st.builds(lambda name, act: payload(name, do=act), st.sampled_from(payloads()), acts)
    | st.builds(lambda name, rest: f"{name}:{rest}", st.sampled_from(payloads()), free)
)
steps = st.lists(
    st.tuples(st.sampled_from(["text", "tap", "choice"]), texts, tapped, st.integers(0, 9)),
    min_size=1,
    max_size=6,
)


def posted(http: httpx.Client, body: bytes) -> httpx.Response:
    """Halves of letters and all, as no JSON library of a client writes them."""
    headers = {"content-type": "application/json"}
    return http.post("/api/chat/messages", content=body, headers=headers)


class Talk:
    """One person's conversation."""

    def __init__(self, http: httpx.Client, intent: str = "") -> None:
        self.http, self.numbers = http, count()
        started = http.post("/api/chat/sessions", json={"locality": "binh-luong"}).json()
        self.session, self.replies = started["session"], started["replies"]
        if intent:
            self.says({"payload": payload("ask", intent=intent)})

    def says(self, what: dict[str, Any]) -> httpx.Response:
        body = {"session": self.session, "id": f"m:{next(self.numbers)}", **what}
        answer = posted(self.http, json.dumps(body).encode())
        if answer.status_code == 200:
            self.replies = answer.json()["replies"]
        return answer

    def offered(self) -> list[str]:
        return [choice["payload"] for reply in self.replies for choice in reply["choices"]]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_odd_words_are_answered_and_told_again(
    served: Served, http: httpx.Client, words: str
) -> None:
    for intent in ("", "nominate"):
        talk = Talk(http, intent)
        assert talk.says({"text": words}).status_code == 200
        assert talk.replies
        history = http.get("/api/chat/history", params={"session": talk.session}).json()
        said = [turn for turn in history["turns"] if turn["from"] == "person"][-1]
        assert said["id"].startswith("m:")
        assert said["text"]
    assert not served.troubles()


@pytest.mark.parametrize(("words", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_refused(http: httpx.Client, words: bytes, status: int) -> None:
    talk = Talk(http)
    body = b'{"session": "%s", "id": "1", "text": %s}' % (talk.session.encode(), words)
    answer = posted(http, body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def talks(served: Served, http: httpx.Client, begin: str, said: list[Any], intent: str) -> None:
    served.nlu.intent = intent
    talk = Talk(http, begin)
    for kind, words, button, number in said:
        offered = talk.offered()
        what = {"text": words} if kind == "text" else {"payload": button}
        if kind == "choice" and offered:
            what = {"payload": offered[number % len(offered)]}
        answer = talk.says(what)
        blank = not what.get("text", "-").strip()
        assert answer.status_code == (422 if blank else 200), (answer.text, what)
    assert not served.troubles()


BEGIN = st.sampled_from(["", "nominate", "subscribe", "privacy_erase"])


@EVERYDAY
@given(begin=BEGIN, said=steps, intent=st.sampled_from(INTENTS))
def test_no_words_and_no_button_break_the_assistant(
    served: Served, http: httpx.Client, begin: str, said: list[Any], intent: str
) -> None:
    talks(served, http, begin, said, intent)


@pytest.mark.fuzz
@LONG
@given(begin=BEGIN, said=steps, intent=st.sampled_from(INTENTS))
def test_no_words_and_no_button_break_the_assistant_at_length(
    served: Served, http: httpx.Client, begin: str, said: list[Any], intent: str
) -> None:
    talks(served, http, begin, said, intent)
