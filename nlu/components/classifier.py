"""The intent model as a Rasa component.

It learns from every example and from the other ways people type it. What is named in a message
does not change its ranking: with enough examples the words say as much (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .extractors import words_of
from .features import Features, features
from .intent_model import IntentModel, Ranking
from .normalise import nfc
from .questions import two_questions
from .tokenizer import spelled
from .variants import variants
from .words import Word, cut

_FILE = "intents.pickle"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel,
    ) -> None:
        self._config = config
        self._model_storage, self._resource = model_storage, resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource, IntentModel())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        # Spellings of an example share its number: none is held back while another is seen.
        seen = dict.fromkeys(
            (number, example.get(INTENT), _features(cut(nfc(text))))
            for number, example in enumerate(training_data.intent_examples)
            for text in (example.get(TEXT), *variants(example.get(TEXT)))
        )
        numbers, intents, spellings = zip(*seen, strict=True)
        self._model.fit(spellings, intents, numbers)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            whole = self._model.rank(_features(words_of(message)))
            ranking = self._listed(whole)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("questions", self._questions(message, whole), add_to_output=True)
        return messages

    def _listed(self, ranking: Ranking) -> list[dict[str, Any]]:
        best = ranking[: self._config["ranking_length"]]
        return [{"name": name, "confidence": chance} for name, chance in best]

    def _questions(self, message: Message, whole: Ranking) -> list[dict[str, Any]]:
        """Both questions of a message that asks two; empty for any other."""
        words = words_of(message)
        found = two_questions(
            message.get(TEXT) or "",
            words,
            whole,
            lambda start, end: self._model.rank(_features(words[start:end])),
        )
        return [
            {
                "start": words[part.start].start,
                "end": words[part.end - 1].end,
                "spelled": spelled(words[part.start : part.end]),
                "intent_ranking": self._listed(part.ranking),
            }
            for part in found or ()
        ]


def _features(words: Sequence[Word]) -> Features:
    return features(word.lemma for word in words)
