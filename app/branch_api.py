"""Branches for callers from outside: change one step of a run, and compare two runs."""

import json
from typing import Any

import gradio as gr

from app.branch_run import BranchPlan
from app.branch_words import entry_words, step_words
from app.branches import first_other_step, read_intervention
from app.events import MODEL_QUEUE
from app.models import ModelStore
from app.problems import problem_for
from ilm_core.comparing import first_difference
from ilm_core.interventions import InterventionKind
from ilm_core.trace import Trace, parse_trace

ANYWHERE = -1  # of a place that is not told


class BranchApi:
    """The endpoints.

    Args:
        models: the models.
    """

    def __init__(self, models: ModelStore) -> None:
        self.models = models

    def add(self) -> None:
        """Add the endpoints to the current Blocks."""
        gr.api(self.branch, api_name="branch", **MODEL_QUEUE)
        gr.api(self.compare, api_name="compare")

    def branch(
        self, trace: dict[str, Any], step: int, kind: InterventionKind, place: int = ANYWHERE, token: str = ""
    ) -> dict[str, Any]:
        """Run a trace again, but make one step of it go another way; what follows is the model's own again.

        Args:
            trace: a trace, as the endpoint trace returns it.
            step: which step is changed, counted from 1.
            kind: insert, unmask or append (write a token at a place), place (write there, the model chooses the
                token), forbid (never write there from this step on), stop, or continue (do not stop at this step).
            place: where, as in the places of that step in the trace; -1 for stop and continue.
            token: spelling of the token, for insert, unmask and append.

        Returns:
            outcome, one sentence; change, what was imposed; comparison, as the endpoint compare returns it; and
            trace, the new document.
        """
        fields = {"step": step - 1, "kind": kind, "place": None if place == ANYWHERE else place}
        try:
            return branch_document(self.models, trace, fields | ({"text": token} if token else {}))
        except ValueError as refused:
            raise gr.Error(str(refused), print_exception=False) from None

    def compare(self, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        """Compare two traces step by step.

        Args:
            one: a trace, as the endpoint trace returns it.
            other: another one.

        Returns:
            summary, one or more sentences; same_moves; step, the first one that moves differently, counted from 1,
            or null; one and other, what each of them did at that step; and numbers, one sentence on the first
            recorded number that differs, or null.
        """
        try:
            return comparison(read_document(one), read_document(other))
        except ValueError as refused:
            raise gr.Error(str(refused), print_exception=False) from None


def branch_document(store: ModelStore, document: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A branch run to its end.

    Raises:
        ValueError: with one sentence, if the trace is no good, has no such step, place or token, or cannot be
            made again here.
    """
    parent = read_document(document)
    entry = read_intervention(fields, parent)
    trace = BranchPlan(parent, entry).run(store).finish()
    problem = problem_for(trace.recipe.task)
    return {
        "outcome": problem.outcome(trace) if problem else "",
        "change": entry_words(trace, entry),
        "comparison": comparison(parent, trace),
        "trace": trace.model_dump(mode="json"),
    }


def read_document(document: dict[str, Any]) -> Trace:
    """A trace from its document.

    Raises:
        ValueError: with one sentence, if it is damaged or of an unknown version.
    """
    return parse_trace(json.dumps(document))


def comparison(one: Trace, other: Trace) -> dict[str, Any]:
    """What two traces do not share, in words and numbers."""
    number = first_other_step(one, other)
    if number is None:
        summary, sides = f"The same moves at all {len(one.steps)} steps.", (None, None)
    else:
        shared = "Different from the first step on." if number == 0 else f"The same moves up to step {number}."
        sides = (step_words(one, number), step_words(other, number))
        summary = " ".join([shared, *sides])
    return {
        "summary": summary,
        "same_moves": number is None,
        "step": None if number is None else number + 1,
        "one": sides[0],
        "other": sides[1],
        "numbers": first_difference(one, other),
    }
