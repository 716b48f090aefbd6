"""Telegram: the Bot API of core.telegram.org/bots/api, as of Bot API 10.3 (August 2026).

Calls are made with the httpx client the contract passes, not with aiogram's `Bot`: that brings a
second HTTP client (aiohttp), raises the same `ClientDecodeError` without a status for an HTML 429
(nothing arrived), an HTML 502 (nothing arrived) and a garbled 200 (it may have arrived), which
call for three different things, and needs a bot object a token.

Updates are read by hand as well. aiogram's types check everything in an update, so one new kind
of a field we never read (a quoted message, a new type of chat) loses the whole message, and
`import aiogram` costs about 5 s of CPU and 140 MB in every process (3.31.0, measured on two busy
cores). The tests hold what we read and send against aiogram's types instead.
"""

from bot.channels.telegram.channel import TelegramChannel, delete_webhook, set_webhook

__all__ = ["TelegramChannel", "delete_webhook", "set_webhook"]
