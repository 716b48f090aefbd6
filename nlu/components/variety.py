"""Adds to every training example the other ways people type it. Does nothing to messages.

Spellings of one example share a number, so that none of them is held back while another is seen.
The names that people marked in the examples are for checking (nlu/check.py): what the classifier
learns from are those the extractors find, as in any message.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .variants import variants

EXAMPLE = "example"  # the number of the example a training message is a spelling of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SpellingVariety(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingVariety:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return TrainingData(
            [
                Message({TEXT: text, INTENT: example.get(INTENT), EXAMPLE: number})
                for number, example in enumerate(training_data.intent_examples)
                for text in (example.get(TEXT), *variants(example.get(TEXT)))
            ]
        )

    def process(self, messages: list[Message]) -> list[Message]:
        return messages
