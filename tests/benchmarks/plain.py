"""The plain way to decode greedily: one canvas at a time, and everything computed.

The canvas is padded to the block, every slot passes through every layer and through the
whole unembedding, and what is not allowed is thrown away afterwards. `decode` must
write the same tokens, only sooner.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ilm_core.canvas import STOP, Canvas, Move
from ilm_core.families import Family
from ilm_core.sampling import Settings
from ilm_core.vocabulary import EOS, MASK, PAD, SPECIAL

NEVER = float("-inf")


@torch.inference_mode()
def plain_decode(
    family: Family,
    canvas: Canvas,
    settings: Settings,
    block: int,
    tick: Callable[[], None] = lambda: None,
) -> Canvas:
    """Decode one canvas greedily.

    Args:
        family: the model, in evaluation mode.
        canvas: where to start.
        settings: the family's own, with any stop threshold and limit; greedy.
        block: slots that the canvas is padded to.
        tick: called after each forward pass.

    Returns:
        The final canvas.
    """
    choose = {"ilm": insertion, "it": gap_by_gap, "mdm": cell, "arm": next_token}[family.name]
    while canvas.placed < settings.max_tokens and not (canvas.growth == "unmask" and MASK not in canvas.tokens):
        tokens = torch.full((1, block), PAD)
        tokens[0, : len(canvas)] = torch.tensor(canvas.tokens)
        slots = torch.arange(block)[None]
        states = family.trunk(tokens, slots, slots < len(canvas))[0]  # (block, D)
        move = choose(family, canvas, states, family.output_layer(states), settings)
        canvas = canvas.apply(move)
        tick()
        if move.kind == "stop":
            break
    return canvas


def insertion(family: Family, canvas: Canvas, states: Tensor, logits: Tensor, settings: Settings) -> Move:
    """The likeliest gap, then its likeliest token."""
    if family.length_output_layer(states[0]).softmax(0)[0] >= settings.stop_threshold:
        return STOP
    logits[:, list(SPECIAL)] = NEVER
    logits[[slot for slot in range(len(logits)) if slot >= len(canvas) or not canvas.open[slot]]] = NEVER
    slot = int(logits.logsumexp(1).argmax())
    return Move("insert", canvas.identities[slot], int(logits[slot].argmax()))


def gap_by_gap(family: Family, canvas: Canvas, states: Tensor, logits: Tensor, settings: Settings) -> Move:
    """The gap that is least likely to be finished, then its likeliest token."""
    logits[:, [token for token in SPECIAL if token != EOS]] = NEVER
    finished = logits.softmax(1)[:, EOS]
    gaps = [slot for slot in range(len(canvas)) if canvas.open[slot] and finished[slot] < settings.stop_threshold]
    if not gaps:
        return STOP
    slot = min(gaps, key=lambda gap: finished[gap].item())
    logits[:, EOS] = NEVER
    return Move("insert", canvas.identities[slot], int(logits[slot].argmax()))


def cell(family: Family, canvas: Canvas, states: Tensor, logits: Tensor, settings: Settings) -> Move:
    """The masked cell whose best token is likeliest, and that token."""
    logits[:, [token for token in SPECIAL if token not in (EOS, PAD)]] = NEVER
    best = logits.softmax(1).amax(1)
    slot = max((slot for slot in range(len(canvas)) if canvas.tokens[slot] == MASK), key=lambda slot: best[slot].item())
    return Move("unmask", canvas.identities[slot], int(logits[slot].argmax()))


def next_token(family: Family, canvas: Canvas, states: Tensor, logits: Tensor, settings: Settings) -> Move:
    """The likeliest next token."""
    logits[:, [token for token in SPECIAL if token != EOS]] = NEVER
    token = int(logits[len(canvas) - 1].argmax())
    return STOP if token == EOS else Move("append", canvas.identities[-1], token)
