"""The rotary trunk that all families share (Patel et al. 2025; reference section 2.1).

A plain pre-norm transformer with rotary positions, bidirectional or causal.
Module names follow the authors' library, so that its state dicts load as they are.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ilm_core.vocabulary import SPECIAL


@dataclass(frozen=True)
class TrunkConfig:
    """Dimensions of a trunk. The defaults from ``rotary_dim`` on are the field's."""

    vocabulary_size: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    rotary_dim: int = 64  # channels of each head that are rotated, at most the head's
    rotary_base: float = 10_000.0  # ratio of the fastest to the slowest rotation, about
    rotary_top: float = 1.0  # radians a position of the fastest rotation
    final_norm: bool = False  # normalise the residual stream before the unembedding
    dropout: float = 0.0

    def __post_init__(self) -> None:
        for name in ("width", "layers", "heads", "feed_forward"):
            size = getattr(self, name)
            if not isinstance(size, int) or size < 1:
                raise ValueError(f"The trunk's {name} must be a whole number above 0, not {size!r}.")
        if not isinstance(self.vocabulary_size, int) or self.vocabulary_size < len(SPECIAL):
            raise ValueError(f"A vocabulary has at least the {len(SPECIAL)} special tokens.")
        if self.width % self.heads:
            raise ValueError(f"Width {self.width} is not a multiple of {self.heads} heads.")


