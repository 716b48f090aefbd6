"""Zalo's event names and what each is to us.

From a community list of every event in Zalo's pages and the filter list of an n8n node (checked
2026-11). Names that are not here are of kind "unknown": kept and counted.
"""

from __future__ import annotations

from bot.channels.contract import Kind

KINDS: dict[str, Kind] = {
    "user_send_text": "text",
    "user_send_link": "text",
    "user_send_image": "image",
    "user_send_gif": "sticker",
    "user_send_sticker": "sticker",
    "user_send_audio": "voice",
    "user_send_video": "file",
    "user_send_file": "file",
    "user_send_business_card": "file",
    "user_send_location": "location",
    "anonymous_send_text": "text",
    "anonymous_send_image": "image",
    "anonymous_send_sticker": "sticker",
    "anonymous_send_file": "file",
    "follow": "follow",
    "user_click_chatnow": "follow",
    "unfollow": "unfollow",
    "user_seen_message": "read",
    "user_received_message": "delivered",
    "user_submit_info": "contact",
    "update_user_info": "contact",
    "user_withdraw": "erase",
    "change_template_status": "account",
    "change_template_quality": "account",
    "change_oa_daily_quota": "account",
    # What we have no use for. A widget's acceptance is no consent to stories.
    "user_reacted_message": "unknown",
    "oa_reacted_message": "unknown",
    "add_user_to_tag": "unknown",
    "remove_user_from_tag": "unknown",
    "remove_tag": "unknown",
    "widget_interaction_accepted": "unknown",
    "widget_failed_to_sync_user_external_id": "unknown",
    "oa_send_consent": "unknown",
    "user_reply_consent": "unknown",
    "user_call_oa": "unknown",
    "user_feedback": "unknown",
    "user_click_response_button": "unknown",
    "create_group": "unknown",
    # Listed by wrappers, said never to be sent.
    "user_click_button": "unknown",
    "user_click_link": "unknown",
}

OURS = "oa_send_"
THEIRS = ("user_send_", "anonymous_send_")


def kind_of(name: str) -> Kind:
    if name in KINDS:
        return KINDS[name]
    if name.startswith(OURS) and not of_group(name):
        return "echo"
    return "unknown"


def of_group(name: str) -> bool:
    """Group chats (GMF) are out of scope: what is said there is no talk with us."""
    return "_group_" in name or name.endswith("_group")


def is_message(name: str) -> bool:
    """Its `message.msg_id` is of this message and of no other event of the same name."""
    return name.startswith((OURS, *THEIRS)) and kind_of(name) != "unknown"


def is_anonymous(name: str) -> bool:
    return name.startswith(("anonymous_", "oa_send_anonymous_"))
