"""What Zalo says of accounts and people; history, quotas and uploads.

Not here: tags, articles and broadcasts, which the product does not use."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response, UploadFile

from bot.simulators.people import Bubble, Person
from bot.simulators.zalo_account import ZaloAccount
from bot.simulators.zalo_events import by_app
from bot.simulators.zalo_said import Asset

if TYPE_CHECKING:
    from bot.simulators.zalo import ZaloSimulator

# Bytes, types, and where the id stands (several integrators; not Zalo's own text).
_UPLOADS = {
    "image": (1_000_000, ("image/jpeg", "image/png"), "attachment_id"),
    "gif": (5_000_000, ("image/gif",), "attachment_id"),
    "file": (5_000_000, (), "token"),
}
_HISTORY = 10  # most items of one call (one integrator)
_USERS, _FURTHEST = 50, 9951  # of a list of users (several integrators)


class Data:
    def __init__(self, zalo: ZaloSimulator) -> None:
        self.zalo = zalo

    def install(self) -> None:
        add = self.zalo.app.add_api_route
        add("/v2.0/oa/getoa", self.get_oa, methods=["GET"])
        add("/v3.0/oa/user/detail", self.user_detail, methods=["GET"])
        add("/v3.0/oa/user/getlist", self.user_list, methods=["GET"])
        add("/v3.0/oa/quota/message", self.quota, methods=["POST"])
        add("/v2.0/oa/conversation", self.history, methods=["GET"])
        add("/v2.0/oa/listrecentchat", self.recent, methods=["GET"])
        add("/v2.0/oa/upload/{kind}", self.upload, methods=["POST"])

    def _parameters(self, request: Request) -> dict[str, Any]:
        """GET takes one JSON object in `data` (several integrators)."""
        try:
            data = json.loads(request.query_params.get("data", "{}"))
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise self.zalo.wrong("-201", "data is invalid")
        return data

    def _span(self, data: dict[str, Any], most: int) -> slice:
        try:
            offset, count = int(data.get("offset", 0)), int(data.get("count", most))
        except (TypeError, ValueError):
            raise self.zalo.wrong("-201", "offset is invalid") from None
        if not 0 <= offset <= _FURTHEST or not 0 <= count <= most:
            raise self.zalo.wrong("-210", "count is over the limit")
        return slice(offset, offset + count)

    async def get_oa(self, request: Request) -> Response:
        account = self.zalo.authorised(request)
        await self.zalo.fate(account, call="account")
        followers = sum(bool(each.details.get("follows")) for each in account.people.values())
        return self.zalo.answer(
            {
                "oaid": account.id,
                "oa_id": account.id,
                "name": account.name,
                "oa_type": account.oa_type,
                "is_verified": True,
                "num_follower": followers,
                "package_name": account.package,
                "package_valid_through_date": "31/12/2027",
                "linked_zca": "",
            }
        )

    async def user_detail(self, request: Request) -> Response:
        """-213 for somebody who does not follow (one integrator's journal)."""
        account = self.zalo.authorised(request)
        person = self.zalo.recipient(account, self._parameters(request))
        await self.zalo.fate(account, person, "profile")
        if not person.details.get("follows"):
            raise self.zalo.wrong("-213")
        return self.zalo.answer(_detail(person))

    async def user_list(self, request: Request) -> Response:
        account = self.zalo.authorised(request)
        everybody, span = list(account.people), self._span(self._parameters(request), _USERS)
        users = [{"user_id": id} for id in everybody[span]]
        page = {"total": len(everybody), "count": len(users), "offset": span.start, "users": users}
        return self.zalo.answer(page)

    async def quota(self, request: Request) -> Response:
        account = self.zalo.authorised(request)
        person = self.zalo.recipient(account, await self.zalo.body(request))
        last = person.last_act
        total = account.free_replies if account.free_replies is not None else 9999
        left = max(total - person.details.get("replies", 0), 0) if last else 0
        since = int(last.timestamp() * 1000) if last else 0
        reply = {"remain": left, "total": total}
        return self.zalo.answer({"last_interaction": since, "cs_reply": reply})

    async def history(self, request: Request) -> Response:
        account = self.zalo.authorised(request)
        data = self._parameters(request)
        person = self.zalo.recipient(account, data)
        newest = person.bubbles[::-1][self._span(data, _HISTORY)]
        return self.zalo.answer([_item(account, person, each) for each in newest])

    async def recent(self, request: Request) -> Response:
        account = self.zalo.authorised(request)
        people = [each for each in account.people.values() if each.bubbles]
        people.sort(key=lambda each: each.bubbles[-1].at, reverse=True)
        some = people[self._span(self._parameters(request), _HISTORY)]
        return self.zalo.answer([_item(account, each, each.bubbles[-1]) for each in some])

    async def upload(self, request: Request, kind: str, file: UploadFile) -> Response:
        account = self.zalo.authorised(request)
        await self.zalo.fate(account, call="upload")
        if kind not in _UPLOADS:
            raise self.zalo.wrong("-201", "type is invalid")
        largest, types, field = _UPLOADS[kind]
        body, type = await file.read(), file.content_type or "application/octet-stream"
        if len(body) > largest:
            raise self.zalo.wrong("-210", "file is over the limit")
        if types and type not in types:
            raise self.zalo.wrong("-201", "file is invalid")
        kept = self.zalo.world.media.put(body, type, "tai-len")
        asset = Asset(secrets.token_urlsafe(24), self.zalo.world.pace.now(), kept.path)
        self.zalo.assets[asset.id] = asset
        return self.zalo.answer({field: asset.id})


def _detail(person: Person) -> dict[str, Any]:
    last = person.last_act
    return {
        "user_id": person.id,
        "user_id_by_app": by_app(person),
        "display_name": person.name,
        "user_alias": person.name,
        "is_sensitive": False,
        "user_is_follower": True,
        "user_last_interaction_date": last.strftime("%d/%m/%Y") if last else "",
        "avatar": "",
        "avatars": {"120": "", "240": ""},
        "tags_and_notes_info": {"notes": [], "tag_names": []},
        "shared_info": {},
    }


def _item(account: ZaloAccount, person: Person, bubble: Bubble) -> dict[str, Any]:
    """`src` 1: the person's (one integrator, who fills gaps from it every 5 minutes)."""
    theirs = bubble.by == "person"
    return {
        "src": 1 if theirs else 0,
        "time": int(bubble.at.timestamp() * 1000),
        "type": {"image": "photo"}.get(bubble.said.kind, "text"),
        "message": bubble.text,
        "message_id": bubble.id,
        "from_id": person.id if theirs else account.id,
        "to_id": account.id if theirs else person.id,
        "from_display_name": person.name if theirs else account.name,
    }
