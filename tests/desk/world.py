"""The desk as officials and residents meet it: the real app, the real database, no worker."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp
from fastapi import FastAPI
from sqlalchemy import select

from bot.services import Services
from data.accounts import find_account
from data.conversations import start_conversation
from data.database import Sessions
from data.handoffs import request_handoff
from data.inbox import claim, store
from data.models import ChannelAccount, Conversation, Handoff, Official, OutboxMessage
from data.passwords import hash_password, totp_step

PASSWORD = "một hai ba bốn năm"
HASHED = hash_password(PASSWORD)
HOME = "/ban-lam-viec"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Time:
    """The app's clock: now, and as much later as a test says."""

    later: dt.timedelta = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.timezone(dt.timedelta(hours=7))) + self.later

    def passes(self, **length: float) -> None:
        self.later += dt.timedelta(**length)


@dataclass
class Browser:
    """Somebody's browser, at an address of its own."""

    http: httpx.AsyncClient
    seen: httpx.Response | None = None
    official: Official | None = None

    async def get(self, path: str = HOME, **headers: str) -> httpx.Response:
        self.seen = await self.http.get(path, headers=headers)
        return self.seen

    @property
    def csrf(self) -> str:
        found = CSRF.search(self.seen.text if self.seen else "")
        assert found, "no form on this page"
        return found.group(1)

    async def submit(self, path: str, **fields: str) -> httpx.Response:
        """A form of the page that was seen last."""
        self.seen = await self.http.post(path, data={"csrf": self.csrf, **fields})
        return self.seen

    async def sign_in(self, login: str, password: str = PASSWORD, code: str = "") -> httpx.Response:
        await self.get(f"{HOME}/dang-nhap")
        return await self.submit(f"{HOME}/dang-nhap", login=login, password=password, code=code)


@dataclass
class World:
    """An app with a clock of its own, and everybody around it."""

    app: FastAPI
    time: Time = field(default_factory=Time)
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app.state.clock = self.time

    async def close(self) -> None:
        for http in self.browsers:
            await http.aclose()

    @property
    def sessions(self) -> Sessions:
        return self.services.sessions

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    def browser(self) -> Browser:
        number = uuid4().int
        client = (f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}", 5000)
        secure = (self.services.settings.public_url or "").startswith("https")
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=client),
            base_url="https://test" if secure else "http://test",
        )
        self.browsers.append(http)
        return Browser(http)

    async def official(
        self,
        locality: str | None = "binh-luong",
        role: str = "official",
        name: str = "Trần Thị Hoa",
        totp: str | None = None,
    ) -> Official:
        official = Official(
            login=f"cb-{uuid4().hex[:8]}",
            name=name,
            role=role,
            locality=locality,
            password=HASHED,
            totp=self.services.seal.seal({"totp": totp}) if totp else None,
        )
        async with self.sessions.begin() as session:
            session.add(official)
        return official

    async def at_desk(self, **who: Any) -> Browser:
        browser = self.browser()
        browser.official = await self.official(**who)
        answer = await browser.sign_in(browser.official.login)
        assert answer.status_code == 303, answer.text
        await browser.get()
        return browser

    async def resident(
        self,
        said: str = "Cho tôi gặp cán bộ",
        locality: str | None = "binh-luong",
        asked: bool = True,
    ) -> UUID:
        """Somebody on the web page who wrote, and asked for a person."""
        async with self.sessions.begin() as session:
            state = {"locality": locality, "chosen": True} if locality else {}
            conversation = await start_conversation(session, "web", uuid4().hex, state)
            conversation.last_inbound_at = self.time()
            stored = await store(session, "web", uuid4().hex, conversation.id, {"text": said})
            await claim(session, stored.id, {"text": said})
            if asked:
                await request_handoff(session, conversation.id, "asked", None)
        return conversation.id

    async def at_vendor(
        self, channel: str = "messenger", hours_ago: float = 1.0, locality: str | None = None
    ) -> UUID:
        """The same at a vendor, through an account of ours."""
        slug, number = f"trang-{uuid4().hex[:6]}", uuid4().hex
        await self.account(channel, slug, locality)
        async with self.sessions.begin() as session:
            conversation = await start_conversation(
                session, channel, number, {"locality": "binh-luong", "chosen": True}
            )
            conversation.account = slug
            conversation.last_inbound_at = self.time() - dt.timedelta(hours=hours_ago)
            await request_handoff(session, conversation.id, "asked", None)
        return conversation.id

    async def account(
        self, channel: str, slug: str, locality: str | None = None, **values: Any
    ) -> ChannelAccount:
        secrets = {"page_token": "ma-trang", "app_secret": "khoa", "token": "7001:ma-bot"}
        async with self.sessions.begin() as session:
            session.add(
                ChannelAccount(
                    channel=channel,
                    slug=slug,
                    vendor_id="102030",
                    locality=locality,
                    secrets=self.services.seal.seal(secrets),
                    **values,
                )
            )
            await session.flush()
            row = await find_account(session, channel, slug)
            assert row is not None
        return row

    async def conversation(self, number: UUID) -> Conversation:
        async with self.sessions() as session:
            found = await session.get(Conversation, number)
            assert found is not None
            return found

    async def sent(self, conversation: UUID) -> list[OutboxMessage]:
        async with self.sessions() as session:
            rows = await session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.conversation_id == conversation)
                .order_by(OutboxMessage.id)
            )
            return list(rows)

    async def handoffs(self, conversation: UUID) -> list[Handoff]:
        async with self.sessions() as session:
            rows = await session.scalars(
                select(Handoff).where(Handoff.conversation_id == conversation).order_by(Handoff.id)
            )
            return list(rows)


def page_of(conversation: UUID) -> str:
    return f"{HOME}/tro-chuyen/{conversation}"


def code_of(secret: str, now: dt.datetime) -> str:
    code = pyotp.TOTP(secret).at(now)
    assert totp_step(secret, code, now, 0) is not None
    return code
