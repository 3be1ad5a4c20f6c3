"""A real model of a few kilobytes: a Marian checkpoint with random weights, and what it becomes.

It translates into nonsense, always the same; everything around it is real: SentencePiece, the
converter, CTranslate2, Argos Translate.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import sentencepiece
import yaml

SIZE, FFN, HEADS = 16, 32, 2
CORPUS = (
    "Du skal sende papirerne inden fristen.",
    "Vi har modtaget din ansøgning om boligstøtte.",
    "Læs hele brevet, før du skriver under.",
    "استلمنا طلبكم وسنجيب عليه قريبا.",
    "اقرؤوا الرسالة كلها قبل أن توقّعوا.",
    "ጠለብኩም በጺሑና ኣሎ።",
    "ቅድሚ ምፍራምኩም ንምሉእ ደብዳቤ ኣንብብዎ።",
)


def marian_checkpoint(folder: Path, extra: tuple[str, ...] = ()) -> Path:
    """Write a native Marian/OPUS-MT checkpoint; `extra` are more words of its vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 20),
        model_writer=model,
        vocab_size=120,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    words = ["</s>", "<unk>", *extra]
    words += [pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size())]
    quoted = [
        '"' + w.replace("\\", "\\\\").replace('"', '\\"') + f'": {i}' for i, w in enumerate(words)
    ]
    (folder / "opus.spm32k-spm32k.vocab.yml").write_text("\n".join(quoted), encoding="utf-8")
    np.savez(folder / "opus.npz", **_weights(len(words)))
    decoder = {"models": ["opus.npz"], "vocabs": ["opus.spm32k-spm32k.vocab.yml"] * 2}
    (folder / "decoder.yml").write_text(yaml.safe_dump(decoder), encoding="utf-8")
    return folder


def _weights(words: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)

    def matrix(*shape: int) -> np.ndarray:
        return random.normal(0, 0.3, shape).astype(np.float32)

    found = {"Wemb": matrix(words, SIZE), "decoder_ff_logit_out_b": matrix(1, words)}
    blocks = {"encoder_l1": ("self",), "decoder_l1": ("self", "context")}
    for layer, attentions in blocks.items():
        for attention in attentions:
            for name in "qkvo":
                found[f"{layer}_{attention}_W{name}"] = matrix(SIZE, SIZE)
                found[f"{layer}_{attention}_b{name}"] = matrix(1, SIZE)
            found |= _norm(f"{layer}_{attention}_Wo")
        found[f"{layer}_ffn_W1"], found[f"{layer}_ffn_b1"] = matrix(SIZE, FFN), matrix(1, FFN)
        found[f"{layer}_ffn_W2"], found[f"{layer}_ffn_b2"] = matrix(FFN, SIZE), matrix(1, SIZE)
        found |= _norm(f"{layer}_ffn_ffn")
    config = {
        "type": "transformer",
        "enc-depth": 1,
        "dec-depth": 1,
        "transformer-heads": HEADS,
        "transformer-ffn-activation": "relu",
        "transformer-preprocess": "",
        "transformer-postprocess": "dan",
        "transformer-postprocess-emb": "d",
        "transformer-postprocess-top": "",
        "transformer-decoder-autoreg": "self-attention",
        "transformer-no-projection": False,
        "transformer-guided-alignment-layer": "last",
    }
    text = yaml.safe_dump(config).encode() + b"\0"
    found["special:model.yml"] = np.frombuffer(text, np.int8)
    return found


def _norm(name: str) -> dict[str, np.ndarray]:
    ones, zeros = np.ones((1, SIZE), np.float32), np.zeros((1, SIZE), np.float32)
    return {f"{name}_ln_scale": ones, f"{name}_ln_bias": zeros}
