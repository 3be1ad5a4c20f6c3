"""Writes the network as a CTranslate2 model with 8-bit weights, in the form of an Argos package."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ctranslate2.specs import common_spec, transformer_spec

from bot.translation.installed import MODEL
from training.encoder.export import encoder_spec, fill_linear, fill_norm, numbers
from training.encoder.network import EPSILON
from training.starter.network import Translator
from training.starter.vocabulary import END_PIECE, UNKNOWN_PIECE, Vocabulary

PIECES = "sentencepiece.model"
BEGIN_PIECE = "<s>"


def export(network: Translator, vocabulary: Vocabulary, folder: Path) -> None:
    """Write the model and the pieces of its sources into `folder`, anew."""
    shutil.rmtree(folder / MODEL, ignore_errors=True)
    (folder / MODEL).mkdir(parents=True)
    spec = transformer_spec.TransformerSpec(encoder_spec(network.encoder), _decoder(network))
    sources, targets = vocabulary.pieces()
    spec.register_source_vocabulary(sources)
    spec.register_target_vocabulary(targets)
    spec.config.unk_token = UNKNOWN_PIECE
    spec.config.bos_token, spec.config.eos_token = BEGIN_PIECE, END_PIECE
    spec.config.decoder_start_token = END_PIECE
    spec.config.add_source_bos = spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = EPSILON
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder / MODEL))
    shutil.copyfile(vocabulary.source_file, folder / PIECES)


def _decoder(network: Translator) -> Any:
    own = network.decoder
    spec = transformer_spec.TransformerDecoderSpec(
        len(own.layers),
        network.shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.RELU,
    )
    spec.scale_embeddings = True
    spec.start_from_zero_embedding = False
    spec.embeddings.weight = numbers(own.word.weight)
    spec.projection.weight = spec.embeddings.weight
    spec.position_encodings.encodings = numbers(own.places)
    fill_norm(spec.layer_norm, own.ln)
    for to, layer in zip(spec.layer, own.layers, strict=True):
        fill_linear(to.self_attention.linear[0], layer.qkv)
        fill_linear(to.self_attention.linear[1], layer.so)
        fill_norm(to.self_attention.layer_norm, layer.sln)
        fill_linear(to.attention.linear[0], layer.q)
        fill_linear(to.attention.linear[1], layer.kv)
        fill_linear(to.attention.linear[2], layer.co)
        fill_norm(to.attention.layer_norm, layer.cln)
        fill_linear(to.ffn.linear_0, layer.fi)
        fill_linear(to.ffn.linear_1, layer.fo)
        fill_norm(to.ffn.layer_norm, layer.fln)
    return spec
