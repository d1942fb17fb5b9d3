"""Token ids and the text of each token.

The seven special tokens hold the first seven ids for every task, as in the
published checkpoints of the field (PAD 0 ... UNK 6); ordinary tokens follow.
"""

from collections.abc import Iterable, Sequence

PAD, CLS, MASK, EOS, BOS, SEP, UNK = range(7)
SPECIAL = tuple(range(7))
SPECIAL_TOKENS = ("[PAD]", "[CLS]", "[MASK]", "[EOS]", "[BOS]", "[SEP]", "[UNK]")


class Vocabulary:
    """A fixed list of words: special tokens first, then the task's own.

    Args:
        words: the ordinary tokens, in id order; their ids start at 7.

    Raises:
        ValueError: if two tokens are spelled alike.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.tokens: tuple[str, ...] = (*SPECIAL_TOKENS, *words)
        self._ids = {token: number for number, token in enumerate(self.tokens)}
        if len(self._ids) != len(self.tokens):
            raise ValueError("Two tokens of a vocabulary are spelled alike.")

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, words: Iterable[str]) -> list[int]:
        """Return the id of each word.

        Raises:
            ValueError: naming the first word that is not in the vocabulary.
        """
        ids = []
        for word in words:
            if word not in self._ids:
                raise ValueError(f"The word {word!r} is not in the vocabulary.")
            ids.append(self._ids[word])
        return ids

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the spelling of each id."""
        return [self.tokens[number] for number in ids]


def number_vocabulary(count: int) -> Vocabulary:
    """The vocabulary of star graphs: one token for each node number below ``count``."""
    return Vocabulary([str(number) for number in range(count)])
