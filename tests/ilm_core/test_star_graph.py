import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm_core.canvas import Canvas, Move
from ilm_core.tasks import make_task
from ilm_core.tasks.star_examples import FIRST_NODE, LEVELS, random_paths, star_examples
from ilm_core.tasks.star_graph import StarGraph, flatten, is_subsequence
from ilm_core.tasks.star_lessons import star_lesson
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD

GRAPH = {"edges": [[3, 5], [0, 3], [3, 7], [7, 9], [8, 3]], "source": 0, "goal": 9, "path": [0, 3, 7, 9]}
TASK = make_task("star-medium")
A, B, C, D = (FIRST_NODE + node for node in (0, 3, 7, 9))
TARGET = [A, B, B, C, C, D]


def test_prompt_and_target_of_a_graph_by_hand() -> None:
    assert TASK.prompt(GRAPH) == [FIRST_NODE + node for node in (3, 5, 0, 3, 3, 7, 7, 9, 8, 3, 0, 9)]
    assert TASK.target(GRAPH) == TARGET
    assert TASK.vocabulary.decode(TARGET) == ["0", "3", "3", "7", "7", "9"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"goal": 5, "edges": [[0, 3], [3, 5], [0, 5]]}, "More than one path leads from 0 to 5."),
        ({"goal": 8}, "The goal 8 cannot be reached from the source 0."),
        ({"goal": 19}, "The goal 19 is not on any edge."),
        ({"goal": 0}, "Source and goal are the same node."),
        ({"edges": []}, "The graph has no edges."),
        ({"edges": [[0, 0], [0, 9]]}, "leads from a node to itself"),
        ({"edges": [[0, 9], [0, 9]]}, "is listed twice"),
        ({"edges": [[0, 9, 1]]}, "An edge must be a pair of node numbers"),
        ({"edges": "0>9"}, "The edges must be a list"),
        ({"source": "zero"}, "The source must be a node number"),
        ({"edges": [[0, 9], [3, 20]]}, "Node 20 is unknown to star-medium; its nodes run from 0 to 19."),
        (
            {"edges": [[0, 9]] + [[9, node] for node in range(1, 9)] + [[10, node] for node in range(1, 9)]},
            "at most 15",
        ),
        ({"edges": [[n, n + 1] for n in range(7)], "goal": 7}, "The path has 8 nodes; star-medium takes at most 6."),
    ],
)
def test_bad_graphs_get_one_sentence(change: dict, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        TASK.check_input({**GRAPH, **change})
    assert sentence in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", list(LEVELS))
def test_random_graphs_are_well_formed_and_as_the_paper_says(name: str) -> None:
    level, rng = LEVELS[name], np.random.default_rng(0)
    task = make_task(name)
    graphs = [StarGraph.random(level, rng) for _ in range(200)]
    for graph in graphs:
        task.check_input(graph.to_dict())
        assert StarGraph.parse(graph.to_dict()) == graph
        starts = [start for start, _ in graph.edges]
        hub = max(graph.nodes, key=starts.count)
        assert starts.count(hub) == level.degree
        assert len(graph.path) - 1 - graph.path.index(hub) >= level.after_hub
    edges = [len(graph.edges) for graph in graphs]
    least, most = {"star-easy": (12, 12), "star-medium": (6, 15), "star-hard": (25, 55)}[name]
    assert least <= min(edges) and max(edges) <= most
    means = {"star-easy": 12, "star-medium": 10.4, "star-hard": 40.0}
    assert np.mean(edges) == pytest.approx(means[name], abs=1)


@pytest.mark.parametrize("name", list(LEVELS))
def test_the_length_of_the_answer_can_be_chosen(name: str) -> None:
    level, rng = LEVELS[name], np.random.default_rng(1)
    for answer in range(max(level.shortest, level.after_hub + 1), level.longest + 1):
        graphs = [StarGraph.random(level, rng, answer) for _ in range(20)]
        assert {len(graph.path) for graph in graphs} == {answer}
    usual, chosen = (random_paths(level, np.random.default_rng(2), 50, answer) for answer in (None, level.longest))
    assert np.array_equal(usual[:, 1:] >= 0, chosen[:, 1:] >= 0), "the other paths are drawn as ever"


@pytest.mark.parametrize("progress", [0.0, 0.2, 0.45, 1.0])
@pytest.mark.parametrize("name", list(LEVELS))
def test_arrays_hold_the_same_kind_of_graphs(name: str, progress: float) -> None:
    task = make_task(name)
    rng = np.random.default_rng(1)
    examples = star_examples(star_lesson(name, rng, 100, progress), rng)
    for prompt, target in zip(examples.prompts, examples.targets):
        nodes = [int(token) - FIRST_NODE for token in prompt if token != PAD]
        assert PAD not in prompt[: len(nodes)]
        edges = [list(edge) for edge in zip(nodes[:-2:2], nodes[1:-2:2])]
        document = {"edges": edges, "source": nodes[-2], "goal": nodes[-1]}
        task.check_input(document)
        assert task.prompt(document) == [token for token in prompt if token != PAD]
        assert task.target(document) == [token for token in target if token != PAD]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda edge: edge[0] != edge[1]), min_size=1))
