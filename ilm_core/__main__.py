"""Command line: ``python -m ilm_core train | evaluate | card | table | order | trace | verify | schema``."""

import argparse
import sys
from pathlib import Path
from typing import Any

import torch

from ilm_core import commands
from ilm_core.families import FAMILIES
from ilm_core.tasks import TASKS


def positive(text: str) -> int:
    """A whole number above 0, as given on the command line.

    Raises:
        argparse.ArgumentTypeError: if it is none.
    """
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def device(text: str) -> str:
    """A device that is there.

    Raises:
        argparse.ArgumentTypeError: if it is not.
    """
    if text != "cpu" and not (text.startswith("cuda") and torch.cuda.is_available()):
        raise argparse.ArgumentTypeError(f"there is no device {text!r} here")
    return text


def make_parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = argparse.ArgumentParser(prog="python -m ilm_core", description=__doc__)
    group = parser.add_subparsers(required=True)

    def add(name: str, run: Any, model: bool = True) -> argparse.ArgumentParser:
        command = group.add_parser(name, help=run.__doc__.splitlines()[0], description=run.__doc__)
        command.set_defaults(run=run)
        if model:
            command.add_argument("task", choices=TASKS)
            command.add_argument("family", choices=FAMILIES)
            command.add_argument("--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE")
        return command

    train = add("train", commands.train)
    length = train.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=positive, help="train this long")
    length.add_argument("--steps", type=positive, help="train this many steps")
    train.add_argument("--resume", action="store_true", help="go on from the state in the folder")
    train.add_argument("--out", type=Path, help="folder for the model (default: where the app reads it)")
    train.add_argument("--device", type=device, help="cpu or cuda (default: the best there is)")

    measure = add("evaluate", commands.evaluate)
    measure.add_argument("--count", type=positive, default=1000, help="how many fresh instances")
    measure.add_argument("--json", action="store_true", help="print one line of JSON")
    measure.add_argument("--quiet", action="store_true", help="no progress bar")
    of_text = ("unconditional", "infill", "parallel", "orders", "stopping")
    measure.add_argument("--measure", choices=of_text, default=of_text[0], help="what to measure of text")
    measure.add_argument("--length-offset", type=int, nargs="+", default=[0], help="added to the true length of a gap")

    card = add("card", commands.card)
    card.add_argument("--count", type=positive, default=5000, help="how many fresh instances")
    card.add_argument(
        "--validation-count",
        type=positive,
        default=1000,
        help="instances of the validation seed, for the stop threshold",
    )

    order = add("order", commands.order)
    order.add_argument("--count", type=positive, default=200, help="how many fresh instances")

    trace = add("trace", commands.trace)
    trace.add_argument("--lengths", type=int, nargs="+", help="cells of each gap of a masked canvas")
    trace.add_argument("--out", type=Path, help="file to write (default: standard output)")
    for command in (train, measure, card):
        command.add_argument("--data", type=Path, help="text to learn from, stories separated by <|endoftext|> lines")
    for command in (measure, card):
        command.add_argument("--oracle", help="folder of an ARM that judges text (default: the shipped one, if any)")
    for command in (measure, trace):
        command.add_argument(
            "--input", type=Path, help="file of JSON lines, or of stories to measure on (default: fresh instances)"
        )
    for command in (measure, trace, card, order):
        command.add_argument("--seed", type=int, default=0)

    check = add("verify", commands.verify, model=False)
    check.add_argument("trace", type=Path)
    for command in (measure, trace, order, check):
        command.add_argument("--checkpoint", help="folder of the model (default: the shipped one)")
        command.add_argument("--device", type=device, default="cpu")

    add("schema", commands.schema, model=False)
    add("table", commands.table, model=False)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run a command; a bad input gets one sentence on standard error and exit code 2."""
    options = make_parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError, ImportError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
