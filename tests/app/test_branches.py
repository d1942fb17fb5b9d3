"""Branches: their recipes, their tree, their names, and how one is made."""

import json

import pytest

from app.branch_api import branch_document, comparison
from app.branch_run import BranchRun
from app.branch_words import step_words
from app.branches import MOST_BRANCHES, Node, Tree, branch_recipe, first_other_step, read_intervention
from app.checking import check_trace
from app.faults import UNEXPECTED
from app.models import ModelStore
from app.pages.runs import prepare, stream
from app.shown import Shown
from ilm_core.families import Family
from ilm_core.trace import ForcedMove, Trace, parse_trace
from tests import traces
from tests.app.tiny import GRAPH, TASK, save_tiny_models


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    return ModelStore(save_tiny_models(tmp_path_factory.mktemp("models")))


@pytest.fixture(scope="module")
def lanes(store) -> tuple[Shown, ...]:
    """ILM, MDM and ARM on one graph, drawn by lot so that the seed matters."""
    live = prepare(TASK, GRAPH, ["ilm", "mdm", "arm"], 3, {"token_temperature": 1.0, "place_temperature": 1.0})
    list(stream(live, store))
    return live.lanes()


def forced(*entries: tuple, trace: Trace | None = None) -> Trace:
    """A trace on which something was imposed: (step, kind, place, token) each."""
    trace = trace or traces.insertion()
    moves = tuple(ForcedMove(**dict(zip(("step", "kind", "place", "token"), entry))) for entry in entries)
    return trace.model_copy(update={"recipe": trace.recipe.model_copy(update={"forced": moves})})


def own_move(trace: Trace, number: int) -> ForcedMove:
    """What the model did at a step by itself."""
    move = trace.steps[number].moves[0]
    return ForcedMove(step=number, kind=move.kind, place=move.place, token=move.token)


def run(shown: tuple[Shown, ...], lane: int, entry: ForcedMove, store: ModelStore) -> tuple[Shown, ...]:
    """A branch, run to its end."""
    live = BranchRun(shown, lane, entry)
    list(stream(live, store))
    assert live.ended and not live.problem
    return live.lanes()


@pytest.mark.parametrize("lane", [0, 1, 2])
@pytest.mark.parametrize("number", [0, 2])
def test_forcing_the_model_s_own_choice_changes_nothing_but_the_mark(lanes, store, lane, number):
    parent = lanes[lane].trace
    branch = run(lanes, lane, own_move(parent, number), store)[lane].trace
    assert first_other_step(parent, branch) is None and branch.ended == parent.ended
    for index, (mine, its) in enumerate(zip(branch.steps, parent.steps)):
        assert mine.forced is (index == number)
        same = {"milliseconds": 0.0, "forced": False}
        assert mine.model_copy(update=same) == its.model_copy(update=same)


def test_a_branch_goes_its_own_way_from_its_step_on(lanes, store):
    parent = lanes[0].trace
    place = parent.steps[2].places[0].place
    token = 7 + (parent.steps[2].moves[0].token == 7)
    shown = run(lanes, 0, ForcedMove(step=2, kind="insert", place=place, token=token), store)
    branch = shown[0]
    assert first_other_step(parent, branch.trace) == 2
    assert branch.trace.steps[2].moves[0].token == token and branch.trace.steps[2].forced
    assert [one.trace for one in shown[1:]] == [one.trace for one in lanes[1:]]
    assert [node.trace for node in branch.tree.nodes] == [parent, branch.trace]
    assert check_trace(branch.trace, store) is None
    again = parse_trace(branch.trace.to_json())  # its recipe is all it takes
    assert again == branch.trace


@pytest.mark.parametrize("kind", ["place", "forbid", "stop"])
def test_each_intervention_does_what_it_says(lanes, store, kind):
    parent = lanes[0].trace
    chosen = parent.steps[3].moves[0].place
    other = next(one.place for one in parent.steps[3].places if one.place != chosen)
    place = {"place": other, "forbid": chosen, "stop": None}[kind]
    branch = run(lanes, 0, ForcedMove(step=3, kind=kind, place=place), store)[0].trace
    moves = [step.moves[0] for step in branch.steps[3:]]
    if kind == "place":
        assert moves[0].place == other
    elif kind == "forbid":
        assert chosen not in [move.place for move in moves]
    else:
        assert [move.kind for move in moves] == ["stop"] and branch.ended == "stop"


