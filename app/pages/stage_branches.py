"""What if, on a stage: the player asks for branches and arranges them, the server computes and keeps them."""

import json
from secrets import token_hex
from typing import Annotated, Any, Literal

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.branch_run import BranchRun
from app.branches import branch_recipe, read_intervention, recipe_key
from app.checking import MOST_LANES
from app.events import LATEST, QUICK, if_any, queued, when_over
from app.live import LiveRun
from app.pages.screen import Values
from app.player.addressed import addressed
from app.player.messages import figures_message
from app.shown import Shown, arrange, titles_of
from app.verified import Verified

ASKED_BADLY = "The page asked for something that is not understood; please load it again."
BUSY = "A run is under way; stop it first, or let it end."


class Asked(BaseModel):
    """What the player asks for.

    Attributes:
        keys: the branch in each lane on screen, by its key.
        lane: the lane that is meant, from 0.
        clock: what the clock counts.
        change: the intervention, as for `read_intervention`; None just arranges the lanes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_LANES)]
    lane: Annotated[int, Field(ge=0, lt=MOST_LANES)] = 0
    clock: Literal["tokens", "passes", "seconds"] = "tokens"
    change: dict[str, Any] | None = None

    @classmethod
    def read(cls, data: Any) -> "Asked":
        """What an event of the player carries.

        Raises:
            ValueError: with one sentence, if it is not understood.
        """
        try:
            asked = cls.model_validate(data)
        except ValidationError:
            raise ValueError(ASKED_BADLY) from None
        if asked.lane >= len(asked.keys):
            raise ValueError(ASKED_BADLY)
        return asked


class StageBranches:
    """Handlers of a stage for branches.

    Args:
        stage: an `app.pages.stage.Stage`.
    """

    def __init__(self, stage: Any) -> None:
        self.stage, self.screen, self.handle = stage, stage.screen, stage.handle
        self.begun = gr.State(None)  # not `stage.live`, which is still another run where a branch is refused

    def wire(self) -> None:
        """Connect the player."""
        stage, screen = self.stage, self.screen.outputs
        told = [stage.take_away.view, stage.shown, stage.verified]
        stage.player.arrange(self.arrange, told, screen, js=stage.keys_first, **LATEST)
        changes = [self.begun, stage.live, *screen]
        asked = stage.player.branch(self.begin, [stage.shown, stage.live], changes, **QUICK)
        shows = [stage.player, stage.notice]
        going = if_any(asked, self.begun)(self.handle.go, self.begun, shows, **queued(stage.notice))
        when_over(going, self.end, [self.begun, stage.shown], screen)
        stage.end_with_run(going)

    def arrange(self, keys: str, shown: tuple[Shown, ...], verified: Verified) -> Values:
        """Follow the page, which has opened other branches: the state, and figures for them.

        Args:
            keys: the branch in each lane on screen, by its key, with a space between two.
            shown: the lanes that are known here.
            verified: what was found about traces; the page may have asked for it after it opened the branches.
        """
        try:
            arranged = arrange(shown, Asked.read({"keys": keys.split()}).keys)
        except ValueError as refused:
            return {self.stage.player: gr.update(said=say(str(refused)))}
        figures = figures_message([one.trace for one in arranged], titles_of(arranged))
        words = {**self.screen.nothing_found, self.screen.found: verified.about(arranged)}
        return {self.stage.player: addressed(keys, figures), self.stage.shown: arranged, **words}

    def begin(self, shown: tuple[Shown, ...], live: LiveRun | None, event: gr.EventData) -> Values:
        """Set up a branch; one that is here already is opened, and one sentence says why there can be none."""
        try:
            if live is not None and live.is_going:
                raise ValueError(BUSY)
            asked = Asked.read(event._data)
            arranged = arrange(shown, asked.keys)
            parent = arranged[asked.lane]
            entry = read_intervention(asked.change or {}, parent.trace)
            made = parent.tree.find(recipe_key(branch_recipe(parent.trace.recipe, entry)))
            if made and made.trace.ended != "running":
                opened = arrange(arranged, with_key(asked.keys, asked.lane, made.key))
                at = {"lane": asked.lane, "step": entry.step + 1, "clock": asked.clock}
                values = {**self.screen.put(opened, at=at), **self.screen.nothing_found}
                return {**values, self.begun: None, self.stage.notice: "This branch was here already."}
            run = BranchRun(arranged, asked.lane, entry)
        except ValueError as refused:
            return {self.begun: None, self.stage.player: gr.update(said=say(str(refused)))}
        player = gr.update(said=say(""))
        values = {self.begun: run, self.stage.live: run, self.stage.player: player, self.stage.shown: arranged}
        return {**values, **self.screen.begin(stays=True)}

    def end(self, live: LiveRun | None, shown: tuple[Shown, ...]) -> Values:
        """Show a branch that came to its end; if none could be made, say so beside the control that asked for it."""
        values, player = self.handle.end(live, shown), self.stage.player
        if live is None or not live.problem:
            return values
        known = {"value": values[player]} if player in values else {}
        return {**values, player: gr.update(said=say(live.problem), **known)}


def say(sentence: str) -> str:
    """A sentence for the player; never twice the same, or the page would not notice."""
    return json.dumps({"sentence": sentence, "number": token_hex(4)}, ensure_ascii=False)


def with_key(keys: tuple[str, ...], lane: int, key: str) -> tuple[str, ...]:
    """Keys of the lanes, another one in a lane."""
    return (*keys[:lane], key, *keys[lane + 1 :])
