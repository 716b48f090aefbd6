"""What people tell of others, and what they agreed to."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


class Nomination(Base):
    """*Đề cử*: somebody's good deed, told by a neighbour. States: see `data.nominations`."""

    __tablename__ = "nomination"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    locality: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str]
    kind: Mapped[str]  # person, household, collective
    name: Mapped[str]
    place: Mapped[str]
    deed: Mapped[str]
    happened: Mapped[str | None]
    witness: Mapped[str | None]
    field: Mapped[str | None]
    under_16: Mapped[str]  # yes, no, unknown
    nominator_name: Mapped[str | None]
    nominator_phone: Mapped[str | None]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("photo.id"))
    flagged: Mapped[bool] = mapped_column(server_default=text("false"))  # told with rude words
    submitted_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class NominationChange(Base):
    """One step of a nomination's life, never changed afterwards."""

    __tablename__ = "nomination_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    nomination_id: Mapped[UUID] = mapped_column(
        ForeignKey("nomination.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    actor: Mapped[str]  # nominator, official, system
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    note: Mapped[str | None]


class Photo(Base):
    """A picture sent with a nomination, re-encoded by us: no EXIF, no place, capped in size."""

    __tablename__ = "photo"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Consent(Base):
    """One answer to one question of consent; appended, never changed (Law 91/2025/QH15, Art. 9)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL")
    )
    purpose: Mapped[str]  # contact, subscription, link
    given: Mapped[bool]
    text_version: Mapped[str]
    how: Mapped[str]  # button, words
    channel: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
