import numpy as np
import pytest

from ilm_core.tasks.zebra.catalogue import catalogue, draw_clues
from ilm_core.tasks.zebra.clue import Size
from ilm_core.tasks.zebra.examples import draw_sets
from ilm_core.tasks.zebra.symmetry import TEST_SHARE, disguised, fingerprints, in_split

SIZES = [Size(3, 3), Size(4, 3)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_puzzle_in_disguise_has_the_same_fingerprint(size: Size) -> None:
    rng = np.random.default_rng(0)
    clues = catalogue(size)
    sets = draw_clues(clues, rng, 30)
    number = {clues.clue(index): index for index in range(clues.none)}
    for mirrored in (None, size.houses - 1):
        rows = (0, *(1 + rng.permutation(size.attributes)).tolist())
        images = np.array([number[disguised(*clues.clue(index), rows, mirrored)] for index in range(clues.none)])
        others = rng.permuted(np.append(images, clues.none)[sets], axis=1)
        assert (fingerprints(size, others) == fingerprints(size, sets)).all()


def test_a_mirrored_street_turns_left_to_right_by_hand() -> None:
    left_of, between = 2, 5
    assert disguised(left_of, ((1, 0), (2, 1)), (0, 2, 1), 2) == (left_of, ((1, 1), (2, 2)))
    assert disguised(between, ((1, 1), (2, 0), (0, 2)), (0, 1, 2), 2) == (between, ((1, 1), (0, 0), (2, 2)))


def test_different_puzzles_have_different_fingerprints() -> None:
    size = SIZES[1]
    sets = draw_clues(catalogue(size), np.random.default_rng(1), 500)
    assert len(np.unique(fingerprints(size, sets))) == len({tuple(sorted(row)) for row in sets.tolist()})


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_training_and_test_share_no_puzzle(size: Size) -> None:
    training = draw_sets(catalogue(size), "training", np.random.default_rng(1), 3000)
    test = draw_sets(catalogue(size), "test", np.random.default_rng(2), 300)
    assert not np.intersect1d(fingerprints(size, training), fingerprints(size, test)).size
    drawn = draw_clues(catalogue(size), np.random.default_rng(3), 2000)
    assert in_split(size, drawn, "test").mean() == pytest.approx(1 / TEST_SHARE, abs=0.03)
