"""What the command line does for text: ``evaluate stories FAMILY`` and ``card stories FAMILY``."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ilm_core.calibration import VALIDATION_SEED
from ilm_core.checkpoints import ASSETS, Loaded, load_checkpoint, set_decoding
from ilm_core.judging import Jury
from ilm_core.oracles import ArmOracle, NgramOracle, Oracle
from ilm_core.tasks import StoriesTask
from ilm_core.tasks.text_corpus import Corpus, read_stories
from ilm_core.text_calibration import calibrate_text
from ilm_core.text_evaluation import Experiment

ORACLE = ASSETS.parent / "oracles" / StoriesTask.name


def find_oracles(task: StoriesTask, folder: str | None) -> list[Oracle]:
    """An autoregressive judge, given or shipped, and an n-gram judge where there is text to learn from.

    Raises:
        ValueError: with one sentence, if there is neither.
    """
    oracles: list[Oracle] = []
    if folder or ORACLE.is_dir():
        oracles.append(ArmOracle(folder or ORACLE))
    if task.data.is_file():
        oracles.append(NgramOracle(task.corpora[0], len(task.vocabulary)))
    if not oracles:
        raise ValueError("There is nothing to judge by: give an ARM with --oracle or the training text with --data.")
    return oracles


def make_experiment(
    task: StoriesTask, loaded: Loaded, changes: dict[str, Any], options: argparse.Namespace, file: Path | None = None
) -> Experiment:
    """A model, its judges, and held-out text, which is that of the task or of a file."""
    corpus = Corpus.encode(read_stories(file), task.vocabulary.encode_many) if file else task.corpora[1]
    jury = Jury(find_oracles(task, options.oracle), task.vocabulary)  # after the text, which may come from the Hub
    return Experiment(task, loaded, changes, jury, corpus, options.count, options.seed)


def evaluate_text(task: StoriesTask, loaded: Loaded, changes: dict[str, Any], options: argparse.Namespace) -> int:
    """Measure a model of the stories and print what was found.

    Args:
        task, loaded: the model and what it was trained on.
        changes: sampling settings asked for, by name.
        options: the rest of the command line.
    """
    experiment = make_experiment(task, loaded, changes, options, options.input)
    with tqdm(desc=f"{task.name} {options.family} {options.measure}", unit="text", disable=options.quiet) as bar:
        results = replace(experiment, advance=bar.update).measure(options.measure, options.length_offset)
    for result in results:
        print(json.dumps(result, indent=None if options.json else 2))
    return 0


def card_text(task: StoriesTask, folder: Path, changes: dict[str, Any], options: argparse.Namespace) -> int:
    """Choose the stop thresholds of a model of the stories, if it has any, measure it, and write its card beside it.

    Args:
        task: the stories.
        folder: the model's.
        changes, options: as for `evaluate_text`.
    """
    import matplotlib  # noqa: F401  as for every card

    from ilm_core.text_cards import measure_for_card, write_text_card

    experiment, calibration = make_experiment(task, load_checkpoint(folder), changes, options), None
    with tqdm(desc=f"{task.name} {options.family}", unit="text") as bar:
        experiment = replace(experiment, advance=bar.update)
        if experiment.loaded.family.growth == "insert":
            validation = replace(experiment, count=options.validation_count, seed=VALIDATION_SEED)
            calibration = calibrate_text(validation)
            experiment = replace(experiment, loaded=set_decoding(folder, calibration["decoding"]))
        results = measure_for_card(experiment)
    write_text_card(folder, {**results, "calibration": calibration})
    return 0
