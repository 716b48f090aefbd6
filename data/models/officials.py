"""Who works at the desk (*bàn làm việc*), and their signing in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import NOW, Base


class Official(Base):
    """*Cán bộ*. `login` is in lower case; `locality` empty: every one.

    `totp` is the second factor's secret, sealed (data.sealing); `totp_step` the last half minute
    whose code was used, so that no code works twice.
    """

    __tablename__ = "official"
    __table_args__ = (CheckConstraint("role IN ('administrator', 'official')", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]  # argon2id, with its parameters and salt
    totp: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(server_default=text("0"))
    role: Mapped[str]
    locality: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)


class DeskSession(Base):
    """An official signed in at one browser. Of the cookie only a hash is kept; `csrf` stands in
    every form that browser is given."""

    __tablename__ = "desk_session"

    token: Mapped[str] = mapped_column(primary_key=True)  # SHA-256 of the cookie
    official_id: Mapped[UUID] = mapped_column(
        ForeignKey("official.id", ondelete="CASCADE"), index=True
    )
    csrf: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=NOW)
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class LoginTries(Base):
    """How often signing in was tried lately with one login, or from one address; or by one person
    a code to link accounts (`data.linking`).

    `key` is a hash: who tried from where cannot be read from it. Nothing may be tried before
    `until`.
    """

    __tablename__ = "login_tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(server_default=text("0"))
    last_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
