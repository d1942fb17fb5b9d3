"""Training: one loop for every task and family, on one device or many."""

import csv
import math
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from accelerate import Accelerator
from torch import Tensor
from tqdm import tqdm

from ilm_core.checkpoints import save_checkpoint
from ilm_core.examples import Batch
from ilm_core.families import FAMILIES
from ilm_core.feeding import Chunks, feed
from ilm_core.held_out import held_out_batches, held_out_loss
from ilm_core.interrupt import Interrupt
from ilm_core.optimisers import load_moments, make_optimisers
from ilm_core.recipe_file import RecipeFile
from ilm_core.tasks.base import Task
from ilm_core.transformer import TrunkConfig

STATE, CURVE = "training.pt", "curve.csv"
LOG_EVERY, SAVE_EVERY = 100, 2_000  # steps


def is_on_cpu(device: str | None) -> bool:
    """Whether a training on ``device``, as `Trainer` takes it, is one on the CPU."""
    return device == "cpu" or not torch.cuda.is_available()


def check_compiler(on_cpu: bool) -> None:
    """Make sure that there is what compiling a trunk needs.

    Raises:
        ValueError: with one sentence, if it is a CPU and no C++ compiler can be found.
    """
    if on_cpu and not shutil.which(os.environ.get("CXX", "g++")):
        raise ValueError(
            "The recipe compiles the trunk and finds no C++ compiler g++; add --set compiled=false to train without."
        )


