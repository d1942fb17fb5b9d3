import numpy as np
import pytest

from ilm_core.tasks.zebra.clue import VOCABULARY, Size
from ilm_core.tasks.zebra.lessons import FIRST, FRAMED, GROWTH, SMALLER, difficulties, lesson
from ilm_core.tasks.zebra.puzzle import Puzzle
from ilm_core.vocabulary import PAD

SIZE = Size(3, 3)


def draw(progress: float, count: int = 600):
    """Examples of a moment, and their puzzles."""
    examples = lesson((SIZE,), "sorted", np.random.default_rng(3), count, progress)
    return examples, [Puzzle.parse(" ".join(VOCABULARY.decode(row[row != PAD]))) for row in examples.prompts]


def test_the_first_lesson_says_plainly_who_lives_where_and_asks_for_values_only() -> None:
    examples, puzzles = draw(0.0)
    assert {puzzle.size for puzzle in puzzles} == {Size(3, 1), Size(3, 2)}
    for puzzle in puzzles:
        assert all(clue.kind == "=" and any(thing.row == 0 for thing in clue.things) for clue in puzzle.clues)
    values = np.arange(examples.targets.shape[1]) % 3 == 2
    assert np.array_equal(examples.hideable(), values & (examples.targets != PAD))


@pytest.mark.parametrize("progress", [FIRST, 1.0])
def test_later_lessons_mix_sizes_and_hide_anything_in_some_answers(progress: float) -> None:
    examples, puzzles = draw(progress)
    assert np.mean([puzzle.size != SIZE for puzzle in puzzles]) == pytest.approx(SMALLER, abs=0.06)
    assert examples.given.any(1).mean() == pytest.approx(FRAMED, abs=0.07)
    assert not (examples.given & (np.arange(examples.targets.shape[1]) % 3 == 2) & (examples.targets != PAD)).any()


def test_puzzles_grow_harder_until_half_are_as_hard_as_test_puzzles() -> None:
    rng = np.random.default_rng(0)
    means = [difficulties(rng, 4000, progress).mean() for progress in (0, FIRST, FIRST + GROWTH / 2, FIRST + GROWTH, 1)]
    assert means[:2] == [0, 0]
    assert means[2:] == pytest.approx([0.5, 0.75, 0.75], abs=0.02)
    assert (difficulties(rng, 4000, 1.0) == 1).mean() == pytest.approx(0.5, abs=0.03)


def test_a_lesson_is_reproducible() -> None:
    (one, _), (same, _) = draw(0.5, 40), draw(0.5, 40)
    assert np.array_equal(one.prompts, same.prompts) and np.array_equal(one.given, same.given)
