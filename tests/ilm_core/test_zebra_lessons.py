import numpy as np
import pytest

from ilm_core.tasks.zebra.clue import KINDS, VOCABULARY, Size
from ilm_core.tasks.zebra.lessons import FRAMED, STAGES, Teacher, lesson
from ilm_core.tasks.zebra.puzzle import Puzzle
from ilm_core.vocabulary import PAD

SIZE = Size(3, 3)


def taught(name: str, count: int = 400):
    """Examples of one lesson, each with its puzzle."""
    parts = list(getattr(Teacher((SIZE,), "house", np.random.default_rng(3)), name)(count))
    assert sum(map(len, parts)) == count
    for part in parts:
        for prompt, target, asked in zip(part.prompts, part.targets, part.hideable()):
            yield Puzzle.parse(" ".join(VOCABULARY.decode(prompt[prompt != PAD]))), target.reshape(-1, 3), asked


@pytest.mark.parametrize("name, size", [("begun", Size(3, 1)), ("addressed", Size(3, 2))])
def test_the_first_lessons_say_plainly_who_lives_where_and_ask_for_values(name: str, size: Size) -> None:
    for puzzle, facts, asked in taught(name):
        assert all(clue.kind == "=" and any(thing.row == 0 for thing in clue.things) for clue in puzzle.clues)
        assert asked.reshape(-1, 3).tolist() == [[False, False, True]] * len(facts)
        assert puzzle.size == size


def test_every_missing_value_is_in_a_clue_on_who_shares_its_house() -> None:
    for puzzle, facts, _ in taught("linked", 20):
        numbers = [[int(digit) for digit in VOCABULARY.decode(fact)] for fact in facts]
        house_of = {(row + 1, value): house for row, house, value in numbers}
        pairs = [[house_of[thing.row, thing.value] for thing in clue.things] for clue in puzzle.clues]
        assert sorted(pairs) == [[0, 0], [1, 1], [2, 2]]
        assert all({thing.row for thing in clue.things} == {1, 2} for clue in puzzle.clues)


@pytest.mark.parametrize("name, kinds", [("linked", {"="}), ("deduced", set(KINDS))])
def test_one_attribute_is_known_and_the_other_asked_for(name: str, kinds: set[str]) -> None:
    seen, attributes = set(), set()
    for puzzle, facts, asked in taught(name):
        (attribute,) = {fact[0] for fact, each in zip(facts.tolist(), asked.reshape(-1, 3)) if each.any()}
        expected = [[False, False, fact[0] == attribute] for fact in facts.tolist()]
        assert asked.reshape(-1, 3).tolist() == expected
        attributes.add(attribute)
        seen |= {clue.kind for clue in puzzle.clues}
    assert seen == kinds
    assert len(attributes) == 2


@pytest.mark.parametrize("name, size", [("smaller", Size(3, 2)), ("whole", SIZE)])
def test_whole_puzzles_ask_for_every_value_and_a_part_of_the_frame(name: str, size: Size) -> None:
    asked_parts = []
    for puzzle, facts, asked in taught(name):
        assert puzzle.size == size and len(facts) == size.cells
        assert asked.reshape(-1, 3)[:, 2].all()
        asked_parts.append(asked.reshape(-1, 3)[:, :2].mean())
    assert np.mean(np.equal(asked_parts, 0)) >= FRAMED - 0.08
    assert np.mean(np.equal(asked_parts, 1)) >= FRAMED - 0.08
    assert np.mean([0 < part < 1 for part in asked_parts]) == pytest.approx(1 - 2 * FRAMED, abs=0.1)
    assert np.mean(asked_parts) == pytest.approx(0.5, abs=0.08)


def test_stages_follow_each_other_and_their_shares_add_up() -> None:
    assert [stage.until for stage in STAGES] == sorted(stage.until for stage in STAGES)
    assert STAGES[-1].until == 1.0
    for stage in STAGES:
        assert sum(vars(stage).values()) - stage.until == pytest.approx(1.0)


@pytest.mark.parametrize("progress, whole", [(0.0, 0.0), (0.25, 0.0), (0.7, STAGES[-1].whole), (1.0, STAGES[-1].whole)])
def test_a_moment_of_the_training_has_the_lessons_of_its_stage(progress: float, whole: float) -> None:
    examples = lesson((SIZE,), "house", np.random.default_rng(3), 600, progress)
    assert len(examples) == 600
    assert ((examples.targets != PAD).sum(1) == 27).mean() == pytest.approx(whole, abs=0.07)
    same = lesson((SIZE,), "house", np.random.default_rng(3), 600, progress)
    assert np.array_equal(examples.prompts, same.prompts) and np.array_equal(examples.given, same.given)
