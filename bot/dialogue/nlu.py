"""Asks Rasa what a message means (`POST /model/parse`). Rasa keeps nothing of a conversation."""

from __future__ import annotations

from typing import Any

import httpx

from actions.understanding import Asked, Entity, Understanding


class NluUnavailable(Exception):
    """Rasa does not answer now; the message waits and is tried again."""


class Nlu:
    def __init__(self, client: httpx.AsyncClient, url: str, timeout: float) -> None:
        self._client, self._url, self._timeout = client, url.rstrip("/"), timeout

    async def understand(self, text: str) -> Understanding:
        """
        Raises:
            NluUnavailable: when Rasa is away, slow, or answers with an error.
        """
        try:
            response = await self._client.post(
                f"{self._url}/model/parse", json={"text": text}, timeout=self._timeout
            )
            response.raise_for_status()
            return read_parse(response.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise NluUnavailable(f"{type(error).__name__}: {error}") from error


def read_parse(raw: dict[str, Any]) -> Understanding:
    """Rasa 3.6's parse answer (`intent_ranking`, `entities`) with our `spelled` and `questions`."""
    entities = tuple(_entity(each, raw["text"]) for each in raw["entities"])
    return _understanding(raw, entities).model_copy(
        update={
            "questions": tuple(
                _asked(part, raw["text"], entities) for part in raw.get("questions") or ()
            )
        }
    )


def _understanding(raw: dict[str, Any], entities: tuple[Entity, ...]) -> Understanding:
    ranking = tuple((each["name"], each["confidence"]) for each in raw["intent_ranking"])
    return Understanding(
        intent=ranking[0][0],
        confidence=ranking[0][1],
        ranking=ranking,
        entities=entities,
        spelled=raw.get("spelled") or "",
    )


def _asked(part: dict[str, Any], text: str, entities: tuple[Entity, ...]) -> Asked:
    """With what is named in it; a locality named anywhere counts for both questions."""
    start, end = part["start"], part["end"]
    own = tuple(
        entity.model_copy(update={"start": entity.start - start, "end": entity.end - start})
        for entity in entities
        if start <= entity.start < end
    )
    elsewhere = tuple(e for e in entities if e.kind == "locality" and not start <= e.start < end)
    if any(entity.kind == "locality" for entity in own):
        elsewhere = ()
    return Asked(text=text[start:end], understanding=_understanding(part, (*own, *elsewhere)))


def _entity(raw: dict[str, Any], text: str) -> Entity:
    return Entity(
        kind=raw["entity"],
        value=raw["value"],
        values=tuple(raw.get("values") or ()),
        text=text[raw["start"] : raw["end"]],
        start=raw["start"],
        end=raw["end"],
    )
