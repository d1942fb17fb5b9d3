"""Events of a page: which of them wait for a model, what is seen of them, and what follows them."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from app.faults import QUEUE_FULL, UNEXPECTED
from app.live import LiveRun
from app.notice import Notice

PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
QUICK = {**PRIVATE, "queue": False}
# For input that may come faster than the server answers: what came last is asked for once more, with the values that
# the page has then. Data of the event itself would be those of the first time.
LATEST = {**QUICK, "trigger_mode": "always_last"}
# Events that run a model wait in one queue: two at a time, whichever page they come from.
MODEL_QUEUE = {"concurrency_id": "model", "concurrency_limit": 2}


def queued(notice: Notice) -> dict[str, Any]:
    """Options of an event that runs a model.

    Args:
        notice: where the page says which number in the queue it is, as long as it waits.
    """
    return {**PRIVATE, **MODEL_QUEUE, "show_progress": "minimal", "show_progress_on": notice}


def if_any(begun: Dependency, run: Component) -> Callable[..., Dependency]:
    """What follows an event if that left something to run; if not, nothing waits in the queue for it.

    Args:
        begun: the event.
        run: the state that is None then.
    """

    def require(run: LiveRun | None) -> None:
        if run is None:
            raise gr.Error("Nothing to run.", visible=False, print_exception=False)
        run.is_asked = True

    return begun.then(require, run, None, **QUICK).success


def when_over(
    going: Dependency, end: Callable[..., Any], inputs: Sequence[Component], outputs: Sequence[Component]
) -> None:
    """Wire what follows an event that runs models, also if the queue was full and never took it, or it broke off.

    Args:
        going: the event; whatever goes wrong in it is left in the ``problem`` of its run.
        end: takes the values of the inputs, the first of which is the run, if there is one.
        inputs, outputs: of ``end``.
    """

    def refuse(live: LiveRun | None, *values: Any) -> Any:
        # An event that is cancelled fails as well, late: its run is stopped by then, and another may have been set up.
        if live is not None and live.is_going and live.is_asked:
            live.fail(QUEUE_FULL if live.is_waiting else UNEXPECTED)
        return end(live, *values)

    going.then(end, inputs, outputs, **QUICK)
    going.failure(refuse, inputs, outputs, **QUICK)  # Gradio calls one or the other