def test_a_run_that_stopped_can_be_made_to_go_on(store, lanes):
    stopped = run(lanes, 0, ForcedMove(step=1, kind="stop"), store)
    shown = run(stopped, 0, ForcedMove(step=1, kind="continue"), store)
    assert shown[0].trace.steps[1].moves[0].kind == "insert"
    assert [shown[0].tree.name(index) for index in (1, 2)] == ["stop at step 2", "do not stop at step 2"]
    assert [shown[0].tree.parent(index) for index in (1, 2)] == [0, 0]  # one takes the place of the other


def test_steps_that_are_shared_arrive_at_once_and_the_others_one_by_one(lanes, store):
    live = BranchRun(lanes, 1, own_move(lanes[1].trace, 4))
    first, *later = map(json.loads, stream(live, store))
    assert [len(one["trace"]["steps"]) for one in first["lanes"]][1] == 4
    assert [(message["lane"], message["step"]["forward_passes"]) for message in later[:2]] == [(1, 5), (1, 6)]
    assert len(later) == len(lanes[1].trace.steps) - 4
    assert first["lanes"][1]["title"] == "MDM branch 1"
    assert first["lanes"][1]["branches"][0]["name"] == "main"


def test_another_version_of_the_model_is_refused_in_one_sentence(lanes, tmp_path):
    other = ModelStore(save_tiny_models(tmp_path, ("ilm",), width=16))
    live = BranchRun(lanes, 0, own_move(lanes[0].trace, 0))
    assert list(stream(live, other)) == []
    assert live.problem == f"The trace was made by another version of {TASK}/ilm."
    assert live.ended and not live.is_going


def test_a_branch_that_breaks_is_kept_as_far_as_it_came_and_not_before_it_began(lanes, store, monkeypatch):
    for broken, steps in ((2, None), (4, 4)):  # forward passes before the fault, steps on screen after it
        live, count = BranchRun(lanes, 0, own_move(lanes[0].trace, 3)), iter(range(broken))
        with monkeypatch.context() as patch:
            patch.setattr(Family, "belief", lambda *given, own=Family.belief, left=count: (next(left), own(*given))[1])
            list(stream(live, store))
        assert live.ended and live.problem == UNEXPECTED
        assert [len(one.trace.steps) for one in live.lanes()[:1]] == ([] if steps is None else [steps])


def test_what_came_later_is_the_model_s_again():
    recipe = forced((2, "insert", 8, 9), (5, "forbid", 8, None), (5, "insert", 9, 9)).recipe
    entry = ForcedMove(step=5, kind="insert", place=10, token=9)
    assert branch_recipe(recipe, entry).forced == (*recipe.forced[:2], entry)  # a place is still ruled out
    assert branch_recipe(recipe, ForcedMove(step=2, kind="stop")).forced == (ForcedMove(step=2, kind="stop"),)
    forbid = ForcedMove(step=5, kind="forbid", place=11)
    assert branch_recipe(recipe, forbid).forced == (*recipe.forced, forbid)


def test_the_tree_follows_from_the_recipes():
    a, b = (1, "insert", 9, 12), (3, "stop")
    tree = Tree(tuple(Node(forced(*entries), "live") for entries in ([], [a], [a, b], [b], [(0, "stop"), b])))
    assert [tree.parent(index) for index in range(5)] == [None, 0, 1, 0, 0]
    names = [
        "main",
        "step 2: ‘5’ after the prompt",
        "stop at step 4",
        "stop at step 4",
        "stop at step 1, then stop at step 4",
    ]
    assert [tree.name(index) for index in range(5)] == names
    assert len({node.key for node in tree.nodes}) == 5
    again = tree.with_node(Node(forced(a).model_copy(update={"ended": "running"}), "live"))
    assert len(again.nodes) == 5 and again.nodes[1].trace.ended == "running"


def test_a_lane_has_only_so_many_branches():
    node = lambda step: Node(forced((step, "stop")), "live")  # noqa: E731
    tree = Tree((Node(traces.insertion(), "stored"), *map(node, range(MOST_BRANCHES))))
    with pytest.raises(ValueError, match="This lane has 20 branches already"):
        tree.with_node(node(MOST_BRANCHES))
    assert tree.with_node(node(0)) == tree


