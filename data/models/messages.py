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
    """Somebody who writes to us, by one account or by several they linked (`data.linking`). Names
    are never required."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class Conversation(Base):
    """One person's account on one channel, and what the dialogue remembers of it.

    `address` is the vendor's id of the person, of that account of ours; for the web page, a hash
    of the session's secret. `unreachable` says why nothing can be sent until they write again,
    `window_ends` since when the vendor says that its window is closed. `numbered` are the choices
    of the last numbered list that was sent: what "1" means.
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
    window_ends: Mapped[dt.datetime | None]
    numbered: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class LinkCode(Base):
    """A code (*mã liên kết*) by which a person says that two accounts are theirs; one for each
    conversation that asked. Of the code only a hash is kept. It is used up when it is told in
    another conversation, which is then asked (`asked_in`) whether to link.
    """

    __tablename__ = "link_code"

    conversation_id: Mapped[UUID] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[dt.datetime]
    asked_in: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )


class InboundEvent(Base):
    """A message that came in: durable before it is acknowledged, once per vendor's id.

    `payload` is masked (phone numbers) once processed. `answer_late` is set when the sender
    stopped waiting, so that the replies are pushed instead. Messages of one conversation are
    handled, as far as they have come, by the vendor's counter (`sequence`) where it has one, else
    by its time (`happened_at`); of one moment, as they came: by request, and `place` in it.
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
            "ix_inbound_event_processed",
            "conversation_id",
            "processed_at",
            postgresql_where=text("processed_at IS NOT NULL"),
        ),
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
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(server_default=text("0"))
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
    While it is sending, `next_at` says until when the bubble is one worker's; after that it may
    have arrived, and is sent again a few times at most (`repeats`). From bubble `plain_from` on it
    goes as text alone: the vendor refused its buttons or picture.
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
        Index(
            "ix_outbox_unsent",
            "created_at",
            postgresql_where=text("state IN ('failed', 'unsure', 'waiting')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_event.id"))
    n: Mapped[int] = mapped_column(server_default=text("0"))
    purpose: Mapped[str]  # reply, notice, story, service, human
    author: Mapped[str | None]  # the official's login, when a person wrote it
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="pending")
    pushed: Mapped[bool] = mapped_column(server_default=text("false"))
    parts_sent: Mapped[int] = mapped_column(server_default=text("0"))
    provider_ids: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_at: Mapped[dt.datetime | None]  # not to be tried before
    error: Mapped[str | None]
    repeats: Mapped[int] = mapped_column(server_default=text("0"))
    plain_from: Mapped[int | None]
    doubtful: Mapped[bool] = mapped_column(server_default=text("false"))  # perhaps sent twice
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    sent_at: Mapped[dt.datetime | None]


class Handoff(Base):
    """Somebody asked for a person; open until an official ends it.

    `locality` says whose officials see it: the account's, else what the person asked about then.
    """

    __tablename__ = "handoff"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    reason: Mapped[str]  # asked, answered (unasked, by an official), wrong_answer
    locality: Mapped[str | None]
    note: Mapped[str | None]
    started_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    answered_at: Mapped[dt.datetime | None]  # an official's first words
    answered_by: Mapped[str | None]
    last_at: Mapped[dt.datetime | None]  # an official's last words
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str | None]
