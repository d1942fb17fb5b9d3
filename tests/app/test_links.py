"""Links: recipes to an address and back, and what a foreign address cannot do."""

import base64
import json
import zlib
from dataclasses import asdict
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.links import FOREIGN, View, control_values, decode, encode, link_to, read_link, same_run
from app.problems.text_form import parse_text
from ilm_core.families import FAMILIES
from ilm_core.sampling import make_settings
from ilm_core.tasks import make_task
from ilm_core.trace import Checkpoint, ForcedMove, Recipe

HASH = "0123456789abcdef" * 4
BASE = "http://localhost:7860/"
GRAPH = {"edges": [[4, 1], [1, 2], [2, 9], [1, 5]], "source": 4, "goal": 9}


def recipe_of(task: str, family: str, document: dict, changes: dict | None = None, **fields) -> Recipe:
    kind = make_task(task)
    lengths = kind.guess_lengths(document) if FAMILIES[family].growth == "unmask" else None
    return Recipe(
        task=task,
        family=family,
        checkpoint=Checkpoint(name=f"{task}/{family}", sha256=HASH),
        input=document,
        settings=asdict(make_settings(kind.settings(FAMILIES[family]), changes or {})),
        **{"lengths": lengths, **fields},
    )


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def pack(document: object) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(squeeze.compress(json.dumps(document).encode()) + squeeze.flush()).decode()


@pytest.mark.parametrize("task", ["star-easy", "star-medium", "star-hard", "zebra"])
def test_a_typical_link_has_at_most_500_characters(task):
    document = make_task(task).random_input(np.random.default_rng(0))
    document = {name: value for name, value in document.items() if name != "path"}  # as the editor writes it
    recipes = tuple(recipe_of(task, family, document, seed=7) for family in ("arm", "mdm", "ilm"))
    link = link_to(View(recipes=recipes, lane=2, step=5, clock="passes", base="https://example.org/"), "plan")
    assert len(link) <= 500
    again = read_link(query_of(link))
    assert (again.lane, again.step, again.clock) == (2, 5, "passes")
    assert all(same_run(one, other) for one, other in zip(again.recipes, recipes, strict=True))


def test_a_typical_link_to_a_text_has_at_most_500_characters():
    text = "Once upon a time there was a little ___[girl] named Lily. She loved to play ___[in the park] with her dog."
    changes = {"token_temperature": 0.7, "token_top_p": 0.9}
    recipes = tuple(recipe_of("stories", family, parse_text(text), changes, seed=7) for family in FAMILIES)
    view = View(recipes=recipes[:3], lane=2, step=5, clock="passes", base="https://example.org/")
    link = link_to(view, "write")
    assert len(link) <= 500
    again = read_link(query_of(link))
    assert again.recipes[0].input == parse_text(text) and again.recipes[0].settings["token_temperature"] == 0.7
    assert all(same_run(one, other) for one, other in zip(again.recipes, recipes))


numbers = st.integers(0, 19)
edges = st.lists(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]), max_size=8, unique=True)
forced = st.builds(
    ForcedMove,
    step=st.integers(0, 20),
    kind=st.sampled_from(["insert", "place", "forbid", "continue", "stop"]),
    place=st.none() | numbers,
    token=st.none() | numbers,
)


@given(
    temperature=st.floats(0, 2, allow_nan=False),
    seed=st.integers(0, 2**31 - 1),
    family=st.sampled_from(list(FAMILIES)),
    imposed=st.lists(forced, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_a_recipe_comes_back_as_it_was(temperature, seed, family, imposed):
    recipe = recipe_of(
        "star-medium", family, GRAPH, {"token_temperature": temperature}, seed=seed, forced=tuple(imposed)
    )
    (again,) = decode(encode([recipe]))
    assert again.model_copy(update={"checkpoint": recipe.checkpoint}) == recipe
    assert again.checkpoint.sha256 == HASH[:8]


def test_a_length_that_was_told_is_kept():
    recipe = recipe_of("star-medium", "mdm", GRAPH, {"cells_per_pass": 2}, lengths=(7,))
    (again,) = decode(encode([recipe]))
    assert again.lengths == (7,)
    values = control_values([again])
    assert (values["length"], values["cells_per_pass"], values["cell_rule"]) == (7, 2, "confidence")


def test_stop_drawn_like_a_move_is_a_tick_on_its_control():
    values = control_values([recipe_of("star-medium", "ilm", GRAPH, {"stop_threshold": None})])
    assert values["stop_is_drawn"] is True and "stop_threshold" not in values


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_other_text_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match=r"^[A-Z][^\n]*\.$"):
        decode(text)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([2, "star-medium", GRAPH, ["ilm"]], "This link was made by another version of the explorer."),
        ([1, "star-medium", GRAPH], FOREIGN),
        ([1, "star-medium", GRAPH, ["gpt"]], FOREIGN),
        ([1, "star-medium", GRAPH, *[["ilm"]] * 5], FOREIGN),
        ([1, "star-medium", GRAPH, ["ilm", "", 0, {"token_temperature": -1}]], "token_temperature must not be neg"),
        ([1, "star-medium", GRAPH, ["ilm", "", 0, {"max_tokens": 10**8}]], "too long to be made here"),
        ([1, "star-medium", GRAPH, ["mdm", "", 0, {}, [600]]], "too long to be made here"),
        ([1, "star-medium", GRAPH, ["ilm", "", -1]], "The seed must be a whole number"),
        ([1, "star-medium", {"edges": [[1, 2]] * 99, "source": 1, "goal": 2}, ["ilm"]], "The graph has 99 edges"),
        ([1, "no-task", {}, ["ilm"]], "There is no task"),
        ("x", FOREIGN),
        ([1, "star-medium", {"edges": "0" * 50_000}, ["ilm"]], FOREIGN),  # a small link that inflates to much
    ],
)
def test_a_link_that_asks_for_too_much_is_refused(document, sentence):
    with pytest.raises(ValueError, match=sentence):
        decode(pack(document))


def test_an_address_without_a_run_shows_nothing_and_a_bad_moment_is_refused():
    assert read_link({"tab": "plan"}) is None
    code = encode([recipe_of("star-medium", "ilm", GRAPH)])
    assert read_link({"run": code}).step == 0
    for bad in ({"step": "x"}, {"step": "-1"}, {"lane": "0"}, {"lane": "9"}, {"clock": "years"}):
        with pytest.raises(ValueError, match=FOREIGN):
            read_link({"run": code, **bad})


def test_lanes_of_two_instances_need_two_links():
    other = {**GRAPH, "goal": 2}
    with pytest.raises(ValueError, match="one link cannot hold"):
        encode([recipe_of("star-medium", "ilm", GRAPH), recipe_of("star-medium", "ilm", other)])
    with pytest.raises(ValueError, match="no trace on screen"):
        encode([])


def test_on_the_hub_the_link_names_the_page_around_the_app(monkeypatch):
    view = View(recipes=(recipe_of("star-medium", "ilm", GRAPH),), base=BASE)
    assert link_to(view, "plan").startswith(f"{BASE}?tab=plan&run=")
    monkeypatch.setenv("SPACE_ID", "someone/explorer")
    assert link_to(view, "plan").startswith("https://huggingface.co/spaces/someone/explorer?tab=plan&run=")


def test_what_a_page_says_is_not_trusted():
    with pytest.raises(ValueError, match="load it again"):
        View.parse('{"recipes": [{"task": 1}]}')
    assert link_to(View(recipes=(recipe_of("star-medium", "ilm", GRAPH),), base="javascript:1"), "plan")[0] == "?"
