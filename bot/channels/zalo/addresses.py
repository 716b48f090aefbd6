"""The address of a person: their id at the OA, or what answering a web visitor needs.

A visitor of Zalo's web widget has no user id. Answering one takes the visitor's id and the
conversation's (Zalo's Java and PHP SDKs), so both make up the address.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

ANONYMOUS = "anonymous:"


def anonymous(visitor: str, conversation: str) -> str:
    return f"{ANONYMOUS}{quote(visitor, safe='')}:{quote(conversation, safe='')}"


def is_anonymous(address: str) -> bool:
    return address.startswith(ANONYMOUS)


def recipient(address: str) -> dict[str, str]:
    """As a send names it."""
    if not is_anonymous(address):
        return {"user_id": address}
    visitor, _, conversation = address.removeprefix(ANONYMOUS).partition(":")
    return {"anonymous_id": unquote(visitor), "conversation_id": unquote(conversation)}
