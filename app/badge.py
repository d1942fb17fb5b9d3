"""Where a trace is from, in the few words that every export bears."""

from app.branch_words import imposed_words
from app.names import title_of
from app.player.messages import settings_line
from app.shown import Shown

HASH_DIGITS = 8


def badge(shown: Shown) -> dict[str, str | int]:
    """Family, source (stored or live), model, hash of its weights, seed, settings, and what was imposed."""
    recipe = shown.trace.recipe
    return {
        "family": title_of(recipe.family),
        "source": shown.source,
        "model": recipe.checkpoint.name,
        "checkpoint": recipe.checkpoint.sha256[:HASH_DIGITS],
        "seed": recipe.seed,
        "settings": settings_line(recipe),
        "imposed": imposed_words(shown.trace),
    }


def badge_line(shown: Shown) -> str:
    """The badge as one line, such as ``ILM · stored · star-easy/ilm 0123abcd · seed 0 · greedy · stop at step 4``."""
    facts = badge(shown)
    model = f"{facts['model']} {facts['checkpoint']}"
    line = [facts["family"], shown.source, model, f"seed {facts['seed']}", facts["settings"], facts["imposed"]]
    return " · ".join(str(fact) for fact in line if fact)
