"""A product of a few lines: answers every message on its channel, and the web chat's API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from bot.simulators.app import Simulators

WORDS = (
    "Chào bà con. Tôi là Gương Sáng, trợ lý tự động của xã. Bà con muốn hỏi gì ạ?\n\n"
    "Xem thêm: https://xa.vn/ke-hoach"
)
CHOICES = ("Tiêu chuẩn", "Thời hạn", "Giới thiệu một người tốt")


class StandIn:
    def __init__(self, simulators: Simulators, base: str) -> None:
        self.simulators, self.base = simulators, base
        self.http = httpx.AsyncClient()
        self.app = FastAPI()
        self.app.add_api_route("/webhooks/{channel}/{slug}", self.webhook, methods=["POST"])
        self.app.add_api_route("/api/chat/sessions", self.session, methods=["POST"])
        self.app.add_api_route("/api/chat/messages", self.message, methods=["POST"])
        self.app.add_api_route("/api/chat/history", self.history, methods=["GET"])
        self.app.add_api_route("/api/chat/events", self.events, methods=["GET"])
        self._tasks: set[asyncio.Task[None]] = set()

    async def webhook(self, request: Request, channel: str) -> Response:
        event = json.loads(await request.body())
        answer = getattr(self, f"_{channel}")(event)
        task = asyncio.create_task(answer)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Response()

    async def _zalo(self, event: dict[str, Any]) -> None:
        if not str(event.get("event_name")).startswith("user_send"):
            return
        buttons = [{"title": each, "type": "oa.query.show", "payload": each} for each in CHOICES]
        attachment = {"type": "template", "payload": {"buttons": buttons}}
        await self.http.post(
            f"{self.base}/zalo/v3.0/oa/message/cs",
            headers={"access_token": self.simulators.zalo.account.tokens.access},
            json={
                "recipient": {"user_id": event["sender"]["id"]},
                "message": {"text": WORDS, "attachment": attachment},
            },
        )

    async def _messenger(self, event: dict[str, Any]) -> None:
        item = event["entry"][0]["messaging"][0]
        if item.get("message", {}).get("is_echo") or not {"message", "postback"} & set(item):
            return
        quick = [{"content_type": "text", "title": each[:20], "payload": each} for each in CHOICES]
        button = {"type": "postback", "title": "Nói chuyện cán bộ", "payload": "HUMAN"}
        link = {"type": "web_url", "title": "Xem kế hoạch", "url": "https://xa.vn"}
        card = {"template_type": "button", "text": WORDS[:300], "buttons": [button, link]}
        message = {"attachment": {"type": "template", "payload": card}, "quick_replies": quick}
        page = self.simulators.graph.account
        recipient = {"recipient": {"id": item["sender"]["id"]}}
        url = f"{self.base}/graph/v25.0/me/messages"
        headers = {"Authorization": f"Bearer {page.page_token}"}
        typing = {**recipient, "sender_action": "typing_on"}
        await self.http.post(url, headers=headers, json=typing)
        body = {**recipient, "message": message}
        await self.http.post(url, headers=headers, json=body)

    async def _telegram(self, event: dict[str, Any]) -> None:
        chat = (event.get("message") or event.get("callback_query", {}).get("message") or {}).get(
            "chat"
        )
        if chat is None:
            return
        rows = [[{"text": each, "callback_data": each[:20]}] for each in CHOICES]
        url = f"{self.base}/telegram/bot{self.simulators.telegram.account.token}/sendMessage"
        keyboard = {"inline_keyboard": rows}
        await self.http.post(
            url, json={"chat_id": chat["id"], "text": WORDS, "reply_markup": keyboard}
        )

    def _reply(self) -> dict[str, Any]:
        choices = [{"title": each, "payload": each} for each in CHOICES]
        return {"text": WORDS, "topic": "help", "choices": choices, "media": [], "sources": []}

    async def session(self, asked: dict[str, Any]) -> dict[str, Any]:
        greeting = {**self._reply(), "text": f"Trợ lý tự động của {asked['locality']}"}
        return {"session": "bi-mat", "replies": [greeting]}

    async def message(self) -> dict[str, Any]:
        return {"replies": [self._reply()]}

    async def events(self) -> Response:
        """One story, later."""

        async def story() -> AsyncIterator[str]:
            await asyncio.sleep(0.3)
            reply = {**self._reply(), "text": "Câu chuyện tuần này", "choices": []}
            yield f"id: 7\nevent: reply\ndata: {json.dumps(reply)}\n\n"
            await asyncio.sleep(60)

        return StreamingResponse(story(), media_type="text/event-stream")

    async def history(self) -> Response:
        return JSONResponse({"error": {"code": "session_not_found", "message": ""}}, 404)
