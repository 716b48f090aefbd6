"""One account at each vendor and one person there, for whoever starts the simulators by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.simulators.graph_account import FIELDS, MORE_FIELDS, PageAccount
from bot.simulators.telegram_account import BotAccount
from bot.simulators.zalo_account import ACCESS_LIFE, REFRESH_LIFE, Tokens, ZaloAccount

if TYPE_CHECKING:
    from bot.simulators.app import Simulators

PERSON = "Lê Thị An"
ZALO_PERSON = "4587963210478523691"  # beyond 2^53, as Zalo's are
PSID = "6912345678901234"
CHAT = "900000001"


@dataclass(frozen=True)
class ProductAccount:
    """What the product has to be told of an account, in the names of its channels."""

    channel: str
    slug: str
    vendor_id: str
    secrets: dict[str, str] = field(repr=False)
    options: dict[str, str] = field(default_factory=dict)


def zalo_account(slug: str, now: dt.datetime, **changed: Any) -> ZaloAccount:
    tokens = Tokens(
        access="ma-truy-cap-mo-phong",
        access_until=now + ACCESS_LIFE,
        refresh="ma-lam-moi-mo-phong",
        refresh_until=now + REFRESH_LIFE,
    )
    given: dict[str, Any] = {
        "id": "1234567890123456789",
        "slug": slug,
        "name": "UBND xã (mô phỏng)",
        "app_id": "111222333444",
        "app_secret": "khoa-ung-dung-zalo-mo-phong",
        "oa_secret": "khoa-oa-zalo-mo-phong",
        "tokens": tokens,
    }
    return ZaloAccount(**given | changed)


def page_account(slug: str, **changed: Any) -> PageAccount:
    given: dict[str, Any] = {
        "id": "102030405060708",
        "slug": slug,
        "name": "Trang UBND xã (mô phỏng)",
        "app_id": "998877665544",
        "app_secret": "khoa-ung-dung-facebook-mo-phong",
        "verify_token": "ma-xac-minh-mo-phong",
        "page_token": "ma-truy-cap-trang-mo-phong",
        "subscribed": FIELDS | MORE_FIELDS,
        "engaged": 1000,
        "profile": {"get_started": {"payload": "GET_STARTED"}},
    }
    return PageAccount(**given | changed)


def bot_account(slug: str, **changed: Any) -> BotAccount:
    given: dict[str, Any] = {
        "id": "7001002003",
        "slug": slug,
        "name": "Gương Sáng (mô phỏng)",
        "token": "7001002003:ma-bot-mo-phong",
        "secret_token": "ma-bi-mat-mo-phong",
    }
    return BotAccount(**given | changed)


def for_product(simulators: Simulators, base: str) -> list[ProductAccount]:
    """`base` is where the product reaches the simulators."""
    base = base.rstrip("/")
    found = []
    for zalo in simulators.zalo.accounts.values():
        secrets = {
            "app_id": zalo.app_id,
            "app_secret": zalo.app_secret,
            "oa_secret_key": zalo.oa_secret,
            "access_token": zalo.tokens.access,
            "refresh_token": zalo.tokens.refresh,
        }
        options = {"api_base": f"{base}/zalo", "oauth_base": f"{base}/zalo-oauth"}
        found.append(ProductAccount("zalo", zalo.slug, zalo.id, secrets, options))
    for page in simulators.graph.accounts.values():
        secrets = {
            "app_secret": page.app_secret,
            "verify_token": page.verify_token,
            "page_token": page.page_token,
        }
        options = {"graph_base": f"{base}/graph", "app_id": page.app_id}
        found.append(ProductAccount("messenger", page.slug, page.id, secrets, options))
    for bot in simulators.telegram.accounts.values():
        secrets = {"token": bot.token, "secret_token": bot.secret_token}
        options = {"api_base": f"{base}/telegram"}
        found.append(ProductAccount("telegram", bot.slug, bot.id, secrets, options))
    return found
