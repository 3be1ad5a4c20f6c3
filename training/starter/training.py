"""The training: goes on from its last checkpoint, ends by its plan, by time or by a signal.

In its first part the encoder stays as it is, so that its states are computed once and a step costs
a third. After that the upper half of the encoder is trained as well, with small steps, mostly on
the project's own sentences.
"""

from __future__ import annotations

import dataclasses
import math
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from training.starter.examples import Example, batches
from training.starter.states import States, padded

CHECKPOINT = "checkpoint.pt"
SMOOTHING = 0.1
CLIP = 1.0
LAST = 0.05  # of the rate, at the end of a part


@dataclass(frozen=True)
class Part:
    """A part of the training. `steps` of it, `rate` of the decoder and `encoder_rate` of the upper
    `layers` of the encoder at most; the others stay as they are. Of the sentences that are not the
    project's own, `others` are seen in a round.
    """

    steps: int
    rate: float
    layers: int = 0
    encoder_rate: float = 0.0
    others: float = 1.0
    warm: int = 300


@dataclass(frozen=True)
class Plan:
    """How to train. `seconds`: of wall time, and `most`: steps, both from now on; `save_seconds`:
    between two checkpoints; `tokens`: padded pieces of a batch, both sides.
    """

    parts: tuple[Part, ...]
    seconds: float | None = None
    most: int | None = None
    save_seconds: float = 300.0
    tokens: int = 4_000
    seed: int = 7


PLANS = {
    "starter": (
        Part(4_000, 1e-3),
        Part(6_200, 5e-4, 6, 1.5e-4, others=0.35),
        Part(1_300, 2.5e-4, 6, 8e-5, others=0.1, warm=100),
    ),
    "tiny": (Part(30, 3e-3, warm=5), Part(10, 1e-3, 1, 1e-4, others=0.5, warm=2)),
}


@dataclass
class Place:
    """How far the training has come: the part, its steps, its round, batches of the round."""

    part: int = 0
    step: int = 0
    round: int = 0
    batch: int = 0


