"""Each figure against traces made by hand."""

import itertools
import json
import math

import pytest

from app.figures.beliefs import MOST_LABELS, beliefs, labelled_rows
from app.figures.glyphs import glyphs
from app.figures.order_map import order_map
from app.figures.star_graph import RIGHT, UNUSED, WRONG, arrange, frame, star_graph
from app.figures.stop_curve import stop_curve
from app.figures.style import to_document
from ilm_core.tasks.star_graph import StarGraph
from ilm_core.vocabulary import BOS
from tests import traces

GRAPH = StarGraph.parse(traces.GRAPH)
ALL = [traces.insertion(), traces.unmasking(), traces.appending()]
TITLES = ["ILM", "MDM", "ARM"]


def test_order_map_has_final_position_against_step() -> None:
    ilm, mdm, arm = order_map(ALL, TITLES).data
    assert (list(ilm.x), list(ilm.y)) == ([2, 1, 4, 3], [1, 2, 3, 4])
    assert (list(mdm.x), list(mdm.y)) == ([2, 1, 3, 4, 5], [1, 2, 2, 3, 4])  # two cells in one pass
    assert (list(arm.x), list(arm.y)) == ([1, 2, 3, 4], [1, 2, 3, 4])
    assert len({one.marker.symbol for one in (ilm, mdm, arm)}) == 3
    assert len({one.marker.color for one in (ilm, mdm, arm)}) == 3


def test_a_family_that_comes_again_looks_different() -> None:
    one, other = order_map([traces.insertion(), traces.insertion()], ["a", "b"]).data
    assert one.marker.symbol != other.marker.symbol


def test_stop_curve_shows_what_was_recorded() -> None:
    data = stop_curve(ALL, TITLES).data
    assert list(data[0].y) == [0.1, 0.1, 0.1, 0.1, 0.7]
    assert list(data[1].y) == [step.entropy for step in ALL[0].steps]
    assert [one.name for one in data] == ["ILM", "ILM", "MDM", "MDM", "ARM", "ARM"]


@pytest.mark.parametrize("trace", [traces.insertion(), traces.appending()])
def test_beliefs_sum_to_one_in_each_column(trace) -> None:
    (heat,) = beliefs(trace).data
    for column in zip(*heat.z):
        assert sum(value or 0 for value in column) == pytest.approx(1, abs=1e-3)


def test_of_a_masked_cell_the_best_token_is_shown() -> None:
    (heat,) = beliefs(traces.unmasking()).data
    assert [row[0] for row in heat.z] == [0.6] * 5 + [0]  # all cells are equally likely
    assert [row[1] for row in heat.z] == [0.6, None, 0.6, 0.6, 0.6, 0]
    assert [p for _, p in order_map([traces.unmasking()], ["MDM"]).data[0].customdata] == [0.6] * 5


def test_a_place_that_no_canvas_has_is_left_out() -> None:
    for trace in ALL:
        first = trace.steps[0]
        places = (*first.places, first.places[0].model_copy(update={"place": 999}))
        foreign = trace.model_copy(update={"steps": (first.model_copy(update={"places": places}), *trace.steps[1:])})
        assert beliefs(foreign) == beliefs(trace)


def test_a_gap_of_a_canvas_without_begin_token_has_a_name() -> None:
    trace = traces.insertion()
    tokens = tuple(7 if token == BOS else token for token in trace.start.tokens)
    start = trace.start.model_copy(update={"tokens": tokens, "open": (False,) * len(tokens)})
    stop = trace.steps[0].model_copy(update={"moves": trace.steps[-1].moves})
    (heat,) = beliefs(trace.model_copy(update={"start": start, "steps": (stop,)})).data
    assert heat.text[0][0] == "after 0"


def test_markup_in_a_title_stays_text() -> None:
    title = '<a href="https://example.org">ILM</a>'
    for draw in (order_map, stop_curve):
        (name,) = {one.name for one in draw([traces.insertion()], [title]).data}
        assert name == '&lt;a href="https://example.org"&gt;ILM&lt;/a&gt;'


