"""What the encoder makes of the sources, kept: while it is not trained it need not run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from tqdm import tqdm

BATCH = 64


class States:
    """The states of texts by key, in half the size that they are computed in."""

    def __init__(self, encoder: Any, sources: Mapping[int, Sequence[int]], device: Any) -> None:
        encoder.eval()
        order = sorted(sources, key=lambda key: len(sources[key]))
        self._found: dict[int, Any] = {}
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            for start in tqdm(range(0, len(order), BATCH), desc="sources", disable=None):
                keys = order[start : start + BATCH]
                numbers, present = padded([sources[key] for key in keys], device)
                made = encoder(numbers, present).to(torch.bfloat16).cpu()
                for key, row in zip(keys, made, strict=True):
                    self._found[key] = row[: len(sources[key])].clone()

    def of(self, keys: Sequence[int], device: Any) -> tuple[Any, Any]:
        """The states of texts, of shape (texts, pieces, width), and which of them are present."""
        rows = [self._found[key] for key in keys]
        states = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        present = torch.arange(states.shape[1])[None, :] < lengths[:, None]
        return states.to(device), present.to(device)


def padded(rows: Sequence[Sequence[int]], device: Any, filling: int = 0) -> tuple[Any, Any]:
    """The rows as one tensor, and which of its numbers are theirs."""
    longest = max(map(len, rows))
    numbers = torch.tensor([[*row, *[filling] * (longest - len(row))] for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    present = torch.arange(longest)[None, :] < lengths[:, None]
    return numbers.to(device), present.to(device)
