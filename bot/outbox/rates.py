"""How fast an account may send: messages a second, and how many at once.

Below what the vendors allow, so that a second worker's clock or a vendor's own count never
brings the answer "too many".
"""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN = (1.0, 5.0)  # of a channel without a row

RATES: Mapping[str, tuple[float, float]] = {
    # 4,000 calls a minute for an app, and some say 100 a minute for an OA of the Growth package
    # (several integrators, 2026): the vendor's -32 holds the account when it is less.
    "zalo": (20.0, 20.0),
    # 300 a second for a Page: Meta, overview/rate-limiting, 2026-03-23.
    "messenger": (100.0, 100.0),
    # About 30 a second for a bot: Telegram's Bots FAQ, as several quote it, 2026.
    "telegram": (25.0, 25.0),
    # Unknown; 3,000 a month are free (several sources, 2026).
    "zalo_bot": (1.0, 5.0),
}
