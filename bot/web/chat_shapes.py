"""What goes over the chat's API, as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from actions.reply import Reply

# Exactly one of them is there, and it is text.
ONE_OF: Final[dict[str, Any]] = {
    "oneOf": [
        {"required": [name], "properties": {name: {"type": "string"}}}
        for name in ("text", "payload")
    ]
}
SESSION = "$response.body#/session"
NEXT: Final[dict[str, Any]] = {  # OpenAPI's links: what a session is good for
    "say": {"operationId": "new_message", "requestBody": {"session": SESSION}},
    "history": {"operationId": "read_history", "parameters": {"session": SESSION}},
    "events": {"operationId": "events", "parameters": {"session": SESSION}},
}


class NewSession(BaseModel):
    model_config = ConfigDict(extra="forbid")

    locality: str | None = Field(None, max_length=100)


class NewMessage(BaseModel):
    """Either words or the payload of a tapped choice; `title` is what the choice said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=ONE_OF)

    session: str = Field(min_length=1, max_length=200)
    id: str = Field(min_length=1, max_length=128)
    text: str | None = Field(None, min_length=1)
    payload: str | None = Field(None, min_length=1, max_length=1000)
    title: str | None = Field(None, max_length=200)

    @field_validator("session", "id", "text", "payload", "title")
    @classmethod
    def _storable(cls, value: str | None) -> str | None:
        """What the database can keep: no NUL, no half of a surrogate pair."""
        if value is not None and ("\x00" in value or any("\ud800" <= c <= "\udfff" for c in value)):
            raise ValueError("có ký tự không dùng được")
        return value

    @model_validator(mode="after")
    def _one_of(self) -> NewMessage:
        if (self.text is None) == (self.payload is None):
            raise ValueError("cần đúng một trong hai: text hoặc payload")
        return self


class SessionStarted(BaseModel):
    session: str
    replies: list[Reply]


class Replies(BaseModel):
    replies: list[Reply]


class Accepted(BaseModel):
    event: str


class Spoken(BaseModel):
    """The person's words, or a reply of the assistant."""

    who: Literal["person", "assistant"] = Field(alias="from")
    id: str
    at: dt.datetime
    text: str
    reply: Reply | None


class History(BaseModel):
    turns: list[Spoken]
    last_event: str
