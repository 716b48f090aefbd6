"""Every channel with a webhook, by the name that stands in its address."""

from __future__ import annotations

from bot.channels.contract import Channel

CHANNELS: dict[str, Channel] = {}
