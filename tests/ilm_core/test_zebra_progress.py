import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm_core.canvas import Canvas, Status
from ilm_core.tasks import make_task
from ilm_core.tasks.star_graph import is_subsequence
from ilm_core.tasks.zebra.progress import can_be_appended, can_be_inserted, can_be_unmasked, triples
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD
from tests.ilm_core.test_zebra_puzzle import THREE

TASK = make_task("zebra")
TARGET = TASK.target(THREE)
FACTS = [TARGET[first : first + 3] for first in range(0, 27, 3)]
OTHER_ORDER = [token for fact in FACTS[::-1] for token in fact]
WRONG = [*TARGET[:2], TARGET[2] + 1, *TARGET[3:]]
TINY = [(7, 7, 8), (7, 8, 7), (8, 7, 7), (8, 8, 8)]  # two houses, two attributes
ORDERS = [[token for fact in order for token in fact] for order in itertools.permutations(TINY)]


def canvas(growth: str, tokens: list[int]) -> Canvas:
    return Canvas.start(growth, [CLS, BOS, *tokens], open_after=range(1, len(tokens) + 2))


@pytest.mark.parametrize(
    ("growth", "tokens", "ended", "status"),
    [
        ("insert", [], False, "solvable"),
        ("insert", [], True, "lost"),
        ("insert", TARGET, True, "solved"),
        ("insert", OTHER_ORDER, False, "solved"),
        ("insert", TARGET[:26], False, "solvable"),
        ("insert", TARGET[1:], False, "solvable"),
        ("insert", TARGET[1:], True, "lost"),
        ("insert", OTHER_ORDER[::2], False, "solvable"),
        ("insert", WRONG, False, "lost"),
        ("insert", [*TARGET, TARGET[0]], False, "lost"),
        ("insert", [*TARGET, *TARGET[:3]], False, "lost"),
        ("append", [], False, "solvable"),
        ("append", OTHER_ORDER[:4], False, "solvable"),
        ("append", WRONG[:3], False, "lost"),
        ("append", TARGET[:3] * 2, False, "lost"),
        ("append", TARGET[1:3], False, "solvable"),  # 0 1 begins another fact
        ("append", TARGET[:26], True, "lost"),
        ("append", OTHER_ORDER, True, "solved"),
        ("append", [*TARGET, 7], False, "lost"),
        ("unmask", [MASK] * 37, False, "solvable"),
        ("unmask", [*OTHER_ORDER, EOS, PAD, 9], False, "solved"),
        ("unmask", [*TARGET, MASK], False, "solvable"),
        ("unmask", [MASK, *OTHER_ORDER[1:]], False, "solvable"),
        ("unmask", [*[MASK] * 27, 7], False, "lost"),
        ("unmask", [*[MASK] * 26, EOS, MASK], False, "lost"),
        ("unmask", [MASK] * 26, False, "lost"),
        ("unmask", [*TARGET[:3], *TARGET[:2], *[MASK] * 22], False, "lost"),
    ],
)
def test_status_of_partial_answers(growth: str, tokens: list[int], ended: bool, status: Status) -> None:
    assert TASK.status(THREE, canvas(growth, tokens), ended) == status


digits = st.sampled_from([7, 8])


@given(st.one_of(st.lists(digits, max_size=12), st.sampled_from(ORDERS).flatmap(lambda order: parts_of(order))))
@settings(max_examples=300)
def test_insertion_agrees_with_brute_force(answer: list[int]) -> None:
    assert can_be_inserted(TINY, answer) == any(is_subsequence(answer, order) for order in ORDERS)


def parts_of(order: list[int]) -> st.SearchStrategy[list[int]]:
    kept = st.lists(st.booleans(), min_size=len(order), max_size=len(order))
    return kept.map(lambda keep: [token for token, stays in zip(order, keep) if stays])


@given(st.lists(digits, max_size=13))
def test_appending_agrees_with_brute_force(answer: list[int]) -> None:
    assert can_be_appended(TINY, answer) == any(order[: len(answer)] == answer for order in ORDERS)


@given(st.sampled_from(ORDERS), st.lists(st.sampled_from([7, 8, MASK, None]), min_size=12, max_size=12))
def test_unmasking_agrees_with_brute_force(order: list[int], changes: list[int | None]) -> None:
    cells = [token if change is None else change for token, change in zip(order, changes)]
    fits = any(all(cell in (MASK, token) for cell, token in zip(cells, other)) for other in ORDERS)
    assert can_be_unmasked(TINY, cells) == fits


@pytest.mark.parametrize(
    ("answer", "exact", "share"),
    [
        (TARGET, True, 1.0),
        (OTHER_ORDER, True, 1.0),
        (WRONG, False, 8 / 9),
        (TARGET[:26], False, 8 / 9),
        ([*TARGET, *TARGET[:3]], False, 1.0),
        ([], False, 0.0),
    ],
)
def test_answers_are_scored_as_sets_of_facts(answer: list[int], exact: bool, share: float) -> None:
    assert TASK.is_exact(THREE, answer) == exact
    assert TASK.parts_right(THREE, answer) == pytest.approx(share)


def test_triples_keep_a_rest() -> None:
    assert triples([1, 2, 3, 4]) == [(1, 2, 3), (4,)]
