"""Nominations (*đề cử*): the states they move through, and their queries.

No function commits: the caller's transaction does.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import asdict, dataclass
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Nomination, NominationChange

State = Literal[
    "submitted", "in_review", "needs_info", "accepted", "declined", "published", "withdrawn"
]
Actor = Literal["nominator", "official", "system"]

# From → to. A draft lives in its conversation until it is submitted.
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"submitted"}),
    "submitted": frozenset({"in_review", "withdrawn"}),
    "in_review": frozenset({"needs_info", "accepted", "declined", "withdrawn"}),
    "needs_info": frozenset({"in_review", "withdrawn"}),
    "accepted": frozenset({"published", "withdrawn"}),
    "declined": frozenset({"withdrawn"}),
    "published": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # without I, L, O: read as 1, 1, 0
_DIGITS = "23456789"
_CODE = re.compile(rf"(?<![^\W_])GS[\s\-–—_.:]*([{_LETTERS}{_DIGITS}]{{4,5}})(?![^\W_])", re.I)
_TRIES = 5  # with four characters, before five are used


class NotAllowed(ValueError):
    """A move that the states do not have."""


@dataclass(frozen=True)
class Submission:
    person_id: UUID
    conversation_id: UUID
    kind: str
    name: str
    place: str
    deed: str
    under_16: str
    locality: str | None = None
    happened: str | None = None
    witness: str | None = None
    field: str | None = None
    nominator_name: str | None = None
    nominator_phone: str | None = None
    photo_id: UUID | None = None
    flagged: bool = False


def may_move(before: str, after: str) -> bool:
    return after in MOVES.get(before, frozenset())


def new_code(length: int = 4) -> str:
    """`GS-7K3F`: always with a digit, so that no word is taken for a code."""
    while True:
        drawn = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(length))
        if any(letter in _DIGITS for letter in drawn):
            return f"GS-{drawn}"


def read_code(text: str) -> str | None:
    """The first code in a text, however it is written: gs7k3f, GS 7K3F, Gs-7k3f."""
    for match in _CODE.finditer(text):
        drawn = match.group(1).upper()
        if any(letter in _DIGITS for letter in drawn):
            return f"GS-{drawn}"
    return None


async def submit(db: AsyncSession, submission: Submission) -> Nomination:
    values = asdict(submission)
    for attempt in range(4 * _TRIES):
        nomination_id = await db.scalar(
            insert(Nomination)
            .values(
                id=uuid4(),
                code=new_code(4 if attempt < _TRIES else 5),
                state="submitted",
                **values,
            )
            .on_conflict_do_nothing(index_elements=["code"])
            .returning(Nomination.id)
        )
        if nomination_id:
            break
    else:
        raise RuntimeError("không tạo được mã đề cử chưa dùng")
    db.add(
        NominationChange(
            nomination_id=nomination_id, actor="nominator", from_state="draft", to_state="submitted"
        )
    )
    await db.flush()
    return await db.get_one(Nomination, nomination_id)


async def find_by_code(db: AsyncSession, code: str) -> Nomination | None:
    wanted = read_code(code)
    if wanted is None:
        return None
    return (await db.scalars(select(Nomination).where(Nomination.code == wanted))).first()


async def list_by_person(db: AsyncSession, person: UUID, limit: int = 10) -> list[Nomination]:
    """Newest first."""
    query = (
        select(Nomination)
        .where(Nomination.person_id == person)
        .order_by(Nomination.submitted_at.desc(), Nomination.id)
        .limit(limit)
    )
    return list(await db.scalars(query))


async def count_today(db: AsyncSession, person: UUID, now: dt.datetime) -> int:
    """How many this person sent since midnight in the time zone of `now`."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(func.count())
        .select_from(Nomination)
        .where(Nomination.person_id == person, Nomination.submitted_at >= midnight)
    )
    return await db.scalar(query) or 0


async def move(
    db: AsyncSession, nomination: UUID, after: State, actor: Actor, note: str | None = None
) -> Nomination:
    """Moves a nomination on, seeing what others did to it meanwhile.

    Raises:
        NotAllowed: from where it stands now, there is no such move.
        sqlalchemy.exc.NoResultFound: there is no such nomination.
    """
    row = await db.get_one(Nomination, nomination, with_for_update=True, populate_existing=True)
    before = row.state
    if not may_move(before, after):
        raise NotAllowed(f"{before} → {after}")
    row.state = after
    row.updated_at = NOW
    db.add(
        NominationChange(
            nomination_id=row.id, actor=actor, from_state=before, to_state=after, note=note
        )
    )
    await db.flush()
    await db.refresh(row, ["updated_at"])
    return row


async def withdraw(db: AsyncSession, nomination: UUID) -> Nomination:
    """Taken back by who sent it. Raises `NotAllowed` when it already was."""
    return await move(db, nomination, "withdrawn", "nominator")
