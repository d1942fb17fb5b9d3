"""The matrix products that decoding cannot do without, and the speed of the machine at them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ilm_core.transformer import TrunkConfig
from tests.benchmarks.timing import Contender, Tick


@dataclass(frozen=True)
class Pass:
    """Size of one forward pass: canvases in it, slots of each, and rows wanted of the last layer."""

    batch: int
    slots: int
    rows: int

    def shapes(self, config: TrunkConfig) -> list[tuple[int, int, int, int]]:
        """Every product as (count, rows, inner, columns): ``count`` products of (rows, inner) x (inner, columns)."""
        width, wide, heads = config.width, config.feed_forward, config.heads
        every, wanted = self.batch * self.slots, self.batch * self.rows
        shapes = []
        for layer in range(config.layers):
            last = layer == config.layers - 1
            asking, queries = (wanted, self.rows) if last else (every, self.slots)
            shapes += [(1, every, width, 2 * width), (1, asking, width, width)]  # keys and values; queries
            shapes += [(self.batch * heads, queries, width // heads, self.slots)]
            shapes += [(self.batch * heads, queries, self.slots, width // heads)]
            shapes += [(1, asking, width, width), (1, asking, width, wide), (1, asking, wide, width)]
        return [*shapes, (1, wanted, width, config.vocabulary_size)]


def operations(shapes: Sequence[tuple[int, int, int, int]]) -> int:
    """Floating-point operations of products, a multiplication and an addition counted as two."""
    return sum(2 * count * rows * inner * columns for count, rows, inner, columns in shapes)


def bare_products(config: TrunkConfig, passes: Sequence[Pass]) -> Contender:
    """A contender that does nothing but the products of some forward passes, one by one."""
    work: list[list[tuple[Tensor, Tensor]]] = []
    weights: dict[tuple[int, ...], Tensor] = {}  # shared between passes, as a model's are
    for each in passes:
        pairs = []
        for place, (count, rows, inner, columns) in enumerate(each.shapes(config)):
            if count > 1:
                pairs.append((torch.randn(count, rows, inner), torch.randn(count, inner, columns)))
            else:
                weight = weights.setdefault((place, inner, columns), torch.randn(columns, inner))
                pairs.append((torch.randn(rows, inner), weight.t()))
        work.append(pairs)

    @torch.inference_mode()
    def run(tick: Tick) -> None:
        for pairs in work:
            for left, right in pairs:
                torch.matmul(left, right)
            tick()

    return run


def square_product(size: int, dtype: torch.dtype) -> Contender:
    """A contender that multiplies two square matrices: what the machine does at its best."""
    left, right = torch.randn(size, size, dtype=dtype), torch.randn(size, size, dtype=dtype)

    @torch.inference_mode()
    def run(tick: Tick) -> None:
        torch.matmul(left, right)
        tick()

    return run
