"""Entities from the gazetteer and from patterns, as Rasa components."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .names import Gazetteer
from .reading import Entity, name_entities, pattern_entities
from .words import Word

_FILE = "gazetteer.json"
_KIND = DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR


class _Extractor(GraphComponent):
    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    def find(self, message: Message) -> list[Entity]:
        raise NotImplementedError

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [{**entity, EXTRACTOR: type(self).__name__} for entity in self.find(message)]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


@DefaultV1Recipe.register(_KIND, is_trainable=False)
class PatternExtractor(_Extractor):
    """Entities `date`, `document_number` and `code`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternExtractor:
        return cls()

    def find(self, message: Message) -> list[Entity]:
        return pattern_entities(message.get(TEXT) or "")


@DefaultV1Recipe.register(_KIND, is_trainable=True)
class GazetteerExtractor(_Extractor):
    """Entities of the gazetteer's kinds. The file is read in training and kept in the model."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        source: bytes,
    ) -> None:
        self._model_storage, self._resource = model_storage, resource
        self._source = source
        self._gazetteer = Gazetteer(json.loads(source))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"path": "build/gazetteer.json"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GazetteerExtractor:
        return cls(model_storage, resource, Path(config["path"]).read_bytes())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GazetteerExtractor:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, (folder / _FILE).read_bytes())

    def train(self, training_data: TrainingData) -> Resource:
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(self._source)
        return self._resource

    def find(self, message: Message) -> list[Entity]:
        return name_entities(words_of(message), self._gazetteer)


def words_of(message: Message) -> list[Word]:
    tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
    return [Word(token.text, token.start, token.end, token.lemma) for token in tokens]
