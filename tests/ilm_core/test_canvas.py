import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm_core.canvas import STOP, Canvas, Move
from ilm_core.vocabulary import BOS, CLS, EOS, MASK


def test_insertion_keeps_identities() -> None:
    canvas = Canvas.start("insert", [CLS, 9, BOS], open_after=[2])
    canvas = canvas.apply(Move("insert", 2, 20)).apply(Move("insert", 2, 10)).apply(Move("insert", 3, 30))
    assert canvas.tokens == (CLS, 9, BOS, 10, 20, 30)
    assert canvas.identities == (0, 1, 2, 4, 3, 5)
    assert canvas.answer == (10, 20, 30)
    assert canvas.open == (False, False, True, True, True, True)
    assert canvas.placed == 3


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        (Move("insert", 0, 9), "The gap after token 0 is closed."),
        (Move("insert", 99, 9), "No token on the canvas has identity 99."),
        (Move("insert", 2), "needs a place and a token"),
        (Move("append", 2, 9), "does not fit a canvas that grows by insert"),
    ],
)
def test_moves_that_do_not_fit_are_refused(move: Move, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Canvas.start("insert", [CLS, 9, BOS], open_after=[2]).apply(move)


def test_a_filled_cell_stays() -> None:
    canvas = Canvas.start("unmask", [CLS, BOS, MASK, MASK]).apply(Move("unmask", 3, 11))
    assert canvas.tokens == (CLS, BOS, MASK, 11) and canvas.identities == (0, 1, 2, 3)
    with pytest.raises(ValueError, match="Cell 3 is already filled"):
        canvas.apply(Move("unmask", 3, 12))


def test_answer_ends_before_the_end_token() -> None:
    canvas = Canvas.start("unmask", [CLS, BOS, MASK, MASK, MASK])
    for cell, token in ((2, 10), (3, EOS), (4, 11)):
        canvas = canvas.apply(Move("unmask", cell, token))
    assert canvas.answer == (10,) and canvas.tail == (10, EOS, 11)


def test_only_the_end_can_be_appended_to() -> None:
    canvas = Canvas.start("append", [9, BOS]).apply(Move("append", 1, 10))
    assert canvas.apply(STOP) is canvas
    with pytest.raises(ValueError, match="Only the end"):
        canvas.apply(Move("append", 1, 11))


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(7, 20)), max_size=30))
def test_any_insertions_leave_a_sound_canvas(moves: list[tuple[int, int]]) -> None:
    canvas = Canvas.start("insert", [CLS, 8, BOS], open_after=[2])
    for choice, token in moves:
        open_identities = [identity for identity, is_open in zip(canvas.identities, canvas.open) if is_open]
        place = open_identities[choice % len(open_identities)]
        after = canvas.apply(Move("insert", place, token))
        assert [i for i in after.identities if i != canvas.limit] == list(canvas.identities)
        assert after.tokens[after.slot(place) + 1] == token
        canvas = after
    assert len(set(canvas.identities)) == len(canvas) == 3 + len(moves)
    assert canvas.tokens[:3] == (CLS, 8, BOS) and canvas.placed == len(moves)
