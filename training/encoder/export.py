"""Writes a network as a CTranslate2 model with 8-bit weights, which the bot opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sentencepiece
from ctranslate2.specs import common_spec, transformer_spec

from training.encoder.network import EPSILON, HEADS, Network


def export(network: Network, vocabulary: bytes, folder: Path) -> None:
    """Write `model.bin`, what CTranslate2 wants beside it, and `pieces.model`."""
    model = transformer_spec.TransformerEncoderModelSpec(encoder_spec(network), pooling_layer=False)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    model.register_vocabulary([pieces.id_to_piece(n) for n in range(pieces.get_piece_size())])
    model.config.unk_token = pieces.id_to_piece(0)
    model.config.layer_norm_epsilon = EPSILON
    model.validate()
    model.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder))
    (folder / "pieces.model").write_bytes(vocabulary)


def encoder_spec(network: Any) -> Any:
    """The words, places, norm and layers of an encoder, as CTranslate2 wants them."""
    spec = transformer_spec.TransformerEncoderSpec(
        len(network.layers),
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    spec.scale_embeddings = False
    spec.embeddings[0].weight = numbers(network.word.weight)
    spec.position_encodings.encodings = numbers(network.pos.weight)
    fill_norm(spec.layernorm_embedding, network.ln)
    for to, layer in zip(spec.layer, network.layers, strict=True):
        fill_linear(to.self_attention.linear[0], layer.qkv)
        fill_linear(to.self_attention.linear[1], layer.ao)
        fill_norm(to.self_attention.layer_norm, layer.aln)
        fill_linear(to.ffn.linear_0, layer.fi)
        fill_linear(to.ffn.linear_1, layer.fo)
        fill_norm(to.ffn.layer_norm, layer.oln)
    return spec


def fill_linear(spec: Any, layer: Any) -> None:
    """Give a linear layer of a specification the weights of one of torch."""
    spec.weight, spec.bias = numbers(layer.weight), numbers(layer.bias)


def fill_norm(spec: Any, layer: Any) -> None:
    """Give a norm of a specification the weights of one of torch."""
    spec.gamma, spec.beta = numbers(layer.weight), numbers(layer.bias)


def numbers(tensor: Any) -> Any:
    """A tensor as CTranslate2 takes it."""
    return tensor.detach().float().cpu().numpy()
