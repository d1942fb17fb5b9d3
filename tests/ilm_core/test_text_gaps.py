import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilm_core.tasks.text_gaps import join_with_gaps, split_at_gaps


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Once upon a time ___ cat ___ . ___ happy .", ("Once upon a time", " cat", ".", " happy .")),
        ("Once upon a time ___ cat ___. ___ happy.", ("Once upon a time", " cat", ".", " happy.")),
        ("___", ("", "")),
        ("A cat.", ("A cat.",)),
        ("", ("",)),
        ('She said, "___!"', ('She said, "', '!"')),
        ("a___b", ("a", "b")),
        ("a _____ b", ("a", " b")),
        ("a ___ ______ b", ("a", " b")),  # nothing stands between the marks
        ("a\n___\nb", ("a\n", "\nb")),
        ("a  ___ b", ("a ", " b")),  # one space only belongs to the mark
        ("a ___  . b ___ ! c ___ (d)", ("a", " . b", "! c", " (d)")),
        ("a ___ ... b ___ )", ("a", "... b", ")")),
        (r"fill \___ here ___", ("fill ___ here", "")),
        ("two __ are none", ("two __ are none",)),
        (r"C:\ ___", ("C:\\", "")),
    ],
)
def test_pieces_by_hand(text: str, pieces: tuple[str, ...]) -> None:
    assert split_at_gaps(text) == pieces


PIECE = st.text(" a.\né", max_size=6)
MARK = st.sampled_from(["___", " ___", "_____", "___ ___", " ___ ____"])


@given(st.lists(st.tuples(PIECE, MARK)), PIECE)
def test_nothing_typed_is_changed(parts: list[tuple[str, str]], last: str) -> None:
    """Every piece comes back as typed, less the spaces that belong to a mark."""
    parts = [(f"|{piece}", mark) for piece, mark in parts]  # never nothing between two marks
    pieces = split_at_gaps("".join(piece + mark for piece, mark in parts) + last)
    last = last[1:] if parts and re.match(r" +\.", last) else last
    assert pieces == (*(piece if mark[0] == " " else piece.removesuffix(" ") for piece, mark in parts), last)


@given(st.lists(st.sampled_from(["___", "____", " ", "\\", "_", "a", "Tom.", "\n", "é"])).map("".join))
@example(r" \\___ ___\____")
def test_pieces_survive_a_round_trip(text: str) -> None:
    pieces = split_at_gaps(text)
    assert split_at_gaps(join_with_gaps(pieces)) == pieces
    assert all(pieces[1:-1])


@given(st.text(" _\\a", max_size=12))
def test_only_marks_and_their_space_go(text: str) -> None:
    """Without marks, every character stays, a backslash before underscores excepted."""
    pieces = split_at_gaps(text)
    if len(pieces) == 1:
        assert pieces[0] == re.sub(r"\\(?=_{3})", "", text)
    assert sum(map(len, pieces)) <= len(text)
