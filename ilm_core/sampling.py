"""Sampling rules: from a belief to the move, or moves, that are made."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

import torch
from torch import Tensor

from ilm_core.belief import NEVER, Belief
from ilm_core.canvas import STOP, Move
from ilm_core.vocabulary import EOS, PAD

BEHIND = 100.0  # more than the keys of two places ever differ by
NOT_NEGATIVE = (
    "place_temperature",
    "token_temperature",
    "place_top_k",
    "token_top_k",
    "min_tokens",
    "gap_min_tokens",
    "gap_max_tokens",
    "cells_per_pass",
)
PlaceRule = Literal["joint", "marginal", "random", "first", "confidence", "margin", "entropy"]


@dataclass(frozen=True)
class Settings:
    """How moves are chosen from a belief.

    Attributes:
        place_rule: ``joint`` draws place and token together; the others choose the place
            first: ``marginal`` draws it from its probability, ``random`` uniformly,
            ``first`` takes the leftmost, ``confidence`` the place whose best token is
            likeliest, ``margin`` the widest lead of best over second token, ``entropy``
            the least token entropy.
        place_temperature, place_top_k, place_top_p: rule for ``marginal``.
        token_temperature, token_top_k, token_top_p: rule for the token, or the pair.
        stop_threshold: stop when its probability is at least this; None makes stop one
            more candidate of the draw.
        stop_temperature: divides the logit of stop against going on; above 1 stop is less sure of itself.
        min_tokens, max_tokens: fewest tokens to place before stop is allowed, and how many
            end the run; the last pass may fill a few cells more.
        gap_min_tokens, gap_max_tokens: the same for each gap between given tokens, where
            tokens are inserted; a gap that wants more is filled before the run may stop.
        cells_per_pass: masked cells filled after each forward pass, one by ``joint``; 0 fills all at once.
        end_waits: a masked cell whose best token is the end or padding is filled after all
            others (an option of LLaDA's code, Nie et al. 2025). Padding beside padding is
            the surest thing of all, so ``confidence``, ``margin`` and ``entropy`` else begin
            with it and make the text short.

    Temperature 0 takes the likeliest; top-k 0, top-p 1 and gap_max_tokens 0 keep everything.

    Raises:
        ValueError: with one sentence, if a value is out of range.
    """

    place_rule: PlaceRule = "marginal"
    place_temperature: float = 0.0
    place_top_k: int = 0
    place_top_p: float = 1.0
    token_temperature: float = 0.0
    token_top_k: int = 0
    token_top_p: float = 1.0
    stop_threshold: float | None = 0.5
    stop_temperature: float = 1.0
    min_tokens: int = 0
    max_tokens: int = 128
    gap_min_tokens: int = 0
    gap_max_tokens: int = 0
    cells_per_pass: int = 1
    end_waits: bool = False

    def __post_init__(self) -> None:
        if self.place_rule not in get_args(PlaceRule):
            raise ValueError(
                f"The place rule must be one of {', '.join(get_args(PlaceRule))}, not {self.place_rule!r}."
            )
        for name in NOT_NEGATIVE:
            if getattr(self, name) < 0:
                raise ValueError(f"The setting {name} must not be negative.")
        for name in ("place_top_p", "token_top_p"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"The setting {name} must lie above 0 and be at most 1.")
        if self.stop_threshold is not None and self.stop_threshold < 0:
            raise ValueError("The setting stop_threshold must not be negative.")
        if self.stop_threshold is None and self.place_rule not in ("joint", "marginal"):
            raise ValueError(f"The place rule {self.place_rule} needs a stop threshold.")
        if self.stop_temperature <= 0:
            raise ValueError("The setting stop_temperature must lie above 0.")
        if self.max_tokens < 1:
            raise ValueError("The setting max_tokens must be at least 1.")
        if self.min_tokens > self.max_tokens or 0 < self.gap_max_tokens < self.gap_min_tokens:
            raise ValueError("The fewest tokens to place must not be more than the most.")


def make_settings(defaults: Settings, changes: dict[str, Any]) -> Settings:
    """Settings with some values changed.

    Raises:
        ValueError: with one sentence, if a name is unknown or a value out of range.
    """
    known = asdict(defaults)
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"There is no setting {name}; the settings are {', '.join(known)}.")
        if name == "stop_threshold" and value is None:
            continue
        wanted = float if name == "stop_threshold" else type(known[name])
        if not is_value(value, wanted):
            raise ValueError(f"The setting {name} cannot be {str(value)[:40]!r}.")
    return replace(defaults, **changes)


def is_value(value: Any, wanted: type) -> bool:
    """Whether a value read from JSON is of a type; whole numbers are numbers, infinity and truth values are not."""
    if isinstance(value, bool) != (wanted is bool):
        return False
    if wanted is float:
        return isinstance(value, int | float) and abs(value) < 1e9  # not so of NaN
    return isinstance(value, wanted) and (wanted is not int or abs(value) < 1e9)


def choose(belief: Belief, settings: Settings, generator: torch.Generator) -> list[Move]:
    """Choose the next moves.

    Args:
        belief: what the model holds, with at least one place or some chance to stop.
        settings: the rules.
        generator: source of randomness, on the CPU.

    Returns:
        A single stop, or the tokens to place: one, or for masked cells ``cells_per_pass``.
    """
    log_moves, log_places, log_stop = belief.log_moves.cpu(), belief.log_places.cpu(), belief.log_stop.cpu()
    if settings.stop_threshold is not None:
        if belief.log_finished is not None:
            finished = reaches(belief.log_finished.cpu(), settings.stop_threshold)
            log_moves = log_moves.masked_fill(finished[:, None], NEVER)
            log_places = log_places.masked_fill(finished, NEVER)
        elif reaches(log_stop, settings.stop_threshold):
            return [STOP]
        log_stop = torch.full_like(log_stop, NEVER)
    allowed = log_places > NEVER
    if not allowed.any():
        return [STOP]
    token_rule = (settings.token_temperature, settings.token_top_k, settings.token_top_p)
    if settings.place_rule == "joint":
        keys = perturbed(torch.cat([log_moves.flatten(), log_stop[None]]), *token_rule, generator)
        pick = int(keys.argmax())
        if pick == log_moves.numel():
            return [STOP]
        row, token = divmod(pick, log_moves.shape[1])
        return [Move(belief.kind, belief.places[row], token)]
    keys = place_keys(log_moves, log_places, log_stop, settings, generator)
    best = int(keys.argmax())
    if best == len(log_moves):
        return [STOP]
    rows = [best]
    if belief.kind == "unmask":
        wanted = min(settings.cells_per_pass or len(log_moves), int((keys[:-1] > NEVER).sum()))
        rows = keys[:-1].topk(wanted).indices.tolist()
    tokens = (int(perturbed(log_moves[row], *token_rule, generator).argmax()) for row in rows)
    return [Move(belief.kind, belief.places[row], token) for row, token in zip(rows, tokens)]


def reaches(log_probability: Tensor, threshold: float) -> Tensor:
    """Whether a probability is at least the threshold; what is ruled out never is, be the threshold 0."""
    return (log_probability > NEVER) & (log_probability.exp() >= threshold)


def place_keys(
    log_moves: Tensor, log_places: Tensor, log_stop: Tensor, settings: Settings, generator: torch.Generator
) -> Tensor:
    """A key for each place, then one for stop (P + 1,); the places with the largest are taken."""
    if settings.place_rule == "marginal":
        candidates = torch.cat([log_places, log_stop[None]])
        return perturbed(candidates, settings.place_temperature, settings.place_top_k, settings.place_top_p, generator)
    nowhere = log_places == NEVER
    if settings.place_rule == "random":
        keys = torch.rand(len(log_places), generator=generator)
    elif settings.place_rule == "first":
        keys = -torch.arange(len(log_places), dtype=torch.float32)
    else:
        tokens = (log_moves - log_places[:, None]).masked_fill(nowhere[:, None], NEVER).exp()
        if settings.place_rule == "confidence":
            keys = tokens.amax(1)
        elif settings.place_rule == "margin":
            best = tokens.topk(2).values
            keys = best[:, 0] - best[:, 1]
        else:
            keys = -torch.special.entr(tokens).sum(1)
        if settings.end_waits:
            likeliest = tokens.argmax(1)
            keys = keys.double() - BEHIND * ((likeliest == EOS) | (likeliest == PAD))
    return torch.cat([keys.masked_fill(nowhere, NEVER), torch.tensor([NEVER])])


def perturbed(log_weights: Tensor, temperature: float, top_k: int, top_p: float, generator: torch.Generator) -> Tensor:
    """Filter and temper log-weights (N,) and add Gumbel noise; the argmax is then a draw.

    The largest k keys are a draw of k without replacement (Kool et al. 2019). Top-p keeps
    the smallest set that reaches p, so the token that crosses it stays.
    """
    if temperature == 0:
        return log_weights
    scaled = (log_weights / temperature).log_softmax(0)
    if top_k:
        least = scaled.topk(min(top_k, len(scaled))).values[-1]
        scaled = scaled.masked_fill(scaled < least, NEVER)
    if top_p < 1:
        ordered, order = scaled.softmax(0).sort(descending=True)
        beyond = ordered.cumsum(0) - ordered >= top_p  # all mass of p is already before it
        scaled = scaled.index_fill(0, order[beyond], NEVER)
    uniform = torch.rand(len(scaled), generator=generator, dtype=torch.float64).clamp_min(1e-300)
    return scaled - (-uniform.log()).log()
