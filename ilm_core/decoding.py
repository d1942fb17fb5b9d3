"""The one loop that turns beliefs into moves until the model stops."""

import time
from collections.abc import Iterator, Sequence

import torch

from ilm_core.canvas import Canvas
from ilm_core.families.base import Family
from ilm_core.interventions import Intervention, imposed_moves, restrict
from ilm_core.sampling import Settings, choose
from ilm_core.step import Step
from ilm_core.stopping import apply_stop_rules


def decode(
    family: Family,
    canvas: Canvas,
    settings: Settings,
    seed: int = 0,
    interventions: Sequence[Intervention] = (),
) -> Iterator[Step]:
    """Decode one canvas, yielding each step as it is computed.

    Args:
        family: the model, in evaluation mode.
        canvas: where to start, from `Family.start`.
        settings: the sampling rules.
        seed: same seed, same steps.
        interventions: what is imposed. A step draws its random numbers from the seed and
            its own number, so forcing a move leaves later draws alone.

    Yields:
        Steps, until stop, until no place is left, or until ``max_tokens`` are placed.

    Raises:
        ValueError: with one sentence, if an intervention does not fit the canvas of its step.
    """
    for steps in decode_many(family, [canvas], settings, [seed], [interventions]):
        yield steps[0]


@torch.inference_mode()
def decode_many(
    family: Family,
    canvases: Sequence[Canvas],
    settings: Settings,
    seeds: Sequence[int],
    interventions: Sequence[Sequence[Intervention]] | None = None,
) -> Iterator[dict[int, Step]]:
    """Decode many canvases, one forward pass for all of them at each step.

    Yields:
        For each step number, the steps of the canvases still running, by their index.
    """
    current = {index: canvas for index, canvas in enumerate(canvases) if family.rows(canvas)}
    number = 0
    while current := {index: canvas for index, canvas in current.items() if canvas.placed < settings.max_tokens}:
        started = time.perf_counter()
        beliefs = family.belief(list(current.values()))
        steps = {}
        for (index, canvas), belief in zip(current.items(), beliefs):
            rules = interventions[index] if interventions else ()
            moves = imposed_moves(rules, number, belief) or choose(
                restrict(apply_stop_rules(belief, canvas, settings), rules, number),
                settings,
                step_generator(seeds[index], number),
            )
            after = canvas
            for move in moves:
                after = after.apply(move)
            ended = moves[0].kind == "stop" or not family.rows(after)
            elapsed = 1000 * (time.perf_counter() - started)
            imposed = any(rule.step == number for rule in rules)
            steps[index] = Step(number, canvas, after, belief, tuple(moves), imposed, ended, elapsed)
        yield steps
        current = {index: step.after for index, step in steps.items() if not step.ended}
        number += 1


def step_generator(seed: int, number: int) -> torch.Generator:
    """Randomness of one step, from the run's seed and the step's number alone."""
    return torch.Generator().manual_seed((seed * 1_000_003 + number) % 2**63)
