"""The training: two losses, one after the other in each step.

*Examples*: each entry has a vector of its own (a proxy); a question shall lie nearest to that of
its entry (softmax over cosines, Movshovitz-Attias et al. 2017). *Pairs*: a text shall lie nearer
to its anchor's vector by the first model, which stays as it was, than to those of other anchors
(InfoNCE, van den Oord et al. 2018; towards a fixed teacher as in Reimers & Gurevych 2020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.nn import functional
from tqdm import trange

from training.encoder.batches import (
    EXAMPLES,
    as_asked,
    as_written,
    example_batches,
    pair_batches,
    tensors,
)
from training.encoder.corpora import Example, Pair
from training.encoder.network import WIDTH, Network

SHARPNESS = 20.0  # of a softmax over cosines
SMOOTHING = 0.05  # of the labels
OTHERS = 6000  # anchors that a pair's own is set against
PAIRS_WEIGHT = 0.6
KEEP = 100  # steps between two savings
WARM = 60  # steps
LANGUAGES = {"ti": 0.5, "ar": 0.27, "da": 0.13, "en": 0.1}  # share of the pairs


@dataclass(frozen=True)
class Plan:
    """How long and how fast: passes over the examples, and the highest rate of learning."""

    passes: float = 3.5
    rate: float = 8e-5


class Learning:
    """One training. What it learned is in `network`; `file` lets it go on where it was."""

    def __init__(
        self,
        network: Network,
        processor: Any,
        examples: Sequence[Example],
        pairs: Mapping[str, Sequence[Pair]],
        anchors: tuple[Sequence[tuple[str, str]], Any],
        plan: Plan,
        file: Path,
    ) -> None:
        self.network, self._processor, self._file = network, processor, file
        self._examples, self._pairs = examples, pairs
        keys, vectors = anchors
        self._anchor = {key: place for place, key in enumerate(keys)}
        self._bank = torch.tensor(vectors)
        self._entries = sorted({example.entry for example in examples})
        self.steps = int(plan.passes * len(examples) / EXAMPLES)
        self._proxies = torch.nn.Parameter(torch.zeros(len(self._entries), WIDTH))
        rest = [p for name, p in network.named_parameters() if name != "word.weight"]
        groups = [
            {"params": rest, "lr": plan.rate, "weight_decay": 0.01},
            {"params": [network.word.weight], "lr": plan.rate * 2.5, "weight_decay": 0},
            {"params": [self._proxies], "lr": 3e-3, "weight_decay": 0},
        ]
        self._optimiser = torch.optim.AdamW(groups)
        self._rates = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda s: min(1, (s + 1) / WARM) * max(0.03, 1 - s / self.steps)
        )

    def run(self) -> None:
        """Go through all steps that are left, with a line of progress."""
        begun = self._restored()
        random = Random(begun)
        asked, read = (
            example_batches(self._examples, random),
            pair_batches(self._pairs, LANGUAGES, random),
        )
        self.network.train()
        for step in (bar := trange(begun, self.steps, initial=begun, total=self.steps)):
            own = self._from_examples(next(asked), random)
            own.backward()
            other = self._from_pairs(next(read), random)
            (PAIRS_WEIGHT * other).backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self._optimiser.step()
            self._optimiser.zero_grad(set_to_none=True)
            self._rates.step()
            bar.set_postfix(examples=f"{own.item():.2f}", pairs=f"{other.item():.2f}")
            if (step + 1) % KEEP == 0:
                self._save(step + 1)
        self.network.eval()

    def _vectors(self, texts: Sequence[str]) -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            return self.network(*tensors(self._processor, texts))

    def _from_examples(self, batch: Sequence[Example], random: Random) -> Any:
        found = self._vectors([as_asked(example.text, random) for example in batch])
        wanted = torch.tensor([self._entries.index(example.entry) for example in batch])
        scores = SHARPNESS * found @ functional.normalize(self._proxies, dim=-1).T
        return functional.cross_entropy(scores, wanted, label_smoothing=SMOOTHING)

    def _from_pairs(self, batch: Sequence[Pair], random: Random) -> Any:
        found = self._vectors([as_written(pair.text, random) for pair in batch])
        own = torch.tensor([self._anchor[pair.anchor] for pair in batch])
        drawn = torch.cat([own, torch.randint(len(self._bank), (OTHERS,))])
        same = own[:, None] == drawn[None]
        same.fill_diagonal_(False)  # the own anchor, drawn again, is no wrong one
        scores = (SHARPNESS * found @ self._bank[drawn].T).masked_fill(same, float("-inf"))
        return functional.cross_entropy(scores, torch.arange(len(batch)))

    def _parts(self) -> dict[str, Any]:
        return {
            "network": self.network,
            "optimiser": self._optimiser,
            "rates": self._rates,
        }

    def _save(self, step: int) -> None:
        state = {name: part.state_dict() for name, part in self._parts().items()}
        part = self._file.with_suffix(".part")
        torch.save({"step": step, "proxies": self._proxies.data, **state}, part)
        part.replace(self._file)

    def _restored(self) -> int:
        if not self._file.exists():
            self._proxies.data = self._first_proxies()
            return 0
        state = torch.load(self._file)
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        self._proxies.data = state["proxies"]
        return int(state["step"])

    def _first_proxies(self) -> Any:
        """The mean vector of some questions of each entry, less what all entries share."""
        sums = torch.zeros(len(self._entries), WIDTH)
        seen: dict[str, int] = {}
        chosen = []
        for example in self._examples:
            seen[example.entry] = seen.get(example.entry, 0) + 1
            if seen[example.entry] % 3 == 1:
                chosen.append(example)
        self.network.eval()
        with torch.no_grad():
            for start in range(0, len(chosen), EXAMPLES):
                batch = chosen[start : start + EXAMPLES]
                places = torch.tensor([self._entries.index(example.entry) for example in batch])
                sums.index_add_(0, places, self._vectors([example.text for example in batch]))
        means = functional.normalize(sums, dim=-1)
        return functional.normalize(means - means.mean(0), dim=-1)
