"""One lane of an animation: what stands on the canvas after some steps, and where the model leans."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import ImageDraw

from app.badge import badge_line
from app.exports_lettering import drawable, font, token_text, width_of, wrap
from app.figures.style import lane_styles
from app.probabilities import place_lean, probability_words
from app.shown import Shown
from ilm_core.vocabulary import BOS, MASK

INK, SOFT, LINE, PAPER, TINT = "#1f2937", "#4b5563", "#d1d5db", "#ffffff", "#f3f4f6"
MARGIN = 14
TOKEN, BARS, GAP, TEXT, SMALL = 28, 22, 9, 15, 12  # heights, and the space where a bar stands, in pixels
LONGEST_PROMPT = 12  # tokens; a longer one stands as one chip
HEAD = 26


@dataclass(frozen=True)
class Piece:
    """A token, or the prompt as a whole, in its place on the picture."""

    text: str
    kind: str  # given, placed, new or masked
    lean: float  # how likely the next token comes after it; for a cell, how likely its best token is
    left: int
    top: int
    width: int


class LanePicture:
    """A lane at each of its moments.

    Args:
        shown: the run.
        number: of the lane, from 0.
        families: of all lanes.
        width: of the picture, in pixels.
    """

    def __init__(self, shown: Shown, number: int, families: list[str], width: int) -> None:
        self.trace = shown.trace
        self.width = width
        self.colour = lane_styles(families)[number]["colour"]
        self.badge = wrap(drawable(badge_line(shown)), SMALL, width - 2 * MARGIN - 24)
        self.canvases = self.trace.canvases()
        self.values = [0]  # tokens placed after each step; stopping counts as one
        for step in self.trace.steps:
            self.values.append(self.values[-1] + len(step.moves))
        last = [max((piece.top for piece in self.pieces(made)), default=0) for made in range(len(self.canvases))]
        self.height = HEAD + SMALL * len(self.badge) + max(last) + TOKEN + 40

    def made(self, value: int) -> int:
        """How many steps the lane has made when the clock shows so many tokens."""
        return sum(one <= value for one in self.values) - 1

    def prompt_length(self) -> int:
        """Tokens of the question, its begin token included; without one, all before the first place to write."""
        start = self.canvases[0]
        if BOS in start.tokens:
            return start.tokens.index(BOS) + 1
        if start.growth == "insert":
            return start.open.index(True) + 1 if True in start.open else len(start)
        return start.tokens.index(MASK) if MASK in start.tokens else len(start)

    def tokens(self, made: int) -> Iterator[tuple[str, str, float]]:
        """Text, kind and lean of everything on the canvas after some steps."""
        canvas, steps = self.canvases[made], self.trace.steps
        beliefs = steps[made].places if made < len(steps) else ()
        leans = {belief.place: place_lean(canvas.growth, belief) for belief in beliefs}
        new = {move.identity for move in steps[made - 1].moves} if made else set()
        prompt = self.prompt_length()
        hidden = prompt if prompt > LONGEST_PROMPT else 0
        if hidden:
            yield f"prompt, {hidden} tokens", "given", leans.get(canvas.identities[hidden - 1], 0.0)
        for slot in range(hidden, len(canvas)):
            token, identity = canvas.tokens[slot], canvas.identities[slot]
            masked = canvas.growth == "unmask" and token == MASK
            kind = "given" if canvas.fixed[slot] else "masked" if masked else "new" if identity in new else "placed"
            yield "" if masked else token_text(token, self.trace.vocabulary[token]), kind, leans.get(identity, 0.0)

    def pieces(self, made: int) -> list[Piece]:
        """Everything on the canvas after some steps, in lines that fit."""
        pieces, left, top = [], MARGIN + 12, BARS
        for text, kind, lean in self.tokens(made):
            width = max(TOKEN, width_of(text, TEXT) + 12)
            if left + width > self.width - 2 * MARGIN and left > MARGIN + 12:
                left, top = MARGIN + 12, top + TOKEN + BARS + 6
            pieces.append(Piece(text, kind, lean, left, top, width))
            left += width + GAP
        return pieces

    def draw(self, pen: ImageDraw.ImageDraw, top: int, value: int) -> None:
        """Draw the lane when the clock shows so many tokens."""
        made = self.made(value)
        pen.rectangle((MARGIN, top, self.width - MARGIN, top + self.height - 8), outline=LINE, fill=PAPER)
        pen.rectangle((MARGIN, top, MARGIN + 5, top + self.height - 8), fill=self.colour)
        for number, line in enumerate(self.badge):
            pen.text((MARGIN + 14, top + 6 + number * (SMALL + 2)), line, INK, font(SMALL))
        below = top + HEAD + SMALL * (len(self.badge) - 1)
        for piece in self.pieces(made):
            self.draw_piece(pen, piece, below)
        self.draw_meters(pen, top + self.height - 30, made)

    def draw_piece(self, pen: ImageDraw.ImageDraw, piece: Piece, top: int) -> None:
        """A box with its token, and the bar above it or after it."""
        box = (piece.left, top + piece.top, piece.left + piece.width, top + piece.top + TOKEN)
        fill = TINT if piece.kind in ("given", "masked") else PAPER
        outline, line = (self.colour, 3) if piece.kind == "new" else (LINE if piece.kind == "given" else SOFT, 1)
        pen.rounded_rectangle(box, 5, fill, outline, line)
        if piece.kind == "masked":
            for x in range(box[0] + 6, box[2] + TOKEN - 6, 7):
                low, high = max(x - TOKEN + 8, box[0] + 4), min(x, box[2] - 4)
                pen.line((high, box[1] + 4 + x - high, low, box[3] - 4 - (low - x + TOKEN - 8)), LINE, 1)
        pen.text((box[0] + piece.width / 2, box[1] + TOKEN / 2), piece.text, INK, font(TEXT), anchor="mm")
        if piece.lean > 0.005:
            middle = box[0] + piece.width / 2 if piece.kind == "masked" else box[2] + GAP / 2
            height = max(2, round(piece.lean * (BARS - 3)))
            pen.rectangle((middle - 3, box[1] - 2 - height, middle + 3, box[1] - 2), self.colour)

    def draw_meters(self, pen: ImageDraw.ImageDraw, top: int, made: int) -> None:
        """Step, stop probability and what the puzzle is worth."""
        steps = self.trace.steps
        words = [f"step {made} of {len(steps)}"]
        if made and (status := steps[made - 1].status):
            words.append(status)
        text = drawable(" · ".join(words))
        pen.text((MARGIN + 14, top), text, SOFT, font(SMALL))
        if self.trace.start.growth == "unmask" or made >= len(steps):
            return
        left = MARGIN + 34 + width_of(text, SMALL)
        pen.text((left, top), f"stop {probability_words(steps[made].stop)}", SOFT, font(SMALL))
        box = (left + 88, top + 1, left + 208, top + 11)
        pen.rectangle(box, TINT, SOFT)
        pen.rectangle((box[0], box[1], box[0] + round(120 * steps[made].stop), box[3]), self.colour)
