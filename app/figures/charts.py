"""All charts of some traces, as the trace player takes them."""

from collections.abc import Sequence
from typing import Any

from app.figures.beliefs import beliefs
from app.figures.order_map import order_map
from app.figures.stop_curve import stop_curve
from app.figures.style import to_document
from ilm_core.trace import Trace


def charts(traces: Sequence[Trace], titles: Sequence[str]) -> dict[str, Any]:
    """Draw every chart.

    Args:
        traces: one for each lane, whole or not yet ended.
        titles: what each lane is called.

    Returns:
        ``order`` and ``stop``, of all lanes together, and ``beliefs``, one for each lane.
    """
    return {
        "order": to_document(order_map(traces, titles)),
        "stop": to_document(stop_curve(traces, titles)),
        "beliefs": [to_document(beliefs(trace, lane)) for lane, trace in enumerate(traces)],
    }
