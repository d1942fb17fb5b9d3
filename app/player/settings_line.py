"""The sampling rules of a recipe in one readable line."""

from typing import Any

from ilm_core.sampling import Settings
from ilm_core.trace import Recipe

LONGEST = 40  # characters of a value, which another program may have written
USUAL = Settings()


def settings_line(recipe: Recipe) -> str:
    """The sampling rules that have a say in a run; names this version does not know are left out.

    Two recipes of a family that differ in such a rule never have the same line. Whatever stands
    there in place of a number or a name is said as it is.
    """
    settings = recipe.settings
    rule = settings.get("place_rule", USUAL.place_rule)
    inserts = recipe.lengths is None and recipe.family != "arm"
    parts = []
    if recipe.lengths is not None:
        cells = settings.get("cells_per_pass", USUAL.cells_per_pass)
        parts.append(f"{sum(recipe.lengths)} cells, {'all' if cells == 0 else said(cells)} per pass")
    if "place_rule" in settings and (recipe.family != "arm" or rule != "joint"):
        parts.append(f"place by {said(rule)}")
    parts += draw_words(settings)
    if recipe.lengths is None:
        parts += stop_words(recipe)
    parts += limit_words(recipe)
    if inserts:
        for name, limit in (("gap_min_tokens", "least"), ("gap_max_tokens", "most")):
            if is_unusual(settings, name):
                parts.append(f"at {limit} {said(settings[name])} in each gap")
    if rule not in ("joint", "marginal") and is_unusual(settings, "end_waits"):
        how = "" if settings["end_waits"] is True else f": {said(settings['end_waits'])}"
        parts.append(f"end and padding wait{how}")
    return ", ".join(parts)


def draw_words(settings: dict[str, Any]) -> list[str]:
    """How place and token are drawn."""
    words = []
    if not any(is_unusual(settings, f"{kind}_temperature") for kind in ("place", "token")):
        words.append("greedy")
    for name, word in (("temperature", "temperature"), ("top_k", "top-k"), ("top_p", "top-p")):
        for kind in ("place", "token"):
            if is_unusual(settings, f"{kind}_{name}"):
                words.append(f"{kind} {word} {said(settings[f'{kind}_{name}'])}")
    return words


def stop_words(recipe: Recipe) -> list[str]:
    """When a run stops that decides on it; that ARM draws its end token like any other needs no words."""
    settings, words = recipe.settings, []
    if settings.get("stop_threshold") is not None:
        words.append(f"stops at p ≥ {said(settings['stop_threshold'])}")
    elif "stop_threshold" in settings and recipe.family != "arm":
        words.append("stop is drawn")
    return words


def limit_words(recipe: Recipe) -> list[str]:
    """How sure of stop a run is made, and how many tokens it places; not that it may place more than it has cells."""
    settings, words = recipe.settings, []
    if is_unusual(settings, "stop_temperature"):
        words.append(f"stop temperature {said(settings['stop_temperature'])}")
    if is_unusual(settings, "min_tokens"):
        words.append(f"at least {tokens(settings['min_tokens'])}")
    most = settings.get("max_tokens", USUAL.max_tokens)
    if recipe.lengths is None or not isinstance(most, int | float):
        limits = is_unusual(settings, "max_tokens")
    else:
        limits = most < sum(recipe.lengths)
    if limits:
        words.append(f"at most {tokens(most)}")
    return words


def is_unusual(settings: dict[str, Any], name: str) -> bool:
    """Whether a setting has another value than most runs have."""
    return name in settings and settings[name] != getattr(USUAL, name)


def tokens(count: Any) -> str:
    """``1 token``, ``2 tokens``."""
    return f"{said(count)} token{'' if count == 1 else 's'}"


def said(value: Any) -> str:
    """A value in as few characters as tell it from any other."""
    text = str(value)
    return (text.removesuffix(".0") if isinstance(value, float) else text)[:LONGEST]
