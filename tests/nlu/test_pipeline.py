"""The components together, as Rasa runs them: trained, stored, loaded and asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import KernelClassifier
from bot.nlu.features import NgramFeaturizer
from bot.nlu.followup_component import FollowupClassifier
from bot.nlu.language_component import LanguageComponent
from bot.nlu.meaning import MeaningFeaturizer
from bot.nlu.several import MessageParts, SeveralQuestions
from bot.nlu.tokenizer import SpacyTokenizer
from bot.nlu.transliteration_component import TransliterationComponent
from bot.settings import ROOT

EXAMPLES = {
    "housing_benefit": {
        "da": ["Hvordan søger jeg boligstøtte?", "Kan jeg få hjælp til huslejen?", "boligstøtte"],
        "ar": ["كيف أطلب إعانة السكن؟", "بدي boligstøtte", "shlon aqaddem 3ala boligstøtte"],
        "ti": ["ሓገዝ ክራይ ገዛ ብኸመይ ይሓትት?", "boligstøtte እንታይ እዩ", "hagez kray geza"],
    },
    "doctor": {
        "da": ["Hvordan får jeg en læge?", "Mit barn er syg, hvem ringer jeg til?", "skifte læge"],
        "ar": ["كيف أغير طبيب العائلة؟", "ابني مريض بدي دكتور", "kif la2i doktor"],
        "ti": ["ሓኪም ብኸመይ እረክብ?", "ቆልዓይ ሓሚሙ", "hakim yedlyeni alo"],
    },
    "greet": {"da": ["Hej", "Goddag"], "ar": ["مرحبا", "salam"], "ti": ["ሰላም", "kemey aleka"]},
}


def message(text: str, **metadata: Any) -> Message:
    return Message(data={"text": text, "metadata": metadata or None})


def examples() -> TrainingData:
    return TrainingData(
        [
            Message.build(text=text, intent=intent, example_metadata={"detected": code})
            for intent, languages in EXAMPLES.items()
            for code, texts in languages.items()
            for text in texts
        ]
    )


STEPS: list[tuple[Any, dict[str, Any]]] = [
    (MessageParts, {}),
    (LanguageComponent, {}),
    (TransliterationComponent, {}),
    (SpacyTokenizer, {}),
    (NgramFeaturizer, {"alias": "words"}),
    (NgramFeaturizer, {"alias": "sounds", "of": "sounds", "words_max": 2}),
    (MeaningFeaturizer, {"alias": "meaning"}),
    (KernelClassifier, {}),
    (FollowupClassifier, {}),
    (SeveralQuestions, {}),
]


class Pipeline:
    """The components in the order of config.yml, trained, then loaded afresh."""

    def __init__(self, folder: Path) -> None:
        storage = LocalModelStorage(folder)
        data = examples()
        self.components: list[Any] = []
        for place, (kind, config) in enumerate(STEPS):
            name = f"{kind.__name__}{place}"
            context = ExecutionContext(GraphSchema({}), node_name=name)
            given = ({**kind.get_default_config(), **config}, storage, Resource(name), context)
            trained = kind.create(*given)
            if hasattr(trained, "train"):
                trained.train(data)
            loaded = kind.load(*given)
            if hasattr(loaded, "process_training_data"):
                data = loaded.process_training_data(data)
            self.components.append(loaded)

    def tokens(self, text: str) -> list[Token]:
        messages = [message(text)]
        for component in self.components[:4]:
            messages = component.process(messages)
        return list(messages[0].get("text_tokens"))

    def parse(self, text: str, **metadata: Any) -> dict[str, Any]:
        messages = [message(text, **metadata)]
        for component in self.components:
            messages = component.process(messages)
        return messages[0].as_dict(only_output_properties=True)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_STATE", str(tmp_path_factory.mktemp("state")))
        patch.setenv("BOT_CONTENT", str(content(tmp_path_factory.mktemp("content"))))
        yield Pipeline(tmp_path_factory.mktemp("model"))


def content(folder: Path) -> Path:
    """The project's content with one entry."""
    for name in ("languages", "nlu", "ui"):
        (folder / name).symlink_to(ROOT / "data" / name)
    for name in ("topics.yml", "contacts.yml"):
        (folder / name).symlink_to(ROOT / "data" / name)
    entry = Path("faq/everyday/doctor.yml")
    (folder / entry).parent.mkdir(parents=True)
    (folder / entry).symlink_to(ROOT / "data" / entry)
    return folder


@pytest.mark.parametrize(
    ("text", "intent", "language", "romanised"),
    [
        ("hvordan søge boligstøte", "housing_benefit", "da", False),
        ("إعانة السكن كيف", "housing_benefit", "ar", False),
        ("ሐገዝ ክራይ ገዛ", "housing_benefit", "ti", False),
        ("min læge??", "doctor", "da", False),
        ("بدي طبيب", "doctor", "ar", False),
        ("hakim yedly", "doctor", "ti", True),
        ("hakim ydly aleku", "doctor", "ti", True),
        ("bdna tabib lal 3a2ile", "doctor", "ar", True),
        ("HEJ", "greet", "da", False),
    ],
)
def test_intent_and_language(
    pipeline: Pipeline, text: str, intent: str, language: str, romanised: bool
) -> None:
    found = pipeline.parse(text)
    assert found["intent"]["name"] == intent
    assert found.get("language") == language
    assert found["romanised"] == romanised
    ranking = found["intent_ranking"]
    assert ranking[0] == found["intent"]
    assert sum(place["confidence"] for place in ranking) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("Hvordan søger jeg boligstøtte? Hvor er min læge?", ["housing_benefit", "doctor"]),
        ("كيف إعانة السكن ووين الطبيب؟", ["housing_benefit", "doctor"]),
        ("Hvor er min læge?", []),
        ("Min læge er i dag, jeg er syg.", []),
    ],
)
def test_the_parts_of_a_message_are_understood(
    pipeline: Pipeline, text: str, intents: list[str]
) -> None:
    assert [part["name"] for part in pipeline.parse(text)["questions"]] == intents


def test_what_stands_after_a_correction_is_meant(pipeline: Pipeline) -> None:
    found = pipeline.parse("Nej, jeg mener boligstøtte")
    assert found["intent"]["name"] == "housing_benefit"
    assert found["text"] == "Nej, jeg mener boligstøtte"


def test_a_short_question_is_about_the_last_subject(pipeline: Pipeline) -> None:
    found = pipeline.parse("og hvad koster det?", subject="danish_enrol")
    assert found["intent"] == {"name": "danish_price", "confidence": 1.0}
    assert pipeline.parse("min læge", subject="danish_enrol")["intent"]["name"] == "doctor"


@pytest.mark.parametrize("text", ["😀", "?", "zzqqxx", "你好吗", "Ω"])
def test_what_was_never_seen_is_unknown(pipeline: Pipeline, text: str) -> None:
    found = pipeline.parse(text)
    assert found["intent"]["confidence"] == 0
    assert found["intent_ranking"] == []


def test_the_language_that_the_channel_found_is_kept(pipeline: Pipeline) -> None:
    assert pipeline.parse("MitID", detected="ti")["language"] == "ti"


def test_tokens_point_into_the_message(pipeline: Pipeline) -> None:
    text = "Hej, ነፍሰ፡ጾር (boligstøtte)!"
    tokens = [(token.start, token.end) for token in pipeline.tokens(text)]
    words = [text[start:end] for start, end in tokens]
    assert words == ["Hej", "ነፍሰ", "ጾር", "boligstøtte"]
