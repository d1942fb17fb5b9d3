"""Fair timing on a machine that has other things to do."""

import time
from collections.abc import Callable, Mapping
from itertools import pairwise

import torch

Tick = Callable[[], None]
Contender = Callable[[Tick], object]  # calls its argument at the end of each forward pass


def seconds_a_pass(contenders: Mapping[str, Contender], repeats: int) -> dict[str, float]:
    """Run contenders in turn and find how long each takes when nothing disturbs it.

    A run is cut into its passes; of each pass the shortest of all rounds counts, because
    other programs only ever make it longer. With one thread the clock is the thread's own
    processor time, which does not run while another program has the core; with more it
    is the wall clock.

    Args:
        contenders: what to run, by name.
        repeats: rounds that count, after one to warm up.

    Returns:
        Mean over the passes of each contender, by name.
    """
    clock = time.thread_time if torch.get_num_threads() == 1 else time.perf_counter
    rounds: dict[str, list[list[float]]] = {name: [] for name in contenders}
    for _ in range(repeats + 1):
        for name, contender in contenders.items():
            marks = [clock()]
            contender(lambda: marks.append(clock()))  # noqa: B023 - called before the loop goes on
            rounds[name].append([after - before for before, after in pairwise(marks)])
    best = {name: [min(times) for times in zip(*passes[1:])] for name, passes in rounds.items()}
    return {name: sum(times) / len(times) for name, times in best.items()}
