"""Zalo's ZBS template messages, which need no open window."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from fastapi import Request, Response

from bot.simulators.people import Said

if TYPE_CHECKING:
    from bot.simulators.zalo import ZaloSimulator


class Templates:
    def __init__(self, zalo: ZaloSimulator) -> None:
        self.zalo = zalo

    def install(self) -> None:
        self.zalo.app.add_api_route("/v3.0/oa/message/template", self.by_user, methods=["POST"])
        self.zalo.business.add_api_route("/message/template", self.by_phone, methods=["POST"])

    def _now(self) -> str:
        return str(self.zalo.world.pace.milliseconds())

    async def by_user(self, request: Request) -> Response:
        """-249 when the template may only go by phone (several integrators)."""
        account = self.zalo.authorised(request)
        body = await self.zalo.body(request)
        person = self.zalo.recipient(account, body)
        trouble = await self.zalo.fate(account, person)
        id, values = str(body.get("template_id")), body.get("template_data")
        if id not in account.templates or not isinstance(values, dict):
            raise self.zalo.wrong("-201", "template_id is invalid")
        if not account.templates[id]:
            raise self.zalo.wrong("-249")
        said = Said("card", "\n".join(f"{name}: {value}" for name, value in values.items()))
        bubble = await self.zalo.accept(account, person, said, trouble, template=body)
        return self.zalo.answer({"message_id": bubble.id, "sent_time": self._now()})

    async def by_phone(self, request: Request) -> Response:
        """On `business.openapi.zalo.me` (formerly ZNS); its token error is -124 (several
        integrators)."""
        token = request.headers.get("access_token", "")
        if all(token != each.tokens.access for each in self.zalo.accounts.values()):
            raise self.zalo.wrong("-124")
        account = self.zalo.authorised(request)
        await self.zalo.fate(account)
        quota = {"dailyQuota": "500", "remainingQuota": "499"}
        sent = {"msg_id": secrets.token_hex(10), "sent_time": self._now(), "quota": quota}
        return self.zalo.answer(sent)
