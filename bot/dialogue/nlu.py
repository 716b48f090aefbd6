"""Asks Rasa what a message means (`POST /model/parse`). Rasa keeps nothing of a conversation."""

from __future__ import annotations

from typing import Any

import httpx

from actions.understanding import Entity, Understanding


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
    """Rasa 3.6's parse answer: `intent`, `intent_ranking`, `entities`."""
    return Understanding(
        intent=raw["intent"]["name"],
        confidence=raw["intent"]["confidence"],
        ranking=tuple((each["name"], each["confidence"]) for each in raw["intent_ranking"]),
        entities=tuple(
            Entity(
                kind=each["entity"],
                value=each["value"],
                values=tuple(each.get("values") or ()),
                text=raw["text"][each["start"] : each["end"]],
                start=each["start"],
                end=each["end"],
            )
            for each in raw["entities"]
        ),
    )
