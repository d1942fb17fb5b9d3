"""New runs beside lanes that stay on screen."""

import json

import pytest

from app.beside import RunBeside, beside
from app.branches import Node
from app.live import LiveRun
from app.models import ModelStore
from app.pages.runs import prepare, stream
from app.shown import Shown, message_for, outcomes, titles_of
from app.verified import verify_shown
from ilm_core.trace import ForcedMove
from tests.app.tiny import GRAPH, TASK, save_tiny_models

OTHER = "0>1 1>2 2>3 1>4; source 0; goal 3"


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    return ModelStore(save_tiny_models(tmp_path_factory.mktemp("models"), ("ilm", "mdm")))


def ask(graph: str = GRAPH, families: tuple[str, ...] = ("ilm",), temperature: float = 0.0) -> LiveRun:
    return prepare(TASK, graph, families, 0, {"token_temperature": temperature})


def done(live: LiveRun, store: ModelStore) -> tuple[Shown, ...]:
    list(stream(live, store))
    assert not live.problem
    return live.lanes()


def test_the_new_lanes_come_after_those_that_stay(store: ModelStore) -> None:
    first = done(ask(families=("ilm", "mdm")), store)
    live = beside(ask(temperature=1.0), first)
    assert live.lanes() == (), "what is on screen stays until the models are loaded"
    messages = [json.loads(message) for message in stream(live, store)]
    assert [lane["title"] for lane in messages[0]["lanes"]] == ["ILM", "MDM", "ILM 2"]
    steps = [message for message in messages if message["command"] == "step"]
    assert steps and {step["lane"] for step in steps} == {2}
    shown = live.lanes()
    assert shown[:2] == first and len(shown[2].trace.steps) == len(steps)
    assert shown[2].trace.recipe.settings["token_temperature"] == 1.0
    figures = json.loads(message_for(shown))["figures"]
    assert [line["name"] for line in figures["order"]["data"]] == ["ILM", "MDM", "ILM 2"]
    assert outcomes(shown).count("ILM 2 ") == 1 and "ILM 2: made again" in verify_shown(shown, store).about(shown)


def test_only_lanes_of_the_same_instance_stay(store: ModelStore) -> None:
    first = done(ask(OTHER), store)
    live = ask()
    assert beside(live, first) is live and beside(live, ()) is live
    (lane,) = done(ask(), store)
    whole = lane.trace.recipe.input
    for damaged in ({"edges": 3}, {}, {**whole, "goal": str(whole["goal"])}):
        recipe = lane.trace.recipe.model_copy(update={"input": damaged})
        assert beside(live, [Shown(lane.trace.model_copy(update={"recipe": recipe}), "stored")]) is live


def test_a_run_that_is_on_screen_already_is_refused_in_one_sentence(store: ModelStore) -> None:
    first = done(ask(families=("ilm", "mdm")), store)
    live = beside(ask(), first)
    list(stream(live, store))
    assert live.problem == "ILM is on screen with these settings and this seed; untick it, or change one."
    assert live.lanes() == () and not live.is_going


def test_an_instance_that_tells_more_than_its_text_is_still_the_same(store: ModelStore) -> None:
    """Stored graphs name the path too, which nobody types; one link must hold all lanes."""
    (lane,) = done(ask(), store)
    told = {**lane.trace.recipe.input, "path": [4, 1, 2]}
    stored = Shown(
        lane.trace.model_copy(update={"recipe": lane.trace.recipe.model_copy(update={"input": told})}), "stored"
    )
    live = beside(ask(temperature=1.0), [stored])
    assert isinstance(live, RunBeside) and [plan.document for plan in live.plans] == [told]


def test_too_many_lanes_are_refused_in_one_sentence(store: ModelStore) -> None:
    first = done(ask(families=("ilm", "mdm")), store)
    with pytest.raises(ValueError, match=r"^At most 4 lanes can be on screen, 3 of them kept and 2 new are too many; "):
        beside(ask(families=("ilm", "mdm")), [*first, first[0]])


def test_runs_of_one_family_are_numbered_and_branches_keep_the_number(store: ModelStore) -> None:
    (cold,) = done(ask(), store)
    (warm,) = done(ask(temperature=1.0), store)
    (mdm,) = done(ask(families=("mdm",)), store)
    assert titles_of([cold, mdm, warm, cold]) == ["ILM", "MDM", "ILM 2", "ILM"]
    assert titles_of([]) == []
    recipe = warm.trace.recipe.model_copy(update={"forced": (ForcedMove(step=1, kind="stop"),)})
    branch = warm.trace.model_copy(update={"recipe": recipe})
    assert titles_of([cold, Shown(branch, "live", warm.tree.with_node(Node(branch, "live")))]) == [
        "ILM",
        "ILM 2 branch 1",
    ]
