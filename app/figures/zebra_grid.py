"""The grid of a zebra puzzle: a column for each house, a row for each attribute, and the clues beneath.

The page draws it, from plain data made here: a picture, and a frame for each canvas. When a fact was placed
is not in a frame; the page knows when each token was.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ilm_core.canvas import Canvas
from ilm_core.tasks.zebra.checks import clue_states
from ilm_core.tasks.zebra.clue import DIGITS, VOCABULARY, Thing
from ilm_core.tasks.zebra.puzzle import Fact, Puzzle, parse_facts
from ilm_core.tasks.zebra.words import ATTRIBUTES, clue_sentence, name_of
from ilm_core.vocabulary import BOS, MASK

Group = tuple[int, ...]  # identities of tokens that belong together; three state a fact


class ZebraGrid:
    """The grid of one puzzle.

    Args:
        document: the puzzle; without an output nothing on the grid is called right or wrong.

    Raises:
        ValueError: with one sentence, if it is malformed.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.puzzle = Puzzle.parse(document)
        self.solution = frozenset(parse_facts(document["output"])) if "output" in document else None
        self.states: dict[tuple[Fact, ...], list[str]] = {}  # of the clues, by facts: most canvases add no fact

    def picture(self) -> dict[str, Any]:
        """What does not change.

        Returns:
            ``rows``, names of the attributes; ``values``, names of the values of each; ``houses``;
            ``clues``, each a sentence and the things it speaks of, as row (0 for house numbers) and
            value; ``judged``, whether there is a right answer.
        """
        size = self.puzzle.size
        return {
            "rows": ATTRIBUTES[: size.attributes],
            "values": [
                [name_of(Thing(row + 1, value)) for value in range(size.houses)] for row in range(size.attributes)
            ],
            "houses": size.houses,
            "clues": [
                {"sentence": clue_sentence(clue), "things": [[thing.row, thing.value] for thing in clue.things]}
                for clue in self.puzzle.clues
            ],
            "judged": self.solution is not None,
        }

    def frame(self, canvas: Canvas, final: Canvas | None) -> dict[str, Any]:
        """What an answer so far says.

        Args:
            canvas: the answer so far.
            final: the canvas on which the run has ended; None while it goes on.

        Returns:
            ``facts``, each a row, house and value, whether it is right (None where nothing is), and the
            identities of its tokens; ``begun``, row and house of facts that have no value yet;
            ``writing``, other tokens that make no fact yet, in words; ``clues``, the state of each; ``words``,
            facts and clues in one sentence.
        """
        words = {identity: word_of(token) for identity, token in zip(canvas.identities, canvas.tokens) if token != MASK}
        facts, begun, writing = [], [], []
        for group, are_places_known in self.groups(canvas, final):
            told = [words.get(identity) for identity in group]
            if fact := self.fact(told, are_places_known):
                facts.append((fact, group))
            elif are_places_known and (cell := self.cell(told)):
                begun.append(cell)
            elif any(told):
                writing.append(self.in_words(told) if are_places_known else " ".join(word for word in told if word))
        judged, clues = self.judge(facts), self.clues(tuple(fact for fact, _ in facts))
        return {
            "facts": [[*fact, right, list(group)] for (fact, group), right in zip(facts, judged)],
            "begun": begun,
            "writing": writing,
            "clues": clues,
            "words": sentence([fact for fact, _ in facts], judged, clues),
        }

    def groups(self, canvas: Canvas, final: Canvas | None) -> list[tuple[Group, bool]]:
        """Which tokens belong together, in reading order, and whether it is known which place each has in its fact.

        The answer is read in threes. While insertion goes on, nobody can know which token will stand where:
        then what reads as a right fact is taken for one, and what stands between is only begun.
        """
        if canvas.growth == "insert" and final is None:
            return self.pieces(canvas)
        identities = answer_identities(final or canvas)
        return [(identities[first : first + 3], True) for first in range(0, len(identities), 3)]

    def pieces(self, canvas: Canvas) -> list[tuple[Group, bool]]:
        """Right facts on a canvas where insertion goes on, and what stands between them."""
        identities, missing = answer_identities(canvas), set(self.right_words)
        words = [word_of(token) for token in canvas.answer]
        found: list[tuple[Group, bool]] = []
        first = start = 0  # of what is read now; of what has not been taken yet
        while first < len(words):
            three = tuple(words[first : first + 3])
            if three in missing:
                missing.remove(three)
                found += [(identities[start:first], False), (identities[first : first + 3], True)]
                first = start = first + 3
            else:
                first += 1
        found.append((identities[start:], False))
        return [(group, is_known) for group, is_known in found if group]

    @cached_property
    def right_words(self) -> list[tuple[str, ...]]:
        """The facts of the solution, in tokens."""
        return [tuple(map(str, fact)) for fact in self.solution or ()]

    def fact(self, told: Sequence[str | None], are_places_known: bool) -> Fact | None:
        """The fact that three tokens state; None if they state none on this street."""
        if not are_places_known or len(told) < 3 or not all(word in DIGITS for word in told):
            return None
        row, house, value = map(int, told)
        on_street = row < self.puzzle.attributes and max(house, value) < self.puzzle.houses
        return (row, house, value) if on_street else None

    def cell(self, told: Sequence[str | None]) -> tuple[int, int] | None:
        """Row and house of a fact of which only the value is missing; None if it is not one."""
        row, house, value = [*told, None, None][:3]
        if value is not None or row not in DIGITS or house not in DIGITS:
            return None
        on_street = int(row) < self.puzzle.attributes and int(house) < self.puzzle.houses
        return (int(row), int(house)) if on_street else None

    def in_words(self, told: Sequence[str | None]) -> str:
        """A fact in the making, or one that is not on this street, in words."""
        row, house, value = [int(word) if word in DIGITS else word for word in [*told, None, None][:3]]
        known = isinstance(row, int) and row < self.puzzle.attributes
        names = [
            ATTRIBUTES[row] if known else numbered("attribute", row),
            numbered("house", house),
            name_of(Thing(row + 1, value)) if known and isinstance(value, int) else numbered("value", value),
        ]
        return ", ".join(names)

    def judge(self, facts: Sequence[tuple[Fact, Group]]) -> list[bool | None]:
        """Whether each fact is right; one that is stated twice is wrong the second time."""
        if self.solution is None:
            return [None] * len(facts)
        missing = set(self.solution)
        judged = []
        for fact, _ in facts:
            judged.append(fact in missing)
            missing.discard(fact)
        return judged

    def clues(self, facts: tuple[Fact, ...]) -> list[str]:
        """State of each clue, given facts."""
        if facts not in self.states:
            self.states[facts] = clue_states(self.puzzle, facts)
        return self.states[facts]


