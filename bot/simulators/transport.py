"""Lets code that calls the vendors by their own names reach the simulators instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from bot.simulators.app import Simulators

_MEDIA = (".zdn.vn", ".fbcdn.net")


class VendorTransport(httpx.AsyncBaseTransport):
    """Answers the vendors' hosts, without a network; any other host cannot be reached, unless
    there is an `otherwise`."""

    def __init__(
        self, simulators: Simulators, otherwise: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._hosts = {
            "openapi.zalo.me": httpx.ASGITransport(simulators.zalo.app),
            "oauth.zaloapp.com": httpx.ASGITransport(simulators.zalo.oauth),
            "business.openapi.zalo.me": httpx.ASGITransport(simulators.zalo.business),
            "graph.facebook.com": httpx.ASGITransport(simulators.graph.app),
            "api.telegram.org": httpx.ASGITransport(simulators.telegram.app),
        }
        self._media = httpx.ASGITransport(simulators.app)
        self._otherwise = otherwise

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        transport = self._hosts.get(host) or (
            self._media if host.endswith(_MEDIA) else self._otherwise
        )
        if transport is None:
            raise httpx.ConnectError(f"no such host here: {host}", request=request)
        return await transport.handle_async_request(request)
