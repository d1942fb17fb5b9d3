r"""Gap marks in a text: ``Once upon a time ___ cat ___.``

The rules, all of them:

- Three underscores or more in a row mark a gap; marks with nothing between them are one.
- One space right before a mark belongs to the mark, because a word carries the space
  before it: whatever fills the gap brings its own. So does one space between a mark and
  closing punctuation, which in running text has none before it. Every other character
  stays as typed.
- A backslash right before the underscores makes them ordinary text: ``\___`` is ``___``.
"""

import re
from collections.abc import Sequence

MARK = "___"
SPACED = r" (?= *[.,;:!?…)])"  # a space where running text has none
GAP = re.compile(rf" ?(?<!\\)(?<!_)_{{3,}}(?: ?_{{3,}})*(?:{SPACED})?")
LITERAL = re.compile(r"\\(?=_{3})")


def split_at_gaps(text: str) -> tuple[str, ...]:
    """Cut a text at its gap marks.

    Args:
        text: as typed.

    Returns:
        The pieces around the gaps, one more than there are gaps; only the first and the
        last can be empty.
    """
    return tuple(LITERAL.sub("", piece) for piece in GAP.split(text))


def join_with_gaps(pieces: Sequence[str]) -> str:
    """The text that `split_at_gaps` cuts into these pieces."""
    first, *others = (re.sub("_{3,}", r"\\\g<0>", piece) for piece in pieces)
    return first + "".join(f" {MARK}{re.sub(rf'^{SPACED}', '  ', piece)}" for piece in others)
