"""Zebra puzzles on the page: text to document, what the editor says, runs without a right answer."""

import json

import pytest

from app.clues.reading import OFFERS, clues_to_add, read_puzzle
from app.models import ModelStore
from app.pages.runs import prepare
from app.player.messages import whole_board
from app.problems import PROBLEMS, problem_for
from app.problems.zebra import MOST_CLUES, Zebra
from ilm_core.checkpoints import save_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.tasks.zebra.clue import VOCABULARY
from ilm_core.tasks.zebra.puzzle import Puzzle
from ilm_core.tasks.zebra.solver import count_solutions, first_solutions
from ilm_core.transformer import TrunkConfig

LEVEL = "zebra-3x3"
ZEBRA = Zebra()
TEXT = ZEBRA.random_text(LEVEL, 1)
CLUES = [f"{part.strip()} CLUE_END" for part in TEXT.split("CLUE_END")[:-1]]


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    folder = tmp_path_factory.mktemp("models")
    trunk = TrunkConfig(vocabulary_size=len(VOCABULARY), width=32, layers=2, heads=2, feed_forward=64)
    for seed, name in enumerate(("ilm", "mdm")):
        save_checkpoint(FAMILIES[name](trunk, seed), folder / "zebra" / name, {"task": "zebra"})
    return ModelStore(folder)


def without_a_needed_clue() -> str:
    return next(
        text
        for index in range(len(CLUES))
        if count_solutions(Puzzle.parse(text := " ".join(CLUES[:index] + CLUES[index + 1 :]), ZEBRA.sizes[LEVEL])) > 1
    )


def test_levels_are_sizes_of_one_task():
    assert problem_for("zebra") is problem_for(LEVEL) is PROBLEMS[1]
    assert ZEBRA.task_of(LEVEL) == "zebra" and ZEBRA.level_title(LEVEL) == "3 houses, 3 attributes"


@pytest.mark.parametrize("level", ZEBRA.levels)
def test_a_random_puzzle_has_its_size_and_one_solution(level):
    _, document = ZEBRA.read(level, ZEBRA.random_text(level, 7))
    assert Puzzle.parse(document).size == ZEBRA.sizes[level] == ZEBRA.size_of(level)
    assert len(document["output"].split()) == 3 * ZEBRA.sizes[level].cells
    assert ZEBRA.text(document) == ZEBRA.random_text(level, 7)


def test_a_puzzle_with_several_solutions_is_read_without_an_answer():
    task, document = ZEBRA.read(LEVEL, without_a_needed_clue())
    assert "output" not in document and (document["houses"], document["attributes"]) == (3, 3)
    task.check_input(document)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The puzzle has no clues."),
        ("= LHS c 1 1 RHS n 0 0", "Clue 1: it does not end in CLUE_END."),
        (f"{CLUES[0]} beside LHS c 1 1 RHS c 2 1 CLUE_END", "Clue 2: 'beside' is no clue type"),
        ("= LHS c 1 4 RHS n 0 0 CLUE_END", "Clue 1: c 1 4 is not on a street of 3×3"),
        (f"{CLUES[0]} " * (MOST_CLUES + 1), f"The puzzle has 61 clues; at most {MOST_CLUES} can be taken."),
    ],
)
def test_a_malformed_puzzle_is_refused_in_one_sentence(text, sentence):
    assert ZEBRA.mistake(LEVEL, text).startswith(sentence)
    said = json.loads(read_puzzle(ZEBRA, LEVEL, text))
    assert "verdict" not in said and said["introduction"].startswith("3 houses stand in a row")


def test_the_editor_is_told_clues_solutions_and_offers():
    said = json.loads(read_puzzle(ZEBRA, LEVEL, TEXT))
    assert said["solutions"] == "one" and said["verdict"] == "The clues leave exactly one solution."
    assert set(CLUES) <= set(said["sentences"]) and len(said["offers"]) == OFFERS
    for clue in said["offers"]:
        assert count_solutions(Puzzle.parse(f"{TEXT} {clue}", ZEBRA.sizes[LEVEL])) == 1
    said = json.loads(read_puzzle(ZEBRA, LEVEL, without_a_needed_clue()))
    assert said["solutions"] == "several" and said["verdict"].endswith("no answer counts as right.")


def test_offers_rule_out_another_solution_first():
    puzzle = Puzzle.parse(without_a_needed_clue(), ZEBRA.sizes[LEVEL])
    found = first_solutions(puzzle)
    best = clues_to_add(puzzle, found)[0]
    left = first_solutions(puzzle.with_clue(best), 100)
    assert found[0] in left and found[1] not in left
    assert clues_to_add(puzzle, []) == []


def test_a_run_without_a_right_answer_is_not_judged(store):
    live = prepare(LEVEL, without_a_needed_clue(), ["ilm", "mdm"], 0, {})
    live.load(store)
    assert all(step.status is None for _, step in live.steps())
    for trace in live.traces:
        assert ZEBRA.outcome(trace).endswith("no answer is right, because the clues leave no single solution.")
        board = whole_board(trace)
        assert board["grid"]["judged"] is False and len(board["frames"]) == len(trace.steps) + 1
