"""opsdroid's least skill: a fixed answer to every intent of ours."""

# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator"

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from opsdroid.matchers import match_catchall, match_rasanlu
from opsdroid.skill import Skill

INTENTS = Path(__file__).parents[4] / "nlu" / "intents.yml"
ANSWER = "Đây là câu trả lời cho {}, dài chừng một câu như một trợ lý hay nói với người hỏi ạ."


def every_intent(skill: Any) -> Any:
    listed = yaml.safe_load(INTENTS.read_text(encoding="utf-8"))
    for topic in listed.values():
        for intent in topic:
            skill = match_rasanlu(intent)(skill)
    return skill


class Answering(Skill):
    @every_intent
    async def answer(self, message: Any) -> None:
        await message.respond(ANSWER.format(message.rasanlu["intent"]["name"]))

    @match_catchall(messages_only=True)
    async def otherwise(self, message: Any) -> None:
        await message.respond(ANSWER.format("một điều khác"))
