"""A bare Rasa with the same content: a project as Rasa's own tutorial makes it.

One intent, one rule and one response in the domain for each entry; Rasa's own rest channel,
tracker store and pipeline. It answers everybody in the source language, and knows neither
states of texts nor danger nor private data: it is the floor of what an answer can cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.answers.wording import Wording
from bot.content.model import Content
from bot.training.importer import trained_entries

FEATURES: tuple[dict[str, Any], ...] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
)
# What `rasa init` writes (Rasa 3.6), without what answers nothing here: entities, stories.
RECOMMENDED: tuple[dict[str, Any], ...] = (
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
)
FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
EPOCHS = 100  # as in what `rasa init` writes


def pipelines(epochs: int = EPOCHS) -> Mapping[str, list[dict[str, Any]]]:
    """Rasa's pipelines by name; `epochs` are those of DIET."""
    diet = {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True}
    logistic = {"name": "LogisticRegressionClassifier"}
    tokens, *counts = FEATURES
    return {
        "logistic": [tokens, *counts, logistic, FALLBACK],
        "diet": [tokens, *RECOMMENDED, *counts, diet, FALLBACK],
    }


def write_bare(content: Content, folder: Path, pipeline: list[dict[str, Any]]) -> None:
    """Write config.yml, domain.yml, credentials.yml and data/ of the project into a folder."""
    entries = list(trained_entries(content))
    answer = content.source_lang
    words = Wording(content, answer)
    texts = {
        entry.id: words.rendered(entry.answers[answer].text)
        if answer in entry.answers
        else entry.id
        for entry in entries
    }
    nlu = [
        {
            "intent": entry.id,
            "examples": "".join(
                f"- {_plain(question)}\n"
                for asked in entry.questions.values()
                for question in asked
            ),
        }
        for entry in entries
    ]
    rules = [
        {"rule": entry.id, "steps": [{"intent": entry.id}, {"action": f"utter_{entry.id}"}]}
        for entry in entries
    ]
    rules.append(
        {"rule": "fallback", "steps": [{"intent": "nlu_fallback"}, {"action": "utter_default"}]}
    )
    responses = {f"utter_{name}": [{"text": text}] for name, text in texts.items()}
    domain = {
        "version": "3.1",
        "intents": [entry.id for entry in entries] + ["nlu_fallback"],
        "responses": responses | {"utter_default": [{"text": "?"}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    config = {
        "recipe": "default.v1",
        "assistant_id": "bare",
        "language": answer,
        "pipeline": pipeline,
        "policies": [{"name": "RulePolicy"}],
    }
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", config)
    _write(folder / "domain.yml", domain)
    _write(folder / "credentials.yml", {"rest": None})
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules})


def _plain(question: str) -> str:
    """A question on one line, without the signs that mean something in Rasa's examples."""
    return " ".join(question.translate({ord(sign): " " for sign in "[](){}"}).split())


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
