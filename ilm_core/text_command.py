"""``python -m ilm_core evaluate stories FAMILY``."""

import argparse
import json

from tqdm import tqdm

from ilm_core.checkpoints import ASSETS, load_checkpoint
from ilm_core.judging import Jury
from ilm_core.oracles import ArmOracle, NgramOracle, Oracle
from ilm_core.sampling import make_settings
from ilm_core.tasks import StoriesTask, task_settings
from ilm_core.tasks.text_corpus import Corpus, read_stories
from ilm_core.text_evaluation import SWEEPS, Experiment

ORACLE = ASSETS / StoriesTask.name / "oracle"


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


def evaluate_text(options: argparse.Namespace) -> int:
    """Measure a model of the stories and print what was found.

    Args:
        options: of the command ``evaluate``.
    """
    from ilm_core.__main__ import parse_changes

    task = StoriesTask(options.data)
    loaded = load_checkpoint(options.checkpoint or f"{task.name}/{options.family}", options.device)
    settings = make_settings(task_settings(task, loaded.family), parse_changes(options.set))
    oracles = find_oracles(task, options.oracle)
    if options.input:
        corpus = Corpus.encode(read_stories(options.input), task.vocabulary.encode_many)
    else:
        corpus = task.corpora[1]
    rounds = len(SWEEPS[options.measure][1]) if options.measure in SWEEPS else len(options.length_offset)
    name = f"{task.name} {options.family} {options.measure}"
    with tqdm(total=rounds * options.count, desc=name, disable=options.quiet) as bar:
        jury = Jury(oracles, task.vocabulary)
        experiment = Experiment(task, loaded, settings, jury, corpus, options.count, options.seed, bar.update)
        results = experiment.measure(options.measure, options.length_offset)
    for result in results:
        print(json.dumps(result, indent=None if options.json else 2))
    return 0
