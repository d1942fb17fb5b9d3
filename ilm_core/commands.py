"""What each command of the command line does: train, evaluate, card, table, order, trace, verify, schema."""

import argparse
import json
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ilm_core.checkpoints import ASSETS, Loaded, load_checkpoint, set_decoding
from ilm_core.families import FAMILIES
from ilm_core.recipe_file import read_recipe
from ilm_core.tasks import StoriesTask, Task, make_task, suited_settings


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
            document = json.loads(line)
            if not isinstance(document, dict):
                raise ValueError("An instance is an object, { … }.")
            task.check_input(document)
            documents.append(document)
        except (json.JSONDecodeError, RecursionError):
            raise ValueError(f"Line {number} of {path.name} is not valid JSON.") from None
        except ValueError as error:
            raise ValueError(f"Line {number} of {path.name}: {error}") from None
    if not documents:
        raise ValueError(f"{path.name} holds no instance.")
    return documents


def load_for(task: Task, family: str, options: argparse.Namespace) -> Loaded:
    """The model that ``--checkpoint`` names, or else the shipped one.

    Raises:
        ValueError: with one sentence, if there is none, or it is of another family or another task.
    """
    loaded = load_checkpoint(options.checkpoint or f"{task.name}/{family}", options.device)
    tokens, known = len(task.vocabulary), loaded.family.config.vocabulary_size
    if loaded.family.name != family or tokens != known:
        raise ValueError(
            f"The model {loaded.name} is {loaded.family.title} with {known} tokens; "
            f"{task.name} {family} needs {FAMILIES[family].title} with {tokens}."
        )
    return loaded


def train(options: argparse.Namespace) -> int:
    """Train a model; without options, by the task's recipe, into the folder the app reads."""
    from ilm_core.training import Trainer, is_on_cpu

    changes = parse_changes(options.set)
    if options.steps:
        changes["steps"] = options.steps
    recipe = read_recipe(options.task, changes, on_gpu=not is_on_cpu(options.device))
    folder = options.out or ASSETS / options.task / options.family
    task = make_task(options.task, options.data)
    trainer = Trainer(task, options.family, recipe, folder, options.device, options.minutes)
    if options.resume:
        trainer.restore()
    trainer.run()
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure a model on fresh instances, or on those of a file; on text, with oracles."""
    from ilm_core.evaluation import evaluate as measure
    from ilm_core.evaluation import fresh_instances

    task = make_task(options.task, options.data)
    loaded = load_for(task, options.family, options)
    changes = parse_changes(options.set)
    if isinstance(task, StoriesTask):
        from ilm_core.text_command import evaluate_text

        return evaluate_text(task, loaded, changes, options)
    documents = read_lines(options.input, task) if options.input else fresh_instances(task, options.count, options.seed)
    settings = suited_settings(task, loaded, task.situation(documents[0]), changes)
    with tqdm(total=len(documents), desc=f"{options.task} {options.family}", disable=options.quiet) as bar:
        result = measure(task, loaded, documents, settings, options.seed, bar.update)
    if options.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:28} {value}" for name, value in result.items()))
    return 0


def card(options: argparse.Namespace) -> int:
    """Measure a shipped model and write its card beside it."""
    import matplotlib  # noqa: F401  draws the losses at the end: if it is missing, hours of measuring would be lost

    from ilm_core.calibration import THRESHOLDS, calibrate
    from ilm_core.cards import write_card
    from ilm_core.evaluation import evaluate as measure
    from ilm_core.evaluation import fresh_instances

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
        result = measure(task, loaded, documents, settings, options.seed, bar.update)
    write_card(folder, {**result, "seed": options.seed, "calibration": calibration})
    return 0


def table(options: argparse.Namespace) -> int:
    """Print the table of the README, from the cards."""
    from ilm_core import cards

    print(cards.table())
    return 0


def order(options: argparse.Namespace) -> int:
    """Print in what order a model writes: how step and position go together, and where it begins."""
    from ilm_core.evaluation import fresh_instances
    from ilm_core.order import order_summary
    from ilm_core.running import Run

    task = make_task(options.task)
    loaded, changes = load_for(task, options.family, options), parse_changes(options.set)
    traces = []
    for number, document in enumerate(tqdm(fresh_instances(task, options.count, options.seed))):
        settings = suited_settings(task, loaded, task.situation(document), changes)
        traces.append(Run(task, loaded, document, settings, options.seed + number).finish())
    rows = order_summary(traces).round(3).to_dict("records")
    print(json.dumps(rows[0] if rows else {"family": options.family, "runs": 0}))
    return 0


def trace(options: argparse.Namespace) -> int:
    """Decode one instance and write its trace."""
    from ilm_core.evaluation import fresh_instances
    from ilm_core.running import Run

    task = make_task(options.task)
    loaded = load_for(task, options.family, options)
    document = read_lines(options.input, task)[0] if options.input else fresh_instances(task, 1, options.seed)[0]
    settings = suited_settings(task, loaded, task.situation(document), parse_changes(options.set))
    text = Run(task, loaded, document, settings, options.seed, options.lengths).finish().to_json()
    if options.out:
        options.out.write_text(text + "\n")
    else:
        print(text)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Make a trace again; exit 1 and name the first step that differs, if one does."""
    from ilm_core.running import verify as compare
    from ilm_core.trace import parse_trace

    recorded = parse_trace(options.trace.read_bytes())
    task, family = make_task(recorded.recipe.task), recorded.recipe.family
    if family not in FAMILIES:  # whatever stands in the file becomes part of a path
        raise ValueError(f"The trace is of a family {family!r}; this program has {', '.join(FAMILIES)}.")
    difference = compare(recorded, task, load_for(task, family, options))
    print(difference or f"All {len(recorded.steps)} steps are the same.")
    return 1 if difference else 0


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a trace."""
    from ilm_core.trace import Trace

    print(json.dumps(Trace.model_json_schema(), indent=2))
    return 0
