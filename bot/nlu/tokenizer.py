"""Words of a message, cut by spaCy's rules for its language, each with its normal form."""

from __future__ import annotations

import re
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language as Pipeline

from bot.nlu.language_component import LANGUAGE, LanguageComponent
from bot.nlu.profiles import Profiles

# Ge'ez word separators and stops that spaCy's rules leave inside a word, and a slash.
SEPARATORS = re.compile(r"[፠-፨/\\|]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyTokenizer(Tokenizer):
    """Cuts texts with `spacy.blank` of the message's language, the source language by default.

    A token's `text` is what stands in the message, its `lemma` the normal form. Tokens without
    letters and digits are left out, unless nothing else is there.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Flag to check whether to split intents
            "intent_tokenization_flag": False,
            # Symbol on which intent should be split
            "intent_split_symbol": "_",
            # Regular expression to detect tokens
            "token_pattern": None,
            # Symbol on which prefix should be split
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any], profiles: Profiles) -> None:
        super().__init__(config)
        self._normaliser = profiles.normaliser
        self._languages = {**profiles.others, **profiles.spoken}
        self._source = next(code for code, x in profiles.spoken.items() if x.source)
        # A blank pipeline takes half a second to make: only for languages that are met.
        self._pipelines: dict[str, Pipeline] = {}

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that should be included in the pipeline before this component."""
        return [LanguageComponent]

    @staticmethod
    def required_packages() -> list[str]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyTokenizer:
        """Creates a new component (see parent class for full docstring)."""
        return cls(config, Profiles.load())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpacyTokenizer:
        """Creates a component that is ready for the spoken languages at once."""
        component = cls.create(config, model_storage, resource, execution_context)
        for code in Profiles.load().spoken:
            component._pipeline(code)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Profiles lie outside the graph: a changed one makes what was trained with it old."""
        return Profiles.load().fingerprint()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message, never none for a text."""
        text: str = message.get(attribute)
        document = self._pipeline(message.get(LANGUAGE)).make_doc(SEPARATORS.sub(" ", text))
        tokens = []
        for word in document:
            normal = self._normaliser.text(word.text)
            if normal:
                tokens.append(Token(text[word.idx : word.idx + len(word)], word.idx, lemma=normal))
        found: list[Token] = self._apply_token_pattern(tokens or [Token(text, 0)])
        return found

    def _pipeline(self, code: str | None) -> Pipeline:
        known = code if code in self._languages else self._source
        if known not in self._pipelines:
            self._pipelines[known] = spacy.blank(self._languages[known].spacy)
        return self._pipelines[known]
