"""Words of a message, cut by spaCy's rules for its language, each with its normal form."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
        self._pipelines: Mapping[str | None, Pipeline] = _pipelines(profiles)

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
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Profiles lie outside the graph: a changed one makes what was trained with it old."""
        return Profiles.load().fingerprint()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message, never none for a text."""
        text: str = message.get(attribute)
        pipeline = self._pipelines.get(message.get(LANGUAGE)) or self._pipelines[None]
        document = pipeline.make_doc(SEPARATORS.sub(" ", text))
        tokens = []
        for word in document:
            normal = self._normaliser.text(word.text)
            if normal:
                tokens.append(Token(text[word.idx : word.idx + len(word)], word.idx, lemma=normal))
        found: list[Token] = self._apply_token_pattern(tokens or [Token(text, 0)])
        return found


def _pipelines(profiles: Profiles) -> Mapping[str | None, Pipeline]:
    """A blank spaCy pipeline per language; under None that of the source language."""
    languages = {**profiles.others, **profiles.spoken}
    found: dict[str | None, Pipeline] = {
        code: spacy.blank(language.spacy) for code, language in languages.items()
    }
    source = next(code for code, language in profiles.spoken.items() if language.source)
    found[None] = found[source]
    return found
