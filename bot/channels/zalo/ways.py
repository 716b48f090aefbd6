"""The variants of sending that OAs differ in, and which to try when Zalo refuses one.

- endpoint: `/v3.0/oa/message/cs`, or `/v2.0/oa/message` with the same body. Two public bodies' bots
  report, live, that v3 answers -235 to an OA of a state agency while v2 works; other OAs get -240
  from v2.
- buttons: a text beside an attachment that holds only `buttons` (two integrators), or
  `template_type: "button"` with the text in the payload (others).
- proof: whether calls carry `appsecret_proof` (-242 speaks of it; nobody says if it is needed).

All these refusals come before anything is sent, so trying on costs no second message.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.channels.contract import Account, Button, Part
from bot.channels.zalo import addresses, errors
from bot.channels.zalo.content import PREFIX

API = "https://openapi.zalo.me"
PATHS = {"v3": "/v3.0/oa/message/cs", "v2": "/v2.0/oa/message"}


@dataclass(frozen=True)
class Way:
    """Named as in `Account.options`."""

    endpoint: str = "v3"
    buttons: str = "bare"
    proof: str = "without"

    @classmethod
    def of(cls, options: Mapping[str, str], address: str) -> Way:
        """A visitor of the web widget is answered over v2 alone (Zalo's SDKs)."""
        known = {name: options[name] for name in asdict(cls()) if name in options}
        if addresses.is_anonymous(address) or known.get("endpoint") not in PATHS:
            known["endpoint"] = "v2" if addresses.is_anonymous(address) else "v3"
        return cls(**known)

    def instead(self, code: int | None, part: Part, address: str) -> Way | None:
        """The way to try after this code, if another may help."""
        endpoint_fixed = addresses.is_anonymous(address)
        match code:
            case errors.NOT_THIS_OA if self.endpoint == "v3" and not endpoint_fixed:
                return replace(self, endpoint="v2")
            case errors.V2_SHUT if self.endpoint == "v2" and not endpoint_fixed:
                return replace(self, endpoint="v3")
            case errors.BAD_PROOF:
                return replace(self, proof="without" if self.proof == "with" else "with")
            case errors.INVALID if part.buttons or part.quick:
                return replace(self, buttons="bare" if self.buttons == "typed" else "typed")
        return None

    def learnt(self, before: Way) -> dict[str, str]:
        """What differs from the way first tried."""
        mine, theirs = asdict(self), asdict(before)
        return {name: mine[name] for name in mine if mine[name] != theirs[name]}

    def body(self, address: str, part: Part) -> dict[str, Any]:
        return {"recipient": addresses.recipient(address), "message": self._message(part)}

    def _message(self, part: Part) -> dict[str, Any]:
        """No part holds both a picture and buttons in a shape known to work: the buttons, without
        which there is no way on, win."""
        buttons = [_button(each) for each in (*part.buttons, *part.quick)]
        if buttons and self.buttons == "typed":
            typed = {"template_type": "button", "text": part.text, "buttons": buttons}
            return {"attachment": _template(typed)}
        if buttons:
            return {"text": part.text, "attachment": _template({"buttons": buttons})}
        if part.image:
            media = {
                "template_type": "media",
                "elements": [{"media_type": "image", "url": part.image}],
            }
            caption = part.text or part.alt
            return {**({"text": caption} if caption else {}), "attachment": _template(media)}
        return {"text": part.text}


def base(account: Account) -> str:
    return (account.options.get("api_base") or API).rstrip("/")


def headers(account: Account, proof: str) -> dict[str, str]:
    """Zalo takes the token in a header of its own, not as a bearer."""
    token = account.secrets.get("access_token", "")
    secret = account.secrets.get("app_secret", "")
    found = {"access_token": token}
    if proof == "with" and secret:
        found["appsecret_proof"] = appsecret_proof(secret, token)
    return found


def appsecret_proof(secret: str, token: str) -> str:
    """Hex of HMAC-SHA256(app secret, access token), as Zalo's PHP SDK has it."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _template(payload: dict[str, Any]) -> dict[str, Any]:
    return {"type": "template", "payload": payload}


def _button(button: Button) -> dict[str, Any]:
    """`oa.query.hide` sends the payload back without showing it in the conversation."""
    if button.url is not None:
        return {"title": button.title, "type": "oa.open.url", "payload": {"url": button.url}}
    return {"title": button.title, "type": "oa.query.hide", "payload": PREFIX + button.payload}
