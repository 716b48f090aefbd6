"""Our accounts at the vendors, and what the vendors sent to them, as it came."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


class ChannelAccount(Base):
    """One OA, Page or bot of ours, bound to a locality.

    `secrets` are encrypted (data.sealing). `options` is what was learnt of the vendor's ways.
    States: active; paused (by the operator); halted (by an error of the account, `reason`).
    `tokens` are what may be sent at once, `tokens_at` when they were counted, `held_until` how
    long the vendor has asked the whole account to wait.
    """

    __tablename__ = "channel_account"
    __table_args__ = (
        UniqueConstraint("channel", "slug"),
        CheckConstraint("state IN ('active', 'paused', 'halted')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    channel: Mapped[str]
    slug: Mapped[str]
    vendor_id: Mapped[str]
    title: Mapped[str] = mapped_column(server_default="")
    locality: Mapped[str | None]
    secrets: Mapped[bytes]
    options: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(server_default="active")
    reason: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    last_inbound_at: Mapped[dt.datetime | None]
    last_sent_at: Mapped[dt.datetime | None]
    forged: Mapped[int] = mapped_column(server_default=text("0"))  # wrong or missing signatures
    forged_at: Mapped[dt.datetime | None]
    token_at: Mapped[dt.datetime | None]  # when the access token in use was given
    token_until: Mapped[dt.datetime | None]
    refresh_until: Mapped[dt.datetime | None]
    quota_left: Mapped[int | None]
    tokens: Mapped[float] = mapped_column(server_default=text("0"))
    tokens_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    held_until: Mapped[dt.datetime | None]


class WebhookCall(Base):
    """A signed request of a vendor, byte for byte.

    `problem`: why it could not be read, or what of it is told to nobody. `conversations` are those
    it speaks of. Kept for a few days to settle what went wrong; erased with any person it is about.
    """

    __tablename__ = "webhook_call"
    __table_args__ = (
        Index("ix_webhook_call_received_at", "received_at"),
        Index("ix_webhook_call_conversations", "conversations", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("channel_account.id", ondelete="CASCADE"), index=True
    )
    received_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    body: Mapped[bytes]
    problem: Mapped[str | None]
    conversations: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default=text("'{}'"))
