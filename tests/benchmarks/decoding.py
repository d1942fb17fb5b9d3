"""How long a step of decoding takes, beside what it must and what others take.

    python -m tests.benchmarks.decoding [--peer]

All contenders take turns in one run, and ratios are printed: ``products`` says how many
times as long as the bare matrix products a pass of ours takes; ``plain``, ``bf16`` (ours,
computed in bfloat16), ``peer`` and ``padded`` (the peer, with the padding of its own data
loader) how many times as long as ours they take.
"""

import argparse
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from tqdm import tqdm

from ilm_core.canvas import Canvas, Template
from ilm_core.decoding import decode_many
from ilm_core.families import FAMILIES, Family
from ilm_core.sampling import Settings
from ilm_core.transformer import TrunkConfig
from ilm_core.vocabulary import SPECIAL
from tests.benchmarks.peer import is_installed, peer_decoder
from tests.benchmarks.plain import plain_decode
from tests.benchmarks.products import Pass, bare_products, operations, square_product
from tests.benchmarks.timing import Contender, Tick, seconds_a_pass


@dataclass(frozen=True)
class Workload:
    """Sizes of a typical instance of a task.

    Attributes:
        prompt, answer: tokens of each; ``cells`` is the length of a masked canvas.
        block, input_block: what the field pads a canvas, and CLS with the prompt, to.
        vocabulary: how many ids there are.
    """

    prompt: int
    answer: int
    cells: int
    block: int
    input_block: int
    vocabulary: int


WORKLOADS = {
    "star-easy": Workload(prompt=26, answer=8, cells=9, block=42, input_block=28, vocabulary=27),
    "star-medium": Workload(prompt=22, answer=8, cells=11, block=52, input_block=36, vocabulary=27),
    "star-hard": Workload(prompt=82, answer=16, cells=23, block=144, input_block=116, vocabulary=63),
}


COMPARED = ("plain", "bf16", "peer", "padded")


