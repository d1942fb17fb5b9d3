import pytest

from ilm_core.canvas import STOP, Canvas, Move
from ilm_core.decoding import decode, decode_many, step_generator
from ilm_core.interventions import Intervention
from ilm_core.sampling import Settings
from ilm_core.vocabulary import BOS, CLS, MASK
from tests.ilm_core.toy import ToyFamily, belief_of, inside_out

START = Canvas.start("insert", [CLS, BOS], open_after=[1])
SAMPLED = Settings(place_temperature=1, token_temperature=1, stop_threshold=None, max_tokens=8)


def test_greedy_run_is_the_one_computed_by_hand() -> None:
    steps = list(decode(ToyFamily(inside_out), START, Settings(stop_threshold=0.5)))
    assert [step.moves for step in steps] == [
        (Move("insert", 1, 8),),
        (Move("insert", 1, 7),),
        (Move("insert", 2, 9),),
        (STOP,),
    ]
    assert steps[-1].after.answer == (7, 8, 9)
    assert steps[-1].stopped and not any(step.forced for step in steps)
    assert [step.number for step in steps] == [0, 1, 2, 3]


def test_a_run_ends_at_the_limit_of_tokens() -> None:
    family = ToyFamily(inside_out)
    steps = list(decode(family, START, Settings(max_tokens=2)))
    assert len(steps) == family.forward_passes == 2 and not steps[-1].stopped


def test_masked_cells_end_when_none_is_left() -> None:
    def believe(canvas: Canvas):
        return belief_of("unmask", {(slot, 7 + slot): 0.5 for slot in (2, 3) if canvas.tokens[slot] == MASK})

    canvas = Canvas.start("unmask", [CLS, BOS, MASK, MASK])
    steps = list(decode(ToyFamily(believe), canvas, Settings(place_rule="confidence")))
    assert steps[-1].after.tokens == (CLS, BOS, 9, 10) and len(steps) == 2
    assert len(list(decode(ToyFamily(believe), canvas, Settings(place_rule="confidence", cells_per_pass=0)))) == 1


@pytest.mark.parametrize("seed", range(20))
def test_same_seed_same_steps(seed: int) -> None:
    first, second = ([step.moves for step in decode(ToyFamily(inside_out), START, SAMPLED, seed)] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("seed", range(20))
def test_forcing_the_models_own_choice_changes_nothing(seed: int) -> None:
    free = list(decode(ToyFamily(inside_out), START, SAMPLED, seed))
    for number in range(len(free)):
        forced = list(decode(ToyFamily(inside_out), START, SAMPLED, seed, [impose(number, free[number].moves[0])]))
        assert [step.moves for step in forced] == [step.moves for step in free]
        assert [step.forced for step in forced] == [step.number == number for step in free]


def test_forcing_another_move_branches() -> None:
    steps = list(decode(ToyFamily(inside_out), START, Settings(), interventions=[Intervention(0, "insert", 1, 7)]))
    assert steps[0].forced and steps[0].after.answer == (7,)


def test_many_canvases_go_in_one_pass_each_step() -> None:
    family = ToyFamily(inside_out)
    starts = [START, START.apply(Move("insert", 1, 8)), START]
    finals = {}
    for steps in decode_many(family, starts, Settings(), seeds=[0, 1, 2]):
        finals |= {index: step.after.answer for index, step in steps.items()}
    assert finals == {0: (7, 8, 9), 1: (7, 8, 9), 2: (7, 8, 9)}
    assert family.forward_passes == 4


def test_steps_draw_from_their_own_numbers() -> None:
    seen = {step_generator(seed, number).initial_seed() for seed in range(10) for number in range(100)}
    assert len(seen) == 1000


def impose(number: int, move: Move) -> Intervention:
    return Intervention(number, move.kind, move.place, move.token)


def answers(*interventions: Intervention) -> list[tuple[int, ...]]:
    return [step.after.answer for step in decode(ToyFamily(inside_out), START, Settings(), 0, interventions)]


def test_a_refused_stop_goes_on_for_that_step_only() -> None:
    free = answers()
    on = list(decode(ToyFamily(inside_out), START, Settings(), 0, [Intervention(len(free) - 1, "continue")]))
    assert not on[len(free) - 1].stopped and len(on[-1].after.answer) > len(free[-1])
    assert [step.forced for step in on].count(True) == 1


def test_a_forbidden_gap_stays_empty_to_the_end() -> None:
    canvas = list(decode(ToyFamily(inside_out), START, Settings(), 0, [Intervention(1, "forbid", 1)]))[-1].after
    assert canvas.identities[: canvas.slot(1) + 2] == (0, 1, 2)  # what step 1 put there remains its neighbour


def test_an_imposed_place_gets_the_likeliest_token_of_that_place() -> None:
    for step in decode(ToyFamily(inside_out), START, Settings(), 0, [Intervention(1, "place", 2)]):
        if step.number == 1:
            row = step.belief.places.index(2)
            assert step.moves == (Move("insert", 2, int(step.belief.log_moves[row].argmax())),)
            assert step.belief.total == pytest.approx(1, abs=1e-5)  # the belief is the model's own


@pytest.mark.parametrize(
    ("intervention", "sentence"),
    [
        (Intervention(0, "insert", 1, 99), "Step 1: the model never places token 99 there."),
        (Intervention(0, "insert", 1, MASK), "Step 1: the model never places token 2 there."),
        (Intervention(0, "insert", 0, 7), "No move is allowed at place 0"),
        (Intervention(1, "place", 40), "No move is allowed at place 40"),
    ],
)
def test_what_does_not_fit_gets_one_sentence(intervention: Intervention, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        answers(intervention)


def test_what_is_imposed_must_leave_something_to_do() -> None:
    nowhere = [Intervention(0, "forbid", 1), Intervention(0, "place", 1)]
    with pytest.raises(ValueError, match="Step 1: nothing may be written at the place that is imposed"):
        list(decode(ToyFamily(inside_out), START, Settings(), 0, nowhere))
    several = [Intervention(0, "insert", 1, 7), Intervention(0, "stop")]
    with pytest.raises(ValueError, match="Step 1: only one move can be imposed on a step"):
        list(decode(ToyFamily(inside_out), START, Settings(), 0, several))