class Trainer:
    """A model, its optimisers and where they stand.

    Args:
        task: what to learn.
        family: name of the family.
        recipe: dimensions and plan.
        folder: gets config, weights, loss curve and the state to resume from.
        device: ``cpu`` or ``cuda``; None takes the best there is.
        minutes: train this long instead of for the plan's steps; the learning rate
            then follows the clock.
    """

    def __init__(
        self,
        task: Task,
        family: str,
        recipe: RecipeFile,
        folder: Path,
        device: str | None = None,
        minutes: float | None = None,
    ) -> None:
        self.task, self.recipe, self.plan, self.folder, self.minutes = task, recipe, recipe.training, folder, minutes
        on_cpu = is_on_cpu(device)
        self.accelerator = Accelerator(mixed_precision=self.plan.precision, cpu=on_cpu)
        config = TrunkConfig(len(task.vocabulary), **recipe.trunk)
        self.family = FAMILIES[family](config, seed=self.plan.seed).train()
        size, processes = self.plan.batch_size, self.accelerator.num_processes
        if size % processes:
            raise ValueError(f"{size} examples cannot be shared evenly by {processes} processes.")
        if self.plan.compiled:
            check_compiler(on_cpu)
            self.family.trunk.compile(dynamic=True)
        self.model, *self.optimisers = self.accelerator.prepare(self.family, *make_optimisers(self.family, self.plan))
        self.of = {
            "task": task.name,
            "family": family,
            "seed": self.plan.seed,
            "batch_size": size,
            "processes": processes,
        }
        self.step, self.seconds = 0, 0.0
        self.curve: list[dict[str, float]] = []
        self.recent: list[dict[str, Tensor]] = []
        self.held_out = held_out_batches(task, self.family, self.plan.batch_size)

    def restore(self) -> None:
        """Go on from the state in the folder.

        Learning rates and the like are those of the recipe, wherever the training stood before.

        Raises:
            ValueError: with one sentence, if there is none, it cannot be read, or it is of another task,
                family, seed, batch size, number of processes, or dimensions.
        """
        if not (self.folder / STATE).is_file():
            raise ValueError(f"There is no training to resume in {self.folder}.")
        try:
            state = torch.load(self.folder / STATE, map_location=self.accelerator.device, weights_only=True)
            other = [f"{name} {state['of'][name]}" for name, value in self.of.items() if state["of"][name] != value]
        except (pickle.UnpicklingError, EOFError, KeyError, RuntimeError, TypeError):
            raise ValueError(f"The training in {self.folder} cannot be read.") from None
        if other:
            raise ValueError(f"The training in {self.folder} is another one: {', '.join(other)}.")
        try:
            self.family.load_state_dict(state["model"])
            load_moments(self.optimisers, state["optimisers"])
        except (RuntimeError, ValueError):
            raise ValueError(f"The training in {self.folder} has other dimensions than the recipe.") from None
        self.step, self.seconds, self.curve = state["step"], state["seconds"], state["curve"]

    def save(self) -> None:
        """Write the state, the loss curve, and the model unless it was better before; only the main process does."""
        if not self.accelerator.is_main_process:
            return
        if self.is_best():
            self.save_model()
        state = {
            "of": self.of,
            "model": self.family.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "step": self.step,
            "seconds": self.seconds,
            "curve": self.curve,
        }
        torch.save(state, self.folder / (STATE + ".part"))
        (self.folder / (STATE + ".part")).replace(self.folder / STATE)
        if self.curve:
            with open(self.folder / CURVE, "w", newline="") as file:
                writer = csv.DictWriter(file, dict.fromkeys(name for row in self.curve for name in row))
                writer.writeheader()
                writer.writerows(self.curve)

    def is_best(self) -> bool:
        """Whether the held-out loss is the lowest so far, noting it in the curve; always, if nothing is held out."""
        if not self.held_out:
            return True
        with self.accelerator.autocast():
            loss = round(held_out_loss(self.family, self.held_out), 4)
        earlier = [row["held_out"] for row in self.curve[:-1] if "held_out" in row]
        self.curve[-1]["held_out"] = loss
        return loss < min(earlier, default=math.inf)

    def save_model(self) -> None:
        """Write weights and configuration."""
        training = {
            **vars(self.plan),
            "planned_steps": self.plan.steps,
            "minutes": self.minutes,
            "steps": self.step,
            "examples": self.step * self.plan.batch_size,
            "seconds": round(self.seconds),
            "device": self.accelerator.device.type,
            "processes": self.accelerator.num_processes,
        }
        if self.held_out:
            training["held_out_loss"] = self.curve[-1]["held_out"]
        save_checkpoint(self.family, self.folder, {"task": self.task.name, **self.task.scope(), "training": training})

    def progress(self, step: int) -> float:
        """Part of the training that is done, 0 to 1: by the clock if it is trained for minutes, else by the step."""
        return self.seconds / (60 * self.minutes) if self.minutes else step / self.plan.steps

    def batches(self) -> Iterator[Batch]:
        """What it is fed from its step on; on a GPU drawn ahead, unless that would take knowing the clock."""
        process, size = self.accelerator.process_index, self.plan.batch_size // self.accelerator.num_processes
        chunks = Chunks(self.task, self.family, self.plan.seed, size, process, self.progress)
        return feed(chunks, self.step, workers=int(self.accelerator.device.type == "cuda" and not self.minutes))

    def agree(self, seconds: float, stop: bool) -> tuple[float, bool]:
        """Share clock and wish to stop between processes, so that all take the same steps."""
        if self.accelerator.num_processes == 1:
            return seconds, stop
        mine = torch.tensor([seconds, float(stop)], dtype=torch.float64, device=self.accelerator.device)
        every = self.accelerator.gather(mine).view(-1, 2)
        return every[0, 0].item(), bool(every[:, 1].any())

    def train_step(self, batch: Batch) -> None:
        """One optimiser step."""
        height = self.plan.height_at(self.progress(self.step), self.step)
        for group in (group for optimiser in self.optimisers for group in optimiser.param_groups):
            group["lr"] = group["peak"] * height
        batch = {name: tensor.to(self.accelerator.device, non_blocking=True) for name, tensor in batch.items()}
        if self.family.config.dropout:  # what is dropped depends on the step alone, however often it was resumed
            torch.manual_seed((self.plan.seed << 32) + self.step)
        with self.accelerator.autocast():
            losses = self.model(batch)
        self.model.zero_grad()
        self.accelerator.backward(losses["loss"])
        self.accelerator.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        for optimiser in self.optimisers:
            optimiser.step()
        self.recent.append({name: loss.detach() for name, loss in losses.items()})
        self.step += 1

    def note(self) -> dict[str, float]:
        """Add the mean of the latest losses to the curve."""
        row = {"step": self.step, "seconds": round(self.seconds, 1)}
        for name in self.recent[0]:
            row[name] = round(torch.stack([losses[name] for losses in self.recent]).mean().item(), 4)
        self.recent.clear()
        self.curve.append(row)
        return row

    def leave(self) -> None:
        """Part from the other processes, once all are done.

        The model goes first: if it is the last to know the group, Python waits for a thread of the group that
        waits for Python, and the process hangs, or is aborted when it ends.
        """
        self.accelerator.wait_for_everyone()
        self.model = self.family
        self.accelerator.free_memory()
        self.accelerator.end_training()

    def run(self) -> None:
        """Train, once, to the end of the plan or until Ctrl-C; the folder is usable either way."""
        source = self.batches()
        began, before = time.monotonic(), self.seconds
        steps = None if self.minutes else self.plan.steps
        name = f"{self.task.name} {self.family.name}"
        hidden = not self.accelerator.is_main_process
        with (
            Interrupt() as interrupt,
            tqdm(total=steps, initial=self.step, desc=name, disable=hidden) as bar,
        ):
            while self.progress(self.step) < 1:
                self.train_step(next(source))
                self.seconds, stop = self.agree(before + time.monotonic() - began, interrupt.requested)
                bar.update()
                if self.step % LOG_EVERY == 0:
                    bar.set_postfix(self.note())
                if self.step % SAVE_EVERY == 0:
                    self.save()
                if stop:
                    break
        if self.recent:
            self.note()
        self.save()
        self.leave()
