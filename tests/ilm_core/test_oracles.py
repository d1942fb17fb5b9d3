import math
from pathlib import Path

import numpy as np
import pytest

from ilm_core.canvas import Move, Template
from ilm_core.checkpoints import save_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.judging import Jury, distinct_pairs, unigram_entropy
from ilm_core.ngram import NgramModel
from ilm_core.oracles import ArmOracle, NgramOracle, Oracle
from ilm_core.tasks.text_corpus import Corpus
from ilm_core.text_vocabulary import TextVocabulary
from ilm_core.transformer import TrunkConfig
from ilm_core.vocabulary import BOS

CONFIG = TrunkConfig(vocabulary_size=12, width=16, layers=1, heads=2, feed_forward=16)


@pytest.mark.parametrize(
    ("sequences", "chance"),
    [
        ([[7]], 0.1),  # seen once, all of it discounted: only the uniform share is left
        ([[7], [7]], 5 / 6 + 1 / 6 * 0.1),  # a third off a count of two
        ([[7], [7], [8]], 5 / 9 + 2 / 9 * 0.1),  # a third off each count
    ],
)
def test_ngram_chances_by_hand(sequences: list[list[int]], chance: float) -> None:
    assert NgramModel(sequences, 10).log_probabilities([[7]]).tolist() == pytest.approx([math.log(chance)])


def test_ngram_chances_sum_to_one_after_any_context() -> None:
    rng = np.random.default_rng(0)
    model = NgramModel([rng.integers(7, 12, 30) for _ in range(20)], 12)
    for context in ([], [7], [8, 9, 10, 11], [6, 6, 6]):
        last = [model.log_probabilities([[*context, token]])[-1] for token in range(12) if token != BOS]
        assert np.exp([*last, last[0]]).sum() == pytest.approx(1)  # begin follows nothing, and neither does token 0


def test_ngram_oracle_finds_learned_text_less_surprising() -> None:
    vocabulary = TextVocabulary()
    corpus = Corpus.encode(["The cat sat. It was happy. The cat ran."] * 3, vocabulary.encode_many)
    oracle = NgramOracle(corpus, len(vocabulary))
    seen, odd = oracle.losses(vocabulary.encode_many(["It was happy.", "Happy it was."]))
    assert seen < 1 < odd
    assert np.isnan(oracle.losses([[], [7]])[0])


def test_arm_oracle_agrees_with_the_belief(tmp_path: Path) -> None:
    save_checkpoint(FAMILIES["arm"](CONFIG, seed=3), tmp_path, {})
    oracle = ArmOracle(tmp_path)
    text = [9, 7, 11]
    canvas, expected = oracle.family.start(Template(), ()), []
    for token in text:
        move = Move("append", canvas.identities[-1], token)
        expected.append(-oracle.family.belief([canvas])[0].log_probability(move))
        canvas = canvas.apply(move)
    losses = oracle.token_losses([[8], text, []])
    assert [len(row) for row in losses] == [1, 3, 0]
    assert losses[1].tolist() == pytest.approx(expected, abs=1e-4)
    assert oracle.losses([text])[0] == pytest.approx(np.mean(expected), abs=1e-4)


def test_only_an_arm_can_be_an_oracle(tmp_path: Path) -> None:
    save_checkpoint(FAMILIES["ilm"](CONFIG), tmp_path, {})
    with pytest.raises(ValueError, match="must be an autoregressive model"):
        ArmOracle(tmp_path)


class LengthOracle(Oracle):
    """Is surprised by every token as much as the text is long."""

    name = "length"

    def token_losses(self, texts: list[list[int]]) -> list[np.ndarray]:
        return [np.full(len(ids), float(len(ids))) for ids in texts]


def test_what_is_said_of_texts() -> None:
    jury = Jury([LengthOracle()], TextVocabulary())
    described = jury.describe(["the the the the", "", "the cat"])
    assert described["empty"] == 1 and described["oracles"]["length"]["nll"] == described["mean_length"]
    assert jury.changes(["a cat sat", "a"], ["a", "a"])["length"].tolist() == [200, 0]


def test_variety_by_hand() -> None:
    assert unigram_entropy([7, 7, 8, 8]) == pytest.approx(math.log(2))
    assert distinct_pairs([[7, 8, 7, 8], [7, 8]]) == 0.5  # 78 87 78 78: two of four
    assert distinct_pairs([[7]]) is None
