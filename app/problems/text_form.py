r"""A text as it is typed: gaps, and the words hidden in them.

Gap marks are those of `ilm_core.tasks.text_gaps`. Words in square brackets right after a
mark are what stood there: ``Tom had a ___[red] ball.`` They are hidden from the models;
whoever must be told a length gets theirs. A backslash makes a bracket after a mark
ordinary text: ``___\[``.
"""

import re
from typing import Any

from ilm_core.tasks.text_gaps import GAP, MARK, split_at_gaps

HIDDEN = re.compile(rf"(?P<mark>{GAP.pattern})\[(?P<words>[^\]]*)\]")
GAP_AND_BRACKET = re.compile(rf"({GAP.pattern})(\\*)\[")


def parse_text(text: str) -> dict[str, Any]:
    """Read a text with gaps.

    Returns:
        The document: ``text`` with its marks and, if given, the ``truth`` of each gap.

    Raises:
        ValueError: with one sentence, if the words of some gaps are given but not of all.
    """
    truth: list[str] = []

    def hide(match: re.Match[str]) -> str:
        truth.append(" " * match["mark"].startswith(" ") + match["words"])  # the mark took the space before it
        return match["mark"]

    marked = HIDDEN.sub(hide, text)
    if truth and len(truth) != len(GAP.findall(marked)):
        raise ValueError("Give the hidden words of every gap in square brackets, or of none.")
    marked = GAP_AND_BRACKET.sub(lambda match: f"{match[1]}{match[2][1:]}[", marked)
    return {"text": marked, "truth": truth} if truth else {"text": marked}


def text_form(document: dict[str, Any]) -> str:
    """The text form of a document; `parse_text` reads it back.

    Hidden words that could not be read back, such as those that hold a closing bracket, are left out.
    """
    escaped = GAP_AND_BRACKET.sub(r"\1\\\2[", document["text"])
    truth = list(document.get("truth") or ())
    if not truth:
        return escaped

    def show(match: re.Match[str]) -> str:
        mark, words = match[0].rstrip(" "), truth.pop(0)
        after = match[0][len(mark) :]
        if mark.startswith(" ") and not words.startswith(" "):
            mark = mark[1:]
        return f"{mark}[{words[mark.startswith(' ') :]}]{after}"

    typed = GAP.sub(show, escaped or MARK)
    return typed if is_read_as(typed, document) else escaped


def is_read_as(typed: str, document: dict[str, Any]) -> bool:
    """Whether a typed text gives the gaps and the hidden words of a document."""
    try:
        read = parse_text(typed)
    except ValueError:
        return False
    same_gaps = split_at_gaps(read["text"]) == split_at_gaps(document["text"] or MARK)
    return same_gaps and read.get("truth") == list(document["truth"])
