"""Words that must always work, in any state and also when Rasa is down: stop, a person."""

from __future__ import annotations

from actions.folding import phrase

ALWAYS: dict[str, frozenset[str]] = {
    "unsubscribe": frozenset(
        {
            "dung",
            "stop",
            "huy dang ky",
            "huy nhan tin",
            "ngung nhan tin",
            "dung nhan tin",
            "dung gui tin",
            "ngung gui tin",
            "khong nhan tin nua",
            "bo theo doi",
            "unsubscribe",
        }
    ),
    "handoff": frozenset(
        {
            "gap can bo",
            "gap nguoi that",
            "gap nguoi",
            "noi chuyen voi can bo",
            "noi chuyen voi nguoi that",
            "cho gap can bo",
            "cho toi gap can bo",
            "toi muon gap can bo",
            "em muon gap can bo",
            "gap nhan vien",
        }
    ),
}


def always_intent(text: str) -> str | None:
    said = phrase(text)
    return next((intent for intent, words in ALWAYS.items() if said in words), None)
