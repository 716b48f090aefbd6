"""Accounts as the channels see them: opened, and with nothing of the database."""

from __future__ import annotations

from bot.channels.contract import Account
from data.care import KEPT
from data.models import ChannelAccount
from data.sealing import Seal


def as_account(row: ChannelAccount, seal: Seal) -> Account:
    """
    Raises:
        UnsealError: the product's secret key is not the one the secrets were sealed with.
    """
    return Account(
        channel=row.channel,
        slug=row.slug,
        vendor_id=row.vendor_id,
        locality=row.locality,
        secrets=seal.unseal(row.secrets),
        options={key: str(value) for key, value in row.options.items() if key not in KEPT},
    )
