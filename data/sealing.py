"""Secrets of accounts, encrypted at rest with a key made of the product's secret key."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

_PURPOSE = b"guongsang account secrets v1"


class UnsealError(ValueError):
    """Sealed with another secret key, or damaged."""


class Seal:
    def __init__(self, secret_key: str) -> None:
        key = hashlib.scrypt(
            secret_key.encode(), salt=_PURPOSE, n=2**14, r=8, p=1, dklen=32, maxmem=2**26
        )
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode())

    def unseal(self, sealed: bytes) -> dict[str, str]:
        """
        Raises:
            UnsealError: the secret key is not the one it was sealed with.
        """
        try:
            secrets: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except (InvalidToken, ValueError) as error:
            raise UnsealError(
                "Không mở được khóa của tài khoản kênh: GUONGSANG_SECRET_KEY đã đổi?"
            ) from error
        return secrets