class RotaryAngles(nn.Module):
    """Cosines and sines by which queries and keys are turned at each position.

    The first half of the channels turns by the negative angle, which gives their sines
    the sign that `rotate` needs.
    """

    def __init__(self, config: TrunkConfig) -> None:
        super().__init__()
        rotated = min(config.rotary_dim, config.width // config.heads)
        exponents = torch.arange(0, rotated, 2, dtype=torch.float32) / rotated
        frequencies = config.rotary_top * config.rotary_base**-exponents
        self.register_buffer("frequencies", torch.cat([-frequencies, frequencies]), persistent=False)

    def forward(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Positions (B, T) to cosines and sines (B, 1, T, rotated), in float32."""
        angles = positions[:, None, :, None].float() * self.frequencies
        return angles.cos(), angles.sin()


def rotate(states: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turn the leading channels of each head; channel j pairs with j + rotated / 2.

    Args:
        states: queries or keys (B, H, T, head).
        cosines, sines: (B, 1, T, rotated), from `RotaryAngles`.

    Returns:
        The same shape; channels past the rotated ones pass through.
    """
    rotated = cosines.shape[-1]
    if rotated < states.shape[-1]:
        turned = rotate(states[..., :rotated], cosines, sines)
        return torch.cat([turned, states[..., rotated:]], -1)
    cosines, sines = cosines.to(states.dtype), sines.to(states.dtype)
    return torch.addcmul(states * cosines, states.roll(rotated // 2, -1), sines)


class Block(nn.Module):
    """One pre-norm layer: rotary self-attention, then a two-layer ReLU network.

    The submodules hold the weights under the field's names; `forward` reads them itself,
    because at these sizes calling a module costs a tenth of a step.
    """

    def __init__(self, config: TrunkConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.norm1 = nn.LayerNorm(config.width)
        self.norm2 = nn.LayerNorm(config.width)
        self.attn_qkv = nn.Linear(config.width, 3 * config.width, bias=False)
        self.o_proj = nn.Linear(config.width, config.width, bias=False)
        self.mlp = nn.Sequential(
            nn.Linear(config.width, config.feed_forward),
            nn.ReLU(),
            nn.Linear(config.feed_forward, config.width),
        )
        self.dropout = config.dropout

    def forward(
        self,
        states: Tensor,
        turns: tuple[Tensor, Tensor],
        mask: Tensor | None,
        rows: Tensor | None = None,
    ) -> Tensor:
        """One layer.

        Args:
            states: residual stream (B, T, D).
            turns: cosines and sines of the positions.
            mask: which keys each query may see, (B, 1, 1, T) or (B, 1, T, T); None sees all.
            rows: positions (B, R) whose output is wanted; None wants all T. Keys and
                values are made for all T either way.

        Returns:
            (B, T, D), or (B, R, D) with ``rows``.
        """
        normed, weight = normalise(self.norm1, states), self.attn_qkv.weight
        if rows is None:
            turning, values = self.by_head(F.linear(normed, weight)).split([2 * self.heads, self.heads], dim=1)
            queries, keys = rotate(turning, *turns).chunk(2, dim=1)  # (B, H, T, head)
        else:
            width, rows_by_head = weight.shape[1], rows[:, None]
            keys, values = self.by_head(F.linear(normed, weight[width:])).chunk(2, dim=1)
            keys = rotate(keys, *turns)
            queries = self.by_head(F.linear(take_rows(normed, rows), weight[:width]))
            queries = rotate(queries, *(take_rows(turn, rows_by_head) for turn in turns))  # (B, H, R, head)
            states = take_rows(states, rows)
            if mask is not None and mask.shape[2] > 1:  # a mask of its own for each query
                mask = take_rows(mask, rows_by_head)
        attended = attend(queries, keys, values, mask, self.dropout if self.training else 0.0)
        states = states + self.drop(F.linear(attended.transpose(1, 2).flatten(2), self.o_proj.weight))
        widen, _, narrow = self.mlp
        hidden = F.linear(normalise(self.norm2, states), widen.weight, widen.bias).relu_()
        return states + self.drop(F.linear(hidden, narrow.weight, narrow.bias))

    def by_head(self, states: Tensor) -> Tensor:
        """Part channels (B, T, n * head) into heads (B, n, T, head)."""
        return states.unflatten(2, (-1, self.o_proj.in_features // self.heads)).transpose(1, 2)

    def drop(self, states: Tensor) -> Tensor:
        """Dropout, not called at all where there is none to apply."""
        return F.dropout(states, self.dropout) if self.training and self.dropout else states


def attend(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None, dropout: float) -> Tensor:
    """Scaled dot-product attention.

    Where gradients are wanted, it is spelled out: the backward pass of the fused kernel takes two
    to three times as long on a CPU in bfloat16. On a GPU the two were not compared.

    Args:
        queries: (B, H, R, head).
        keys, values: (B, H, T, head).
        mask: True where a query may see a key, to be broadcast to (B, H, R, T); None sees all.
        dropout: share of the attention weights that are dropped.

    Returns:
        (B, H, R, head).
    """
    if not queries.requires_grad:
        return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, dropout_p=dropout)
    scores = (queries * queries.shape[-1] ** -0.5) @ keys.transpose(-1, -2)  # (B, H, R, T)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = scores.softmax(-1, dtype=scores.dtype)
    return (F.dropout(weights, dropout) if dropout else weights) @ values


def normalise(norm: nn.LayerNorm, states: Tensor) -> Tensor:
    """Layer norm by the weights of a module."""
    return F.layer_norm(states, norm.normalized_shape, norm.weight, norm.bias, norm.eps)


def take_rows(states: Tensor, rows: Tensor) -> Tensor:
    """Pick positions ``rows`` (..., R) of ``states`` (..., T, D); returns (..., R, D).

    Leading dimensions of ``rows`` may be 1, and then serve for all of ``states``.
    """
    return states.gather(-2, rows[..., None].expand(*states.shape[:-2], -1, states.shape[-1]))


class Trunk(nn.Module):
    """Embedding and a stack of blocks.

    Args:
        config: the dimensions.
        causal: whether a position sees only itself and what stands before it.
    """

    def __init__(self, config: TrunkConfig, causal: bool) -> None:
        super().__init__()
        self.config = config
        self.causal = causal
        self.embed_tokens = nn.Embedding(config.vocabulary_size, config.width)
        self.angles = RotaryAngles(config)
        self.encoder = nn.ModuleList(Block(config) for _ in range(config.layers))

    def forward(
        self,
        tokens: Tensor,
        positions: Tensor,
        visible: Tensor | None = None,
        rows: Tensor | None = None,
    ) -> Tensor:
        """Final states of the residual stream, not normalised.

        Args:
            tokens: ids (B, T).
            positions: place of each token in reading order (B, T), from 0.
            visible: False where a slot is padding (B, T); None if there is none.
            rows: the slots (B, R) whose states are wanted; None wants all. Only they
                pass through the last layer.

        Returns:
            (B, T, D), or (B, R, D) with ``rows``.
        """
        mask = None if visible is None else visible[:, None, None, :]  # (B, 1, 1, T)
        if self.causal:
            past = positions[:, None, None, :] <= positions[:, None, :, None]  # (B, 1, T, T)
            mask = past if mask is None else past & mask
        turns = self.angles(positions)
        states = self.embed_tokens(tokens)
        for block in self.encoder[:-1]:
            states = block(states, turns, mask)
        return self.encoder[-1](states, turns, mask, rows)


class OutputLayer(nn.Module):
    """Unembedding (untied, no bias), after a norm if the config asks for one."""

    def __init__(self, config: TrunkConfig) -> None:
        super().__init__()
        self.norm_final = nn.LayerNorm(config.width) if config.final_norm else nn.Identity()
        self.linear = nn.Linear(config.width, config.vocabulary_size, bias=False)

    def forward(self, states: Tensor) -> Tensor:
        """States (..., D) to float32 logits (..., V)."""
        return self.linear(self.norm_final(states)).float()


def initialise(module: nn.Module, layers: int, seed: int) -> None:
    """Draw every weight from N(0, 0.02), the two that write to the residual stream narrower.

    Measured to leave the plateau of star graphs sooner than torch's default; biases are
    zero and norms one. Writing projections are divided by sqrt(2 * layers).
    """
    generator = torch.Generator().manual_seed(seed)
    for name, weight in module.named_parameters():
        if weight.dim() == 2:
            writes = name.endswith(("o_proj.weight", "mlp.2.weight"))
            deviation = 0.02 / math.sqrt(2 * layers) if writes else 0.02
            nn.init.normal_(weight, std=deviation, generator=generator)
        elif name.endswith("bias"):
            nn.init.zeros_(weight)
        else:
            nn.init.ones_(weight)
