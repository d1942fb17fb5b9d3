"""What is on screen as an address, and back: ``?tab=plan&run=…&lane=2&step=5&clock=passes``.

``run`` holds the recipes of all lanes: a short JSON document, deflated, in base64url. What a
recipe shares with its task's defaults is left out. A link is never trusted: it can only
name tasks, families and settings that are known here, within the limits of this app.
"""

import base64
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.checking import LONGEST_CANVAS, MOST_LANES, MOST_STEPS
from app.problems import check_size
from app.settings import CONTROLS, read_seed
from ilm_core.families import FAMILIES
from ilm_core.sampling import make_settings
from ilm_core.tasks import make_task
from ilm_core.trace import Checkpoint, ForcedMove, Recipe

LINK_VERSION = 1
LONGEST_CODE = 4000  # characters; browsers and servers take at least twice as many
LARGEST_DOCUMENT = 40_000  # bytes, once inflated
FOREIGN = "This link cannot be read; perhaps a part of it was lost."


class View(BaseModel):
    """What is on screen.

    Attributes:
        recipes: one for each lane; read from a link, ``checkpoint`` has only the first digits of the hash.
        lane: the chosen lane, from 0.
        step: how many steps that lane has made.
        clock: what the clock counts.
        base: address of the page; empty if nobody said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipes: Annotated[tuple[Recipe, ...], Field(max_length=MOST_LANES)]
    lane: Annotated[int, Field(ge=0, lt=MOST_LANES)] = 0
    step: Annotated[int, Field(ge=0, le=MOST_STEPS)] = 0
    clock: Literal["tokens", "passes", "seconds"] = "tokens"
    base: Annotated[str, Field(max_length=300)] = ""

    @classmethod
    def parse(cls, text: str) -> "View":
        """What a page says of itself.

        Raises:
            ValueError: with one sentence, if it is not understood.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            raise ValueError("The page did not say what is on screen; please load it again.") from None


def link_to(view: View, page: str) -> str:
    """The whole link.

    Args:
        view: what is on screen.
        page: name of the page.

    Raises:
        ValueError: with one sentence, if this cannot be put into one link.
    """
    query: dict[str, Any] = {"tab": page, "run": encode(view.recipes)}
    if view.lane:
        query["lane"] = view.lane + 1
    if view.step:
        query["step"] = view.step
    if view.clock != "tokens":
        query["clock"] = view.clock
    return f"{address(view.base)}?{urlencode(query)}"


def address(base: str) -> str:
    """Where the app is found: its page on the Hub if it runs there, else where the visitor sees it."""
    if space := os.environ.get("SPACE_ID"):
        return f"https://huggingface.co/spaces/{space}"
    return base if base.startswith(("http://", "https://")) else ""


def read_link(query: Mapping[str, str]) -> View | None:
    """What a link shows.

    Args:
        query: parameters of the address.

    Returns:
        What to show; None if the address names no run.

    Raises:
        ValueError: with one sentence, if the link is damaged, foreign, or asks for too much.
    """
    if not (code := query.get("run")):
        return None
    view = {"recipes": decode(code), "clock": query.get("clock", "tokens")}
    try:
        view["lane"] = int(query.get("lane", 1)) - 1
        view["step"] = int(query.get("step", 0))
        return View.model_validate(view)
    except ValueError:  # what pydantic raises is one too
        raise ValueError(FOREIGN) from None


def encode(recipes: Sequence[Recipe]) -> str:
    """Recipes of one instance as a short string.

    Raises:
        ValueError: with one sentence, if there are none, they are of several instances, or too long.
    """
    if not recipes:
        raise ValueError("There is no trace on screen.")
    first = recipes[0]
    if any((one.task, one.input) != (first.task, first.input) for one in recipes):
        raise ValueError("The lanes show different instances, which one link cannot hold.")
    lanes = [shorten(recipe) for recipe in recipes]
    document = json.dumps([LINK_VERSION, first.task, first.input, *lanes], ensure_ascii=False, separators=(",", ":"))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    code = base64.urlsafe_b64encode(squeeze.compress(document.encode()) + squeeze.flush()).decode().rstrip("=")
    if len(code) > LONGEST_CODE:
        raise ValueError(f"The link would have {len(code)} characters, which is too long; download the traces instead.")
    return code


