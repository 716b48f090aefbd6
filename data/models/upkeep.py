"""What is learnt from use, and that something was erased."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


class Review(Base):
    """A message to learn from, masked: not understood for sure (`unsure`) or answered wrongly,
    as somebody said (`wrong`). The same text is counted in `times`, whoever wrote it.

    `label` is the intent that a person gave it, or "-": not to be learned from.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("reason", "text"),
        CheckConstraint("reason IN ('unsure', 'wrong')", name="reason"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    text: Mapped[str]
    times: Mapped[int] = mapped_column(server_default="1")
    locality: Mapped[str | None]
    intent: Mapped[str]  # as understood
    confidence: Mapped[float]
    ranking: Mapped[dict[str, Any]]  # intent → share, the likeliest ones
    topic: Mapped[str]  # what the answer was about
    label: Mapped[str | None]
    labelled_by: Mapped[str | None]
    labelled_at: Mapped[dt.datetime | None]


class Erasure(Base):
    """That somebody's data was erased, and how many rows; nothing of whose it was."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    rows: Mapped[dict[str, Any]]
