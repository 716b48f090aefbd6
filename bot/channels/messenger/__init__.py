"""Facebook Messenger: a Page's conversations, through Meta's webhooks and Send API.

"D" in the sources below is Meta's documentation at
developers.facebook.com/documentation/business-messaging/messenger-platform.
"""

from bot.channels.messenger.channel import MessengerChannel

__all__ = ["MessengerChannel"]
