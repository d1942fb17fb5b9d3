"""Several models at work on one instance, side by side, for one visitor."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock
from typing import Any

from app.faults import sentence_for
from app.models import ModelStore
from app.shown import Shown
from ilm_core.families import FAMILIES
from ilm_core.running import Run
from ilm_core.sampling import make_settings
from ilm_core.tasks import make_task, suited_settings
from ilm_core.trace import ForcedMove, Recipe, Trace, TraceStep


@dataclass(frozen=True)
class Plan:
    """What one lane is going to do, before its model is loaded.

    Attributes:
        task, family, document: who works on what.
        changes: sampling settings that shall differ from those that suit the model, by name.
        seed, lengths, forced: as in a recipe.

    Raises:
        ValueError: with one sentence, if a setting is unknown or out of range.
    """

    task: str
    family: str
    document: dict[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    lengths: tuple[int, ...] | None = None
    forced: tuple[ForcedMove, ...] = ()

    def __post_init__(self) -> None:
        make_settings(make_task(self.task).settings(FAMILIES[self.family]), dict(self.changes))

    @classmethod
    def of(cls, recipe: Recipe) -> "Plan":
        """What a recipe asks for, with whatever weights there are.

        Raises:
            ValueError: with one sentence, if its settings are no good.
        """
        return cls(
            recipe.task, recipe.family, recipe.input, recipe.settings, recipe.seed, recipe.lengths, recipe.forced
        )

    def run(self, store: ModelStore) -> Run:
        """Load the model and get ready.

        Raises:
            ValueError: with one sentence, if there is no model or the instance is bad.
        """
        task, loaded = make_task(self.task), store.load(self.task, self.family)
        settings = suited_settings(task, loaded, task.situation(self.document), self.changes)
        return Run(task, loaded, self.document, settings, self.seed, self.lengths, self.forced)


class LiveRun:
    """Runs that advance in turn, one step each, and that can be stopped from another thread.

    Args:
        plans: one for each lane.

    Attributes:
        key: a name that no other run has.
        problem: one sentence if something went wrong.
        ended: whether it came to its own end.
        is_asked: whether it was sent to the queue, which may refuse it.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        self.key = token_hex(8)
        self.runs: list[Run] = []
        self.problem = ""
        self.ended = False
        self.is_asked = False
        self._begun = False
        self._stopped = False
        self._lock = Lock()  # held during a step, so that what `stop` leaves is whole

    def load(self, store: ModelStore) -> None:
        """Load all models.

        Raises:
            ValueError: with one sentence, if one cannot be loaded.
        """
        self._begun = True
        runs = [plan.run(store) for plan in self.plans]
        with self._lock:
            if not self._stopped:
                self.runs = runs

    def steps(self) -> Iterator[tuple[int, TraceStep]]:
        """Go on until every lane has ended, or until `stop`.

        Yields:
            The lane's number and its step.
        """
        going = {index: run.steps() for index, run in enumerate(self.runs)}
        while going:
            for index, steps in list(going.items()):
                with self._lock:
                    if self._stopped:
                        return
                    step = next(steps, None)
                if step is None:
                    del going[index]
                else:
                    yield index, step
        self.ended = True

    def fail(self, problem: str) -> None:
        """End the run, for a reason that is told in one sentence."""
        self.problem = problem
        self.ended = True

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Whatever goes wrong inside ends the run, with one sentence in ``problem``; a closed tab passes through."""
        try:
            yield
        except Exception as fault:  # nothing may leave the page waiting for a run that is no more
            self.fail(sentence_for(fault))

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called, be it before its own end or after."""
        return self._stopped

    @property
    def is_going(self) -> bool:
        """Whether further steps may come."""
        return not (self.ended or self._stopped)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still in the queue."""
        return self.is_going and not self._begun

    def lanes(self) -> tuple[Shown, ...]:
        """What the screen shows of it so far; nothing before the models are loaded."""
        return tuple(Shown(trace, "live") for trace in self.traces)

    def stop(self) -> None:
        """Make no further step; waits for the one under way."""
        self._stopped = True  # before the lock, which the run may take many times before we get it
        with self._lock:
            pass

    @property
    def traces(self) -> list[Trace]:
        """What has been done so far, a trace for each lane; none before the models are loaded."""
        return [run.trace for run in self.runs]
