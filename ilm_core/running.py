"""From a recipe to a trace, step by step, and back again to check one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from ilm_core.checkpoints import Loaded
from ilm_core.comparing import first_difference
from ilm_core.decoding import decode
from ilm_core.recording import record
from ilm_core.sampling import Settings, make_settings
from ilm_core.tasks.base import Task
from ilm_core.trace import Checkpoint, ForcedMove, Recipe, StartCanvas, Trace, TraceStep, used_tokens


class Run:
    """One decoding run of a model on an instance, recorded as it goes.

    Args:
        task: what kind of instance it is.
        loaded: the model.
        document: the instance, already checked.
        settings: sampling rules.
        seed: same seed, same trace.
        lengths: cells of each gap for MDM; None takes the task's guess.
        forced: what is imposed on it.

    Raises:
        ValueError: with one sentence, if the instance is not well-formed or the lengths do not fit its gaps.
    """

    def __init__(
        self,
        task: Task,
        loaded: Loaded,
        document: dict[str, Any],
        settings: Settings,
        seed: int = 0,
        lengths: Sequence[int] | None = None,
        forced: tuple[ForcedMove, ...] = (),
    ) -> None:
        task.check_input(document)
        self.task, self.loaded, self.document, self.settings = task, loaded, document, settings
        lengths = tuple(task.guess_lengths(document) if lengths is None else lengths)
        self.canvas = loaded.family.start(task.template(document), lengths)
        self.recorded: list[TraceStep] = []
        self.ended = "running"
        self.recipe = Recipe(
            task=task.name,
            family=loaded.family.name,
            checkpoint=Checkpoint(name=loaded.name, sha256=loaded.sha256),
            input=document,
            settings=asdict(settings),
            lengths=lengths if self.canvas.growth == "unmask" else None,
            seed=seed,
            forced=forced,
        )

    def steps(self) -> Iterator[TraceStep]:
        """Decode, yielding each step as it is computed; `trace` then holds it too.

        Raises:
            ValueError: with one sentence, if something imposed does not fit the canvas of its step.
        """
        forced = [one.intervention() for one in self.recipe.forced]
        for step in decode(self.loaded.family, self.canvas, self.settings, self.recipe.seed, forced):
            self.ended = "stop" if step.ended else "running"
            self.recorded.append(record(step, self.task.status(self.document, step.after, step.ended)))
            yield self.recorded[-1]
        if self.ended == "running":
            self.ended = "limit" if self.recorded or self.loaded.family.rows(self.canvas) else "stop"

    @property
    def trace(self) -> Trace:
        """What has been recorded so far; its vocabulary is whole while the run goes on, then what was used."""
        start = StartCanvas(growth=self.canvas.growth, tokens=self.canvas.tokens, open=self.canvas.open)
        vocabulary = dict(enumerate(self.task.vocabulary.tokens))
        if self.ended != "running":
            used = used_tokens(start, self.recorded)
            vocabulary = {token: spelling for token, spelling in vocabulary.items() if token in used}
        return Trace(
            recipe=self.recipe, vocabulary=vocabulary, start=start, steps=tuple(self.recorded), ended=self.ended
        )

    def finish(self) -> Trace:
        """Run to the end and return the trace."""
        for _ in self.steps():
            pass
        return self.trace


def rerun(trace: Trace, task: Task, loaded: Loaded) -> Run:
    """A run that should make ``trace`` again.

    Raises:
        ValueError: if the model is not the one that made it, or the recipe is not usable.
    """
    recipe = trace.recipe
    if recipe.checkpoint.sha256 != loaded.sha256:
        raise ValueError(f"The trace was made by another version of {recipe.checkpoint.name}.")
    settings = make_settings(Settings(), recipe.settings)  # a rule younger than the trace had no part in it
    return Run(task, loaded, recipe.input, settings, recipe.seed, recipe.lengths, recipe.forced)


def verify(trace: Trace, task: Task, loaded: Loaded) -> str | None:
    """Make the trace again, as far as it goes.

    One step more than recorded is computed, to see whether the run had ended; not so for
    a trace that was cut short.

    Returns:
        One sentence naming the first step that differs, or None if all agree.

    Raises:
        ValueError: as `rerun` does.
    """
    run = rerun(trace, task, loaded)
    for _ in islice(run.steps(), len(trace.steps) + (trace.ended != "running")):
        pass
    return first_difference(trace, run.trace)
