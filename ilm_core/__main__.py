"""Command line: ``python -m ilm_core train | evaluate | trace | verify | schema | card | table``."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ilm_core.checkpoints import ASSETS, load_checkpoint, set_decoding
from ilm_core.families import FAMILIES
from ilm_core.recipe_file import read_recipe
from ilm_core.tasks import TASKS, StoriesTask, Task, make_task, suited_settings


def parse_value(text: str) -> Any:
    """``key=value`` as given on the command line: JSON where it is JSON, else the text itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def parse_changes(pairs: list[str]) -> dict[str, Any]:
    """``["a=1", "b=x"]`` to a dict.

    Raises:
        ValueError: if a pair has no equals sign.
    """
    changes = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"Write a setting as name=value, not {pair!r}.")
        changes[name] = parse_value(value)
    return changes


def read_lines(path: Path, task: Task) -> list[dict[str, Any]]:
    """Instances from a file of JSON lines.

    Raises:
        ValueError: naming the first line that is no well-formed instance.
    """
    documents = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip():
            continue
        try:
            documents.append(json.loads(line))
            task.check_input(documents[-1])
        except json.JSONDecodeError:
            raise ValueError(f"Line {number} of {path.name} is not valid JSON.") from None
        except ValueError as error:
            raise ValueError(f"Line {number} of {path.name}: {error}") from None
    if not documents:
        raise ValueError(f"{path.name} holds no instance.")
    return documents


def train_command(options: argparse.Namespace) -> int:
    """Train a model; without options, by the task's recipe, into the folder the app reads."""
    from ilm_core.training import Trainer

    changes = parse_changes(options.set)
    if options.steps:
        changes["steps"] = options.steps
    recipe = read_recipe(options.task, changes)
    folder = options.out or ASSETS / options.task / options.family
    task = make_task(options.task, options.data)
    trainer = Trainer(task, options.family, recipe, folder, options.device, options.minutes)
    if options.resume:
        trainer.restore()
    trainer.run()
    return 0


def evaluate_command(options: argparse.Namespace) -> int:
    """Measure a model on fresh instances, or on those of a file; on text, with oracles."""
    from ilm_core.evaluation import evaluate, fresh_instances

    task = make_task(options.task, options.data)
    loaded = load_checkpoint(options.checkpoint or f"{options.task}/{options.family}", options.device)
    changes = parse_changes(options.set)
    if isinstance(task, StoriesTask):
        from ilm_core.text_command import evaluate_text

        return evaluate_text(task, loaded, changes, options)
    documents = read_lines(options.input, task) if options.input else fresh_instances(task, options.count, options.seed)
    settings = suited_settings(task, loaded, task.situation(documents[0]), changes)
    with tqdm(total=len(documents), desc=f"{options.task} {options.family}", disable=options.quiet) as bar:
        result = evaluate(task, loaded, documents, settings, options.seed, bar.update)
    if options.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:28} {value}" for name, value in result.items()))
    return 0


def card_command(options: argparse.Namespace) -> int:
    """Measure a shipped model and write its card beside it."""
    from ilm_core.calibration import THRESHOLDS, calibrate
    from ilm_core.cards import write_card
    from ilm_core.evaluation import evaluate, fresh_instances

    task = make_task(options.task, options.data)
    folder = ASSETS / options.task / options.family
    loaded, changes = load_checkpoint(folder), parse_changes(options.set)
    if isinstance(task, StoriesTask):
        from ilm_core.text_command import card_text

        return card_text(task, folder, changes, options)
    calibration = None
    if loaded.family.growth == "insert":
        usual, count = task.settings(loaded.family), options.validation_count
        with tqdm(total=count * len(THRESHOLDS), desc="stop threshold") as bar:
            calibration = calibrate(task, loaded, usual, count, bar.update)
        loaded = set_decoding(folder, {"stop_threshold": calibration["stop_threshold"]})
    documents = fresh_instances(task, options.count, options.seed)
    settings = suited_settings(task, loaded, task.situation(documents[0]), changes)
    with tqdm(total=len(documents), desc=f"{options.task} {options.family}") as bar:
        result = evaluate(task, loaded, documents, settings, options.seed, bar.update)
    write_card(folder, {**result, "seed": options.seed, "calibration": calibration})
    return 0


