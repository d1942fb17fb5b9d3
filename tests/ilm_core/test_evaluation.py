"""Exact match and where answers are lost, on a model and puzzles whose course is known."""

from typing import Any

import pytest

from ilm_core.canvas import Canvas
from ilm_core.checkpoints import Loaded
from ilm_core.evaluation import evaluate, wilson_interval
from ilm_core.sampling import Settings
from ilm_core.tasks.base import Task
from ilm_core.tasks.star_graph import is_subsequence
from ilm_core.vocabulary import BOS, CLS
from tests.ilm_core.toy import ToyFamily, inside_out


class Spelling(Task):
    """The right answer is ``{"target": ids}``; tokens may be added anywhere."""

    name, longest_answer = "spelling", 4

    def examples(self, rng, count, progress=1.0):
        raise NotImplementedError

    def random_input(self, rng) -> dict[str, Any]:
        return {"target": [7, 8, 9]}

    def check_input(self, document) -> None:
        pass

    def prompt(self, document) -> list[int]:
        return []

    def target(self, document) -> list[int]:
        return document["target"]

    def status(self, document, canvas: Canvas, ended: bool):
        if list(canvas.answer) == document["target"]:
            return "solved"
        return "lost" if ended or not is_subsequence(canvas.answer, document["target"]) else "solvable"


class Writer(ToyFamily):
    """Writes 8, then 7 before it, then 9 behind, and stops in its fourth step."""

    name = "toy"

    def start(self, template, lengths) -> Canvas:
        return Canvas.start("insert", [CLS, BOS], open_after=[1])

    def parameters(self) -> list:
        return []


TARGETS = ([7, 8, 9], [7, 8, 9], [7, 8], [7, 8, 9, 10])  # two it solves; 9 is too much; it stops without 10


def measure(settings: Settings) -> dict[str, Any]:
    loaded = Loaded(Writer(inside_out), "toy/toy", "0" * 64, {})
    return evaluate(Spelling(), loaded, [{"target": target} for target in TARGETS], settings)


def test_where_answers_are_lost() -> None:
    result = measure(Settings())
    assert (result["count"], result["exact_match"]) == (4, 0.5)
    assert result["exact_match_by_group"] == {"2 tokens": 0.0, "3 tokens": 1.0, "4 tokens": 0.0}
    assert result["lost_at_step"] == {3: 1, 4: 1} and result["lost_by_stopping"] == 1
    assert result["cut_by_limit"] == 0 and result["forward_passes_per_example"] == 4


def test_a_run_that_is_cut_has_no_right_answer() -> None:
    """After three tokens the right ones stand in two runs, but the model has not said so."""
    result = measure(Settings(max_tokens=3))
    assert result["exact_match"] == 0 and result["cut_by_limit"] == 3
    assert result["lost_at_step"] == {3: 1} and result["lost_by_stopping"] == 0


def test_interval_by_hand() -> None:
    """Wilson's interval of 8 in 10."""
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson_interval(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
