"""Byte-level byte-pair encoding behind the face of `Vocabulary`: any Unicode text survives.

``python -m ilm_core.text_vocabulary --data FILE`` trains the shipped one anew.
"""

import argparse
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from ilm_core.vocabulary import SPECIAL, SPECIAL_TOKENS

SHIPPED = Path(__file__).parent.parent / "assets" / "vocabularies" / "stories.json"
SIZE = 4096  # ids, special tokens included
BATCH = 4096  # texts encoded together


class TextVocabulary:
    """Byte-pair tokens of a text, special tokens first.

    The special tokens are no part of the tokenizer, so no text can be taken for one.
    The file is read when it is first needed.

    Args:
        file: a tokenizer in the format of the ``tokenizers`` library.
    """

    def __init__(self, file: Path = SHIPPED) -> None:
        self.file = file

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, whose ids count from 0.

        Raises:
            ValueError: with one sentence, if the file is missing or damaged.
        """
        try:
            return Tokenizer.from_file(str(self.file))
        except Exception:  # the library raises nothing more precise
            raise ValueError(f"The vocabulary {self.file.name} is missing or damaged.") from None

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What a person reads for each id; a byte that is no character on its own shows as ``⟨E2⟩``."""
        spelled = (self.tokenizer.id_to_token(number) for number in range(self.tokenizer.get_vocab_size()))
        return (*SPECIAL_TOKENS, *(readable(bytes(map(BYTES.__getitem__, token))) for token in spelled))

    def __len__(self) -> int:
        return len(SPECIAL) + self.tokenizer.get_vocab_size()

    def encode(self, text: str) -> list[int]:
        """Ids of a text."""
        return [len(SPECIAL) + number for number in self.tokenizer.encode(text).ids]

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of many texts, as `encode` gives them, but quicker."""
        return [
            [len(SPECIAL) + number for number in encoding.ids]
            for first in range(0, len(texts), BATCH)
            for encoding in self.tokenizer.encode_batch_fast(texts[first : first + BATCH])
        ]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """What a person reads for each id."""
        return [self.tokens[number] for number in ids]

    def text(self, ids: Iterable[int]) -> str:
        """The text of ids, special tokens left out; bytes that make no character become U+FFFD."""
        return self.tokenizer.decode([number - len(SPECIAL) for number in ids if number not in SPECIAL])


def byte_letters() -> dict[str, int]:
    """The byte that each letter of a byte-level token stands for (the field's convention since GPT-2).

    Printable bytes of Latin-1 stand for themselves; the others are numbered from U+0100 on.
    """
    printable = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    others = (byte for byte in range(256) if byte not in printable)
    return {chr(byte): byte for byte in printable} | {chr(256 + index): byte for index, byte in enumerate(others)}


BYTES = byte_letters()


def readable(content: bytes) -> str:
    """Bytes as text, each byte that belongs to no whole character as ``⟨E2⟩``."""
    text = content.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda byte: f"⟨{ord(byte[0]) - 0xDC00:02X}⟩", text)


def train_vocabulary(texts: Iterable[str], size: int = SIZE) -> Tokenizer:
    """Learn byte-pair merges.

    Args:
        texts: what to learn from.
        size: ids wanted, special tokens included.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=size - len(SPECIAL), initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def main() -> None:
    """Train a vocabulary and write it."""
    from ilm_core.tasks.text_corpus import read_stories  # needs torch, which reading a vocabulary does not

    parser = argparse.ArgumentParser(prog="python -m ilm_core.text_vocabulary", description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="stories separated by <|endoftext|> lines")
    parser.add_argument("--size", type=int, default=SIZE, help="ids, special tokens included")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="file to write (default: the shipped one)")
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    train_vocabulary(read_stories(options.data), options.size).save(str(options.out), pretty=False)


if __name__ == "__main__":
    main()