class Training:
    """Trains a model in `folder`, where its checkpoint is."""

    def __init__(self, model: Any, plan: Plan, folder: Path) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.place = Place()
        self._plan, self._file = plan, folder / CHECKPOINT
        self._optimizer = torch.optim.AdamW(
            [{"params": model.decoder.parameters()}, {"params": model.encoder.parameters()}],
            betas=(0.9, 0.98),
            weight_decay=0.01,
            fused=True,
        )
        self._states: States | None = None
        self._done = 0  # steps, of this run
        self._stopped = False

    def resume(self) -> bool:
        """Take up the checkpoint where there is one."""
        if not self._file.is_file():
            return False
        found = torch.load(self._file, map_location=self.device, weights_only=True)
        self.model.load_state_dict(found["model"])
        self._optimizer.load_state_dict(found["optimizer"])
        self.place = Place(**found["place"])
        torch.set_rng_state(found["chance"].cpu())
        return True

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        part = self._file.with_name(CHECKPOINT + ".part")
        state = {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "place": dataclasses.asdict(self.place),
            "chance": torch.get_rng_state(),
        }
        torch.save(state, part)
        os.replace(part, self._file)

    def run(self, examples: Sequence[Example], tests: Sequence[Example]) -> None:
        """Train until the plan's end or a signal, and leave a checkpoint."""
        self._listen()
        begun = time.monotonic()
        while self.place.part < len(self._plan.parts) and not self._late(begun):
            part = self._plan.parts[self.place.part]
            sources = {one.key: one.source for one in examples}
            frozen = part.layers == 0
            self._states = States(self.model.encoder, sources, self.device) if frozen else None
            self._run_part(part, examples, tests, begun)
            if self.place.step >= part.steps:
                self.place = Place(self.place.part + 1)
            self.save()

    def loss(self, tests: Sequence[Example]) -> float:
        """The mean loss of a piece of `tests`; NaN where there are none."""
        mean = Mean()
        self.model.eval()
        with torch.no_grad():
            for batch in batches(tests, self._plan.tokens, seed=0):
                loss, number = self._loss(batch, 0.0)
                mean.add(float(loss), number)
        return mean.value

    def _run_part(
        self, part: Part, examples: Sequence[Example], tests: Sequence[Example], begun: float
    ) -> None:
        mean, saved = Mean(), time.monotonic()
        with tqdm(initial=self.place.step, total=part.steps, disable=None) as bar:
            for batch in self._batches(examples, part):
                if self.place.step >= part.steps or self._late(begun):
                    break
                mean.add(*self._step(batch, part))
                bar.update()
                if time.monotonic() - saved >= self._plan.save_seconds:
                    self.save()
                    _say(self.place, mean, self.loss(tests))
                    mean, saved = Mean(), time.monotonic()
        _say(self.place, mean, self.loss(tests))

    def _batches(self, examples: Sequence[Example], part: Part) -> Iterator[list[Example]]:
        """From where the training stands, without end; the same after a restart."""
        while True:
            seed = self._plan.seed + self.place.round
            ready = batches(examples, self._plan.tokens, seed, part.others)
            for batch in ready[self.place.batch :]:
                yield batch
                self.place.step += 1
                self.place.batch += 1
            self.place.round, self.place.batch = self.place.round + 1, 0

    def _step(self, batch: list[Example], part: Part) -> tuple[float, int]:
        self.model.train()
        self.model.encoder.train_upper(part.layers)
        share = _share(self.place.step + 1, part)
        rates = (part.rate * share, part.encoder_rate * share)
        for group, rate in zip(self._optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        loss, number = self._loss(batch, SMOOTHING, part.layers, self._states)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self._optimizer.step()
        self._done += 1
        return float(loss.detach()), number

    def _loss(
        self, batch: list[Example], smoothing: float, layers: int = 0, kept: States | None = None
    ) -> tuple[Any, int]:
        """The mean cross entropy of a piece of the translations of a batch, and how many. The upper
        `layers` of the encoder learn from it; where its states are `kept`, none does.
        """
        with torch.autocast(self.device.type, torch.bfloat16):
            if kept is None:
                numbers, present = padded([one.source for one in batch], self.device)
                source = self.model.encoder(numbers, present, layers)
            else:
                source, present = kept.of([one.key for one in batch], self.device)
            target, there = padded([one.target for one in batch], self.device)
            states = self.model.decoder(target[:, :-1], source, present)
            wanted = there[:, 1:].clone()
            wanted[:, 0] = False  # the language is given
            scores = self.model.decoder.scores(states[wanted])
        right = target[:, 1:][wanted]
        loss = torch.nn.functional.cross_entropy(scores.float(), right, label_smoothing=smoothing)
        return loss, int(wanted.sum())

    def _late(self, begun: float) -> bool:
        seconds, most = self._plan.seconds, self._plan.most
        late = seconds is not None and time.monotonic() - begun >= seconds
        return self._stopped or late or (most is not None and self._done >= most)

    def _listen(self) -> None:
        """A first Ctrl-C or SIGTERM ends the training in order, a second one at once."""

        def stop(number: int, _: object) -> None:
            self._stopped = True
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)


class Mean:
    """A mean of losses, by their number of pieces, and the pieces a second since it was begun."""

    def __init__(self) -> None:
        self._sum, self._number, self._begun = 0.0, 0, time.monotonic()

    def add(self, loss: float, number: int) -> None:
        """One batch more."""
        self._sum += loss * number
        self._number += number

    @property
    def value(self) -> float:
        """The mean; NaN where nothing was added."""
        return self._sum / self._number if self._number else math.nan

    @property
    def speed(self) -> float:
        """Pieces of translations a second."""
        return self._number / max(time.monotonic() - self._begun, 1e-9)


def _share(step: int, part: Part) -> float:
    """Of the rate: up in a straight line, then down in half a cosine."""
    if step < part.warm:
        return step / part.warm
    done = min(1.0, (step - part.warm) / max(1, part.steps - part.warm))
    return LAST + (1 - LAST) * (1 + math.cos(math.pi * done)) / 2


def _say(place: Place, mean: Mean, test: float) -> None:
    tqdm.write(
        f"part {place.part + 1}, step {place.step}, round {place.round + 1}: loss {mean.value:.3f},"
        f" held-out loss {test:.3f}, {mean.speed:.0f} pieces of translations a second"
    )