def test_one_path_or_none_or_more_agrees_with_brute_force(edges: set[tuple[int, int]]) -> None:
    def count(node: int, seen: frozenset[int]) -> int:
        if node == 5:
            return 1
        return sum(count(end, seen | {end}) for start, end in edges if start == node and end not in seen)

    paths = count(0, frozenset({0}))
    try:
        StarGraph(tuple(edges), 0, 5)
        assert paths == 1
    except ValueError as problem:
        wanted = {0: ("cannot be reached", "is not on any edge")}.get(paths, ("More than one path",))
        assert paths != 1 and any(words in str(problem) for words in wanted)


def test_a_large_tangle_is_judged_at_once() -> None:
    clique = tuple((start, end) for start in range(1, 40) for end in range(1, 40) if start != end)
    with pytest.raises(ValueError, match="cannot be reached"):
        StarGraph(((0, 1), *clique, (50, 51)), 0, 51)


def insertion_canvas(tokens: list[int]) -> Canvas:
    canvas = Canvas.start("insert", [CLS, BOS], open_after=[1])
    for token in tokens:
        canvas = canvas.apply(Move("insert", canvas.identities[-1], token))
    return canvas


def masked_canvas(cells: list[int]) -> Canvas:
    return Canvas.start("unmask", [CLS, BOS, *cells])


def appended_canvas(tokens: list[int]) -> Canvas:
    return Canvas.start("append", [BOS, *tokens])


@pytest.mark.parametrize(
    ("canvas", "ended", "status"),
    [
        (insertion_canvas([]), False, "solvable"),
        (insertion_canvas([B, D]), False, "solvable"),
        (insertion_canvas([B, C, C]), False, "solvable"),
        (insertion_canvas([D, B]), False, "lost"),
        (insertion_canvas([B, B, B]), False, "lost"),
        (insertion_canvas([B, D]), True, "lost"),
        (insertion_canvas(TARGET), False, "solved"),
        (insertion_canvas(TARGET), True, "solved"),
        (masked_canvas([MASK] * 7), False, "solvable"),
        (masked_canvas([MASK, B, MASK, MASK, C, MASK, EOS]), False, "solvable"),
        (masked_canvas([B, MASK, MASK, MASK, MASK, MASK, MASK]), False, "lost"),
        (masked_canvas([MASK, B, MASK, EOS, MASK, MASK, MASK]), False, "lost"),
        (masked_canvas([*TARGET, EOS, PAD, 9]), False, "solved"),
        (masked_canvas([*TARGET, MASK]), False, "solvable"),
        (masked_canvas([*TARGET]), False, "solved"),
        (masked_canvas([*TARGET, EOS]), True, "solved"),
        (masked_canvas([*TARGET, MASK]), True, "lost"),
        (masked_canvas([MASK] * 5), False, "lost"),
        (appended_canvas([A, B]), False, "solvable"),
        (appended_canvas([B, C]), False, "lost"),
        (appended_canvas([A, B]), True, "lost"),
        (appended_canvas(TARGET), True, "solved"),
    ],
)
def test_status_of_partial_answers(canvas: Canvas, ended: bool, status: str) -> None:
    assert TASK.status(GRAPH, canvas, ended) == status


@given(st.lists(st.sampled_from([A, B, C, D]), max_size=6))
def test_insertion_status_agrees_with_brute_force(tokens: list[int]) -> None:
    """Solvable means: the target has these tokens in this order at some places."""
    possible = any(
        [TARGET[index] for index in chosen] == tokens for chosen in itertools.combinations(range(6), len(tokens))
    )
    assert (TASK.status(GRAPH, insertion_canvas(tokens), False) != "lost") == possible


@given(st.lists(st.integers(0, 9), min_size=2, max_size=8, unique=True))
def test_flattened_path_reads_back(path: list[int]) -> None:
    flat = flatten(path)
    assert flat[::2] + flat[-1:] == path and len(flat) == 2 * (len(path) - 1)
    assert is_subsequence(path, flat)
