"""The training: goes on from its last checkpoint, ends by steps, by time or by a signal."""

from __future__ import annotations

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
from training.starter.model import clear_pad, loss_of

CHECKPOINT = "checkpoint.pt"
SMOOTHING = 0.1
CLIP = 1.0


@dataclass(frozen=True)
class Plan:
    """How to train. `steps`: in all, those before a restart included; `seconds`: of wall time
    from now on; `save_seconds`: between two checkpoints; `tokens`: padded pieces of a batch.
    """

    steps: int | None = None
    seconds: float | None = None
    save_seconds: float = 300.0
    tokens: int = 3_000
    rate: float = 1e-3
    warm: int = 500
    seed: int = 7


@dataclass
class Place:
    """How far the training has come: steps in all, the round, batches done of the round."""

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
            model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01
        )
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
            "place": vars(self.place),
            "chance": torch.get_rng_state(),
        }
        torch.save(state, part)
        os.replace(part, self._file)

    def run(self, examples: Sequence[Example], tests: Sequence[Example]) -> None:
        """Train until the plan's end or a signal, and leave a checkpoint."""
        saved = begun = time.monotonic()
        mean = Mean()
        self._listen()
        with tqdm(initial=self.place.step, total=self._plan.steps, disable=None) as bar:
            for batch in self._batches(examples):
                if self._done(begun):
                    break
                mean.add(*self._step(batch))
                bar.update()
                if time.monotonic() - saved >= self._plan.save_seconds:
                    self.save()
                    _say(self.place, mean, self.loss(tests))
                    mean, saved = Mean(), time.monotonic()
        self.save()
        _say(self.place, mean, self.loss(tests))

    def loss(self, tests: Sequence[Example]) -> float:
        """The mean loss of a piece of `tests`; NaN where there are none."""
        mean = Mean()
        self.model.eval()
        with torch.no_grad():
            for batch in batches(tests, self._plan.tokens, seed=0):
                loss, number = loss_of(self.model, batch, self.device)
                mean.add(float(loss), number)
        return mean.value

    def _batches(self, examples: Sequence[Example]) -> Iterator[list[Example]]:
        """From where the training stands, without end; the same after a restart."""
        while True:
            ready = batches(examples, self._plan.tokens, self._plan.seed + self.place.round)
            for batch in ready[self.place.batch :]:
                yield batch
                self.place.step += 1
                self.place.batch += 1
            self.place.round, self.place.batch = self.place.round + 1, 0

    def _step(self, batch: list[Example]) -> tuple[float, int]:
        self.model.train()
        rate = self._rate(self.place.step + 1)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        loss, number = loss_of(self.model, batch, self.device, SMOOTHING)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self._optimizer.step()
        clear_pad(self.model)
        return float(loss.detach()), number

    def _rate(self, step: int) -> float:
        warm = self._plan.warm
        return self._plan.rate * min(step / warm, math.sqrt(warm / step))

    def _done(self, begun: float) -> bool:
        plan = self._plan
        late = plan.seconds is not None and time.monotonic() - begun >= plan.seconds
        return self._stopped or late or (plan.steps is not None and self.place.step >= plan.steps)

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


def _say(place: Place, mean: Mean, test: float) -> None:
    tqdm.write(
        f"step {place.step}, round {place.round + 1}: loss {mean.value:.3f},"
        f" held-out loss {test:.3f}, {mean.speed:.0f} pieces of translations a second"
    )
