"""A stage with two problems: what its handlers hand back, without a browser."""

from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest

from app.editor.editor import GraphEditor
from app.exports import Exports
from app.faults import QUEUE_FULL, UNEXPECTED
from app.interface import build
from app.live import LiveRun
from app.models import ModelStore
from app.pages.comparison import Comparison
from app.pages.graph_input import GraphInput
from app.pages.runs import prepare
from app.pages.stage import Stage
from app.pages.stage_branches import StageBranches
from app.pages.stage_handlers import StageHandlers
from app.problems.star_graph import StarGraphs
from app.services import Services
from app.stored import StoredTraces
from app.variants import Variants, by_cells_per_pass
from ilm_core.families import Family
from tests.app.tiny import GRAPH, TASK, save_tiny_models

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
    woken = stage.handle.wake((), "Star graph")
    assert [one.trace.recipe.family for one in woken[1]] == ["ilm", "mdm"]
    assert all(value == gr.skip() for value in stage.handle.wake(woken[1], "Star graph"))


def test_only_families_with_a_model_have_settings(services):
    controls = make_stage(services).handle.controls
    assert "cells_per_pass" in controls and "it_stop_threshold" not in controls


def test_all_families_with_a_model_are_offered_and_the_three_of_the_contrast_ticked(services, monkeypatch):
    stage = make_stage(services)
    for families, ticked in ((["ilm", "mdm", "arm", "it"], ["ilm", "mdm", "arm"]), (["it"], ["it"])):
        monkeypatch.setattr(services.models, "families", lambda task, families=families: families)
        boxes = stage.inputs[0].family_choices(TASK)
        assert ([family for _, family in boxes["choices"]], boxes["value"]) == (families, ticked)


def test_an_example_fills_only_the_input_of_its_problem(services):
    handle = make_stage(services).handle
    _, shown, found, watch, families, level, editor, *others = handle.open_example(f"{TASK}.1")
    assert shown[0].trace.recipe.input["goal"] == 3 and (found, watch) == ("", "")
    assert families["value"] == ["ilm", "mdm"]
    assert (level, editor["value"], editor["problem"]) == (TASK, OTHER, "")
    assert others == [gr.skip(), gr.skip()]
    unknown = handle.open_example("../secret.1")
    assert unknown[2] == "There is no stored example '../secret.1'." and len(unknown) == 9


def test_another_problem_brings_its_input_and_keeps_the_screen_if_it_has_no_example(services):
    handle = make_stage(services).handle
    first, second, example, families, notice, *opens = handle.choose_problem("Hard graph", TASK, "star-hard")
    assert (first["visible"], second["visible"], example["visible"]) == (False, True, False)
    assert families["choices"] == []
    assert notice == "No model knows a tangle yet; python -m ilm_core train star-hard ilm makes one."
    assert opens == [gr.skip(), gr.skip(), "", ""]
    first, second, example, *_, found, _ = handle.choose_problem("Star graph", TASK, "star-hard")
    assert (first["visible"], second["visible"], example["value"], found) == (True, False, f"{TASK}.0", "")


def test_run_takes_the_instance_of_the_problem_whose_turn_it_is(services):
    handle = make_stage(services).handle
    instances, controls = [TASK, GRAPH, "star-hard", "0>1 1>2; source 0"], [None] * len(handle.controls)
    live, *_ = handle.begin("Star graph", ["ilm"], 0, False, (), *instances, *controls)
    assert live.plans[0].document["goal"] == 9
    live, graph, tangle, notice, *_ = handle.begin("Hard graph", ["ilm"], 0, False, (), *instances, *controls)
    assert live is None and graph == gr.skip()
    assert tangle["problem"] == "The graph has no goal; add for example “goal 3”."
    assert notice == "The tangle needs mending first."


def test_an_instance_that_no_model_knows_gets_one_sentence(services):
    handle = make_stage(services).handle
    instances, controls = [TASK, GRAPH, "star-hard", OTHER], [None] * len(handle.controls)
    live, *_, notice, _, _ = handle.begin("Hard graph", [], 0, False, (), *instances, *controls)
    assert live is None
    assert notice == "No model knows a tangle yet; python -m ilm_core train star-hard ilm makes one."


def begun_run(services: Services, handle: StageHandlers) -> LiveRun:
    """A run that a visitor has just asked for."""
    live, *_ = handle.begin(
        "Star graph", ["ilm", "mdm"], 0, False, (), TASK, GRAPH, "star-hard", "", *[None] * len(handle.controls)
    )
    return live


def test_a_run_takes_the_place_of_the_stored_example_unless_its_lanes_stay(services):
    handle = make_stage(services).handle
    run = begun_run(services, handle)
    example, watch = handle.leave_example(run, False)
    assert (example["value"], watch) == (None, "")
    assert handle.leave_example(run, True) == (gr.skip(), gr.skip())
    assert handle.leave_example(None, False) == (gr.skip(), gr.skip())  # refused: what is on screen stays


