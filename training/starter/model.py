"""The network: Marian of Hugging Face transformers, from nothing, with the sizes named here."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import torch
from transformers import MarianConfig, MarianMTModel

from training.starter.examples import LONGEST


@dataclass(frozen=True)
class Shape:
    """Sizes. The default has about 7 million parameters with 8,000 pieces."""

    width: int = 256
    inner: int = 1024
    heads: int = 4
    encoder: int = 4
    decoder: int = 2
    dropout: float = 0.1
    pieces: int = 8_000


SHAPES = {
    "starter": Shape(),
    "tiny": Shape(width=32, inner=64, heads=2, encoder=1, decoder=1, dropout=0.0, pieces=1_000),
}


def new_model(shape: Shape, size: int, pad: int, end: int) -> Any:
    """A model with random weights for a vocabulary of `size` with the numbers `pad` and `end`."""
    config = MarianConfig(
        vocab_size=size,
        decoder_vocab_size=size,
        d_model=shape.width,
        encoder_ffn_dim=shape.inner,
        decoder_ffn_dim=shape.inner,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_layers=shape.encoder,
        decoder_layers=shape.decoder,
        dropout=shape.dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation_function="swish",
        max_position_embeddings=512,
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        pad_token_id=pad,
        eos_token_id=end,
        bos_token_id=None,
        decoder_start_token_id=pad,
        forced_eos_token_id=None,
        init_std=shape.width**-0.5,
    )
    model = MarianMTModel(config)
    clear_pad(model)
    return model


def clear_pad(model: Any) -> None:
    """Translations start from `<pad>`, which is nothing: CTranslate2 starts from zeros, too.
    The weights are shared with the output, so training would move it.
    """
    with torch.no_grad():
        model.get_input_embeddings().weight[model.config.pad_token_id].zero_()


def loss_of(model: Any, batch: list[Any], device: torch.device, smoothing: float = 0.0) -> Any:
    """The mean cross entropy of a piece of the translations of a batch, and how many there are."""
    pad = int(model.config.pad_token_id)
    source = _padded([one.source for one in batch], pad, device)
    target = _padded([one.target for one in batch], pad, device)
    begun = torch.cat([torch.full_like(target[:, :1], pad), target[:, :-1]], dim=1)
    with warnings.catch_warnings(), torch.autocast(device.type, dtype=torch.bfloat16):
        warnings.simplefilter("ignore")
        hidden = model.model(
            input_ids=source, attention_mask=(source != pad).long(), decoder_input_ids=begun
        ).last_hidden_state
        # Only where a piece is wanted, and without `<pad>`, which no translation has.
        wanted = target != pad
        scores = model.lm_head(hidden[wanted])[:, :pad]
    return torch.nn.functional.cross_entropy(
        scores.float(), target[wanted], label_smoothing=smoothing
    ), int(wanted.sum())


def _padded(rows: list[tuple[int, ...]], pad: int, device: torch.device) -> torch.Tensor:
    longest = min(max(map(len, rows)), LONGEST)
    return torch.tensor([[*row, *[pad] * (longest - len(row))] for row in rows], device=device)
