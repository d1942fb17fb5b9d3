"""What if: the branches of a lane. Their tree follows from the recipes of their traces alone.

A branch is the recipe it comes from and one intervention more; its parent is the recipe
without the last one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.branch_words import branch_name
from app.figures.glyphs import plain_glyphs
from app.player.messages import Source
from ilm_core.tasks import make_task
from ilm_core.trace import ForcedMove, Recipe, Trace
from ilm_core.vocabulary import SPECIAL

MOST_BRANCHES = 20  # of one lane, the run they come from not counted
TOO_MANY = f"This lane has {MOST_BRANCHES} branches already, which is the most there can be."


@dataclass(frozen=True)
class Node:
    """One branch: its trace, and where that is from."""

    trace: Trace
    source: Source

    @property
    def key(self) -> str:
        """A short name that the same recipe always gets."""
        return recipe_key(self.trace.recipe)

    @property
    def forced(self) -> tuple[ForcedMove, ...]:
        """Its interventions, in the order in which they were made."""
        return self.trace.recipe.forced


@dataclass(frozen=True)
class Tree:
    """The branches of one lane, in the order in which they were made; the first is the run they come from."""

    nodes: tuple[Node, ...]

    def find(self, key: str) -> Node | None:
        """The branch with this key; None if there is none."""
        return next((node for node in self.nodes if node.key == key), None)

    def with_node(self, node: Node) -> "Tree":
        """The tree with one more branch; a trace of the same recipe is replaced.

        Raises:
            ValueError: with one sentence, if there are too many.
        """
        if self.find(node.key):
            return Tree(tuple(node if one.key == node.key else one for one in self.nodes))
        if len(self.nodes) > MOST_BRANCHES:
            raise ValueError(TOO_MANY)
        return Tree((*self.nodes, node))

    def parent(self, index: int) -> int | None:
        """The branch that a branch comes from; the first one where that is not here; None for the first one."""
        if index == 0:
            return None
        forced = self.nodes[index].forced
        begins = [
            number
            for number, node in enumerate(self.nodes)
            if len(node.forced) < len(forced) and node.forced == forced[: len(node.forced)]
        ]
        return max(begins, key=lambda number: len(self.nodes[number].forced), default=0)

    def name(self, index: int) -> str:
        """What a branch is called: the interventions that its parent does not have."""
        node, parent = self.nodes[index], self.parent(index)
        shared = 0 if parent is None else len(self.nodes[parent].forced)
        inherits = parent is not None and self.nodes[parent].forced == node.forced[:shared]
        return branch_name(node.trace, node.forced[shared:] if inherits else node.forced)

    def outline(self) -> list[dict[str, Any]]:
        """The tree without its traces, for the page: key, name and parent of each branch."""
        return [
            {"key": node.key, "name": self.name(index), "parent": self.parent(index)}
            for index, node in enumerate(self.nodes)
        ]


def recipe_key(recipe: Recipe) -> str:
    """A short name for a recipe."""
    return hashlib.sha256(recipe.model_dump_json().encode()).hexdigest()[:16]


def read_intervention(fields: Mapping[str, Any], trace: Trace) -> ForcedMove:
    """An intervention on a run, from outside.

    Args:
        fields: ``step`` from 0, ``kind``, ``place`` and ``token`` as in `ForcedMove`; instead of
            ``token`` its spelling may be given as ``text``.
        trace: the run.

    Raises:
        ValueError: with one sentence, if the run has no such step or place, or the task no such token.
    """
    known = {name: fields.get(name) for name in ForcedMove.model_fields}
    if isinstance(fields.get("text"), str):
        known["token"] = token_named(trace.recipe.task, fields["text"])
    try:
        entry = ForcedMove.model_validate(known, strict=True)
    except ValidationError:
        raise ValueError("An intervention needs a step, a kind, and what belongs to that kind.") from None
    check_intervention(entry, trace)
    return entry


def token_named(task: str, text: str) -> int:
    """The token with this spelling; spaces and line ends may be written as the player shows them.

    Raises:
        ValueError: with one sentence, if the task's vocabulary has no such token.
    """
    ordinary = make_task(task).vocabulary.tokens[len(SPECIAL) :]
    spelling = text.replace("␣", " ").replace("⏎", "\n")
    if not spelling:
        raise ValueError("Write a token first.")
    if spelling in ordinary:
        return len(SPECIAL) + ordinary.index(spelling)
    shown = plain_glyphs(len(SPECIAL), spelling)
    hint = f", but ‘␣{shown}’ is" if f" {spelling}" in ordinary else ""
    raise ValueError(f"‘{shown}’ is not one token of the model's vocabulary{hint}.")


def check_intervention(entry: ForcedMove, trace: Trace) -> None:
    """Check that a run can be changed in this way.

    Raises:
        ValueError: with one sentence, if it has no such step, place or token.
    """
    number, steps = entry.step + 1, trace.steps
    if entry.step >= len(steps):
        raise ValueError(f"The run has {len(steps)} steps, so nothing can be changed at step {number}.")
    if entry.kind in ("stop", "continue"):
        if trace.start.growth == "unmask":
            raise ValueError("This family neither stops nor refuses to; it ends with its last mask.")
        if (entry.place, entry.token) != (None, None):
            raise ValueError("To stop, or not to, needs neither a place nor a token.")
        return
    if entry.kind not in ("place", "forbid", trace.start.growth):
        raise ValueError(f"The move {entry.kind} does not fit a canvas that grows by {trace.start.growth}.")
    if entry.place not in [belief.place for belief in steps[entry.step].places]:
        raise ValueError(f"Nothing can be written at place {entry.place} at step {number}.")
    if entry.kind in ("place", "forbid"):
        if entry.token is not None:
            raise ValueError("Where only a place is told, the token is the model's to choose.")
        ruled_out = any(one.kind == "forbid" and one.place == entry.place for one in before(trace.recipe, entry))
        if entry.kind == "place" and ruled_out:
            raise ValueError("In this branch nothing may be written there; choose a token, or open another branch.")
    elif entry.token is None or not 0 <= entry.token < len(make_task(trace.recipe.task).vocabulary):
        raise ValueError("The token is not one of the model's vocabulary.")


def branch_recipe(recipe: Recipe, entry: ForcedMove) -> Recipe:
    """The recipe of a branch: what was imposed before still holds, what came later is the model's again."""
    return recipe.model_copy(update={"forced": (*before(recipe, entry), entry)})


def before(recipe: Recipe, entry: ForcedMove) -> tuple[ForcedMove, ...]:
    """Interventions that go with a new one: earlier ones, and of the same step those it does not contradict."""

    def holds(one: ForcedMove) -> bool:
        if one.step != entry.step:
            return one.step < entry.step
        return "forbid" in (one.kind, entry.kind) and one.place != entry.place

    return tuple(one for one in recipe.forced if holds(one))


def first_other_step(one: Trace, other: Trace) -> int | None:
    """The first step, from 0, at which two runs move differently; None if they never do."""
    moves = [
        [[(move.kind, move.place, move.token) for move in step.moves] for step in run.steps] for run in (one, other)
    ]
    for number, (left, right) in enumerate(zip(*moves)):
        if left != right:
            return number
    return None if len(moves[0]) == len(moves[1]) else min(map(len, moves))
