import pytest

from ilm_core.comparing import first_difference
from ilm_core.trace import Trace
from tests.ilm_core.test_trace import toy_trace


def with_first(trace: Trace, **changes: object) -> Trace:
    """The trace with another first step."""
    return trace.model_copy(update={"steps": (trace.steps[0].model_copy(update=changes), *trace.steps[1:])})


def with_tokens(trace: Trace, *tokens: tuple[int, float]) -> Trace:
    """The trace, in whose first step other tokens are listed for the first place."""
    first, *others = trace.steps[0].places
    return with_first(trace, places=(first.model_copy(update={"tokens": tokens}), *others))


def test_the_step_is_named() -> None:
    trace = toy_trace()
    assert first_difference(trace, toy_trace()) is None
    assert first_difference(trace, with_first(trace, entropy=9.0)) == "Step 1 differs in entropy."
    shorter = trace.model_copy(update={"steps": trace.steps[:-1]})
    assert first_difference(trace, shorter) == f"Step {len(trace.steps)} exists in only one of the two traces."
    running = trace.model_copy(update={"ended": "running"})
    assert first_difference(trace, running) == "The runs end differently: stop and running."


def test_rounding_and_swapped_ties_are_no_difference() -> None:
    trace = toy_trace()
    step = trace.steps[0]
    swapped = (*step.top_moves[1::-1], *step.top_moves[2:])
    same = with_first(trace, entropy=step.entropy + 5e-5, stop=step.stop + 2e-6, top_moves=swapped)
    assert first_difference(trace, same) is None
    assert first_difference(trace, with_first(trace, stop=step.stop + 2e-4)) == "Step 1 differs in stop."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([(8, 0.6667), (7, 0.3333)], [(8, 0.6667), (9, 0.2)], False),
        ([(8, 0.9999), (7, 0.0001)], [(8, 1.0)], True),  # where a list ends is a matter of rounding
        ([(8, 0.9), (7, 0.1)], [(8, 0.9)], False),
        ([(8, 1.0)], [(7, 1.0)], False),
        ([(8, 0.3), (7, 0.2), (9, 0.1)], [(8, 0.3), (7, 0.2), (10, 0.1)], True),  # the last of a list that is cut
        ([(8, 0.3), (7, 0.2), (9, 0.15)], [(8, 0.3), (7, 0.2), (10, 0.1)], False),
        ([(8, 0.3)], [], False),
        ([], [], True),
    ],
)
def test_lists_of_the_likeliest(one: list, other: list, same: bool) -> None:
    trace = toy_trace()
    for left, right in ((one, other), (other, one)):
        difference = first_difference(with_tokens(trace, *left), with_tokens(trace, *right))
        assert difference == (None if same else "Step 1 differs in places.")


@pytest.mark.parametrize(
    ("listed", "ranks", "same"),
    [
        ([0.5, 0.3, 0.1], (1, 1), True),
        ([0.5, 0.3, 0.1], (1, 2), False),
        ([0.5, 0.5, 0.0], (1, 2), True),
        ([0.5, 0.5, 0.0], (1, 3), False),
        ([0.6, 0.55, 0.5], (3, 4), True),  # the tie is the first that is not listed
        ([0.5, 0.3, 0.1], (1, 4), False),
        ([0.9, 0.05, 0.01], (900, 1004), True),  # far below what is listed
    ],
)
def test_near_ties_may_change_ranks(listed: list[float], ranks: tuple[int, int], same: bool) -> None:
    trace = toy_trace()
    top_moves = tuple((1, 7 + number, probability) for number, probability in enumerate(listed))
    move = trace.steps[0].moves[0].model_copy(update={"probability": 0.5})
    one, other = (
        with_first(trace, moves=(move.model_copy(update={"rank": rank}),), top_moves=top_moves) for rank in ranks
    )
    for left, right in ((one, other), (other, one)):
        assert first_difference(left, right) == (None if same else "Step 1 differs in the rank of its moves.")
