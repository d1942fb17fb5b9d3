"""A stage with two problems: what its handlers hand back, without a browser."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import gradio as gr
import pytest

from app.editor.editor import GraphEditor
from app.exports import Exports
from app.faults import QUEUE_FULL, UNEXPECTED
from app.interface import build
from app.links import View, link_to
from app.live import LiveRun
from app.models import ModelStore
from app.pages.comparison import Comparison
from app.pages.graph_input import GraphInput
from app.pages.runs import prepare
from app.pages.stage import Stage
from app.pages.stage_branches import StageBranches
from app.pages.stage_verify import NO_TRACE, VERIFYING, StageVerify
from app.problems.star_graph import StarGraphs
from app.services import Services
from app.shown import UNSHOWABLE, Shown
from app.stored import StoredTraces
from app.variants import Variants
from app.verified import Verified
from ilm_core.families import Family
from tests.app.tiny import GRAPH, TASK, save_tiny_models, save_tiny_traces

OTHER = "0>1 1>2 2>3 1>4; source 0; goal 3"


class Hard(StarGraphs):
    """Another problem, without any model or example."""

    name, noun, tasks = "Hard graph", "tangle", ("star-hard",)


class HardInput(GraphInput):
    problem = Hard()

    def add_editor(self, text: str, **said: str) -> GraphEditor:
        return GraphEditor(text, **said, elem_id="tangle")


@pytest.fixture(scope="module")
def services(tmp_path_factory) -> Services:
    store = ModelStore(save_tiny_models(tmp_path_factory.mktemp("models"), ("ilm", "mdm")))
    folder = tmp_path_factory.mktemp("traces")
    for number, graph in enumerate((GRAPH, OTHER)):
        live = prepare(TASK, graph, ["ilm", "mdm"], 0, {})
        live.load(store)
        list(live.steps())
        for trace in live.traces:
            (folder / f"{TASK}.{number}.{trace.recipe.family}.json").write_text(trace.to_json())
    return Services(store, StoredTraces(folder), Exports())


def make_stage(services: Services, **options) -> Stage:
    with gr.Blocks():
        return Stage(services, [GraphInput, HardInput], **options)


def test_a_page_that_waits_sends_no_trace(services):
    stage = make_stage(services, prefix="other-", waits=True)
    assert stage.player.value is None and stage.shown.value == ()
    assert stage.player.elem_id == "other-player"
    assert stage.inputs[0].editor.value == GRAPH  # its input is ready all the same
    woken = stage.handle.wake((), "Star graph", None, None)[stage.shown]
    assert [one.trace.recipe.family for one in woken] == ["ilm", "mdm"]
    assert stage.handle.wake(woken, "Star graph", None, None) == stage.screen.same
    assert stage.handle.wake((), "Star graph", None, begun_run(stage)) == stage.screen.same


def test_only_families_with_a_model_have_settings(services):
    controls = make_stage(services).controls
    assert "cells_per_pass" in controls and "it_stop_threshold" not in controls


def test_all_families_with_a_model_are_offered_and_the_three_of_the_contrast_ticked(services, monkeypatch):
    stage = make_stage(services)
    for families, ticked in ((["ilm", "mdm", "arm", "it"], ["ilm", "mdm", "arm"]), (["it"], ["it"])):
        monkeypatch.setattr(services.models, "families", lambda task, families=families: families)
        boxes = stage.inputs[0].family_choices(TASK)
        assert ([family for _, family in boxes["choices"]], boxes["value"]) == (families, ticked)


def test_an_example_fills_only_the_input_of_its_problem(services):
    stage = make_stage(services)
    graph, tangle = stage.inputs
    values = stage.handle.open_example(f"{TASK}.1", None)
    assert values[stage.shown][0].trace.recipe.input["goal"] == 3
    assert (values[stage.found], values[stage.watch]) == ("", "")
    assert values[stage.families]["value"] == ["ilm", "mdm"]
    editor = values[graph.editor]
    assert (values[graph.level], editor["value"], editor["problem"]) == (TASK, OTHER, "")
    assert tangle.level not in values and tangle.editor not in values
    assert values[stage.problem] == "Star graph" and values[tangle.column]["visible"] is False
    unknown = stage.handle.open_example("../secret.1", None)
    assert unknown == {stage.found: "There is no stored example '../secret.1'."}


def test_an_example_fills_seed_and_settings_as_a_link_does(services, tmp_path):
    save_tiny_traces(tmp_path, services.models.folder, [GRAPH], seed=7, values={"token_temperature": 1.5, "length": 5})
    stage = make_stage(replace(services, stored=StoredTraces(tmp_path)))
    values = stage.handle.open_example(f"{TASK}.0", None)
    assert values[stage.seed] == 7
    assert values[stage.controls["token_temperature"]] == 1.5 and values[stage.controls["length"]] == 5


def test_another_problem_brings_its_input_and_keeps_the_screen_if_it_has_no_example(services):
    stage = make_stage(services)
    graph, tangle = stage.inputs
    live = begun_run(stage)
    values = stage.handle.choose_problem("Hard graph", live, TASK, "star-hard")
    assert (values[graph.column]["visible"], values[tangle.column]["visible"]) == (False, True)
    assert values[stage.example]["visible"] is False and values[stage.families]["choices"] == []
    assert values[stage.notice] == "No model knows a tangle yet; python -m ilm_core train star-hard ilm makes one."
    assert stage.player not in values and stage.shown not in values and live.is_going
    values = stage.handle.choose_problem("Star graph", live, TASK, "star-hard")
    assert (values[graph.column]["visible"], values[tangle.column]["visible"]) == (True, False)
    assert (values[stage.example]["value"], values[stage.found]) == (f"{TASK}.0", "")
    assert len(values[stage.shown]) == 2 and not live.is_going


def run_values(stage: Stage, *values: str) -> list[Any]:
    """Level and text of each input, and settings left as they are."""
    return [*values, *[None] * len(stage.controls)]


def test_run_takes_the_instance_of_the_problem_whose_turn_it_is(services):
    stage = make_stage(services)
    given = run_values(stage, TASK, GRAPH, "star-hard", "0>1 1>2; source 0")
    values = stage.handle.begin("Star graph", ["ilm"], 0, False, (), *given)
    assert values[stage.live].plans[0].document["goal"] == 9
    values = stage.handle.begin("Hard graph", ["ilm"], 0, False, (), *given)
    assert values[stage.live] is None and stage.inputs[0].editor not in values
    assert values[stage.inputs[1].editor]["problem"] == "The graph has no goal; add for example “goal 3”."
    assert values[stage.notice] == "The tangle needs mending first."


def test_an_instance_that_no_model_knows_gets_one_sentence(services):
    stage = make_stage(services)
    given = run_values(stage, TASK, GRAPH, "star-hard", OTHER)
    values = stage.handle.begin("Hard graph", [], 0, False, (), *given)
    assert values[stage.live] is None
    assert values[stage.notice] == "No model knows a tangle yet; python -m ilm_core train star-hard ilm makes one."


@pytest.mark.parametrize("seed", [-1, 2**31, None])
def test_a_number_out_of_range_reaches_the_handler_which_says_so(services, seed):
    stage = make_stage(services)
    sentence = "The seed must be a whole number from 0 to 2147483647."
    given = run_values(stage, TASK, GRAPH, "star-hard", OTHER)
    values = stage.handle.begin("Star graph", ["ilm"], stage.seed.preprocess(seed), False, (), *given)
    assert values == {stage.live: None, stage.notice: sentence}
    graph = stage.inputs[0]
    assert graph.draw(TASK, graph.number.preprocess(seed), 0, 0) == (gr.skip(), sentence)


def test_a_setting_out_of_range_reaches_the_handler_which_says_so(services):
    stage = make_stage(services)
    settings = {name: control.preprocess(control.value) for name, control in stage.controls.items()}
    settings["length"] = stage.controls["length"].preprocess(1000)
    given = (TASK, GRAPH, "star-hard", OTHER, *settings.values())
    values = stage.handle.begin("Star graph", ["mdm"], 0, False, (), *given)
    assert values[stage.notice] == "The MDM canvas length must lie between 1 and 64."


def begun_run(stage: Stage, keep: bool = False, shown: tuple[Shown, ...] = ()) -> LiveRun:
    """A run that a visitor has just asked for."""
    given = run_values(stage, TASK, GRAPH, "star-hard", "")
    return stage.handle.begin("Star graph", ["ilm", "mdm"], 3, keep, shown, *given)[stage.live]


def test_a_run_takes_the_place_of_the_stored_example_unless_its_lanes_stay(services):
    stage = make_stage(services)
    given = run_values(stage, TASK, GRAPH, "star-hard", "")
    here, there = (stage.handle.open_example(f"{TASK}.{number}", None)[stage.shown] for number in (0, 1))
    for keep, shown, stays in ((False, here, False), (True, here, True), (True, there, False)):
        values = stage.handle.begin("Star graph", ["ilm"], 3, keep, shown, *given)
        assert (stage.example not in values, stage.watch not in values) == (stays, stays)
        assert (values[stage.found], values[stage.take_away.link]["visible"]) == ("", False)
        assert stays or (values[stage.example]["value"], values[stage.watch]) == (None, "")
    refused = stage.handle.begin("Star graph", [], 3, False, here, *given)
    assert refused == {stage.live: None, stage.notice: "Choose at least one family."}  # what is on screen stays


def test_whatever_takes_the_place_of_a_run_stops_it(services, tmp_path):
    stage = make_stage(services)
    file = tmp_path / "trace.json"
    file.write_bytes(next(iter(services.stored.examples[f"{TASK}.1"].files.values())).read_bytes())
    openers = (
        lambda live: stage.handle.open_example(f"{TASK}.1", live),
        lambda live: stage.handle.choose_problem("Star graph", live, TASK, "star-hard"),
        lambda live: stage.handle.open_file(str(file), live),
    )
    for opens in openers:
        live = begun_run(stage)
        going = stage.handle.go(live)
        for _ in range(3):
            next(going)
        values = opens(live)
        assert values[stage.screen.left] == live.key and list(going) == []
        assert (values[stage.run]["interactive"], values[stage.stop]["interactive"]) == (True, False)
        assert stage.handle.end(live, ()) == stage.screen.same
        assert values[stage.notice] != "Running …"
    over = begun_run(stage)
    list(stage.handle.go(over))
    assert stage.screen.left not in stage.handle.open_example(f"{TASK}.1", over)
    assert stage.handle.end(over, ()) == stage.screen.same, "it came to its end just before the example was opened"


def test_while_a_run_goes_on_nothing_whole_can_be_checked_or_downloaded(services):
    stage = make_stage(services)
    taking = (stage.take_away.verify, stage.take_away.download)
    values = stage.handle.begin("Star graph", ["ilm"], 0, False, (), *run_values(stage, TASK, GRAPH, "star-hard", ""))
    assert [values[one]["interactive"] for one in taking] == [False, False]
    values = stage.handle.halt(values[stage.live], ())
    assert [values[one]["interactive"] for one in taking] == [True, True]


def test_an_uploaded_trace_is_no_stored_example(services, tmp_path):
    stage = make_stage(services)
    file = tmp_path / "trace.json"
    file.write_bytes(next(iter(services.stored.examples[f"{TASK}.0"].files.values())).read_bytes())
    values = stage.handle.open_file(str(file), None)
    assert (values[stage.example]["value"], values[stage.watch], values[stage.upload]) == (None, "", None)
    assert values[stage.found].startswith("ILM ") and len(values[stage.shown]) == 1
    assert [lane["source"] for lane in json.loads(values[stage.player])["lanes"]] == ["from a file"]


@pytest.mark.parametrize(
    "settings",
    [{"token_top_k": None}, {"token_temperature": "warm"}, {"stop_threshold": "high"}, {"place_top_p": {}}],
)
def test_settings_of_another_program_break_no_import(services, tmp_path, settings):
    stage = make_stage(services)
    trace = json.loads(next(iter(services.stored.examples[f"{TASK}.0"].files.values())).read_bytes())
    trace["recipe"]["settings"] |= settings
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(trace))
    values = stage.handle.open_file(str(file), None)
    assert values[stage.upload] is None
    assert values[stage.found] == UNSHOWABLE or len(values[stage.shown]) == 1


@pytest.mark.parametrize("fault", [TypeError("NoneType"), KeyError("x"), ValueError("Unknown format code 'g'")])
def test_a_trace_that_cannot_be_shown_leaves_the_screen_as_it_is(services, tmp_path, monkeypatch, fault):
    def fail(*_: object) -> None:
        raise fault

    stage = make_stage(services)
    live = begun_run(stage)
    file = tmp_path / "trace.json"
    file.write_bytes(next(iter(services.stored.examples[f"{TASK}.0"].files.values())).read_bytes())
    with monkeypatch.context() as patch:
        patch.setattr("app.player.messages.charts", fail)
        assert stage.handle.open_file(str(file), live) == {stage.found: UNSHOWABLE, stage.upload: None}
    with monkeypatch.context() as patch:
        patch.setattr("app.shown.read_traces", fail)
        sentence = str(fault) if type(fault) is ValueError else UNSHOWABLE  # from there it is one for visitors
        assert stage.handle.open_file(str(file), live) == {stage.found: sentence, stage.upload: None}
    assert live.is_going


def test_a_link_brings_the_examples_of_its_problem(services):
    stage = make_stage(services)
    recipes = [one.trace.recipe for one in stage.handle.open_example(f"{TASK}.0", None)[stage.shown]]
    for seed, name in ((0, f"{TASK}.0"), (1, None)):
        linked = [recipe.model_copy(update={"seed": seed}) for recipe in recipes]
        query = dict(parse_qsl(urlsplit(link_to(View(recipes=linked), "plan")).query))
        values = stage.links.open(SimpleNamespace(query_params=query))
        example = values[stage.example]
        assert [value for _, value in example["choices"]] == [f"{TASK}.0", f"{TASK}.1"]
        assert (example["visible"], example["value"]) == (True, name)
        assert values[stage.found] == "Opened from a link." and values[stage.seed] == seed


def test_after_a_fault_the_lanes_stay_and_run_can_be_pressed_again(services, monkeypatch):
    stage = make_stage(services)
    live, passes = begun_run(stage), iter(range(3))
    monkeypatch.setattr(Family, "belief", lambda *given, own=Family.belief: (next(passes), own(*given))[1])
    list(stage.handle.go(live))
    values = stage.handle.end(live, ())
    assert [len(one.trace.steps) for one in values[stage.shown]] == [2, 1]
    assert values[stage.notice] == UNEXPECTED
    assert (values[stage.run]["interactive"], values[stage.stop]["interactive"]) == (True, False)
    assert not live.is_going  # so a branch can be asked for


def test_what_stop_has_said_is_not_unsaid_by_a_late_step(services):
    stage = make_stage(services)
    said = [sentence for _, sentence in stage.handle.go(begun_run(stage)) if sentence != gr.skip()]
    assert said == ["Loading the models …", "Running …"]


def test_the_messages_of_a_run_are_addressed_to_its_lanes(services):
    stage = make_stage(services)
    live = begun_run(stage)
    sent = [json.loads(message) for message, _ in stage.handle.go(live) if isinstance(message, str)]
    assert {one["screen"] for one in sent} == {live.key} and sent[0]["message"]["command"] == "load"
    assert begun_run(stage).key != live.key


def test_run_can_be_pressed_again_even_if_the_screen_cannot_be_drawn(services, monkeypatch):
    stage = make_stage(services)
    live = begun_run(stage)
    monkeypatch.setattr("app.player.messages.charts", lambda *_: {}["order"])
    list(stage.handle.go(live))
    values = stage.handle.end(live, ())
    assert stage.player not in values and stage.shown not in values
    assert values[stage.notice] == UNEXPECTED and values[stage.run]["interactive"] is True


def test_whatever_waits_for_a_model_says_so_when_the_queue_is_full(services, tmp_path):
    events = build(services.models.folder, tmp_path).fns.values()
    waits = [one for one in events if one.concurrency_id == "model" and one.api_visibility == "private"]
    refused = {one.trigger_after: one.fn for one in events if one.trigger_only_on_failure}
    assert len(waits) > 8 and [one.name for one in waits if one._id not in refused] == []
    refuse = next(refused[one._id] for one in waits if one.name == "go" and refused[one._id].__name__ == "refuse")
    stage = make_stage(services)

    def run(live: LiveRun | None) -> dict[str | None, Any]:
        """New values by the id of the element."""
        return {component.elem_id: value for component, value in refuse(live, ()).items()}

    live = begun_run(stage)
    assert run(live) == {"notice": gr.skip()} and live.is_going, "an event of the run before it was cancelled"
    live.is_asked = True
    values = run(live)
    assert (values["notice"], values["run"]["interactive"]) == (QUEUE_FULL, True) and not live.is_going
    stopped = begun_run(stage)
    stopped.load(services.models)
    stopped.stop()
    assert run(stopped) == {"notice": gr.skip()}, "a run that is stopped may fail as well, but `halt` has told of it"
    broken = begun_run(stage)
    broken.is_asked = True
    broken.load(services.models)
    values = run(broken)
    assert (values["notice"], values["run"]["interactive"]) == (UNEXPECTED, True)
    assert run(None) == {"notice": gr.skip()}  # where the input needs mending nothing waits, and that is said already


@pytest.fixture
def comparison(services) -> Comparison:
    """The comparison of a stage."""
    with gr.Blocks():
        return Comparison(Stage(services, [GraphInput, HardInput]), services.models)


def begun_variants(comparison: Comparison, earlier: Variants | None = None) -> Variants:
    """A comparison that a visitor has just asked for."""
    settings = [None] * len(comparison.stage.controls)
    return comparison.begin_passes(earlier, TASK, GRAPH, 0, *settings)[comparison.variants]


def test_a_comparison_that_breaks_says_so(services, comparison, monkeypatch):
    variants = begun_variants(comparison)
    values = comparison.refuse(variants)
    assert values[comparison.notice] == QUEUE_FULL and values[comparison.lengths]["interactive"] is True
    assert comparison.notice not in comparison.refuse(None)
    variants = begun_variants(comparison)
    variants.live.stop()
    assert comparison.notice not in comparison.refuse(variants)
    variants = begun_variants(comparison)
    monkeypatch.setattr(services.models, "load", lambda *_: Path("/nowhere/at/all").read_bytes())
    assert list(comparison.go(variants)) == [(gr.skip(), UNEXPECTED)]


def test_a_comparison_takes_the_place_of_one_under_way(comparison, monkeypatch):
    monkeypatch.setattr(Variants, "message", lambda *_: "rows")
    first = begun_variants(comparison)
    going = comparison.go(first)
    next(going)
    second = begun_variants(comparison, first)
    assert list(going) == [("rows", gr.skip())] and second.live.is_going
    assert comparison.end(second)[comparison.lengths]["interactive"] is False, "the second still goes on"
    later = comparison.go(second)
    next(later)
    assert list(comparison.go(second)) == [(gr.skip(), gr.skip())], "nothing runs twice"
    list(later)
    values = comparison.halt(second)
    assert comparison.notice not in values, "there is nothing to stop any more"
    assert (values[comparison.lengths]["interactive"], values[comparison.stop]["interactive"]) == (True, False)
    live = begun_run(comparison.stage)
    event = SimpleNamespace(row=1, key=first.key)
    assert comparison.pick(second, live, event) == comparison.stage.screen.same and live.is_going
    values = comparison.pick(second, live, SimpleNamespace(row=1, key=second.key))
    stage = comparison.stage
    assert len(values[stage.shown]) == 2 and values[stage.watch] == "" and not live.is_going


def test_a_comparison_that_is_stopped_is_not_called_done(comparison, monkeypatch):
    monkeypatch.setattr(Variants, "message", lambda *_: "rows")
    variants = begun_variants(comparison)
    going = comparison.go(variants)
    assert next(going)[1] == "Comparing …"
    assert comparison.halt(variants)[comparison.notice].startswith("Stopped")
    assert [sentence for _, sentence in going] == [gr.skip()]


def test_a_branch_that_is_refused_runs_nothing_again(services):
    stage = make_stage(services)
    live = begun_run(stage)
    list(stage.handle.go(live))
    shown = stage.handle.end(live, ())[stage.shown]
    event = SimpleNamespace(_data={"keys": [one.node.key for one in shown], "change": {"step": 99, "kind": "stop"}})
    branches = StageBranches(stage)
    values = branches.begin(shown, live, event)
    assert values[branches.begun] is None and stage.live not in values
    assert "nothing can be changed at step 100" in values[stage.player]["said"]


def test_figures_of_branches_are_addressed_to_the_lanes_they_are_of(services):
    stage = make_stage(services)
    shown = stage.handle.open_example(f"{TASK}.0", None)[stage.shown]
    keys = " ".join(one.node.key for one in reversed(shown))
    values = StageBranches(stage).arrange(keys, shown, Verified())
    assert json.loads(values[stage.player])["screen"] == keys
    assert [one.trace for one in values[stage.shown]] == [one.trace for one in reversed(shown)]
    assert "said" in StageBranches(stage).arrange("unknown", shown, Verified())[stage.player]


def test_verify_takes_the_lanes_that_the_page_has(services):
    """Lanes may be rearranged on the page, and Verify pressed, before the server has heard of the first."""
    stage = make_stage(services)
    shown = stage.handle.open_example(f"{TASK}.0", None)[stage.shown]
    verify, branches, rearranged = StageVerify(stage), StageBranches(stage), shown[1:]
    keys = " ".join(one.node.key for one in rearranged)
    verified = list(verify.verify(keys, shown))[1][0]
    said = "MDM: made again, all 11 steps are the same."
    assert verify.tell(verified, rearranged, None, VERIFYING) == said
    assert verify.tell(verified, shown, None, VERIFYING) == "", "nothing was found about ILM"
    assert branches.arrange(keys, shown, verified)[stage.found] == said, "it comes last, and unsays nothing"
    elsewhere = stage.handle.open_example(f"{TASK}.1", None)[stage.shown]
    late = list(verify.verify(keys, elsewhere))[1][0]  # other lanes came while it waited
    assert verify.tell(late, elsewhere, None, VERIFYING).startswith("ILM: made again")
    assert verify.tell(verified, elsewhere, None, "said since") == gr.skip()


def test_without_any_trace_verify_says_so(services):
    verify = StageVerify(make_stage(services))
    verified = list(verify.verify("", ()))[1][0]
    assert verify.tell(verified, (), None, VERIFYING) == NO_TRACE


def test_what_was_found_is_not_said_beside_a_run(services):
    stage = make_stage(services)
    shown = stage.handle.open_example(f"{TASK}.0", None)[stage.shown]
    verify, live = StageVerify(stage), begun_run(stage)
    verified = list(verify.verify(" ".join(one.node.key for one in shown), shown))[1][0]
    assert verify.tell(verified, shown, live, VERIFYING) == ""
    list(stage.handle.go(live))
    assert live.ended and verify.tell(verified, shown, live, VERIFYING) == "", "it is about to come on screen"
