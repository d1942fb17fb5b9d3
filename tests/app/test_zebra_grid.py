"""The grid of a zebra puzzle: facts on it, and the state of the clues, after each step."""

from app.figures.zebra_grid import ZebraGrid
from ilm_core.canvas import Canvas, Move
from ilm_core.tasks.zebra.clue import VOCABULARY
from ilm_core.vocabulary import BOS, MASK

# Two houses, two attributes: red, green; Norwegian, Italian. The solution: 0 0 1, 0 1 0, 1 0 0, 1 1 1.
DOCUMENT = {
    "input": "= LHS c 1 1 RHS n 0 0 CLUE_END immediate-left LHS c 2 0 RHS c 1 0 CLUE_END",
    "output": "0 0 1 0 1 0 1 0 0 1 1 1",
}


def ids(text: str) -> list[int]:
    return [MASK if word == "_" else VOCABULARY.encode([word])[0] for word in text.split()]


def canvas(growth: str, text: str) -> Canvas:
    """A canvas with an answer that is there from the start."""
    return Canvas.start(growth, [BOS, *ids(text)], [0])


def insert(canvas: Canvas, *moves: tuple[int, str]) -> list[Canvas]:
    """Canvases after each of some insertions: (identity on the left, token)."""
    canvases = [canvas]
    for place, word in moves:
        canvases.append(canvases[-1].apply(Move("insert", place, *ids(word))))
    return canvases


def test_the_picture_names_rows_values_and_clues():
    picture = ZebraGrid(DOCUMENT).picture()
    assert picture["rows"] == ("colour", "nationality") and picture["houses"] == 2 and picture["judged"]
    assert picture["values"] == [["red", "green"], ["Norwegian", "Italian"]]
    assert picture["clues"] == [
        {"sentence": "The first house is green.", "things": [[1, 1], [0, 0]]},
        {"sentence": "The Norwegian lives directly left of the red house.", "things": [[2, 0], [1, 0]]},
    ]


def test_facts_are_judged_and_clues_follow():
    frame = ZebraGrid(DOCUMENT).frame(canvas("append", "0 0 1 1 0 1 0"), None)
    assert frame["facts"] == [[0, 0, 1, True, [1, 2, 3]], [1, 0, 1, False, [4, 5, 6]]]
    assert frame["begun"] == [] and frame["writing"] == ["colour, …, …"]
    assert frame["clues"] == ["satisfied", "violated"]
    told = "house 1 green, house 1 Italian (wrong); clues 1 satisfied, 0 open, 1 violated"
    assert frame["words"] == told


def test_a_fact_stated_twice_is_right_once():
    frame = ZebraGrid(DOCUMENT).frame(canvas("append", "0 0 1 0 0 1"), None)
    assert [fact[3] for fact in frame["facts"]] == [True, False]


def test_masked_cells_are_facts_in_the_making():
    frame = ZebraGrid(DOCUMENT).frame(canvas("unmask", "0 0 _ _ 1 0 1 _ 0 _ _ _"), None)
    assert frame["facts"] == [] and frame["begun"] == [(0, 0)]
    assert frame["writing"] == ["…, house 2, value 1", "nationality, …, Norwegian"]
    assert frame["clues"] == ["open", "open"]


def test_hindsight_tells_which_fact_an_inserted_token_belongs_to():
    grid = ZebraGrid(DOCUMENT)
    # BOS, then 1 at its right, 0 before it, 0 between: "0 0 1"; each token stands where it stands in the end.
    canvases = insert(canvas("insert", ""), (0, "1"), (0, "0"), (2, "0"))
    frames = [grid.frame(one, canvases[-1]) for one in canvases]
    assert [frame["writing"] for frame in frames] == [[], ["…, …, value 2"], ["colour, …, green"], []]
    assert frames[-1]["facts"] == [[0, 0, 1, True, [2, 3, 1]]]


def test_while_insertion_goes_on_only_right_facts_are_sure():
    frame = ZebraGrid(DOCUMENT).frame(canvas("insert", "0 0 1 1 0 1 1 1"), None)
    assert frame["facts"] == [[0, 0, 1, True, [1, 2, 3]], [1, 1, 1, True, [6, 7, 8]]]
    assert frame["writing"] == ["1 0"]


def test_what_is_not_on_the_street_makes_no_fact():
    frame = ZebraGrid(DOCUMENT).frame(canvas("append", "4 0 1 nbr 5 2"), None)
    assert frame["facts"] == [] and frame["writing"] == ["attribute 5, house 1, value 2", "nbr, house 6, value 3"]


def test_without_a_right_answer_nothing_is_right_or_wrong():
    grid = ZebraGrid({"input": DOCUMENT["input"].split(" CLUE_END")[0] + " CLUE_END", "houses": 2, "attributes": 2})
    frame = grid.frame(canvas("append", "0 0 1"), None)
    assert not grid.picture()["judged"] and frame["facts"] == [[0, 0, 1, None, [1, 2, 3]]]
    assert frame["clues"] == ["satisfied"]
