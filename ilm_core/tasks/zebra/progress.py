"""What a partial answer to a zebra puzzle may still become.

The right facts may be written in any order, each once. So a partial answer can be completed if it can be cut
into pieces, each of which belongs to a fact of its own; the pieces depend on how the canvas grows.
"""

from collections.abc import Sequence
from functools import cache

from ilm_core.canvas import Canvas
from ilm_core.vocabulary import EOS, MASK

Triple = tuple[int, ...]  # ids of r, h and v; a rest at the end of an answer may be shorter


def triples(ids: Sequence[int]) -> list[Triple]:
    """Cut ids into threes."""
    return [tuple(ids[first : first + 3]) for first in range(0, len(ids), 3)]


def is_complete(facts: Sequence[Triple], canvas: Canvas) -> bool:
    """Whether the answer on the canvas states every fact, and nothing else."""
    return sorted(triples(canvas.answer)) == sorted(facts)


def is_solvable(facts: Sequence[Triple], canvas: Canvas) -> bool:
    """Whether moves exist that turn the answer into all the facts, in whatever order."""
    match canvas.growth:
        case "insert":
            return can_be_inserted(facts, canvas.answer)
        case "append":
            return can_be_appended(facts, canvas.answer)
        case "unmask":
            return can_be_unmasked(facts, canvas.tail)


def can_be_appended(facts: Sequence[Triple], answer: Sequence[int]) -> bool:
    """Whether an answer that grows at its end can still become right: whole facts, then the start of another."""
    *whole, last = triples(answer) or [()]
    rest = set(facts) - set(whole)
    return len(rest) == len(facts) - len(whole) and any(fact[: len(last)] == last for fact in rest)


def can_be_unmasked(facts: Sequence[Triple], cells: Sequence[int]) -> bool:
    """Whether masked cells can still become right: each three of them can be given a fact of its own."""
    end = 3 * len(facts)
    if len(cells) < end or (len(cells) > end and cells[end] not in (MASK, EOS)):
        return False
    options = [
        [index for index, fact in enumerate(facts) if all(cell in (MASK, token) for cell, token in zip(three, fact))]
        for three in triples(cells[:end])
    ]
    return can_be_matched(options)


def can_be_matched(options: Sequence[Sequence[int]]) -> bool:
    """Whether everyone can get one of their options to themselves (augmenting paths)."""
    owner: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for option in options[person]:
            if option not in seen:
                seen.add(option)
                if option not in owner or place(owner[option], seen):
                    owner[option] = person
                    return True
        return False

    return all(place(person, set()) for person in range(len(options)))


def can_be_inserted(facts: Sequence[Triple], answer: Sequence[int]) -> bool:
    """Whether an answer that grows anywhere can still become right.

    It can if it falls into consecutive pieces, each being what is left of another fact when some of its
    tokens are taken away. The search tries facts house by house first, as models mostly write them, and
    remembers dead ends by (tokens read, facts used).
    """
    answer, facts = tuple(answer), sorted(facts, key=lambda fact: (fact[1], fact[0]))

    @cache
    def fits(read: int, used: int) -> bool:
        left = len(answer) - read
        if not left:
            return True
        if left > 3 * (len(facts) - used.bit_count()):
            return False
        for index, fact in enumerate(facts):
            if used >> index & 1 or answer[read] not in fact:
                continue
            for piece in pieces(fact, answer[read : read + 3]):
                if fits(read + piece, used | 1 << index):
                    return True
        return False

    return fits(0, 0)


def pieces(fact: Triple, tokens: Sequence[int]) -> list[int]:
    """How many of the first tokens can be a piece of the fact, longest first."""
    lengths, rest = [], iter(fact)
    for length, token in enumerate(tokens, 1):
        if token not in rest:
            break
        lengths.insert(0, length)
    return lengths
