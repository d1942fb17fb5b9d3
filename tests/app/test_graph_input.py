"""Random graphs of a chosen shape."""

from collections import Counter

import gradio as gr
import pytest

from app.editor.graph_text import parse_graph
from app.models import ModelStore
from app.pages.graph_input import GraphInput
from app.problems.star_graph import StarGraphs
from app.shown import Opening
from ilm_core.tasks.star_graph import StarGraph


@pytest.mark.parametrize(("level", "paths", "nodes"), [("star-easy", 2, 5), ("star-medium", 2, 6), ("star-hard", 4, 7)])
def test_a_random_graph_has_the_shape_that_was_asked_for(level: str, paths: int, nodes: int) -> None:
    for seed in range(20):
        _, document = StarGraphs().read(level, StarGraphs().random_text(level, seed, paths, nodes))
        graph = StarGraph.parse(document)
        leaving = Counter(start for start, _ in graph.edges)
        assert len(graph.path) == nodes and max(leaving.values()) == paths
    assert StarGraphs().random_text(level, 3, 0, 0) == StarGraphs().random_text(level, 3)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ((4, 0), "Graphs of star-medium have 2 to 3 paths."),
        ((0, 7), "Graphs of star-medium have 3 to 6 nodes on the path to the goal."),
    ],
)
def test_a_shape_that_no_graph_has_is_refused_in_one_sentence(shape: tuple[int, int], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        StarGraphs().random_text("star-medium", 0, *shape)
    assert str(caught.value) == sentence


def test_the_controls_offer_what_the_level_has(tmp_path) -> None:
    with gr.Blocks():
        graphs = GraphInput(ModelStore(tmp_path), Opening())
    paths, nodes = graphs.reshape("star-medium")
    assert [value for _, value in paths["choices"]] == [0, 2, 3] and paths["value"] == 0
    assert [value for _, value in nodes["choices"]] == [0, 3, 4, 5, 6]
    update, _ = graphs.draw("star-medium", 5, 2, 4)
    assert len(StarGraph.parse(parse_graph(update["value"])).path) == 4
    update, sentence = graphs.draw("star-easy", 5, 0, 6)
    assert update == gr.skip() and sentence == "Graphs of star-easy have 5 nodes on the path to the goal."
