"""Stories, who asked for them, and what was sent to whom."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Interval, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


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
    """*Đăng ký nhận tin*: one per conversation; ended ones keep their row. A person with several
    linked accounts is subscribed at one of them, so that each story comes once."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("uq_subscription_active", "person_id", unique=True, postgresql_where=text("active")),
    )

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
