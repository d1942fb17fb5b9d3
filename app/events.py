"""Options of the events of a page: which of them wait for a model, and what is seen of them."""

from typing import Any

from app.notice import Notice

PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
QUICK = {**PRIVATE, "queue": False}
# Events that run a model wait in one queue: two at a time, whichever page they come from.
MODEL_QUEUE = {"concurrency_id": "model", "concurrency_limit": 2}


def queued(notice: Notice) -> dict[str, Any]:
    """Options of an event that runs a model.

    Args:
        notice: where the page says which number in the queue it is, as long as it waits.
    """
    return {**PRIVATE, **MODEL_QUEUE, "show_progress": "minimal", "show_progress_on": notice}
