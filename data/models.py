"""The tables. What each row promises is said here; how it is read and written, in the queries."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Interval,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NOW = func.clock_timestamp()


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to say it
        dt.datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        str: Text,
        bytes: LargeBinary,
    }


class Person(Base):
    """Somebody who writes to us. Names are never required."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Conversation(Base):
    """One person's account on one channel, and what the dialogue remembers of it.

    `address` is the vendor's id of the person; for the web page, a hash of the session's secret.
    """

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    state: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_inbound_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class InboundEvent(Base):
    """A message that came in: durable before it is acknowledged, once per vendor's id.

    `payload` is masked (phone numbers) once processed. `answer_late` is set when the sender
    stopped waiting, so that the replies are pushed instead.
    """

    __tablename__ = "inbound_event"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index(
            "ix_inbound_event_pending",
            "conversation_id",
            "id",
            postgresql_where=text("processed_at IS NULL AND failed_at IS NULL"),
        ),
        Index("ix_inbound_event_conversation_id_id", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    processed_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    answer_late: Mapped[bool] = mapped_column(server_default=text("false"))


class OutboxMessage(Base):
    """A reply or a push on its way to one conversation, in the order of `id`.

    States: pending (to be sent) → sending → sent; failed. On the web page `sent` means that
    the reader's connection took it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("event_id", "n"),
        Index("ix_outbox_conversation_id_id", "conversation_id", "id"),
        Index(
            "ix_outbox_open",
            "conversation_id",
            "id",
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_event.id"))
    n: Mapped[int] = mapped_column(server_default=text("0"))
    purpose: Mapped[str]  # reply, notice, story, service
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="pending")
    pushed: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    sent_at: Mapped[dt.datetime | None]


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
    purpose: Mapped[str]  # contact, subscription
    given: Mapped[bool]
    text_version: Mapped[str]
    how: Mapped[str]  # button, words
    channel: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Story(Base):
    """*Câu chuyện*. `example` marks the invented ones that come with the product."""

    __tablename__ = "story"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    locality: Mapped[str | None]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    field: Mapped[str | None]
    example: Mapped[bool] = mapped_column(server_default=text("false"))
    published_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class StoryRead(Base):
    """Which stories a person has had, so that the next one is new."""

    __tablename__ = "story_read"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Subscription(Base):
    """*Đăng ký nhận tin*: one per conversation; ended ones keep their row."""

    __tablename__ = "subscription"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    locality: Mapped[str | None]
    active: Mapped[bool]
    since: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Broadcast(Base):
    """*Bản tin*: one push of one story. `occasion` makes the weekly push happen once a week."""

    __tablename__ = "broadcast"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    occasion: Mapped[str] = mapped_column(unique=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("story.id"))
    state: Mapped[str]  # running, done
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    finished_at: Mapped[dt.datetime | None]


class Delivery(Base):
    """*Lượt gửi*: one subscriber's copy of a broadcast, at most once."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_pending", "broadcast_id", postgresql_where=text("state = 'pending'")),
        CheckConstraint("state IN ('pending', 'queued', 'sent', 'blocked')", name="state"),
    )

    broadcast_id: Mapped[UUID] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    state: Mapped[str] = mapped_column(server_default="pending")
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))


class Schedule(Base):
    """Something that happens by the calendar; `next_at` moves on in the transaction that fires."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[str]
    timezone: Mapped[str]
    grace: Mapped[dt.timedelta] = mapped_column(Interval, server_default=text("'12 hours'"))
    next_at: Mapped[dt.datetime]


class ScheduleRun(Base):
    __tablename__ = "schedule_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    fire_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    skipped: Mapped[bool]


class Handoff(Base):
    """Somebody asked for a person; open until an official ends it."""

    __tablename__ = "handoff"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    reason: Mapped[str]  # asked, wrong_answer
    note: Mapped[str | None]
    started_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    ended_at: Mapped[dt.datetime | None]


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