def decode(code: str) -> tuple[Recipe, ...]:
    """The recipes that `encode` wrote.

    Raises:
        ValueError: with one sentence, if it is damaged, foreign, or asks for too much.
    """
    if len(code) > LONGEST_CODE:
        raise ValueError("This link is too long to be read.")
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        squeezed = zlib.decompressobj(-zlib.MAX_WBITS)
        document = json.loads(squeezed.decompress(packed, LARGEST_DOCUMENT))
        version, task, instance, *lanes = document
    except (ValueError, TypeError, zlib.error, RecursionError):
        raise ValueError(FOREIGN) from None
    if version != LINK_VERSION:
        raise ValueError("This link was made by another version of the explorer.")
    if not isinstance(task, str) or not isinstance(instance, dict) or not 1 <= len(lanes) <= MOST_LANES:
        raise ValueError(FOREIGN)
    return tuple(lengthen(task, instance, lane) for lane in lanes)


def shorten(recipe: Recipe) -> list[Any]:
    """A recipe as ``[family, hash, seed, settings, lengths, forced]``, without what goes without saying."""
    task = make_task(recipe.task)
    usual = asdict(task.settings(FAMILIES[recipe.family]))
    changed = {name: value for name, value in recipe.settings.items() if name not in usual or usual[name] != value}
    lengths = None if recipe.lengths == usual_lengths(recipe) else recipe.lengths
    forced = [[one.step, one.kind, one.place, one.token] for one in recipe.forced]
    lane = [recipe.family, recipe.checkpoint.sha256[:8], recipe.seed, changed, lengths, forced]
    while not lane[-1]:  # a family's name is never empty
        lane.pop()
    return lane


def lengthen(task_name: str, instance: dict[str, Any], lane: Any) -> Recipe:
    """The recipe that `shorten` wrote, checked as a visitor's input is.

    Raises:
        ValueError: with one sentence, if it is not one, or asks for too much.
    """
    task = make_task(task_name[:40])
    try:
        family, weights, seed, changed, lengths, forced = [*lane, *["", 0, {}, None, []][len(lane) - 1 :]]
        usual = task.settings(FAMILIES[family])
        moves = tuple(ForcedMove(step=step, kind=kind, place=place, token=token) for step, kind, place, token in forced)
        recipe = Recipe(
            task=task_name,
            family=family,
            checkpoint=Checkpoint(name=f"{task_name}/{family}", sha256=weights),
            input=instance,
            settings=changed,
            lengths=lengths,
            seed=read_seed(seed),
            forced=moves,
        )
    except (ValidationError, TypeError, KeyError) as fault:
        raise ValueError(FOREIGN) from fault
    check_size(recipe)
    task.check_input(instance)
    if len(moves) > MOST_STEPS or sum(lengths or ()) > LONGEST_CANVAS:
        raise ValueError("The run of this link is too long to be made here.")
    settings = make_settings(usual, changed)
    if settings.max_tokens > LONGEST_CANVAS:
        raise ValueError("The run of this link is too long to be made here.")
    recipe = recipe.model_copy(update={"settings": asdict(settings)})
    return recipe.model_copy(update={"lengths": recipe.lengths or usual_lengths(recipe)})


def usual_lengths(recipe: Recipe) -> tuple[int, ...] | None:
    """Cells of each gap if nobody says otherwise; None for a family that need not be told."""
    if FAMILIES[recipe.family].growth != "unmask":
        return None
    return tuple(make_task(recipe.task).guess_lengths(recipe.input))


def same_run(linked: Recipe, recipe: Recipe) -> bool:
    """Whether a recipe from a link is that of a trace, hash included as far as the link has it."""
    alike = linked.model_copy(update={"checkpoint": recipe.checkpoint}) == recipe
    return alike and recipe.checkpoint.sha256.startswith(linked.checkpoint.sha256)


def control_values(recipes: Sequence[Recipe]) -> dict[str, Any]:
    """What the settings controls, by name, have to say so that these recipes come out again."""
    values: dict[str, Any] = {}
    for name, control in CONTROLS.items():
        for recipe in recipes:
            if recipe.family in control.families and control.setting in recipe.settings:
                values.setdefault(name, recipe.settings[control.setting])
    if "stop_threshold" in values:
        values["stop_is_drawn"] = values["stop_threshold"] is None
    told = [recipe for recipe in recipes if recipe.lengths != usual_lengths(recipe)]
    values["length"] = told[0].lengths[0] if told else 0
    values["gap_cells"] = ", ".join(map(str, told[0].lengths)) if told else ""
    return {name: value for name, value in values.items() if value is not None}
