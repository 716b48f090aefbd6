"""The Vietnamese tokenizer as a Rasa component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from .normalise import nfc
from .words import Word, cut

SPELLED = "spelled"  # the message with chat spelling written out


def spelled(words: Sequence[Word]) -> str:
    return " ".join(word.lemma for word in words)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Tokens keep the message's own spelling; `lemma` is the form that is compared."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = nfc(message.get(attribute))
        if attribute == TEXT:
            # Offsets are answered for this text, so it is the one to send back.
            message.set(TEXT, text, add_to_output=True)
        found = cut(text)
        if attribute == TEXT:
            message.set(SPELLED, spelled(found), add_to_output=True)
        return [Token(word.text, word.start, word.end, lemma=word.lemma) for word in found]
