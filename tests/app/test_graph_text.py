"""The text form of a graph: what is drawn can be written, read back and handed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editor.graph_text import LONGEST_TEXT, graph_text, parse_graph
from app.problems.star_graph import MOST_EDGES, StarGraphs
from ilm_core.tasks import make_task

GRAPHS = StarGraphs()
nodes = st.integers(0, 9999)
graphs = st.fixed_dictionaries(
    {"edges": st.lists(st.lists(nodes, min_size=2, max_size=2), max_size=60), "source": nodes, "goal": nodes}
)


@given(graphs)
def test_a_graph_survives_its_text_form(graph):
    assert parse_graph(graph_text(graph)) == graph


@given(st.text(max_size=80))
def test_any_text_gives_a_graph_or_one_sentence(text):
    try:
        parse_graph(text)
    except ValueError as problem:
        assert len(str(problem).splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["0>5 5>7; source 0; goal 7", "source 0, goal 7, 0->5, 5→7", "0>5\n5>7\nGOAL: 7 Source=0"]
)
def test_ways_to_write_the_same_graph(text):
    assert parse_graph(text) == {"edges": [[0, 5], [5, 7]], "source": 0, "goal": 7}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0>5 5-7; source 0; goal 7", "“5-7” is not an edge; write each edge like 5>7."),
        ("0>5; goal 5", "The graph has no source; add for example “source 3”."),
        ("0>5; source 0; source 5; goal 5", "The source is given twice."),
        ("0>1 1>2 0>2; source 0; goal 2", "More than one path leads from 0 to 2."),
        ("0>1 3>2; source 0; goal 2", "The goal 2 cannot be reached from the source 0."),
        ("0>1 1>25; source 0; goal 25", "Node 25 is unknown to star-medium; its nodes run from 0 to 19."),
        ("0" * (LONGEST_TEXT + 1), f"The graph must be a text of at most {LONGEST_TEXT} characters."),
        ("0>1; source 0; goal 1", ""),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(text, sentence):
    assert GRAPHS.mistake("star-medium", text) == sentence


def test_a_tangle_is_refused_before_its_paths_are_searched():
    clique = [[a, b] for a in range(19) for b in range(19) if a != b]
    tangle = {"edges": clique, "source": 0, "goal": 19}
    sentence = f"The graph has 342 edges; at most {MOST_EDGES} can be taken."
    assert GRAPHS.mistake("star-medium", graph_text(tangle)) == sentence


def test_a_drawn_graph_becomes_the_model_s_prompt():
    document = parse_graph("3>1 1>2; source 3; goal 2")
    task = make_task("star-medium")
    assert task.vocabulary.decode(task.prompt(document)) == ["3", "1", "1", "2", "3", "2"]
