"""Writes a network as a CTranslate2 model with 8-bit weights, which the bot opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sentencepiece
from ctranslate2.specs import common_spec, transformer_spec

from training.encoder.network import EPSILON, HEADS, LAYERS, Network


def export(network: Network, vocabulary: bytes, folder: Path) -> None:
    """Write `model.bin`, what CTranslate2 wants beside it, and `pieces.model`."""
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = _numbers(network.word.weight)
    encoder.position_encodings.encodings = _numbers(network.pos.weight)
    _norm(encoder.layernorm_embedding, network.ln)
    for spec, layer in zip(encoder.layer, network.layers, strict=True):
        _linear(spec.self_attention.linear[0], layer.qkv)
        _linear(spec.self_attention.linear[1], layer.ao)
        _norm(spec.self_attention.layer_norm, layer.aln)
        _linear(spec.ffn.linear_0, layer.fi)
        _linear(spec.ffn.linear_1, layer.fo)
        _norm(spec.ffn.layer_norm, layer.oln)
    model = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    model.register_vocabulary([pieces.id_to_piece(n) for n in range(pieces.get_piece_size())])
    model.config.unk_token = pieces.id_to_piece(0)
    model.config.layer_norm_epsilon = EPSILON
    model.validate()
    model.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder))
    (folder / "pieces.model").write_bytes(vocabulary)


def _linear(spec: Any, layer: Any) -> None:
    spec.weight, spec.bias = _numbers(layer.weight), _numbers(layer.bias)


def _norm(spec: Any, layer: Any) -> None:
    spec.gamma, spec.beta = _numbers(layer.weight), _numbers(layer.bias)


def _numbers(tensor: Any) -> Any:
    return tensor.detach().float().numpy()
