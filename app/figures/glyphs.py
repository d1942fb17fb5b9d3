"""How a token is written on a figure: visible, and never taken for markup."""

import html
import unicodedata

SPECIAL = {0: "⟨pad⟩", 1: "⟨cls⟩", 2: "⟨mask⟩", 3: "⟨end⟩", 4: "⟨begin⟩", 5: "⟨sep⟩", 6: "⟨unknown⟩"}
LONGEST = 24


def glyphs(token: int, spelling: str) -> str:
    """A token as `plain_glyphs` gives it, for a label."""
    return literal(plain_glyphs(token, spelling))


def literal(text: str) -> str:
    """A text that Plotly, which reads some tags in labels and names, takes as it is."""
    return html.escape(text, quote=False)  # it would show the escape of a quote


def plain_glyphs(token: int, spelling: str) -> str:
    """A token with its spaces and control characters made visible.

    Args:
        token: its id; the first seven are special.
        spelling: its text, from the vocabulary of the trace.
    """
    if token in SPECIAL:
        return SPECIAL[token]
    shown = "".join(map(visible, spelling)) or "⟨empty⟩"
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def visible(character: str) -> str:
    """A character, or a sign in place of one that cannot be seen."""
    signs = {" ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥"}
    if character in signs:
        return signs[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"):
        return f"⟨{ord(character):04X}⟩"
    return character
