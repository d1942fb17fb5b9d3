import numpy as np
import pytest

from ilm_core.canvas import Canvas, Move, Template
from ilm_core.families.base import insertion_start
from ilm_core.infilling import KINDS, cut, fillings, infilling_instances, several_chunks
from ilm_core.tasks import make_task
from ilm_core.tasks.text_corpus import split_words
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD

TASK = make_task("stories")
TEXTS = [
    "Tom had a dog. The dog was big. It ran to the park. Tom was happy.",
    'One day, Lily saw a ___ bird. "Hi!" she said.\nThe bird sang a song for her, and it flew away. The end.',
] * 6


def test_cut_by_hand() -> None:
    parts = split_words("Tom had a big dog.")
    assert cut(parts, [(1, 2), (3, 4)]) == {"text": "Tom ___ a ___ dog.", "truth": [" had", " big"]}


def test_instances_are_their_text_with_holes() -> None:
    instances = infilling_instances(TEXTS, seed=1)
    assert [kind for kind, _ in instances] == list(KINDS) * 4
    for (_, document), text in zip(instances, TEXTS):
        TASK.check_input(document)
        assert TASK.vocabulary.text(TASK.target(document)) == text
        assert TASK.target(document) == TASK.vocabulary.encode(text)  # the holes are cut between tokens


def test_size_of_holes() -> None:
    for seed in range(20):
        words, holes = several_chunks(" word" * 30, np.random.default_rng(seed))
        assert [end - start for start, end in holes] == [2, 2, 2] and len(words) == 30
        edges = [edge for hole in holes for edge in hole]
        assert edges == sorted(set(edges)) and edges[0] >= 1 and edges[-1] <= 29


def test_short_texts_have_no_hole() -> None:
    assert infilling_instances(["One. Two.", "Hi."], seed=0) == []


TEMPLATE = Template((9,), ((), (7, 8), (7,)))


def test_fillings_of_an_insertion() -> None:
    canvas = insertion_start(TEMPLATE)  # CLS 9 BOS | 7 8 | 7
    for move in (Move("insert", 2, 11), Move("insert", 6, 10), Move("insert", 4, 10)):
        canvas = canvas.apply(move)
    assert fillings(canvas, TEMPLATE) == [[11, 10], [10]]
    assert TEMPLATE.filled(fillings(canvas, TEMPLATE)) == list(canvas.answer)


def test_fillings_of_masked_cells() -> None:
    canvas = Canvas.start("unmask", [CLS, BOS, 7, MASK, MASK, 8, MASK, MASK, MASK])
    for place, token in ((3, 10), (4, PAD), (6, 11), (7, EOS), (8, 9)):
        canvas = canvas.apply(Move("unmask", place, token))
    assert fillings(canvas, Template((), ((7,), (8,), ()))) == [[10], [11]]  # nothing counts after the end


def test_a_wrong_number_of_fillings_is_noticed() -> None:
    with pytest.raises(ValueError):
        TEMPLATE.filled([[7]])
