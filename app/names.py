"""What things are called on the screen."""

from ilm_core.families import FAMILIES


def title_of(family: str) -> str:
    """What people call a family; a name this program does not know stays as it is."""
    return FAMILIES[family].title if family in FAMILIES else family
