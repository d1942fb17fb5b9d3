"""Texts on the page: their typed form, what is told of them, and the runs that are compared."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import ModelStore
from app.pages.runs import prepare
from app.player.messages import lane
from app.problems.text import Texts
from app.problems.text_form import parse_text, text_form
from app.settings import lengths_for
from app.stored import FOLDER
from app.text_examples import text_entries
from app.variants import MEASURED, by_cells_per_pass, by_length, read_curve
from ilm_core.tasks.text import StoriesTask
from ilm_core.tasks.text_gaps import join_with_gaps, split_at_gaps
from tests.app.tiny import save_tiny_models

TEXT = "Once upon a time ___[there was a] cat. It was ___[very] happy."
LETTERS = st.text(alphabet="ab _[]\\.\n", max_size=8)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    return ModelStore(save_tiny_models(tmp_path_factory.mktemp("models"), task=StoriesTask.name))


def test_hidden_words_are_kept_from_the_models():
    document = parse_text(TEXT)
    assert document == {"text": "Once upon a time ___ cat. It was ___ happy.", "truth": [" there was a", " very"]}
    assert text_form(document) == TEXT
    assert StoriesTask().template(document).pieces == StoriesTask().template({"text": document["text"]}).pieces


def test_hidden_words_of_some_gaps_only_are_refused():
    with pytest.raises(ValueError, match="every gap in square brackets, or of none"):
        parse_text("a ___[b] c ___ d")


@given(st.lists(LETTERS.map(str.strip).filter(bool), min_size=2, max_size=4), st.data())
def test_any_document_survives_its_typed_form(pieces, data):
    marked = join_with_gaps(pieces)
    gaps = len(split_at_gaps(marked)) - 1
    words = st.text(alphabet="ab c", max_size=5)
    truth = data.draw(st.one_of(st.none(), st.lists(words, min_size=gaps, max_size=gaps))) if gaps else None
    document = {"text": marked, **({"truth": truth} if truth else {})}
    again = parse_text(text_form(document))
    assert split_at_gaps(again["text"]) == split_at_gaps(marked)
    assert again.get("truth") in (document.get("truth"), None)  # some words cannot be typed


def test_what_a_text_takes_of_the_room_is_counted():
    problem = Texts()
    assert problem.count("") == "0 of 128 tokens typed, 1 gap to fill"
    assert problem.count(TEXT).endswith("2 gaps to fill")
    assert problem.count("a ___[b] c ___ d") == ""


def test_a_space_before_punctuation_is_kept_and_said_to_be_unusual():
    """Beside a gap it belongs to the gap; elsewhere it stays."""
    typed = "Once upon a time ___ cat ___ . ___ happy ."
    task = StoriesTask()
    assert [task.vocabulary.text(piece) for piece in task.template(parse_text(typed)).pieces] == [
        "Once upon a time", " cat", ".", " happy .",
    ]  # fmt: skip
    assert (
        Texts()
        .count(typed)
        .endswith("3 gaps to fill. Stories have no space before punctuation; without it the models write better.")
    )
    assert Texts().count("Once upon a time ___ cat ___ . ___ happy.").endswith("3 gaps to fill")
    hidden = "Tom had a ___[ball] . He ___[ran] !"
    assert text_form(parse_text(hidden)) == hidden


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("no gap at all", "The text has no gap; mark one with ___."),
        ("___" + "a" * 3000, "The text has 3,003 characters; at most 2,000 can be taken."),
    ],
)
def test_a_text_that_cannot_be_used_is_told_in_one_sentence(text, sentence):
    assert Texts().mistake("stories", text) == sentence


@pytest.mark.parametrize(
    "cells, expected",
    [("", None), (None, None), ("4", (4, 4)), ("3, 5", (3, 5)), (" 3 5 ", (3, 5))],
)
def test_cells_per_gap(cells, expected):
    assert lengths_for("mdm", {"gap_cells": cells}, 2) == expected
    assert lengths_for("ilm", {"gap_cells": cells}, 2) is None


@pytest.mark.parametrize("cells", ["0", "three", "1.5", "129", "99999", "1, 2, 3"])
def test_cells_that_are_no_good_are_refused(cells):
    with pytest.raises(ValueError):
        lengths_for("mdm", {"gap_cells": cells}, 2)


def test_each_lane_says_what_its_family_was_told_or_cannot_see(store):
    def notes(text: str, cells: str = "") -> dict[str, str]:
        live = prepare("stories", text, ["ilm", "mdm", "arm"], 0, {"gap_cells": cells})
        live.load(store)
        return {trace.recipe.family: lane(trace, "live")["note"] for trace in live.traces}

    told = notes(TEXT)
    assert told["ilm"] == ""
    assert told["arm"] == "It writes on from the left and cannot see what stands on the right: “cat. It was … happy.”"
    assert told["mdm"].endswith("cells: the true lengths.")
    assert notes("a ___ b")["mdm"] == "It was told 8 cells: a guess, for nobody knows the length."
    assert notes("a ___ b", "1")["mdm"] == "It was told 1 cell: lengths that somebody chose."
    assert notes("")["arm"] == ""


def test_lengths_are_compared_from_two_too_few_to_four_too_many(store):
    plans = {plan.family: plan for plan in prepare("stories", "a ___ b", ["mdm", "ilm"], 0, {"gap_cells": "3"}).plans}
    variants = by_length(plans["mdm"], plans["ilm"])
    lengths = [plan.lengths for plan in variants.live.plans]
    assert lengths == [(1,), (2,), (3,), (4,), (5,), (6,), (7,), None]
    assert variants.titles[0] == "MDM, n − 2: 1" and variants.titles[2] == "MDM, n: 3"
    variants.live.load(store)
    runs = variants.live.runs
    rows = json.loads(variants.message([run.canvas for run in runs], [0] * len(runs)))["rows"]
    masked = [sum(kind == "masked" for _, kind in row["pieces"]) for row in rows]
    assert masked == [1, 2, 3, 4, 5, 6, 7, 0]
    assert rows[2]["pieces"][0] == ["a", "typed"] and rows[2]["pieces"][-1] == ["[EOS]", "special"]


def test_cells_per_pass_carry_what_was_measured(tmp_path):
    folder = tmp_path / "stories" / "mdm"
    folder.mkdir(parents=True)
    point = {"cells_per_pass": 4, "oracles": {"arm": {"nll": 3.5}}}
    (folder / MEASURED).write_text(json.dumps({"parallel": [{"count": 1000, "curve": [point]}]}))
    (plan,) = prepare("stories", "a ___ b", ["mdm"], 0, {}).plans
    variants = by_cells_per_pass(plan, tmp_path)
    assert [one.changes["cells_per_pass"] for one in variants.live.plans] == [1, 2, 4, 8, 0]
    assert variants.measured == ({}, {}, {"arm": 3.5}, {}, {})
    assert "1,000 fresh texts" in variants.caption
    assert read_curve(tmp_path / "nothing.json") == ({}, 0)


def test_the_examples_are_texts_that_can_be_run():
    entries = text_entries(FOLDER)
    assert len(entries) >= 12
    assert all(said["title"] and said["watch"] for said in entries.values())
    assert [Texts().mistake("stories", said["text"]) for said in entries.values()] == [""] * len(entries)
