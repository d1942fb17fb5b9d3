"""What a stage shows, and all beside it that speaks of what it shows: no handler changes the one without the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
from gradio.components import Component

from app.live import LiveRun
from app.shown import Shown, message_for

Values = dict[Component, Any]  # new values of components; those that are not named keep theirs


class Screen:
    """Makes new values for the handlers of a stage.

    Args:
        stage: an `app.pages.stage.Stage`, all its controls built.

    Attributes:
        left: the key of the run that something else took the place of, last; whatever runs it is cancelled then.
    """

    def __init__(self, stage: Any) -> None:
        self.player, self.shown = stage.player, stage.shown
        self.example, self.watch = stage.example, stage.watch
        self.notice, self.run, self.stop = stage.notice, stage.run, stage.stop
        self.found, self.link = stage.take_away.found, stage.take_away.link
        self.taking = (stage.take_away.download, stage.take_away.verify)
        self.left = gr.Textbox(visible="hidden")

    @property
    def outputs(self) -> list[Component]:
        """All that can get new values here."""
        beside = [self.example, self.watch, self.found, self.link, self.notice]
        return [self.player, self.shown, *beside, self.run, self.stop, *self.taking, self.left]

    @property
    def same(self) -> Values:
        """Everything as it is; Gradio wants one value at least."""
        return {self.notice: gr.skip()}

    def put(self, shown: Sequence[Shown], play: bool = False, at: Mapping[str, Any] | None = None) -> Values:
        """Traces in the player, and the buttons as they are while nothing runs.

        Args:
            shown: the traces.
            play: whether to play them at once.
            at: the moment to go to, as for `message_for`.
        """
        return {self.player: message_for(shown, play, at), self.shown: tuple(shown), **self.buttons(is_running=False)}

    def replace(
        self,
        live: LiveRun | None,
        shown: Sequence[Shown],
        play: bool = False,
        at: Mapping[str, Any] | None = None,
        **said: Any,
    ) -> Values:
        """Other traces in place of what was there; a run under way is left, and nothing that was said of it stays.

        Args:
            live: the last run of the stage.
            shown, play, at: as for `put`.
            **said: what is said instead: ``watch``, ``found`` or ``notice``.
        """
        put = self.put(shown, play, at)  # first: what cannot be drawn must end no run
        if live is not None:
            if live.is_going:
                put[self.left] = live.key
            live.stop()  # also one that has just ended, so that it is not shown after all
        words = {getattr(self, name): sentence for name, sentence in said.items()}
        return {**put, **self.no_example, **self.nothing_found, self.notice: "", **words}

    def begin(self, stays: bool = False) -> Values:
        """A run has been set up.

        Args:
            stays: whether the lanes stay on screen beside it, or as the run that it branches off from.
        """
        waits = {**self.nothing_found, self.notice: "Waiting for a free place …", **self.buttons(is_running=True)}
        return waits if stays else {**waits, **self.no_example}

    def buttons(self, is_running: bool) -> Values:
        """While a run goes on, it can be stopped, and there is no whole trace yet to be checked or downloaded."""
        free = gr.update(interactive=not is_running)
        return {self.run: free, self.stop: gr.update(interactive=is_running), **dict.fromkeys(self.taking, free)}

    @property
    def no_example(self) -> Values:
        """What is on screen is no stored example."""
        return {self.example: gr.update(value=None), self.watch: ""}

    @property
    def nothing_found(self) -> Values:
        """Nothing was found about what is on screen, and no link was made to it."""
        return {self.found: "", self.link: gr.update(value="", visible=False)}
