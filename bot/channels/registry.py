"""Every channel with a webhook, by the name that stands in its address."""

from __future__ import annotations

from bot.channels.contract import Channel
from bot.channels.messenger import MessengerChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_bot import ZaloBotChannel

CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        MessengerChannel(),
        TelegramChannel(),
        ZaloChannel(),
        ZaloBotChannel(),
    )
}
