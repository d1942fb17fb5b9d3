"""Words on a picture, with the one font that Pillow brings along: Latin letters and common signs."""

from bisect import bisect_right
from functools import cache

from PIL import ImageFont

from app.figures.glyphs import SPECIAL

SIGNS = {" ": "·", "\n": "\\n", "\t": "\\t", "\r": "\\r", "⟨": "<", "⟩": ">", "≥": ">=", "→": "->"}
SIGNS |= {"␣": "·", "⏎": "\\n"}  # as `plain_glyphs` writes them


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in a size, in pixels."""
    return ImageFont.load_default(size)


@cache
def can_draw(character: str) -> bool:
    """Whether the font has a character; one that it lacks would be an empty box."""
    return bytes(font(16).getmask(character)) != bytes(font(16).getmask("\uffff")) or character == " "


def drawable(text: str) -> str:
    """A text with signs that the font has; anything else as the number of its character."""
    said = (SIGNS.get(sign, sign) if sign != " " else sign for sign in text)
    return "".join(sign if all(map(can_draw, sign)) else f"<{ord(sign):X}>" for sign in said)


def token_text(token: int, spelling: str) -> str:
    """A token as it stands on a picture: spaces and special tokens can be seen."""
    if token in SPECIAL:
        return drawable(SPECIAL[token])
    return drawable("".join(SIGNS.get(sign, sign) for sign in spelling)) or "<empty>"


def width_of(text: str, size: int) -> int:
    """How wide a text is, in pixels."""
    return round(font(size).getlength(text))


def wrap(text: str, size: int, width: int) -> list[str]:
    """A text broken into lines; a word that is too long, such as an address, is broken too."""
    lines, line = [], ""
    for word in text.split(" "):
        while width_of(word, size) > width:
            room = bisect_right(range(len(word)), width, lo=1, key=lambda end: width_of(word[: end + 1], size))
            lines += [*filter(None, [line]), word[:room]]
            line, word = "", word[room:]
        longer = f"{line} {word}".strip()
        if width_of(longer, size) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
