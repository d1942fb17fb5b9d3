"""A star graph as one line of text: ``0>5 5>7; source 0; goal 7``."""

import re
from typing import Any

LONGEST_TEXT = 2_000  # characters; the largest graph of any level needs about 350
EDGE = re.compile(r"(\d{1,4})(?:>|->|→)(\d{1,4})")
END = re.compile(r"(source|goal)\s*[:=]?\s*(\d{1,4})(?![\d>→]|->)", re.IGNORECASE)


def parse_graph(text: str) -> dict[str, Any]:
    """Read the text form.

    Edges are pairs such as ``5>7`` (also ``5->7`` and ``5→7``), parted by spaces or
    commas; source and goal are named. Whether the graph is a good one is for the task to say.

    Args:
        text: what was typed or drawn.

    Returns:
        The graph as an input line of the task: edges, source, goal.

    Raises:
        ValueError: with one sentence, if the text cannot be read or an end is missing.
    """
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise ValueError(f"The graph must be a text of at most {LONGEST_TEXT} characters.")
    ends: dict[str, int] = {}
    for name, number in END.findall(text):
        if name.lower() in ends:
            raise ValueError(f"The {name.lower()} is given twice.")
        ends[name.lower()] = int(number)
    edges = []
    for word in re.split(r"[\s,;]+", END.sub(" ", text)):
        if not word:
            continue
        match = EDGE.fullmatch(word)
        if match is None:
            raise ValueError(f"“{word[:20]}” is not an edge; write each edge like 5>7.")
        edges.append([int(match[1]), int(match[2])])
    for name in ("source", "goal"):
        if name not in ends:
            raise ValueError(f"The graph has no {name}; add for example “{name} 3”.")
    return {"edges": edges, **ends}


def graph_text(document: dict[str, Any]) -> str:
    """The text form of an input line; `parse_graph` reads it back."""
    edges = " ".join(f"{start}>{end}" for start, end in document["edges"])
    return f"{edges}; source {document['source']}; goal {document['goal']}"
