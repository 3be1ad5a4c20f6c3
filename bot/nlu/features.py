"""A sparse featurizer: groups of letters and words, of a message's words or of its sounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.featurised import FeaturisedData
from bot.nlu.language_component import LANGUAGE
from bot.nlu.ngrams import NgramShape, NgramVectoriser
from bot.nlu.profiles import Profiles
from bot.nlu.sounds import readers
from bot.nlu.transliteration_component import NATIVE_WORDS

OF = "of"
WORDS, SOUNDS = "words", "sounds"
LETTERS_MIN = "letters_min"
LETTERS_MAX = "letters_max"
WORDS_MAX = "words_max"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Gives each message one sparse sentence vector (see NgramVectoriser).

    It reads the normal forms (`lemma`) that the tokenizer left. Letter groups are cut within
    words, so that an inflected, joined or misspelt word still shares most of them.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **SparseFeaturizer.get_default_config(),
            # "words", or "sounds": the consonants of the words, in whatever script they are
            # written (only for languages whose profile says how its letters sound).
            OF: WORDS,
            # Shortest and longest letter group; the mark for a word's end counts as a letter.
            LETTERS_MIN: 2,
            LETTERS_MAX: 4,
            # Longest group of words in a row.
            WORDS_MAX: 1,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Validates that the component is configured properly."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        vectoriser: NgramVectoriser | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._vectoriser = vectoriser
        self._readers = readers(Profiles.load().spoken) if config[OF] == SOUNDS else {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            vectoriser = NgramVectoriser.read(_shape(config), folder)
        return cls(config, execution_context.node_name, model_storage, resource, vectoriser)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Profiles lie outside the graph: a changed one makes what was trained with it old."""
        return Profiles.load().fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which groups there are and how much each says, from the examples."""
        examples = [m for m in training_data.training_examples if m.get(TEXT) and m.get(INTENT)]
        texts = [self._words(message) for message in examples]
        labels = [message.get(INTENT) for message in examples]
        self._vectoriser = NgramVectoriser.fit(_shape(self._config), texts, labels)
        with self._model_storage.write_to(self._resource) as folder:
            self._vectoriser.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector of each training example."""
        before = training_data.fingerprint()
        vectors = self._add(training_data.training_examples)
        return FeaturisedData.of(before, training_data, vectors)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vector of each message."""
        self._add(messages)
        return messages

    def _add(self, messages: list[Message]) -> csr_matrix:
        if self._vectoriser is None:
            return csr_matrix((0, 0))
        with_text = [message for message in messages if message.get(TEXT)]
        vectors = self._vectoriser.transform([self._words(message) for message in with_text])
        for place, message in enumerate(with_text):
            self.add_features_to_message(None, vectors[place], TEXT, message)
        return vectors

    def _words(self, message: Message) -> Sequence[str]:
        words = words_of(message)
        if self._config[OF] == WORDS:
            return [*words, *message.get(NATIVE_WORDS, ())]
        code = message.get(LANGUAGE)
        # Without a clear language each is tried; another language's sounds are seldom known.
        tried = [self._readers[code]] if code in self._readers else self._readers.values()
        spoken = code is None or code in self._readers
        return [sounds for reader in tried for sounds in reader.words(words)] if spoken else []


def words_of(message: Message) -> list[str]:
    """The normal forms of a message's words; none where it has neither letters nor digits."""
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    # A normal form can be of several words: "24/7" is cut here.
    return [w for t in tokens for w in t.lemma.split() if any(char.isalnum() for char in w)]


def _shape(config: dict[str, Any]) -> NgramShape:
    return NgramShape(config[LETTERS_MIN], config[LETTERS_MAX], config[WORDS_MAX])