def random_model(name: str, width: int, layers: int, vocabulary: int, seed: int = 0) -> Family:
    """A model with random weights, which gives special tokens no score of their own.

    Implementations differ in which special tokens they rule out; here none comes up.
    """
    heads = max(4, width // 64)
    config = TrunkConfig(vocabulary, width, layers=layers, heads=heads, feed_forward=4 * width)
    family = FAMILIES[name](config, seed).eval()
    with torch.no_grad():
        family.output_layer.linear.weight *= 100  # far from ties, which rounding would break either way
        family.output_layer.linear.weight[list(SPECIAL)] = 0
    return family


def in_bfloat16(family: Family) -> Family:
    """A copy that computes in bfloat16, all but the angles."""
    half = copy.deepcopy(family).bfloat16()
    half.trunk.angles.frequencies = family.trunk.angles.frequencies
    return half


@dataclass(frozen=True)
class Case:
    """Canvases to be decoded by a model, all of one length and none stopping early."""

    family: Family
    canvases: Sequence[Canvas]
    settings: Settings

    @classmethod
    def draw(cls, family: Family, workload: Workload, batch: int) -> "Case":
        """Random prompts of a workload's length."""
        rng = np.random.default_rng(0)
        prompts = rng.integers(len(SPECIAL), workload.vocabulary, (batch, workload.prompt)).tolist()
        masked = family.name == "mdm"
        threshold = 2.0 if family.name == "ilm" else family.settings.stop_threshold  # never reached
        tokens = workload.cells if masked else workload.answer
        settings = replace(family.settings, stop_threshold=threshold, max_tokens=tokens)
        templates = [Template(prompt=tuple(prompt)) for prompt in prompts]
        return cls(family, [family.start(template, (workload.cells,)) for template in templates], settings)

    def decode(self, tick: Tick = lambda: None) -> list[Canvas]:
        """Final canvases of `decode_many`."""
        finals = list(self.canvases)
        for steps in decode_many(self.family, self.canvases, self.settings, range(len(finals))):
            for index, step in steps.items():
                finals[index] = step.after
            tick()
        return finals

    def decode_plainly(self, block: int, tick: Tick = lambda: None) -> list[Canvas]:
        """Final canvases of `plain_decode`."""
        return [plain_decode(self.family, canvas, self.settings, block, tick) for canvas in self.canvases]

    def passes(self) -> list[Pass]:
        """Sizes of the forward passes that `decode` makes."""
        canvas, passes = self.canvases[0], []
        for steps in decode_many(self.family, [canvas], self.settings, [0]):
            before = steps[0].before
            passes.append(Pass(len(self.canvases), len(before), len(self.family.rows(before))))
        return passes


@dataclass(frozen=True)
class Row:
    """What is printed of a case.

    Attributes:
        milliseconds: of a forward pass of ours and what belongs to it.
        products: that time over the time of the bare products.
        share_of_peak: speed over that of a large product.
        times_ours: others' time over ours, by name.
        same: who wrote the same tokens.
    """

    milliseconds: float
    products: float
    share_of_peak: float
    times_ours: dict[str, float]
    same: list[str]

    def cells(self) -> Iterator[str]:
        """Text of each column."""
        yield f"{self.milliseconds:.2f}"
        yield f"{self.products:.2f}"
        yield f"{100 * self.share_of_peak:.0f} %"
        for name in COMPARED:
            yield f"{self.times_ours[name]:.2f}" if name in self.times_ours else ""
        yield ", ".join(self.same)


def measure(case: Case, workload: Workload, peak: float, with_peer: bool, repeats: int) -> Row:
    """Time one case.

    Args:
        case: what to decode.
        workload: where it comes from.
        peak: operations a second of a large float32 product.
        with_peer: whether to run the peer too.
        repeats: rounds.
    """
    passes = case.passes()
    half = replace(case, family=in_bfloat16(case.family))
    wanted = [canvas.tokens for canvas in case.decode()]
    outputs = {
        "plain": [canvas.tokens for canvas in case.decode_plainly(workload.block)],
        "bf16": [canvas.tokens for canvas in half.decode()],
    }
    contenders: dict[str, Contender] = {
        "ours": case.decode,
        "products": bare_products(case.family.config, passes),
        "plain": lambda tick: case.decode_plainly(workload.block, tick),
        "bf16": half.decode,
    }
    paddings = {"peer": 0, "padded": workload.input_block - workload.prompt - 1}
    for name, pads in paddings.items() if with_peer else ():
        if decoder := peer_decoder(case.family, case.canvases, case.settings.max_tokens, pads):
            contenders[name] = decoder
            outputs[name] = decoder(lambda: None)
    seconds = seconds_a_pass(contenders, repeats)
    seconds["plain"] *= len(case.canvases)  # it makes a pass for each canvas
    work = sum(operations(each.shapes(case.family.config)) for each in passes) / len(passes)
    return Row(
        milliseconds=1000 * seconds["ours"],
        products=seconds["ours"] / seconds["products"],
        share_of_peak=work / seconds["ours"] / peak,
        times_ours={name: seconds[name] / seconds["ours"] for name in COMPARED if name in seconds},
        same=[name for name, output in outputs.items() if output == wanted],
    )


def peak_speed(dtype: torch.dtype, size: int = 1024, repeats: int = 5) -> float:
    """Operations a second of a large matrix product."""
    seconds = seconds_a_pass({"product": square_product(size, dtype)}, repeats)["product"]
    return operations([(1, size, size, size)]) / seconds


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.decoding", description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--tasks", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--widths", nargs="+", type=int, default=[128, 256, 768], metavar="N")
    parser.add_argument("--layers", type=int, default=4, metavar="N")
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 8, 32], metavar="N", help="canvases in a pass")
    parser.add_argument("--threads", type=int, default=1, metavar="N")
    parser.add_argument("--repeats", type=int, default=15, metavar="N", help="rounds")
    parser.add_argument("--peer", action="store_true", help="compare with the authors' predictors")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    with_peer = options.peer and is_installed()
    if options.peer and not with_peer:
        print("The peer is left out: its packages are not installed in this environment.")
    speeds = {dtype: peak_speed(dtype) for dtype in (torch.float32, torch.bfloat16)}
    print(f"torch {torch.__version__}, {options.threads} thread(s), {options.layers} layers, {options.repeats} rounds")
    print("large product, GFLOP/s: " + ", ".join(f"{speed / 1e9:.0f} in {dtype}" for dtype, speed in speeds.items()))
    columns = ("family", "task", "width", "batch", "ms a pass", "products", "of peak", *COMPARED, "same output")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    cases = [
        (family, task, width, batch)
        for family in options.families
        for width in options.widths
        for task in options.tasks
        for batch in options.batches
    ]
    for name, task, width, batch in tqdm(cases, leave=False, disable=None):
        workload = WORKLOADS[task]
        family = random_model(name, width, options.layers, workload.vocabulary)
        case = Case.draw(family, workload, batch)
        row = measure(case, workload, speeds[torch.float32], with_peer, options.repeats)
        tqdm.write("| " + " | ".join([name, task, str(width), str(batch), *row.cells()]) + " |")


if __name__ == "__main__":
    main()
