"""A run as a GIF: all lanes on the clock of tokens placed, drawn without a browser."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from app.exports_lane import INK, MARGIN, SMALL, SOFT, LanePicture
from app.exports_lettering import drawable, font, wrap
from app.shown import Shown

WIDTH = 960  # pixels
TITLE = 18
MOST_FRAMES = 160
FRAME, LAST_FRAME = 650, 3000  # milliseconds
LONGEST = 45_000  # milliseconds, the last frame not counted
COLOURS = 64
LEGEND = (
    "Thick outline: written in this step. Grey box: given. Hatched: masked cell. Bar: how likely the model writes "
    "there next. Clock: tokens placed; stopping counts as one."
)


def animation(shown: Sequence[Shown], link: str) -> bytes:
    """The runs as a GIF, with badge, legend and link on every frame.

    Args:
        shown: the traces on screen.
        link: address of the same runs in the explorer; may be empty.

    Raises:
        ValueError: with one sentence, if they have more moments than a GIF can hold.
    """
    families = [one.trace.recipe.family for one in shown]
    lanes = [LanePicture(one, number, families, WIDTH) for number, one in enumerate(shown)]
    values = sorted({value for lane in lanes for value in lane.values})
    if len(values) > MOST_FRAMES:
        raise ValueError(f"The run has {len(values)} moments; an animation can have {MOST_FRAMES}.")
    task = shown[0].trace.recipe.task
    notes = [line for note in (LEGEND, link) if note for line in wrap(note, SMALL, WIDTH - 2 * MARGIN)]
    pictures = [moment(lanes, f"{task}: {value} of {values[-1]} tokens", value, notes) for value in values]
    palette = pictures[-1].quantize(COLOURS)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    each = min(FRAME, LONGEST // len(frames))
    file = BytesIO()
    frames[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[each] * (len(frames) - 1) + [LAST_FRAME],
        loop=0,
        comment=link.encode(),
    )
    return file.getvalue()


def moment(lanes: Sequence[LanePicture], title: str, value: int, notes: Sequence[str]) -> Image.Image:
    """All lanes when the clock shows so many tokens, with some lines of text below."""
    height = 2 * MARGIN + TITLE + 8 + sum(lane.height for lane in lanes) + len(notes) * (SMALL + 3) + 4
    picture = Image.new("RGB", (WIDTH, height), "#ffffff")
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, MARGIN), drawable(title), INK, font(TITLE))
    top = MARGIN + TITLE + 10
    for lane in lanes:
        lane.draw(pen, top, value)
        top += lane.height
    for note in notes:
        pen.text((MARGIN, top), note, SOFT, font(SMALL))
        top += SMALL + 3
    return picture