def test_after_a_fault_the_lanes_stay_and_run_can_be_pressed_again(services, monkeypatch):
    handle = make_stage(services).handle
    live, passes = begun_run(services, handle), iter(range(3))
    monkeypatch.setattr(Family, "belief", lambda *given, own=Family.belief: (next(passes), own(*given))[1])
    list(handle.go(live))
    _, shown, sentence, run, stop = handle.end(live, ())
    assert [len(one.trace.steps) for one in shown] == [2, 1]
    assert (sentence, run["interactive"], stop["interactive"]) == (UNEXPECTED, True, False)
    assert not live.is_going  # so a branch can be asked for


def test_what_stop_has_said_is_not_unsaid_by_a_late_step(services):
    handle = make_stage(services).handle
    going = handle.go(begun_run(services, handle))
    said = [sentence for _, sentence in going if sentence != gr.skip()]
    assert said == ["Loading the models …", "Running …"]


def test_run_can_be_pressed_again_even_if_the_screen_cannot_be_drawn(services, monkeypatch):
    handle = make_stage(services).handle
    live = begun_run(services, handle)
    monkeypatch.setattr("app.player.messages.charts", lambda *_: {}["order"])
    list(handle.go(live))
    player, shown, sentence, run, _ = handle.end(live, ())
    assert (player, shown) == (gr.skip(), gr.skip())
    assert sentence == UNEXPECTED and run["interactive"] is True


def test_whatever_waits_for_a_model_says_so_when_the_queue_is_full(services, tmp_path):
    events = build(services.models.folder, tmp_path).fns.values()
    waits = [one for one in events if one.concurrency_id == "model" and one.api_visibility == "private"]
    refused = {one.trigger_after: one.fn for one in events if one.trigger_only_on_failure}
    assert len(waits) > 8 and [one.name for one in waits if one._id not in refused] == []
    live = begun_run(services, make_stage(services).handle)
    run = next(refused[one._id] for one in waits if one.name == "go" and refused[one._id].__name__ == "refuse")
    _, shown, sentence, button, _ = run(live, ())
    assert (shown, sentence, button["interactive"]) == ((), QUEUE_FULL, True) and not live.is_going
    stopped = begun_run(services, make_stage(services).handle)
    stopped.load(services.models)
    stopped.stop()
    assert run(stopped, ()) == (gr.skip(),) * 5, "a run that is stopped may fail as well, but `halt` has told of it"
    broken = begun_run(services, make_stage(services).handle)
    broken.load(services.models)
    _, _, sentence, button, _ = run(broken, ())
    assert (sentence, button["interactive"]) == (UNEXPECTED, True)
    assert run(None, ()) == (gr.skip(),) * 5  # where the input needs mending nothing waits, and that is said already


def test_a_comparison_that_breaks_says_so(services, monkeypatch):
    with gr.Blocks():
        comparison = Comparison(Stage(services, [GraphInput]), services.models)
    variants = by_cells_per_pass(prepare(TASK, GRAPH, ["mdm"], 0, {}).plans[0], services.models.folder)
    assert comparison.refuse(variants) == QUEUE_FULL and comparison.refuse(None) == gr.skip()
    variants.live.stop()
    assert comparison.refuse(variants) == gr.skip()
    variants = by_cells_per_pass(prepare(TASK, GRAPH, ["mdm"], 0, {}).plans[0], services.models.folder)
    monkeypatch.setattr(services.models, "load", lambda *_: Path("/nowhere/at/all").read_bytes())
    assert list(comparison.go(variants)) == [(gr.skip(), UNEXPECTED)]


def test_a_comparison_that_is_stopped_is_not_called_done(services, monkeypatch):
    monkeypatch.setattr(Variants, "message", lambda *_: "rows")
    with gr.Blocks():
        comparison = Comparison(Stage(services, [GraphInput]), services.models)
    variants = by_cells_per_pass(prepare(TASK, GRAPH, ["mdm"], 0, {}).plans[0], services.models.folder)
    going = comparison.go(variants)
    assert next(going)[1] == "Comparing …"
    assert comparison.halt(variants).startswith("Stopped")
    assert [sentence for _, sentence in going] == [gr.skip()]


def test_a_branch_that_is_refused_runs_nothing_again(services):
    stage = make_stage(services)
    live = begun_run(services, stage.handle)
    list(stage.handle.go(live))
    _, shown, *_ = stage.handle.end(live, ())
    event = SimpleNamespace(_data={"keys": [one.node.key for one in shown], "change": {"step": 99, "kind": "stop"}})
    begun, run, player, *_ = StageBranches(stage).begin(shown, live, event)
    assert begun is None and run == gr.skip() and "nothing can be changed at step 100" in player["said"]
