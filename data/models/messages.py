"""Who writes on which channel, what came in, what goes out."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


class Person(Base):
    """Somebody who writes to us. Names are never required."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Conversation(Base):
    """One person's account on one channel, and what the dialogue remembers of it.

    `address` is the vendor's id of the person, of that account of ours; for the web page, a hash
    of the session's secret. `unreachable` says why nothing can be sent until they write again.
    """

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "account", "address"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str]
    account: Mapped[str] = mapped_column(server_default="")  # slug of ours; empty: the web page
    address: Mapped[str]
    state: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_inbound_at: Mapped[dt.datetime | None]
    unreachable: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class InboundEvent(Base):
    """A message that came in: durable before it is acknowledged, once per vendor's id.

    `payload` is masked (phone numbers) once processed. `answer_late` is set when the sender
    stopped waiting, so that the replies are pushed instead. `happened_at` is the vendor's time:
    messages of one conversation are handled in its order as far as they have come.
    """

    __tablename__ = "inbound_event"
    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index(
            "ix_inbound_event_pending",
            "conversation_id",
            "id",
            postgresql_where=text("processed_at IS NULL AND failed_at IS NULL"),
        ),
        Index("ix_inbound_event_conversation_id_id", "conversation_id", "id"),
        Index(
            "ix_inbound_event_webhook_id",
            "webhook_id",
            postgresql_where=text("webhook_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    channel: Mapped[str]
    account: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="text")  # as bot.channels.contract.Kind
    webhook_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook_call.id", ondelete="SET NULL")
    )
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    payload: Mapped[dict[str, Any]]
    happened_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    received_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    processed_at: Mapped[dt.datetime | None]
    failed_at: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    answer_late: Mapped[bool] = mapped_column(server_default=text("false"))


class OutboxMessage(Base):
    """A reply or a push on its way to one conversation, in the order of `id`.

    States: pending (to be sent) → sending → sent; failed; waiting (a story that may not be pushed
    now); unsure (it may have arrived, and is not sent again). On the web page `sent` means that
    the reader's connection took it. `parts_sent` bubbles of it are out; `provider_ids` are theirs.
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
    parts_sent: Mapped[int] = mapped_column(server_default=text("0"))
    provider_ids: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_at: Mapped[dt.datetime | None]  # not to be tried before
    error: Mapped[str | None]
    doubtful: Mapped[bool] = mapped_column(server_default=text("false"))  # perhaps sent twice
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    sent_at: Mapped[dt.datetime | None]


class Handoff(Base):
    """Somebody asked for a person; open until an official ends it."""

    __tablename__ = "handoff"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    reason: Mapped[str]  # asked, wrong_answer
    note: Mapped[str | None]
    started_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    answered_at: Mapped[dt.datetime | None]  # an official's first words
    answered_by: Mapped[str | None]
    last_at: Mapped[dt.datetime | None]  # an official's last words
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str | None]
