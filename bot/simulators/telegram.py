"""Telegram's Bot API: `api.telegram.org`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from itertools import repeat
from typing import Any, ClassVar

import httpx
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.simulators import telegram_events, telegram_profile, telegram_said
from bot.simulators.acts import Act
from bot.simulators.answers import Refusal, parameters
from bot.simulators.engine import Offered, Simulator
from bot.simulators.letters import Habit, Letter, Notice
from bot.simulators.people import Bubble, Person, Said
from bot.simulators.rates import Rate
from bot.simulators.showing import shown
from bot.simulators.telegram_account import TOKEN, BotAccount
from bot.simulators.telegram_errors import ERRORS, RETRY_AFTER
from bot.simulators.telegram_files import Files
from bot.simulators.telegram_said import Wrong
from bot.simulators.telegram_updates import Updates
from bot.simulators.world import World

SENDS_A_SECOND = 30  # in all; to one chat 1/s with bursts: FAQ as quoted in several repositories
TYPING = dt.timedelta(seconds=5)  # "5 seconds or less"
PLAIN = frozenset({"text", "caption"})

Method = Callable[[BotAccount, dict[str, Any]], Awaitable[Any]]


class TelegramSimulator(Simulator[BotAccount]):
    name = "telegram"
    title = "Telegram"
    # Anything but 2xx is delivered again, "a reasonable amount of attempts"; 60 s for an answer;
    # a chat's next update waits for the one before (grammY). Updates are kept for 24 h. How long
    # the waits are is unconfirmed: these are ours.
    habit = Habit(
        limit=60.0,
        waits=(1, 2, 4, 8, 16, 32, *repeat(60, 24 * 60 - 1)),
        order="acknowledged",
        accepted=lambda status: 200 <= status < 300,
    )
    codes: ClassVar = {code: error.meaning for code, error in ERRORS.items()}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._updates = Updates(self)
        self._files = Files(self)
        self._methods: dict[str, Method] = {
            "getme": self._get_me,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "sendchataction": self._send_chat_action,
            "answercallbackquery": self._answer_callback,
            "editmessagetext": self._edit,
            "editmessagereplymarkup": self._edit,
            "deletemessage": self._delete,
            "getfile": self._files.get_file,
            **self._updates.methods,
            **telegram_profile.Profile(self).methods,
        }
        self.app.add_api_route("/file/bot{token}/{path:path}", self._files.serve, methods=["GET"])
        self.app.add_api_route("/bot{token}/{method}", self._call, methods=["GET", "POST"])

    def add(self, account: BotAccount) -> BotAccount:
        added = super().add(account)
        account.sends = account.sends or Rate(SENDS_A_SECOND, 1, self.world.pace.seconds)
        added.mail.limit_connections(account.max_connections)
        added.mail.on_acknowledged = lambda notice, response: self._taken(account, notice, response)
        return added

    # --- towards the product

    def new_id(self, account: BotAccount) -> str:
        return str(next(account.messages))

    def shown(self, act: Act) -> Said | None:
        if act.kind in ("follow", "referral"):
            return Said("text", f"/start {act.ref}".strip())
        return shown(act, self.world.media)

    def notices(self, account: BotAccount, person: Person, act: Act, id: str) -> list[Notice]:
        now = self.world.pace.now()
        date = int(now.timestamp())
        found = telegram_events.updates(
            account, person, act, id=id, date=date, media=self.world.media
        )
        if act.kind == "unfollow":
            person.standing = "blocked"
        elif found:
            person.last_act, person.standing = now, "active"
        notices = []
        for name, content in found:
            if not account.allows(name):
                continue
            if name == "callback_query":
                account.taps[content["id"]] = person
            number = next(account.updates)
            event = {"update_id": number, name: content}
            notices.append(Notice(str(number), person.id, event, act.kind))
        return notices

    def echo(self, account: BotAccount, person: Person, bubble: Bubble) -> None:
        """Bots hear nothing of what they send; nor has a bot an inbox for people."""
        return

    def letter(self, account: BotAccount, notices: Sequence[Notice], attempt: int) -> Letter:
        return telegram_events.letter(account, notices[0])

    def deliver(self, account: BotAccount, notice: Notice) -> None:
        """Kept until somebody takes it: the webhook, or whoever asks."""
        account.pending[notice.event["update_id"]] = notice
        if account.webhook:
            super().deliver(account, notice)
        else:
            account.mail.counts.events += 1
            account.tell_pollers()

    def _taken(self, account: BotAccount, notice: Notice, response: httpx.Response | None) -> None:
        """An answer may itself call a method (Bot API, "Making requests when getting updates")."""
        account.pending.pop(notice.event["update_id"], None)
        try:
            given = response.json() if response is not None else None
        except ValueError:
            return
        if isinstance(given, dict) and str(given.get("method", "")).lower() in self._methods:
            self.world.spawn(self._call_quietly(account, str(given["method"]).lower(), given))

    async def _call_quietly(self, account: BotAccount, method: str, given: dict[str, Any]) -> None:
        try:
            await self._methods[method](account, given)
        except (Refusal, Wrong):
            return

    # --- what the product asks

    def error(
        self, account: BotAccount | None, code: str, description: str | None = None
    ) -> Response:
        """`429:7` asks to wait 7 s."""
        wait = RETRY_AFTER
        if code.startswith("429:") and code[4:].isdigit():
            code, wait = "429", int(code[4:])
        known = ERRORS[code]
        body: dict[str, Any] = {"ok": False, "error_code": known.status}
        body["description"] = description or known.description
        if code == "429":
            body["description"] += f": retry after {wait}"
            body["parameters"] = {"retry_after": wait}
        if code == "400:migrate":
            body["parameters"] = {"migrate_to_chat_id": -1001234567890}
        return JSONResponse(body, status_code=known.status)

    def wrong(self, code: str, description: str | None = None) -> Refusal:
        return Refusal(self.error(None, code, description))

    def by_token(self, token: str) -> BotAccount:
        """
        Raises:
            Refusal: 404 for what is no token, 401 for an unknown one.
        """
        for account in self.accounts.values():
            if account.token == token:
                return account
        raise self.wrong("401" if TOKEN.fullmatch(token) else "404")

    async def _call(self, request: Request, token: str, method: str) -> Response:
        """Any of GET or POST, query, form, parts or JSON; method names in any case."""
        account = self.by_token(token)
        called = self._methods.get(method.lower())
        if called is None:
            raise self.wrong("404", "Not Found: method not found")
        given = {**dict(request.query_params), **await parameters(request, PLAIN)}
        try:
            return JSONResponse({"ok": True, "result": await called(account, given)})
        except Wrong as wrong:
            raise self.wrong(wrong.code, wrong.description) from None

    async def _get_me(self, account: BotAccount, given: dict[str, Any]) -> dict[str, Any]:
        await self.fate(account, call="account")
        more = {"can_join_groups": False, "can_read_all_group_messages": False}
        return {**telegram_events.bot(account), **more, "supports_inline_queries": False}

    def _person(self, account: BotAccount, given: dict[str, Any]) -> Person:
        person = account.people.get(str(given.get("chat_id")))
        if person is None or person.standing == "unknown":
            raise self.wrong("400:chat")
        return person

    async def _send_message(self, account: BotAccount, given: dict[str, Any]) -> Any:
        return await self._send(account, given, lambda: telegram_said.message(given))

    async def _send_photo(self, account: BotAccount, given: dict[str, Any]) -> Any:
        image = await self._files.photo(given)
        return await self._send(account, given, lambda: telegram_said.photo(given, image))

    async def _send(
        self, account: BotAccount, given: dict[str, Any], read: Callable[[], Said]
    ) -> Any:
        person = self._person(account, given)
        trouble = await self.fate(account, person)
        if person.standing == "blocked":
            raise self.wrong("403:blocked")
        if person.standing == "gone":
            raise self.wrong("403:gone")
        said = read()
        self._count(account, person)
        bubble = await self.accept(account, person, said, trouble, sent=given)
        return telegram_events.message(account, person, bubble)

    def _count(self, account: BotAccount, person: Person) -> None:
        wait = account.sends.take() if account.sends else 0.0
        if not wait and account.chat_sends:
            made = Rate(*account.chat_sends, self.world.pace.seconds)
            rate: Rate = person.details.setdefault("rate", made)
            wait = rate.take()
        if wait:
            raise self.wrong(f"429:{int(wait) + 1}")

    async def _send_chat_action(self, account: BotAccount, given: dict[str, Any]) -> bool:
        person = self._person(account, given)
        if person.standing == "blocked":
            raise self.wrong("403:blocked")
        person.typing_until = self.world.pace.now() + TYPING
        self.world.changes.tell()
        return True

    async def _answer_callback(self, account: BotAccount, given: dict[str, Any]) -> bool:
        if account.taps.pop(str(given.get("callback_query_id")), None) is None:
            raise self.wrong("400:query")
        return True

    def _bubble(self, account: BotAccount, given: dict[str, Any]) -> tuple[Person, Bubble]:
        person = self._person(account, given)
        for bubble in person.bubbles:
            if bubble.id == str(given.get("message_id")) and bubble.by == "account":
                return person, bubble
        raise self.wrong("400", "Bad Request: message to edit not found")

    async def _edit(self, account: BotAccount, given: dict[str, Any]) -> Any:
        person, bubble = self._bubble(account, given)
        old = bubble.said
        keys, _ = telegram_said.markup(given.get("reply_markup"))
        text = telegram_said.message(given).text if "text" in given else old.text
        bubble.said = Said(old.kind, text, keys, old.quick, old.image)
        self.world.changes.tell()
        return telegram_events.message(account, person, bubble)

    async def _delete(self, account: BotAccount, given: dict[str, Any]) -> bool:
        person, bubble = self._bubble(account, given)
        person.bubbles.remove(bubble)
        self.world.changes.tell()
        return True

    # --- what people see around the conversation

    def newcomer(self, account: BotAccount) -> Offered:
        return telegram_profile.newcomer(account)

    def menu(self, account: BotAccount) -> Offered:
        return telegram_profile.menu(account)
