"""Whole conversations through the web chat's API, with the real model, on 20 November 2026."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.product import Chat, Product

FOLDER = Path(__file__).parent / "conversations"


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases())
def test_conversation(case: dict[str, Any], product: Product) -> None:
    chat = Chat(product.url, case.get("locality"))
    for turn in case["turns"]:
        if "say" in turn:
            chat.say(turn["say"])
        else:
            chat.tap(turn["tap"])
        check(turn, chat)


def check(turn: dict[str, Any], chat: Chat) -> None:
    said = chat.text.casefold()
    told = f"\n>>> {turn.get('say') or turn.get('tap')}\n{chat.text}"
    if "topic" in turn:
        topics = {reply["topic"] for reply in chat.replies}
        assert topics & set(turn["topic"]), f"topic {topics}, wanted {turn['topic']}{told}"
    for wanted in turn.get("must", []):
        options = wanted if isinstance(wanted, list) else [wanted]
        assert any(str(o).casefold() in said for o in options), f"missing {wanted!r}{told}"
    for unwanted in turn.get("must_not", []):
        assert str(unwanted).casefold() not in said, f"must not say {unwanted!r}{told}"
    if "section" in turn:
        sections = [s["section"] for reply in chat.replies for s in reply["sources"]]
        assert any(turn["section"] in section for section in sections), (
            f"no section {turn['section']} among {sections}{told}"
        )
