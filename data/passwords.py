"""Officials' passwords (argon2id) and the codes of their second factor (TOTP, RFC 6238)."""

from __future__ import annotations

import datetime as dt
import hmac
import unicodedata
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256  # characters
ISSUER = "Gương Sáng"
STEP = 30  # seconds a code lasts
_hasher = PasswordHasher()  # the library's defaults are RFC 9106's for little memory


class WeakPassword(ValueError):
    """Why a password is not taken, for the person who chose it."""


def normal(password: str) -> str:
    """The same letters whichever way a keyboard composes their marks."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, *known: str) -> str:
    """`known`: what must not be the password: the login, the name.

    Raises:
        WeakPassword: too short, too long, one letter repeated, or something known.
    """
    password = normal(password)
    if len(password) < SHORTEST:
        raise WeakPassword(f"Mật khẩu cần ít nhất {SHORTEST} ký tự.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Mật khẩu dài quá {LONGEST} ký tự.")
    if len(set(password)) < 5:
        raise WeakPassword("Mật khẩu cần ít nhất 5 ký tự khác nhau.")
    if any(normal(each).casefold() == password.casefold() for each in known):
        raise WeakPassword("Mật khẩu không được là tên hoặc tên đăng nhập.")
    return _hasher.hash(password)


@cache
def nobodys() -> str:
    """Compared with when there is no such login, so that it takes as long."""
    return _hasher.hash("không của ai cả")


def is_password(password: str, hashed: str) -> bool:
    """Takes tens of milliseconds and 64 MiB: not in the event loop."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(hashed, normal(password))
    except (VerificationError, InvalidHashError):
        return False


def hashed_again(password: str) -> str:
    """One that was right a moment ago, with today's parameters."""
    return _hasher.hash(normal(password))


def is_outdated(hashed: str) -> bool:
    """Hashed with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(secret: str, login: str) -> str:
    """What an authenticator's QR code holds."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name=ISSUER)


def totp_step(secret: str, code: str, now: dt.datetime, last: int) -> int | None:
    """The half minute whose code it is: this one or the one before or after, later than `last`."""
    totp, current = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    given = "".join(code.split())
    for step in (current - 1, current, current + 1):
        if step > last and hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            return step
    return None
