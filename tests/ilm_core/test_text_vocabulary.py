import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilm_core.text_vocabulary import TextVocabulary, readable, train_vocabulary
from ilm_core.vocabulary import SPECIAL, SPECIAL_TOKENS

VOCABULARY = TextVocabulary()


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("[PAD] [MASK]<|endoftext|>")
@example("naïve 😀 \u200b\r\n\t  ___")
def test_any_text_survives(text: str) -> None:
    ids = VOCABULARY.encode(text)
    assert VOCABULARY.text(ids) == text
    assert not set(ids) & set(SPECIAL)  # no text is taken for a special token


def test_shipped_vocabulary() -> None:
    assert len(VOCABULARY) == 4096 == len(VOCABULARY.tokens)
    assert VOCABULARY.tokens[:7] == SPECIAL_TOKENS
    ids = VOCABULARY.encode("Once upon a time\nShe was a cat.")
    assert VOCABULARY.decode(ids) == ["Once", " upon", " a", " time", "\n", "She", " was", " a", " cat", "."]


def test_bytes_that_are_no_character_are_spelled_out() -> None:
    assert VOCABULARY.decode(VOCABULARY.encode("😀")) == ["⟨F0⟩", "⟨9F⟩", "⟨98⟩", "⟨80⟩"]
    assert readable(" é".encode()) == " é" and readable(b"\xa9 a") == "⟨A9⟩ a"


def test_special_tokens_are_no_text() -> None:
    assert VOCABULARY.text([1, 4, *VOCABULARY.encode("Tom ran."), 3, 0]) == "Tom ran."


def test_many_at_once_are_encoded_like_one_by_one() -> None:
    texts = ["", " A cat.", "\nÉté", "A"]
    assert VOCABULARY.encode_many(texts) == [VOCABULARY.encode(text) for text in texts]


def test_training_gives_the_wanted_size(tmp_path: Path) -> None:
    tokenizer = train_vocabulary(["the cat and the hat and the bat"] * 9, 7 + 256 + 4)
    assert tokenizer.get_vocab_size() == 256 + 4
    tokenizer.save(str(tmp_path / "small.json"))
    assert TextVocabulary(tmp_path / "small.json").text([*range(7), 7]) != ""


@pytest.mark.parametrize("content", [None, "{}", "no tokenizer"])
def test_unusable_file_gets_one_sentence(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "words.json").write_text(content)
    with pytest.raises(ValueError, match=r"^The vocabulary words.json is missing or damaged.$"):
        len(TextVocabulary(tmp_path / "words.json"))


def test_reading_a_vocabulary_needs_no_torch() -> None:
    script = (
        "import sys, ilm_core.text_vocabulary as v; v.TextVocabulary().encode('a'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
