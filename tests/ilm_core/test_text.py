from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm_core.canvas import Template
from ilm_core.families import FAMILIES
from ilm_core.tasks import make_task
from ilm_core.tasks.text_corpus import LONGEST, Corpus, Passages, read_stories, split_sentences
from ilm_core.tasks.text_source import fetch_stories
from ilm_core.text_vocabulary import TextVocabulary
from ilm_core.vocabulary import PAD

VOCABULARY = TextVocabulary()
STORY = 'Tom ran. "Stop!" said Mr. Fox.\nHe did.  Why? Because he was tired...'
TASK = make_task("stories")


def corpus(*stories: str) -> Corpus:
    return Corpus.encode(stories, VOCABULARY.encode_many)


def texts(passages: Passages) -> list[str]:
    return [VOCABULARY.text(row.tolist()) for row in passages.targets]


def test_sentences_by_hand() -> None:
    wanted = ["Tom ran.", ' "Stop!" said Mr. Fox.', "\nHe did.", "  Why?", " Because he was tired..."]
    assert split_sentences(STORY) == wanted


@given(st.text("aA.!?\" \n'", min_size=1).filter(str.strip).map(str.strip))
def test_sentences_make_the_story_again(story: str) -> None:
    sentences = split_sentences(story)
    assert "".join(sentences) == story
    assert [number for ids in VOCABULARY.encode_many(sentences) for number in ids] == VOCABULARY.encode(story)


def test_passages_are_whole_sentences() -> None:
    sentences = [sentence.strip() for sentence in split_sentences(STORY)]
    drawn = corpus(STORY).passages(np.random.default_rng(0), 500)
    for text, row in zip(texts(drawn), drawn.targets):
        assert text in STORY
        assert any(text.startswith(sentence) for sentence in sentences)
        assert any(text.endswith(sentence) for sentence in sentences)
        assert VOCABULARY.encode(text) == [number for number in row.tolist() if number != PAD]
    starts = [text.startswith("Tom ran.") for text in texts(drawn)]
    assert 0.5 < np.mean(starts) < 0.7  # half of the time, and a fifth of the other half
    assert "Tom ran." in texts(drawn) and STORY in texts(drawn)


def test_an_overlong_sentence_parts_its_story() -> None:
    long = "A" + " and a" * LONGEST + "."
    drawn = texts(corpus(f"One is here. {long} Two is here. Three is here.").passages(np.random.default_rng(0), 50))
    assert set(drawn) == {"One is here.", "Three is here.", "Two is here. Three is here."}


def test_held_out_stories_are_not_learned(stories_file: Path) -> None:
    task = make_task("stories", stories_file)
    held_out = {text.split(" is")[0] for text in texts(task.validation_examples(400)) if text.startswith("Story")}
    learned = texts(task.examples(np.random.default_rng(0), 4000))
    assert held_out == {"Story 49", "Story 99", "Story 149", "Story 199"}
    assert not held_out & {text.split(" is")[0] for text in learned}
    assert np.array_equal(task.validation_examples(9).targets, task.validation_examples(9).targets)


@pytest.mark.parametrize("content", [None, b"\n<|endoftext|>\n \n", b"\xff\xfe\x00"])
def test_unusable_stories_get_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "my.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"^my\.txt (cannot be read as UTF-8 text|holds no story)\.$"):
        read_stories(tmp_path / "my.txt")


def test_stories_are_fetched_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def cat_file(_: object, path: str, start: int, end: int) -> bytes:
        asked.append((path, start, end))
        return b"One.\n<|endoftext|>\nTwo.\n<|endoftext|>\nThree is cut o"

    monkeypatch.setattr("huggingface_hub.HfFileSystem.cat_file", cat_file)
    for _ in range(2):
        fetch_stories(tmp_path / "data" / "stories.txt")
    assert asked == [("datasets/roneneldan/TinyStories/TinyStories-train.txt", 0, 16_000_000)]
    assert read_stories(tmp_path / "data" / "stories.txt") == ["One.", "Two."]


def test_no_text_and_no_network_get_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cat_file(*_: object, **__: object) -> bytes:
        raise OSError("no route to host")

    monkeypatch.setattr("huggingface_hub.HfFileSystem.cat_file", cat_file)
    with pytest.raises(ValueError, match=r"^There is no text to learn from, .* give a file with --data\.$"):
        fetch_stories(tmp_path / "stories.txt")


def test_the_vocabulary_is_read_once() -> None:
    assert make_task("stories").vocabulary.tokenizer is make_task("stories", Path("other.txt")).vocabulary.tokenizer


def test_a_puzzle_takes_no_text() -> None:
    with pytest.raises(ValueError, match="star-easy draws its own examples"):
        make_task("star-easy", Path("stories.txt"))


def test_template_and_target() -> None:
    document = {"text": "The ___ sat ___.", "truth": [" old cat", " down"]}
    pieces = tuple(tuple(VOCABULARY.encode(piece)) for piece in ("The", " sat", "."))
    assert TASK.template(document) == Template((), pieces)
    assert VOCABULARY.text(TASK.target(document)) == "The old cat sat down."
    assert TASK.is_exact(document, TASK.target(document)) and not TASK.is_exact(document, pieces[0])
    assert not TASK.is_exact({"text": "The ___."}, TASK.target({"text": "The ___."}))
    assert TASK.template({"text": ""}) == Template((), ((), ()))


@pytest.mark.parametrize(
    ("document", "lengths"),
    [
        ({"text": ""}, (129,)),
        ({"text": "The ___ sat."}, (8,)),
        ({"text": "The ___ sat ___"}, (8, 119)),  # 2 given, 8 guessed, 118 left, and the end
        ({"text": "The ___ sat ___", "truth": [" old cat", " down."]}, (2, 3)),
        ({"text": "no " * 121 + "___ a ___ b"}, (2, 2)),
    ],
)
def test_lengths_for_a_masked_canvas(document: dict, lengths: tuple[int, ...]) -> None:
    TASK.check_input(document)
    assert TASK.guess_lengths(document) == lengths


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "The input has no text"),
        ({"text": 3}, "The input has no text"),
        ({"text": "A cat."}, "The text has no gap; mark one with ___."),
        ({"text": "cat " * 200 + "___"}, "has 201 tokens; it may have at most 127"),
        ({"text": "A ___.", "truth": "cat"}, "must be a list of texts"),
        ({"text": "A ___.", "truth": [" cat", " dog"]}, "one for each gap"),
        ({"text": "A ___.", "truth": [" cat" * 200]}, "more than 128 tokens"),
        ({"text": "A \ud800 ___."}, "half a character"),
    ],
)
def test_bad_inputs_get_one_sentence(document: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        TASK.check_input(document)


def test_text_is_sampled_by_default() -> None:
    settings = {name: TASK.settings(family) for name, family in FAMILIES.items()}
    assert all(one.token_top_p == 0.9 and one.token_temperature == one.gap_min_tokens == 1 for one in settings.values())
    assert settings["mdm"].place_rule == "confidence" and settings["mdm"].end_waits


def test_a_fresh_text_is_another_situation_than_gaps() -> None:
    situations = [TASK.situation({"text": text}) for text in ("", "___", "Tom ran to ___", "Tom ___.")]
    assert situations == ["fresh", "fresh", "gaps", "gaps"]
    assert make_task("star-easy").situation({}) == ""
