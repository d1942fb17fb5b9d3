import math

import pytest

from ilm_core.order import first_position_histogram, order_frame, order_summary, reading_order_correlation
from tests.ilm_core.test_trace import toy_trace


@pytest.mark.parametrize(
    ("positions", "steps", "correlation"),
    [([0, 1, 2, 3], [0, 1, 2, 3], 1), ([0, 1, 2], [5, 4, 1], -1), ([0, 1, 2, 3], [1, 0, 3, 2], 0.6)],
)
def test_correlation_by_hand(positions: list[int], steps: list[int], correlation: float) -> None:
    assert reading_order_correlation(positions, steps) == pytest.approx(correlation)


def test_no_order_has_no_correlation() -> None:
    assert math.isnan(reading_order_correlation([0, 1], [3, 3])) and math.isnan(reading_order_correlation([0], [0]))


def test_summary_agrees_with_the_traces() -> None:
    traces = [toy_trace(seed) for seed in range(12)]
    frame = order_frame(traces)
    for run, trace in enumerate(traces):
        answer = trace.canvases()[-1].answer
        assert len(frame[frame["run"] == run]) == len(answer)
    longer = [trace for trace in traces if len(trace.canvases()[-1].answer) > 0]
    assert order_summary(traces)["runs"].item() == len(longer)
    assert first_position_histogram(traces)["runs"].sum() == len(longer)


def test_no_traces_give_empty_tables() -> None:
    assert order_frame([]).empty and order_summary([]).empty
