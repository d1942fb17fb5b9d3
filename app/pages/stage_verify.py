"""Verify, on a stage: make the traces on screen again, and say what was found as long as they are there."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from app.events import QUICK, queued
from app.faults import QUEUE_FULL
from app.live import LiveRun
from app.shown import Shown, arrange
from app.verified import Verified, verify_shown

VERIFYING = "Making the traces again …"
NO_TRACE = "There is no trace on screen."


class StageVerify:
    """Handlers of a stage for its Verify button.

    Args:
        stage: an `app.pages.stage.Stage`.
    """

    def __init__(self, stage: Any) -> None:
        self.stage, self.found = stage, stage.take_away.found

    def wire(self) -> None:
        """Connect the button."""
        stage, button, view = self.stage, self.stage.take_away.verify, self.stage.take_away.view
        verified = [stage.verified, self.found]
        verifying = button.click(self.verify, [view, stage.shown], verified, js=stage.keys_first, **queued(self.found))
        verifying.success(self.tell, [stage.verified, stage.shown, stage.live, self.found], self.found, **QUICK)
        verifying.failure(lambda: QUEUE_FULL, None, self.found, **QUICK)

    def verify(self, keys: str, shown: tuple[Shown, ...]) -> Iterator[tuple[Any, Any]]:
        """Make the traces on screen again and compare.

        Args:
            keys: the branch in each lane of the page, by its key, with a space between two; what the page has opened
                just now may not be known here yet.
            shown: the lanes that are known here.
        """
        yield gr.skip(), VERIFYING
        try:
            seen = arrange(shown, keys.split())
        except ValueError:  # other lanes have come while this waited
            seen = shown
        yield verify_shown(seen, self.stage.services.models), gr.skip()

    def tell(self, verified: Verified, shown: tuple[Shown, ...], live: LiveRun | None, said: str) -> Any:
        """Say what was found; if the traces have left the screen meanwhile, nothing more is said of them."""
        going = live is not None and not live.is_stopped  # one that has ended is on screen once `halt` has stopped it
        sentence = "" if going else verified.about(shown) if shown else NO_TRACE
        return sentence or ("" if said == VERIFYING else gr.skip())
