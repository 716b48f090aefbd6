"""How much fits into one bubble, channel by channel; each limit with its source and date.

Where a vendor does not say how it counts, `unit` is "utf16": no count of characters in use is
larger, so what fits by it fits by all of them. Titles are counted in the same unit; payloads in
bytes, which are never fewer than characters. Limits that are only ours say "ours".
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.contract import Capabilities

WEB = Capabilities(
    text=20_000,  # ours: the page scrolls
    unit="graphemes",
    buttons=100,  # ours
    button_title=200,  # ours: titles wrap
    button_payload=1000,  # ours: bot/web/chat_api.py
    quick=0,
    quick_title=0,
    text_with_buttons=20_000,
    caption=20_000,
    images=True,
    links=True,
    bubbles=10,
    typing=True,
    marker=True,
)

# Zalo Official Account, consultation messages (docs.zaloplatforms.com/docs/OA, 2026-08).
ZALO = Capabilities(
    text=2000,  # several integrators quoting Zalo's page, 2026-08 and 2026-09
    unit="utf16",  # how it counts: unknown
    buttons=5,  # several integrators quoting Zalo's page, 2026-07
    button_title=35,  # of promotion messages, one integrator, 2026-08; another has 100 for all
    button_payload=900,  # 1000 characters, several integrators, 2026-07; the rest is for a prefix
    quick=0,  # no such bar: one integrator
    quick_title=0,
    text_with_buttons=2000,  # as `text`; two integrators send it so, unconfirmed
    caption=2000,  # `message.text` beside the media template (Zalo's Java and PHP SDK, 2023-12)
    images=True,  # by https address (both SDKs, 2023-12)
    links=True,  # oa.open.url (Zalo's PHP SDK, 2023-12)
    bubbles=2,  # ours: 8 free messages within 48 h by some sources (2026-09), no limit by others
    typing=False,  # none known
    marker=False,  # nothing of ours comes back in oa_send_*; matched by msg_id
)

# developers.facebook.com/documentation/business-messaging/messenger-platform
MESSENGER = Capabilities(
    text=2000,  # Meta's reference as of 2026-05
    unit="utf16",  # code points or UTF-16: unknown
    buttons=3,  # button template, Meta, an older edition of the page
    button_title=20,  # several integrators, unconfirmed
    button_payload=1000,  # "1000 characters": Meta, quick replies and menu, 2026-05
    quick=13,  # Meta, send-messages, 2026-05-05
    quick_title=20,  # the same
    text_with_buttons=640,  # button template, Meta, an older edition of the page
    caption=0,  # an image goes alone, before the text: quick replies on it get hidden (courier)
    images=True,  # attachment by address, Meta, 2026-05-05
    links=True,  # web_url
    bubbles=4,  # ours
    typing=True,  # sender_action typing_on, up to 20 s (courier 26.3.38, 2026-08)
    marker=True,  # message.metadata, 1000 characters, comes back in the echo
)

# core.telegram.org/bots/api, Bot API 10.3, as in aiogram 3.31.0 (2026-08-26)
TELEGRAM = Capabilities(
    text=4096,  # sendMessage.text "after entities parsing"
    unit="utf16",  # "characters"; measured as code points by one integrator, 2026-08-29
    buttons=20,  # ours; 100 and 10 kB of keyboard in all by several integrators, unconfirmed
    button_title=40,  # ours: what one row of a phone shows
    button_payload=64,  # callback_data, 1-64 bytes; aiogram does not check it
    quick=0,  # reply keyboards stay and answer with plain text: not used
    quick_title=0,
    text_with_buttons=4096,
    caption=1024,  # sendPhoto.caption "after entities parsing"
    images=True,  # sendPhoto by address
    links=True,  # InlineKeyboardButton.url
    bubbles=4,  # ours
    typing=True,  # sendChatAction, 5 s or less
    marker=False,
)

# Zalo Bot Platform, not the OA (bot.zapps.me/docs, as reproduced 2026-02)
ZALO_BOT = Capabilities(
    text=2000,  # sendMessage.text 1-2000
    unit="utf16",  # how it counts: unknown
    buttons=0,  # no client has any; unconfirmed
    button_title=0,
    button_payload=0,
    quick=0,
    quick_title=0,
    text_with_buttons=2000,
    caption=2000,  # sendPhoto.caption
    images=True,  # sendPhoto.photo, https address
    links=False,
    bubbles=2,  # ours: 3,000 messages a month are free (several integrators)
    typing=True,  # sendChatAction
    marker=False,
)


def plain(capabilities: Capabilities) -> Capabilities:
    """The same channel with text alone: for an account whose vendor refuses the rest."""
    return replace(capabilities, buttons=0, quick=0, images=False, links=False)