def answer_identities(canvas: Canvas) -> Group:
    """Identities of the tokens of `Canvas.answer`."""
    first = canvas.tokens.index(BOS) + 1
    return canvas.identities[first : first + len(canvas.answer)]


def word_of(token: int) -> str:
    """A token as text; a trace from elsewhere may hold one that is unknown."""
    return VOCABULARY.tokens[token] if 0 <= token < len(VOCABULARY) else f"#{token}"


def sentence(facts: Sequence[Fact], judged: Sequence[bool | None], clues: Sequence[str]) -> str:
    """What stands on a grid: ``house 2 red, house 1 Italian (wrong); clues 1 satisfied, 1 open, 0 violated``."""
    told = [
        f"house {house + 1} {name_of(Thing(row + 1, value))}{' (wrong)' if right is False else ''}"
        for (row, house, value), right in zip(facts, judged)
    ]
    counts = [f"{clues.count(state)} {state}" for state in ("satisfied", "open", "violated")]
    return f"{', '.join(told) or 'no fact yet'}; clues {', '.join(counts)}"


def numbered(name: str, number: int | str | None) -> str:
    """A name with its number from 1; another token as it is; three dots for what is not there yet."""
    if isinstance(number, int):
        return f"{name} {number + 1}"
    return number or "…"