def test_labels_of_beliefs_do_not_overlap() -> None:
    assert labelled_rows(6) == [0, 1, 2, 3, 4, 5]
    for count in range(2, 300):
        rows = labelled_rows(count)
        assert rows[0] == 0 and rows[-1] == count - 1 and len(rows) <= MOST_LABELS + 1
        steps = [after - before for before, after in itertools.pairwise(rows)]
        assert set(steps[:-1]) <= {steps[0]} and steps[-1] >= steps[0]


def test_beliefs_name_their_places() -> None:
    labels = [[row[0] for row in beliefs(trace).data[0].text] for trace in ALL]
    assert labels[0] == ["after the prompt", "after 0", "after 1", "after 1", "after 2", "stop"]
    assert labels[1] == ["cell 1", "cell 2", "cell 3", "cell 4", "cell 5", "stop"]
    assert labels[2] == ["at the end", "stop"]


def test_figures_of_a_run_without_steps_are_empty_but_whole() -> None:
    begun = [trace.model_copy(update={"steps": (), "ended": "running"}) for trace in ALL]
    for figure in (order_map(begun, TITLES), stop_curve(begun, TITLES), *map(beliefs, begun)):
        json.dumps(to_document(figure))


def test_frames_tell_right_edges_from_wrong_ones() -> None:
    canvases = traces.insertion().canvases()
    assert frame(GRAPH, canvases[0]) == {"edges": [UNUSED] * 3, "nodes": [UNUSED] * 4, "words": "no edge yet"}
    assert frame(GRAPH, canvases[1])["nodes"] == [UNUSED, RIGHT, UNUSED, UNUSED]
    assert frame(GRAPH, canvases[3])["edges"] == [RIGHT, RIGHT, UNUSED]
    wrong = frame(GRAPH, traces.appending().canvases()[-1])
    assert wrong["edges"] == [RIGHT, UNUSED, WRONG] and wrong["nodes"] == [RIGHT, RIGHT, UNUSED, WRONG]
    assert wrong["words"] == "on the path 0→1; wrong turn 1→3"
    assert frame(GRAPH, traces.unmasking().canvases()[1])["edges"] == [UNUSED] * 3  # masks join nothing


def test_star_graph_has_a_trace_for_each_edge_then_ground_and_nodes() -> None:
    figure = star_graph(GRAPH)
    assert len(figure.data) == 5
    assert list(figure.data[3].marker.symbol) == list(figure.data[4].marker.symbol)
    assert list(figure.data[4].marker.symbol) == ["square", "circle", "star", "circle"]
    assert {note.text for note in figure.layout.annotations} == {"source", "goal"}


@pytest.mark.parametrize(
    "edges",
    [
        [(0, 1), (1, 2), (1, 3)],
        [(0, node) for node in range(1, 8)],
        [(0, 1), (1, 2), (2, 3), (3, 4), (4, 2)],
        [(0, 1), (5, 6), (7, 8), (8, 5)],
        [(9, 0), (8, 0), (0, 1), (1, 2), (0, 3), (3, 4), (3, 5)],
    ],
)
def test_no_two_nodes_stand_in_one_place(edges) -> None:
    graph = StarGraph(tuple(edges), edges[0][0], edges[0][1])
    places = list(arrange(graph).values())
    assert len(places) == len(graph.nodes)
    assert all(math.dist(one, other) > 0.2 for index, one in enumerate(places) for other in places[:index])


@pytest.mark.parametrize(
    ("token", "spelling", "shown"),
    [
        (3, "[EOS]", "⟨end⟩"),
        (9, "[EOS]", "[EOS]"),
        (9, " a\n", "␣a⏎"),
        (9, "", "⟨empty⟩"),
        (9, "<b>x</b>&", "&lt;b&gt;x&lt;/b&gt;&amp;"),
        (9, '"', '"'),
        (9, "\u202e", "⟨202E⟩"),
        (9, "x" * 40, "x" * 23 + "…"),
    ],
)
def test_glyphs(token: int, spelling: str, shown: str) -> None:
    assert glyphs(token, spelling) == shown
