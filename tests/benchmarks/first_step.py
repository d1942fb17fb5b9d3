"""How long a visitor of the Write page waits: ``python -m tests.benchmarks.first_step``.

With warm models, for each family: from pressing Run to the message with the first step,
beside one bare forward pass on the same canvas; and a whole fresh story. The command
prints times and their ratio; how fast anything is, it does not assert.
"""

import argparse
import time
from collections.abc import Callable

import torch

from app.models import ModelStore
from app.pages.runs import prepare, stream
from app.problems.text import Texts

TEXT = "Once upon a time ___ cat. It was ___ happy."


def fastest(action: Callable[[], object], repeats: int) -> float:
    """Milliseconds of the quickest of some rounds, after one to warm up; others only ever make it longer."""
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - started))
    return min(times[1:])


def first_step(store: ModelStore, family: str, text: str) -> None:
    """All that the server does until the first step can be sent."""
    task = Texts.tasks[0]
    messages = stream(prepare(task, text, [family], 0, dict(Texts.settings)), store)
    next(messages), next(messages)  # the empty lane, then the first step
    messages.close()


def forward_pass(store: ModelStore, family: str, text: str) -> Callable[[], object]:
    """The model's belief of the first canvas, and nothing else."""
    live = prepare(Texts.tasks[0], text, [family], 0, dict(Texts.settings))
    live.load(store)
    (run,) = live.runs
    return lambda: run.loaded.family.belief([run.canvas])


def whole_story(store: ModelStore, family: str) -> tuple[int, float]:
    """A fresh story: how many forward passes, and how many seconds."""
    started = time.perf_counter()
    live = prepare(Texts.tasks[0], "", [family], 3, dict(Texts.settings))
    live.load(store)
    passes = sum(1 for _ in live.steps())
    return passes, time.perf_counter() - started


def main() -> None:
    """Measure every family that has a model, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.first_step", description=main.__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="rounds that count")
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)  # as the app does
    store = ModelStore()
    print("| family | first step, ms | one forward pass, ms | ratio | fresh story |")
    print("|---|---|---|---|---|")
    for family in store.families(Texts.tasks[0]):
        bare = fastest(forward_pass(store, family, TEXT), repeats)
        whole = fastest(lambda family=family: first_step(store, family, TEXT), repeats)
        passes, seconds = whole_story(store, family)
        print(f"| {family} | {whole:.0f} | {bare:.1f} | {whole / bare:.1f} | {passes} passes in {seconds:.1f} s |")


if __name__ == "__main__":
    main()
