"""Loads a model, says when it answered first, then parses every text, one at a time.

`python parse_texts.py MODEL.tar.gz TEXTS.json OUT.json`. measure.py runs it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtime.leash import follow
from runtime.quiet import settle
from serve import keep_quiet

READY = "first parse done"
_RANKED = 5
_ENTITY = ("entity", "start", "end", "value", "values")  # `values`: our gazetteer's only


def answer(parse: Mapping[str, Any]) -> dict[str, Any]:
    """What `POST /model/parse` says, as far as anything here reads it."""
    return {
        "text": parse["text"],
        "intent": _chance(parse["intent"]),
        "intent_ranking": [_chance(each) for each in parse.get("intent_ranking", [])[:_RANKED]],
        "entities": [
            {name: entity[name] for name in _ENTITY if name in entity}
            for entity in parse["entities"]
        ],
    }


def _chance(intent: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": intent["name"], "confidence": float(intent["confidence"])}


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def parse_all(model: Path, texts: list[str]) -> dict[str, Any]:
    from rasa.core.agent import Agent

    agent = Agent()
    agent.load_model(model)
    await agent.parse_message(texts[0])
    print(READY, flush=True)
    parses, took = {}, []
    for text in texts:
        started = time.perf_counter()
        parse = await agent.parse_message(text)
        took.append((time.perf_counter() - started) * 1000)
        parses[text] = answer(parse)
    return {"parses": parses, "parse_ms": took, "rss_mb": resident_mb()}


def main() -> None:
    follow(os.getppid())
    settle()
    keep_quiet()
    model, texts, out = map(Path, sys.argv[1:])
    found = asyncio.run(parse_all(model, json.loads(texts.read_bytes())))
    out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