def table_command(options: argparse.Namespace) -> int:
    """Print the table of the README, from the cards."""
    from ilm_core.cards import table

    print(table())
    return 0


def trace_command(options: argparse.Namespace) -> int:
    """Decode one instance and write its trace."""
    from ilm_core.evaluation import fresh_instances
    from ilm_core.running import Run

    task = make_task(options.task)
    loaded = load_checkpoint(options.checkpoint or f"{options.task}/{options.family}", options.device)
    document = read_lines(options.input, task)[0] if options.input else fresh_instances(task, 1, options.seed)[0]
    settings = suited_settings(task, loaded, task.situation(document), parse_changes(options.set))
    text = Run(task, loaded, document, settings, options.seed, options.lengths).finish().to_json()
    if options.out:
        options.out.write_text(text + "\n")
    else:
        print(text)
    return 0


def verify_command(options: argparse.Namespace) -> int:
    """Make a trace again; exit 1 and name the first step that differs, if one does."""
    from ilm_core.running import verify
    from ilm_core.trace import parse_trace

    trace = parse_trace(options.trace.read_bytes())
    task = make_task(trace.recipe.task)
    shipped = f"{task.name}/{trace.recipe.family}"  # never the name in the file, which could be any folder
    loaded = load_checkpoint(options.checkpoint or shipped, options.device)
    difference = verify(trace, task, loaded)
    print(difference or f"All {len(trace.steps)} steps are the same.")
    return 1 if difference else 0


def schema_command(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a trace."""
    from ilm_core.trace import Trace

    print(json.dumps(Trace.model_json_schema(), indent=2))
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parser = argparse.ArgumentParser(prog="python -m ilm_core", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def add(name: str, run: Any, model: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=run.__doc__.splitlines()[0], description=run.__doc__)
        command.set_defaults(run=run)
        if model:
            command.add_argument("task", choices=TASKS)
            command.add_argument("family", choices=FAMILIES)
            command.add_argument("--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE")
        return command

    train = add("train", train_command)
    length = train.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, help="train this long")
    length.add_argument("--steps", type=int, help="train this many steps")
    train.add_argument("--resume", action="store_true", help="go on from the state in the folder")
    train.add_argument("--out", type=Path, help="folder for the model (default: where the app reads it)")
    train.add_argument("--device", help="cpu or cuda (default: the best there is)")

    measure = add("evaluate", evaluate_command)
    measure.add_argument("--count", type=int, default=1000, help="how many fresh instances")
    measure.add_argument("--json", action="store_true", help="print one line of JSON")
    measure.add_argument("--quiet", action="store_true", help="no progress bar")
    of_text = ("unconditional", "infill", "parallel", "orders", "stopping")
    measure.add_argument("--measure", choices=of_text, default=of_text[0], help="what to measure of text")
    measure.add_argument("--length-offset", type=int, nargs="+", default=[0], help="added to the true length of a gap")

    card = add("card", card_command)
    card.add_argument("--count", type=int, default=5000, help="how many fresh instances")
    card.add_argument(
        "--validation-count", type=int, default=1000, help="instances of the validation seed, for the stop threshold"
    )

    trace = add("trace", trace_command)
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
    for command in (measure, trace, card):
        command.add_argument("--seed", type=int, default=0)

    check = add("verify", verify_command, model=False)
    check.add_argument("trace", type=Path)
    for command in (measure, trace, check):
        command.add_argument("--checkpoint", help="folder of the model (default: the shipped one)")
        command.add_argument("--device", default="cpu")

    add("schema", schema_command, model=False)
    add("table", table_command, model=False)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run a command; a bad input gets one sentence on standard error and exit code 2."""
    options = make_parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
