"""Adds to every training example the other ways people type it. Does nothing to messages."""

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
        more = [
            Message({TEXT: text, INTENT: example.get(INTENT)})
            for example in training_data.intent_examples
            for text in variants(example.get(TEXT))
        ]
        return training_data.merge(TrainingData(more))

    def process(self, messages: list[Message]) -> list[Message]:
        return messages
