"""What Zalo's developer console does when the webhook and the domain are entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from bot.simulators.zalo_account import ZaloAccount

if TYPE_CHECKING:
    from bot.simulators.zalo import ZaloSimulator


async def register_webhook(zalo: ZaloSimulator, account: ZaloAccount, url: str) -> bool:
    """An unsigned POST of `{}` has to be answered 200, else the console does not save the address
    (one integrator, seen in real traffic). Switches a webhook on again."""
    try:
        answer = await zalo.world.http.post(
            url, content=b"{}", headers={"Content-Type": "application/json"}, timeout=5
        )
    except (httpx.HTTPError, OSError):
        return False
    if answer.status_code != 200:
        return False
    account.webhook = account.mail.url = url
    account.mail.on = True
    return True


async def verify_domain(zalo: ZaloSimulator, site: str, code: str) -> bool:
    """The file `/zalo_verifier<code>.html`, or the meta tag on the home page (several
    integrators, two of them public bodies)."""
    try:
        file = await zalo.world.http.get(f"{site.rstrip('/')}/zalo_verifier{code}.html")
        if file.status_code == 200 and file.text.strip():
            return True
        home = await zalo.world.http.get(site)
    except (httpx.HTTPError, OSError):
        return False
    return "zalo-platform-site-verification" in home.text and code in home.text
