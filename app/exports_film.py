"""A run as pictures, one for each moment: all lanes on the clock of tokens placed, drawn without a browser."""

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from app.exports_lane import INK, MARGIN, SMALL, SOFT, LanePicture
from app.exports_lettering import drawable, font, wrap
from app.shown import Shown

WIDTH = 960  # pixels
TITLE = 18
MOST_MOMENTS = 160
FRAME, LAST_FRAME = 650, 3000  # milliseconds
LONGEST = 45_000  # milliseconds, the last picture not counted
LEGEND = (
    "Thick outline: written in this step. Grey box: given. Hatched: masked cell. Bar: how likely the model writes "
    "there next; over a masked cell, how likely its best token is. Clock: tokens placed; stopping counts as one."
)


class Film:
    """The pictures, with badge, legend and link on each.

    Args:
        shown: the traces on screen.
        link: address of the same runs in the explorer; may be empty.

    Attributes:
        size: width and height in pixels, both even, as videos need.
        milliseconds: how long each picture stays.

    Raises:
        ValueError: with one sentence, if the runs have too many moments.
    """

    def __init__(self, shown: Sequence[Shown], link: str) -> None:
        families = [one.trace.recipe.family for one in shown]
        self.task = shown[0].trace.recipe.task
        self.lanes = [LanePicture(one, number, families, WIDTH) for number, one in enumerate(shown)]
        self.values = sorted({value for lane in self.lanes for value in lane.values})
        if len(self.values) > MOST_MOMENTS:
            raise ValueError(f"The run has {len(self.values)} moments; an animation can have {MOST_MOMENTS}.")
        self.notes = [line for note in (LEGEND, link) if note for line in wrap(note, SMALL, WIDTH - 2 * MARGIN)]
        lanes = sum(lane.height for lane in self.lanes)
        height = 2 * MARGIN + TITLE + 12 + lanes + len(self.notes) * (SMALL + 3)
        self.size = (WIDTH, height + height % 2)
        self.milliseconds = [min(FRAME, LONGEST // len(self.values))] * (len(self.values) - 1) + [LAST_FRAME]

    def pictures(self) -> Iterator[Image.Image]:
        """Every moment, one at a time: all of them would fill the memory."""
        return map(self.picture, self.values)

    def picture(self, value: int) -> Image.Image:
        """All lanes when the clock shows so many tokens, with some lines of text below."""
        picture = Image.new("RGB", self.size, "#ffffff")
        pen = ImageDraw.Draw(picture)
        title = f"{self.task}: {value} of {self.values[-1]} tokens"
        pen.text((MARGIN, MARGIN), drawable(title), INK, font(TITLE))
        top = MARGIN + TITLE + 10
        for lane in self.lanes:
            lane.draw(pen, top, value)
            top += lane.height
        for note in self.notes:
            pen.text((MARGIN, top), note, SOFT, font(SMALL))
            top += SMALL + 3
        return picture
