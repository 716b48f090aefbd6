"""Zalo Official Account (OA) over Zalo's OpenAPI.

Zalo's pages are at https://docs.zaloplatforms.com/docs/OA/. What they leave open, and several
integrators answer differently, is tried in an order and learnt per account (`Account.options`):

    signature   app_id+body | app_id+header | oa_id+body | oa_id+header | <term>+either
    endpoint    v3 | v2
    buttons     bare | typed
    proof       without | with

`api_base` and `oauth_base` among them are other addresses than Zalo's: a relay, a simulator.
"""

from bot.channels.zalo.channel import ZaloChannel

__all__ = ["ZaloChannel"]
