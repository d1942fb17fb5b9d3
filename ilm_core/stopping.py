"""Sampling rules about the end: how readily a run stops, and how much goes into each gap.

Insertion models tend to stop early (reference section 7); these are the remedies.
"""

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from ilm_core.belief import NEVER, Belief
from ilm_core.canvas import Canvas
from ilm_core.sampling import Settings, reaches


def apply_stop_rules(belief: Belief, canvas: Canvas, settings: Settings) -> Belief:
    """What the settings leave of a belief to choose from; it need not be normalised.

    Args:
        belief: what the model holds of the canvas.
        canvas: the sequence so far.
        settings: ``stop_temperature``, ``min_tokens``, ``gap_min_tokens``, ``gap_max_tokens``.
    """
    if settings.stop_temperature != 1 and belief.log_stop > NEVER:
        belief = temper_stop(belief, settings.stop_temperature)
    if canvas.placed < settings.min_tokens:
        belief = without_stop(belief, torch.tensor(True))
    if canvas.growth != "insert" or not (settings.gap_min_tokens or settings.gap_max_tokens):
        return belief
    counts = torch.tensor(tokens_in_gap_of(canvas, belief.places), device=belief.log_moves.device)
    if settings.gap_max_tokens:
        belief = only_at(belief, counts < settings.gap_max_tokens)
    short = counts < settings.gap_min_tokens
    if short.any():
        wants_to_stop = settings.stop_threshold is not None and reaches(belief.log_stop, settings.stop_threshold)
        belief = without_stop(only_at(belief, short) if wants_to_stop else belief, short)
    return belief


def temper_stop(belief: Belief, temperature: float) -> Belief:
    """Divide the logit of stop against going on by a temperature; moves keep their shares among themselves.

    So too, where they are decided one by one, the logit of each place's being finished.
    """
    log_continue = belief.log_moves.flatten().logsumexp(0)
    logit = (belief.log_stop - log_continue) / temperature
    return replace(
        belief,
        log_moves=belief.log_moves - log_continue + F.logsigmoid(-logit),
        log_stop=F.logsigmoid(logit),
        log_finished=None if belief.log_finished is None else tempered(belief.log_finished, temperature),
    )


def tempered(log_probability: Tensor, temperature: float) -> Tensor:
    """Log-probabilities whose logits are divided by a temperature; 0 stays 0."""
    return F.logsigmoid((log_probability - torch.log(-torch.expm1(log_probability))) / temperature)


def without_stop(belief: Belief, unfinished: Tensor) -> Belief:
    """A belief in which the run does not stop, and none of the unfinished places (P,) is finished."""
    log_finished = belief.log_finished
    if log_finished is not None:
        log_finished = log_finished.masked_fill(unfinished.to(log_finished.device), NEVER)
    return replace(belief, log_stop=torch.full_like(belief.log_stop, NEVER), log_finished=log_finished)


def only_at(belief: Belief, allowed: Tensor) -> Belief:
    """A belief with moves only at the allowed places (P,)."""
    return replace(belief, log_moves=belief.log_moves.masked_fill(~allowed[:, None], NEVER))


def tokens_in_gap_of(canvas: Canvas, places: tuple[int, ...]) -> list[int]:
    """For each place, how many tokens a model has put between the given tokens around it."""
    gap_of, placed, gap = {}, [0], 0
    for identity, is_fixed in zip(canvas.identities, canvas.fixed):
        if is_fixed:
            gap += 1
            placed.append(0)
        else:
            placed[gap] += 1
        gap_of[identity] = gap
    return [placed[gap_of[place]] for place in places]
