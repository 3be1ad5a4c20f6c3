"""Checkpoints as Hugging Face has them, tiny, taught one sentence in two languages.

Run in the environment `.tools/convert`: `python tests/translation/tiny_hf.py FAMILY FOLDER`. Which of the
two translations a model gives depends on the language marks alone, so a right answer shows that
they are set. Only the weights and the vocabulary are small; classes, files and marks are the
real ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SOURCE = "Du skal sende papirerne inden fristen."
# Short ones: a beam of four ends with the first four translations that end, and with a model that
# is sure of one all the others are fragments.
TRANSLATIONS = {"ti": "ወረቓቕቲ ስደዱ።", "ar": "أرسلوا الأوراق.", "en": "Send the papers."}
# M2M-100 knows no Tigrinya.
TARGETS = {
    "opus": ("ti", "ar"),
    "nllb": ("ti", "ar"),
    "m2m_100": ("en", "ar"),
    "madlad": ("ti", "ar"),
}
MARKS = {
    "opus": {"ti": ">>tir<<", "ar": ">>ara<<"},
    "madlad": {"ti": "<2ti>", "ar": "<2ar>", "da": "<2da>"},
}
SMALL = {
    "d_model": 64,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 128,
    "decoder_ffn_dim": 128,
    "dropout": 0.0,
    "attention_dropout": 0.0,
}


def pieces(file: Path, **options: Any) -> Any:
    """A SentencePiece model of the sentences here."""
    import sentencepiece

    with file.open("wb") as writer:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([SOURCE, *TRANSLATIONS.values()] * 20),
            model_writer=writer,
            vocab_size=150,
            hard_vocab_limit=False,
            character_coverage=1.0,
            num_threads=1,
            minloglevel=2,
            **options,
        )
    return sentencepiece.SentencePieceProcessor(model_file=str(file))


def names_of(model: Any, first: int = 3) -> list[str]:
    return [model.id_to_piece(i) for i in range(first, model.get_piece_size())]


def opus(folder: Path) -> tuple[Any, list[tuple[list[int], list[int]]]]:
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    model = pieces(folder / "source.spm")
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    words = ["</s>", "<unk>", *MARKS["opus"].values(), *names_of(model), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}))
    files = (folder / "source.spm", folder / "target.spm", folder / "vocab.json")
    tokenizer = MarianTokenizer(*map(str, files), source_lang="dan", target_lang="tir")
    tokenizer.save_pretrained(folder)
    pad = len(words) - 1
    config = MarianConfig(
        vocab_size=len(words),
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        max_position_embeddings=64,
        scale_embedding=True,
        **SMALL,
    )
    taught = [
        (tokenizer(f"{MARKS['opus'][to]} {SOURCE}").input_ids, target(tokenizer, TRANSLATIONS[to]))
        for to in TARGETS["opus"]
    ]
    return MarianMTModel(config), taught


def m2m_100(folder: Path) -> tuple[Any, list[tuple[list[int], list[int]]]]:
    from transformers import M2M100Tokenizer

    model = pieces(folder / "sentencepiece.bpe.model")
    words = ["<s>", "<pad>", "</s>", "<unk>", *names_of(model)]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}))
    files = (folder / "vocab.json", folder / "sentencepiece.bpe.model")
    # The published folders name the marks of all languages, which the class does not by itself.
    languages = M2M100Tokenizer(*map(str, files)).lang_token_to_id
    tokenizer = M2M100Tokenizer(
        *map(str, files), src_lang="da", tgt_lang="ar", additional_special_tokens=list(languages)
    )
    tokenizer.save_pretrained(folder)
    taught = marked(tokenizer, {code: code for code in ("da", *TARGETS["m2m_100"])}, "m2m_100")
    return m2m_model(words_of(tokenizer)), taught


def words_of(tokenizer: Any) -> int:
    """The vocabulary, then the marks of a hundred languages, then rows that nothing uses."""
    marks = len(tokenizer.lang_token_to_id)
    return int(tokenizer.encoder_size + marks + tokenizer.num_madeup_words)


def nllb(folder: Path) -> tuple[Any, list[tuple[list[int], list[int]]]]:
    from transformers import NllbTokenizer, NllbTokenizerFast

    pieces(folder / "sentencepiece.bpe.model")
    file = str(folder / "sentencepiece.bpe.model")
    NllbTokenizer(file, src_lang="dan_Latn", tgt_lang="tir_Ethi").save_pretrained(folder)
    tokenizer = NllbTokenizerFast.from_pretrained(folder)
    tokenizer.save_pretrained(folder)  # as the published folders: both kinds of files
    names = {"da": "dan_Latn", "ti": "tir_Ethi", "ar": "arb_Arab"}
    return m2m_model(len(tokenizer)), marked(tokenizer, names, "nllb")


def m2m_model(words: int) -> Any:
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    config = M2M100Config(
        vocab_size=words,
        max_position_embeddings=64,
        scale_embedding=True,
        decoder_start_token_id=2,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        **SMALL,
    )
    return M2M100ForConditionalGeneration(config)


def marked(tokenizer: Any, names: dict[str, str], family: str) -> list[tuple[list[int], list[int]]]:
    found = []
    for to in TARGETS[family]:
        tokenizer.src_lang, tokenizer.tgt_lang = names["da"], names[to]
        source = tokenizer(SOURCE).input_ids
        found.append((source, tokenizer(text_target=TRANSLATIONS[to]).input_ids))
    return found


def madlad(folder: Path) -> tuple[Any, list[tuple[list[int], list[int]]]]:
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    model = pieces(folder / "spiece.model", user_defined_symbols=list(MARKS["madlad"].values()))
    tokenizer = T5Tokenizer(str(folder / "spiece.model"), extra_ids=0, pad_token="<s>", legacy=True)
    tokenizer.save_pretrained(folder)
    config = T5Config(
        vocab_size=model.get_piece_size(),
        d_model=64,
        d_kv=32,
        d_ff=128,
        num_layers=1,
        num_heads=2,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=0,
    )
    taught = [
        (
            tokenizer(f"{MARKS['madlad'][to]} {SOURCE}").input_ids,
            tokenizer(TRANSLATIONS[to]).input_ids,
        )
        for to in TARGETS["madlad"]
    ]
    return T5ForConditionalGeneration(config), taught


def target(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text_target=text).input_ids)


def loss_of(model: Any, source: list[int], wanted: list[int], skipped: int) -> Any:
    """The loss of a translation, its first `skipped` pieces aside: they are given, not guessed."""
    import torch

    target = torch.tensor([wanted])
    start = torch.full_like(target[:, :1], model.config.decoder_start_token_id)
    found = model(
        input_ids=torch.tensor([source]), decoder_input_ids=torch.cat([start, target[:, :-1]], 1)
    )
    return torch.nn.functional.cross_entropy(found.logits[0, skipped:], target[0, skipped:])


def teach(model: Any, taught: list[tuple[list[int], list[int]]]) -> float:
    """Train until the model knows the pairs; the last loss."""
    import torch

    model.train()
    skipped = int(model.config.model_type == "m2m_100")  # the language's mark
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss = float("inf")
    for _ in range(2_000):
        optimizer.zero_grad()
        losses = [loss_of(model, source, wanted, skipped) for source, wanted in taught]
        total = sum(losses)
        total.backward()
        optimizer.step()
        if model.config.model_type == "marian":  # translations start from nothing
            with torch.no_grad():
                model.get_input_embeddings().weight[model.config.pad_token_id].zero_()
        loss = float(total.detach())
        if loss < 0.003:
            break
    return loss


def main() -> int:
    import torch

    family, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    torch.set_num_threads(1)
    made = {"opus": opus, "m2m_100": m2m_100, "nllb": nllb, "madlad": madlad}[family]
    model, taught = made(folder)
    loss = teach(model, taught)
    model.eval().save_pretrained(folder)
    print(f"{family}: loss {loss:.4f}")
    return 0 if loss < 0.02 else 1


if __name__ == "__main__":
    raise SystemExit(main())