@pytest.mark.parametrize(
    ("make", "entry", "name"),
    [
        (traces.insertion, (2, "insert", 10, 7), "step 3: ‘0’ after ‘1’"),
        (traces.insertion, (2, "forbid", 8, None), "nothing after the prompt from step 3 on"),
        (traces.insertion, (2, "place", 11, None), "step 3: write after ‘0’"),
        (traces.unmasking, (1, "unmask", 11, 8), "step 2: ‘1’ in cell 2"),
        (traces.appending, (0, "append", 8, 7), "step 1: ‘0’ at the end"),
        (traces.appending, (3, "continue", None, None), "do not stop at step 4"),
    ],
)
def test_names_are_plain_words(make, entry, name):
    trace = forced(entry, trace=make())
    assert Tree((Node(make(), "stored"), Node(trace, "live"))).name(1) == name


def test_markup_in_a_token_is_not_touched():
    trace = traces.hostile()
    name = Tree((Node(trace, "stored"), Node(forced((0, "append", 0, 7), trace=trace), "live"))).name(1)
    assert name == f"step 1: ‘{trace.vocabulary[7][:23].replace(' ', '␣')}…’ at the end"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "An intervention needs a step, a kind, and what belongs to that kind."),
        ({"step": "<b>", "kind": "stop"}, "An intervention needs a step, a kind, and what belongs to that kind."),
        ({"step": 9, "kind": "stop"}, "The run has 5 steps, so nothing can be changed at step 10."),
        (
            {"step": 1, "kind": "unmask", "place": 9, "token": 9},
            "The move unmask does not fit a canvas that grows by insert.",
        ),
        ({"step": 1, "kind": "insert", "place": 3, "token": 9}, "Nothing can be written at place 3 at step 2."),
        ({"step": 1, "kind": "insert", "place": 9, "token": 99}, "The token is not one of the model's vocabulary."),
        (
            {"step": 1, "kind": "place", "place": 9, "token": 9},
            "Where only a place is told, the token is the model's to choose.",
        ),
        ({"step": 1, "kind": "stop", "place": 9}, "To stop, or not to, needs neither a place nor a token."),
    ],
)
def test_an_intervention_from_outside_is_checked(fields, sentence):
    with pytest.raises(ValueError) as problem:
        read_intervention(fields, traces.insertion())
    assert str(problem.value) == sentence


def test_a_place_that_is_ruled_out_needs_a_token():
    trace = forced((0, "forbid", 9, None))
    with pytest.raises(ValueError, match="In this branch nothing may be written there"):
        read_intervention({"step": 1, "kind": "place", "place": 9}, trace)
    assert read_intervention({"step": 1, "kind": "insert", "place": 9, "token": 9}, trace).token == 9


def test_steps_are_told_in_words():
    assert step_words(traces.insertion(), 0).startswith("Step 1: ILM inserted ‘1’ after the prompt, p 0.")
    assert step_words(traces.insertion(), 9) == "ILM had ended before step 10."


def test_callers_get_a_branch_and_what_it_does_not_share(lanes, store):
    parent = lanes[2].trace
    place, token = (
        parent.steps[1].places[0].place,
        "0" if parent.vocabulary[parent.steps[1].moves[0].token] != "0" else "1",
    )
    fields = {"step": 1, "kind": "append", "place": place, "text": token}
    answer = branch_document(store, parent.model_dump(mode="json"), fields)
    assert answer["change"] == f"step 2: ‘{token}’ at the end"
    assert answer["comparison"]["step"] == 2 and not answer["comparison"]["same_moves"]
    assert answer["comparison"]["summary"].startswith("The same moves up to step 1. Step 2: ARM ")
    assert f"Step 2: ARM appended ‘{token}’ at the end (forced), p 0." in answer["comparison"]["other"]
    assert parse_trace(json.dumps(answer["trace"])).recipe.forced[0].step == 1
    with pytest.raises(ValueError, match="‘seventeen’ is not one token of the model's vocabulary"):
        branch_document(store, parent.model_dump(mode="json"), fields | {"text": "seventeen"})


def test_two_equal_traces_share_everything():
    same = comparison(traces.insertion(), traces.insertion())
    assert same["same_moves"] and same["step"] is None and same["numbers"] is None
    assert same["summary"] == "The same moves at all 5 steps."


def test_a_run_that_would_be_too_long_is_refused(lanes, store):
    recipe = lanes[1].trace.recipe
    for change in ({"settings": recipe.settings | {"max_tokens": 10**9}}, {"lengths": (10**9,)}):
        trace = lanes[1].trace.model_copy(update={"recipe": recipe.model_copy(update=change)})
        fields = {"step": 0, "kind": "place", "place": trace.steps[0].places[0].place}
        with pytest.raises(ValueError, match="The trace is too long to be changed here"):
            branch_document(store, trace.model_dump(mode="json"), fields)
