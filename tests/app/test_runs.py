"""Runs, files and checks behind a page, without a browser."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.api import trace_document
from app.checking import check_trace
from app.exports import read_traces
from app.faults import UNEXPECTED
from app.live import LiveRun
from app.models import ModelStore
from app.pages.runs import prepare, stream
from app.problems.star_graph import StarGraphs
from app.settings import CONTROLS, GROUPS, changes_for, lengths_for
from app.shown import Shown, first_opening, import_file
from app.stored import StoredTraces
from app.verified import verify_shown
from ilm_core.families import Family
from tests.app.tiny import GRAPH, TASK, save_tiny_models


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return ModelStore(save_tiny_models(tmp_path_factory.mktemp("models")))


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    """However slow the machine is, a run sends nothing but its steps."""
    monkeypatch.setattr("app.pages.runs.FIGURES_SECONDS", float("inf"))


@pytest.fixture
def live(store) -> LiveRun:
    return prepare(TASK, GRAPH, ["mdm", "ilm", "arm"], 0, {})


@pytest.fixture
def traces(live, store):
    list(stream(live, store))
    return live.traces


def test_the_store_offers_what_is_there(store):
    assert store.tasks == [TASK]
    assert store.families(TASK) == ["ilm", "mdm", "arm"]
    assert store.families("../../etc") == []


def test_nothing_is_loaded_before_it_is_needed(store, tmp_path):
    fresh = ModelStore(store.folder)
    live = prepare(TASK, GRAPH, ["ilm"], 0, {})
    assert not fresh.loaded
    live.load(fresh)
    assert list(fresh.loaded) == [(TASK, "ilm")]
    assert fresh.load(TASK, "ilm") is fresh.load(TASK, "ilm")


def test_lanes_advance_side_by_side(live, store):
    messages = [json.loads(message) for message in stream(live, store)]
    assert messages[0]["command"] == "load"
    assert [lane["family"] for lane in messages[0]["lanes"]] == ["ilm", "mdm", "arm"]
    assert [message["lane"] for message in messages[1:7]] == [0, 1, 2, 0, 1, 2]
    assert all(message["board"] for message in messages[1:])
    assert live.ended


def test_the_messages_of_a_run_add_up_to_its_traces(live, store):
    messages = [json.loads(message) for message in stream(live, store)][1:]
    for index, trace in enumerate(live.traces):
        steps = [message["step"] for message in messages if message["lane"] == index]
        assert steps == trace.model_dump(mode="json")["steps"]


def test_charts_are_drawn_while_a_run_goes_on(live, store, monkeypatch):
    monkeypatch.setattr("app.pages.runs.FIGURES_SECONDS", 0)
    messages = [json.loads(message) for message in stream(live, store)][1:]
    assert [message["command"] for message in messages[:4]] == ["step", "figures"] * 2
    assert [len(curve["y"]) for curve in messages[3]["figures"]["stop"]["data"]] == [1, 1, 1, 1, 0, 0]


def test_stop_lets_no_further_step_be_made(live, store):
    messages = stream(live, store)
    for _ in range(5):
        next(messages)
    live.stop()
    assert list(messages) == []
    assert [len(trace.steps) for trace in live.traces] == [2, 1, 1]
    assert all(trace.ended == "running" for trace in live.traces)
    assert not live.ended


def test_stop_before_the_models_are_loaded(live, store):
    live.stop()
    assert list(stream(live, store)) == []
    assert live.traces == []


def test_a_model_that_is_missing_is_named(store):
    live = prepare(TASK, GRAPH, ["it"], 0, {})
    assert list(stream(live, store)) == []
    assert live.problem == f"There is no it model for {TASK} here."


@pytest.mark.parametrize("fault", [OSError("/secret/disk"), RuntimeError("shape"), MemoryError(), KeyError("trunk")])
def test_whatever_goes_wrong_ends_the_run_in_one_sentence_and_is_logged(live, store, monkeypatch, caplog, fault):
    steps = iter([*[None] * 4, fault])
    belief = Family.belief

    def fail_at_last(family, canvases):
        if problem := next(steps):
            raise problem
        return belief(family, canvases)

    monkeypatch.setattr(Family, "belief", fail_at_last)
    assert len(list(stream(live, store))) == 5  # the lanes, and four steps
    assert live.ended and live.problem == UNEXPECTED
    assert [len(one.trace.steps) for one in live.lanes()] == [2, 1, 1]
    assert "fail_at_last" in caplog.text and type(fault).__name__ in caplog.text


def test_a_model_that_cannot_be_read_ends_the_run(live, store, monkeypatch):
    monkeypatch.setattr(store, "load", lambda *_: Path("/nowhere/at/all").read_bytes())
    assert list(stream(live, store)) == []
    assert live.ended and live.problem == UNEXPECTED and live.lanes() == ()


def test_a_sentence_of_a_library_is_not_for_visitors(live, store, monkeypatch):
    monkeypatch.setattr(store, "load", lambda *_: b"\xff".decode())
    assert list(stream(live, store)) == []
    assert live.problem == UNEXPECTED


def test_a_closed_tab_is_no_fault(live, store, caplog):
    messages = stream(live, store)
    next(messages)
    messages.close()
    assert not live.problem and not live.ended and caplog.text == ""


def test_a_check_that_breaks_is_told_in_one_sentence(traces, store, monkeypatch, caplog):
    monkeypatch.setattr(store, "load", lambda *_: Path("/nowhere/at/all").read_bytes())
    shown = [Shown(traces[1], "live")]
    sentence = verify_shown(shown, store).about(shown)
    assert sentence == f"MDM could not be checked: {UNEXPECTED}"
    assert "/nowhere/at/all" in caplog.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"families": []}, "Choose at least one family."),
        ({"seed": -1}, "The seed must be a whole number from 0 to 2147483647."),
        ({"seed": None}, "The seed must be a whole number from 0 to 2147483647."),
        ({"values": {"token_top_p": 0}}, "The setting token_top_p must lie above 0 and be at most 1."),
        ({"values": {"length": 1000}}, "The MDM canvas length must lie between 1 and 64."),
        ({"values": {"stop_is_drawn": True, "place_rule": "margin"}}, "The place rule margin needs a stop threshold."),
        ({"text": "1>2; source 1; goal 2 3"}, "“3” is not an edge; write each edge like 5>7."),
        (
            {"level": "star-vast"},
            "There is no level 'star-vast'; the levels are star-easy, star-medium, star-hard, zebra-3x3, stories.",
        ),
    ],
)
def test_what_cannot_be_run_is_said_in_one_sentence(changes, sentence):
    wanted = {"level": TASK, "text": GRAPH, "families": ["ilm", "mdm"], "seed": 0, "values": {}}
    with pytest.raises(ValueError) as problem:
        prepare(**{**wanted, **changes})
    assert str(problem.value) == sentence


def test_each_family_gets_its_own_settings():
    values = {name: control.default for name, control in CONTROLS.items()}
    values |= {"token_temperature": 1.5, "cells_per_pass": 3.0, "place_rule": "joint", "cell_rule": "entropy"}
    ilm, mdm, arm, it = (changes_for(family, values) for family in ("ilm", "mdm", "arm", "it"))
    assert ilm["place_rule"] == "joint" and "stop_threshold" not in ilm and "cells_per_pass" not in ilm
    assert (mdm["place_rule"], mdm["cells_per_pass"]) == ("entropy", 3)
    assert "place_rule" not in arm and "stop_threshold" not in arm
    assert ilm["token_temperature"] == mdm["token_temperature"] == arm["token_temperature"] == 1.5
    assert it["stop_threshold"] == 0.9
    assert "place_rule" not in changes_for("ilm", {**values, "place_rule": ""}), "the task's own is kept"
    assert changes_for("ilm", {**values, "stop_is_drawn": True})["stop_threshold"] is None
    assert changes_for("ilm", {**values, "stop_threshold": 0.3})["stop_threshold"] == 0.3


def test_a_model_runs_with_the_settings_that_suit_it(store):
    """As measured for the checkpoint, unless a visitor asks for others."""
    loaded = store.load(TASK, "ilm")
    store.loaded[TASK, "ilm"] = replace(loaded, config={**loaded.config, "decoding": {"stop_threshold": 0.3}})
    try:
        for asked, threshold in ((0, 0.3), (0.8, 0.8)):
            live = prepare(TASK, GRAPH, ["ilm"], 0, {"stop_threshold": asked})
            live.load(store)
            assert live.traces[0].recipe.settings["stop_threshold"] == threshold
    finally:
        store.loaded[TASK, "ilm"] = loaded


def test_every_control_stands_in_one_group():
    assert sorted(name for members in GROUPS.values() for name in members) == sorted(CONTROLS)


def test_the_same_recipe_gives_the_same_trace(traces, store):
    assert [check_trace(trace, store) for trace in traces] == [None] * 3
    shown = [Shown(traces[1], "live")]
    sentence = verify_shown(shown, store).about(shown)
    assert sentence == "MDM: made again, all 11 steps are the same."


def test_a_stopped_run_can_be_verified(live, store):
    messages = stream(live, store)
    for _ in range(8):
        next(messages)
    live.stop()
    assert [check_trace(trace, store) for trace in live.traces] == [None] * 3


def test_verify_names_the_first_step_that_differs(traces, store):
    step = traces[0].steps[1].model_copy(update={"stop": 0.123})
    changed = traces[0].model_copy(update={"steps": (traces[0].steps[0], step, *traces[0].steps[2:])})
    assert check_trace(changed, store) == "Step 2 differs in stop."


def test_verify_takes_only_models_from_the_store(traces, store, tmp_path):
    elsewhere = save_tiny_models(tmp_path, ("ilm",), width=16)
    recipe = traces[0].recipe
    name = str(elsewhere / TASK / "ilm")
    moved = traces[0].model_copy(
        update={"recipe": recipe.model_copy(update={"checkpoint": recipe.checkpoint.model_copy(update={"name": name})})}
    )
    assert check_trace(moved, store) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "This is not a trace: the file is not valid JSON."),
        (b"{}", "This is not a trace: the field schema_version is missing."),
        (b"{}\n{}", "This is not a trace: the field schema_version is missing."),
        (b"\xff\xfe\x00", "This is not a trace: the file is not valid JSON."),
    ],
)
def test_a_file_that_holds_no_trace(content, sentence, tmp_path):
    file = tmp_path / "trace.json"
    file.write_bytes(content)
    with pytest.raises(ValueError) as problem:
        import_file(str(file))
    assert str(problem.value) == sentence


def test_too_many_traces_are_refused(traces):
    with pytest.raises(ValueError, match="The file holds 5 traces; at most 4 can be shown"):
        read_traces("\n".join([traces[0].to_json()] * 5).encode())


def test_a_graph_too_large_to_show_is_refused(traces):
    recipe = traces[0].recipe
    tangle = {"edges": [[a, b] for a in range(19) for b in range(19)], "source": 0, "goal": 19}
    large = traces[0].model_copy(update={"recipe": recipe.model_copy(update={"input": tangle})})
    with pytest.raises(ValueError, match="The graph has 361 edges"):
        read_traces(large.to_json().encode())


def test_one_length_is_for_every_gap():
    assert lengths_for("mdm", {"length": 5.0}, 3) == (5, 5, 5)
    assert lengths_for("mdm", {"length": 0}, 3) is None
    assert lengths_for("ilm", {"length": 5}, 3) is None


@pytest.fixture
def folder(traces, tmp_path):
    for trace in traces:
        for number in (0, 10, 2):
            (tmp_path / f"{TASK}.{number}.{trace.recipe.family}.json").write_text(trace.to_json())
    (tmp_path / "notes.1.other.json").write_text("{}")
    return tmp_path


def test_stored_examples_are_grouped_by_instance(folder):
    stored = StoredTraces(folder)
    assert list(stored.examples) == [f"{TASK}.0", f"{TASK}.2", f"{TASK}.10"]
    read, fault = stored.examples[f"{TASK}.10"].read()
    assert [trace.recipe.family for trace in read] == ["ilm", "mdm", "arm"] and fault == ""
    assert stored.of(["star-hard"]) == []
    assert StoredTraces(folder / "none").examples == {}


def test_examples_have_a_title_and_what_to_watch(folder):
    (folder / "examples.toml").write_text(f'["{TASK}.2"]\ntitle = "Two arms"\nwatch = "Look at the hub."\n')
    examples = StoredTraces(folder).examples
    assert list(examples) == [f"{TASK}.2", f"{TASK}.0", f"{TASK}.10"]  # the listed first, as they are listed
    assert (examples[f"{TASK}.2"].title, examples[f"{TASK}.2"].watch) == ("Two arms", "Look at the hub.")
    assert (examples[f"{TASK}.0"].title, examples[f"{TASK}.0"].watch) == (f"{TASK} 0", "")
    (folder / "examples.toml").write_text("[")
    assert StoredTraces(folder).examples[f"{TASK}.2"].title == f"{TASK} 2"


def test_a_damaged_stored_trace_is_left_out(folder):
    (folder / f"{TASK}.0.mdm.json").write_text('{"schema_version": 99}')
    (folder / f"{TASK}.0.arm.json").write_text((folder / f"{TASK}.0.arm.json").read_text().replace(TASK, "star-easy"))
    read, fault = StoredTraces(folder).examples[f"{TASK}.0"].read()
    assert [trace.recipe.family for trace in read] == ["ilm"]
    assert fault == (
        f"The stored trace {TASK}.0.mdm.json was left out: This trace has version 99; only version 2 can be read. "
        f"The stored trace {TASK}.0.arm.json was left out: It is of the task star-easy."
    )


def test_the_first_example_that_can_be_read_opens(folder):
    for file in folder.glob(f"{TASK}.0.*.json"):
        file.write_text("damaged")
    opening = first_opening(StoredTraces(folder), StarGraphs())
    assert opening.example.name == f"{TASK}.2" and len(opening.shown) == 3
    assert opening.fault.count("was left out") == 3
    assert first_opening(StoredTraces(folder / "none"), StarGraphs()).shown == ()


def test_callers_get_a_whole_trace(store):
    answer = trace_document(store, TASK, "", "mdm", 3)
    assert answer["outcome"].startswith("MDM ")
    assert answer["trace"]["recipe"]["seed"] == 3
    assert len(answer["trace"]["steps"]) == 11
