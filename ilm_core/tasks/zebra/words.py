"""Zebra puzzles in plain English, with names for attributes and their values."""

from collections.abc import Sequence

from ilm_core.tasks.zebra.clue import Clue, Size, Thing
from ilm_core.tasks.zebra.puzzle import Fact

ATTRIBUTES = ("colour", "nationality", "drink", "pet", "hobby")
VALUES = (
    ("red", "green", "blue", "yellow", "white", "orange"),
    ("Norwegian", "Italian", "Brazilian", "Kenyan", "Canadian", "Indian"),
    ("tea", "coffee", "milk", "water", "juice", "cocoa"),
    ("dog", "cat", "horse", "fox", "zebra", "snail"),
    ("chess", "painting", "cycling", "singing", "gardening", "swimming"),
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def name_of(thing: Thing) -> str:
    """A value's name alone, as in a table: ``red``, ``tea``; a house by its number from 1."""
    return VALUES[thing.row - 1][thing.value] if thing.row else f"house {thing.value + 1}"


def place(thing: Thing) -> str:
    """A thing as a place on the street or whoever lives there: ``the red house``, ``the Kenyan``."""
    match thing.row:
        case 0:
            return f"the {ORDINALS[thing.value]} house"
        case 1:
            return f"the {name_of(thing)} house"
        case 2:
            return f"the {name_of(thing)}"
        case 3:
            return f"the person who drinks {name_of(thing)}"
        case 4:
            return f"the person who keeps the {name_of(thing)}"
    return f"the person who enjoys {name_of(thing)}"


def person(thing: Thing) -> str:
    """A thing as whom it belongs to: ``the person in the red house``, ``the Kenyan``."""
    return f"the person in {place(thing)}" if thing.row < 2 else place(thing)


def predicate(thing: Thing) -> tuple[str, str]:
    """What having a thing is called, and what not having it is: ``drinks tea``, ``does not drink tea``."""
    match thing.row:
        case 0 | 1:
            return f"lives in {place(thing)}", f"does not live in {place(thing)}"
        case 2:
            return f"is {place(thing)}", f"is not {place(thing)}"
        case 3:
            return f"drinks {name_of(thing)}", f"does not drink {name_of(thing)}"
        case 4:
            return f"keeps the {name_of(thing)}", f"does not keep the {name_of(thing)}"
    return f"enjoys {name_of(thing)}", f"does not enjoy {name_of(thing)}"


def same(one: Thing, other: Thing, negated: bool) -> str:
    """One thing and another do, or do not, belong together; houses are told after people."""
    if {one.row, other.row} == {0, 1}:
        number, colour = sorted((one, other))
        return f"{place(number)} is {'not ' if negated else ''}{name_of(colour)}"
    about, told = (other, one) if one.row < 2 else (one, other)
    return f"{person(about)} {predicate(told)[negated]}"


def clue_sentence(clue: Clue) -> str:
    """A clue as one sentence."""
    first, *others = clue.things
    match clue.kind:
        case "=" | "!=":
            sentence = same(first, others[0], clue.kind == "!=")
        case "left-of":
            sentence = f"{person(first)} lives somewhere left of {place(others[0])}"
        case "immediate-left":
            sentence = f"{person(first)} lives directly left of {place(others[0])}"
        case "nbr":
            sentence = f"{person(first)} lives next to {place(others[0])}"
        case "inbetween":
            sentence = f"{person(first)} lives somewhere between {place(others[0])} and {place(others[1])}"
        case _:
            sentence = f"{person(first)} lives in the first or the last house"
    return f"{sentence[0].upper()}{sentence[1:]}."


def introduction(size: Size) -> str:
    """What is known before any clue: how many houses, and what is in them."""
    rows = [
        f"{name} ({', '.join(VALUES[row][: size.houses])})" for row, name in enumerate(ATTRIBUTES[: size.attributes])
    ]
    return (
        f"{size.houses} houses stand in a row, the first on the left. Each has its own "
        f"{', '.join(rows[:-1])}{' and ' if rows[:-1] else ''}{rows[-1]}."
    )


def verdict(found: Sequence[Sequence[Fact]]) -> str:
    """What the solutions found of a puzzle, two at most, say of its clues, in one sentence."""
    if not found:
        return "The clues contradict each other: no street fits them all."
    if len(found) == 1:
        return "The clues leave exactly one solution."
    one, other = (dict(((row, house), value) for row, house, value in facts) for facts in found[:2])
    row, house = min(cell for cell in one if one[cell] != other[cell])
    names = [name_of(Thing(row + 1, solution[row, house])) for solution in (one, other)]
    return (
        f"The clues leave more than one solution: the {ATTRIBUTES[row]} of the {ORDINALS[house]} house "
        f"could be {names[0]} or {names[1]}."
    )
