"""Lessons on star graphs: what is drawn when, and that whole graphs come in the end."""

import numpy as np
import pytest

from ilm_core.tasks import make_task
from ilm_core.tasks.star_examples import LEVELS, random_paths
from ilm_core.tasks.star_lessons import LESSONS, star_lesson
from ilm_core.vocabulary import PAD


def lengths(name: str, progress: float, count: int = 2_000) -> np.ndarray:
    """Nodes on each path (B, degree) of the graphs drawn at a moment; 0 where there is none."""
    return (star_lesson(name, np.random.default_rng(3), count, progress) >= 0).sum(2)


@pytest.mark.parametrize("name", list(LEVELS))
def test_in_the_end_graphs_are_whole(name: str) -> None:
    wanted = random_paths(LEVELS[name], np.random.default_rng(3), 50)
    for progress in (getattr(LESSONS[name], "until", 0.0), 1.0):
        assert np.array_equal(star_lesson(name, np.random.default_rng(3), 50, progress), wanted)


def test_mixed_lessons_become_fewer() -> None:
    drawn = lengths("star-easy", 0.0)
    assert set((drawn > 0).sum(1)) == {1, 2, 3} and set(drawn[drawn > 0]) == {3, 4, 5}
    task = make_task("star-easy")
    sizes = [
        (task.examples(np.random.default_rng(4), 500, progress).prompts != PAD).sum(1).mean()
        for progress in (0.0, 0.2, 0.4)
    ]
    assert sizes[0] < 0.8 * sizes[2]
    assert sizes[1] == pytest.approx((sizes[0] + sizes[2]) / 2, rel=0.05)


@pytest.mark.parametrize(
    ("progress", "degree", "shortest", "longest"),
    [(0.0, 3, 3, 5), (0.23, 3, 3, 5), (0.295, 4, 4, 8), (0.335, 5, 5, 11)],
)
def test_growing_lessons_grow(progress: float, degree: int, shortest: int, longest: int) -> None:
    drawn = lengths("star-hard", progress)
    assert drawn.shape[1] == degree and (drawn.min(), drawn.max()) == (shortest, longest)


def test_where_short_paths_are_common_there_are_no_lessons() -> None:
    begin, end = (make_task("star-medium").examples(np.random.default_rng(4), 50, progress) for progress in (0.0, 1.0))
    assert np.array_equal(begin.prompts, end.prompts) and np.array_equal(begin.targets, end.targets)
