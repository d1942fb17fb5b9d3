"""Traces made by hand, for tests of whatever shows them."""

from collections.abc import Sequence

from ilm_core.canvas import Canvas, Move
from ilm_core.tasks.star_graph import StarGraphTask
from ilm_core.trace import Checkpoint, PlaceBelief, Recipe, StartCanvas, Trace, TracedMove, TraceStep
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, number_vocabulary

# Two arms leave the hub, node 1; the answer is the path 0, 1, 2.
GRAPH = {"edges": [[0, 1], [1, 2], [1, 3]], "source": 0, "goal": 2, "path": [0, 1, 2]}
FIRST = 7  # id of node 0


def make_trace(
    family: str,
    start: StartCanvas,
    moves: Sequence[Sequence[tuple[int | None, int | None]]],
    vocabulary: dict[int, str] | None = None,
    ended: str = "stop",
    milliseconds: float = 20.0,
) -> Trace:
    """A trace with plausible beliefs that sum to 1.

    Args:
        family: ilm, mdm, arm or it.
        start: the canvas before the first step.
        moves: for each step its (place, token) pairs; (None, None) is stop.
        vocabulary: spelling of each id; None takes the numbers of a star graph.
        ended: how the run ended.
        milliseconds: time of each step.
    """
    task = StarGraphTask("star-medium")
    canvas, steps = start.canvas(), []
    for number, pairs in enumerate(moves):
        before, stops = canvas, pairs[0][0] is None
        places = places_of(before)
        stop = 0.0 if start.growth == "unmask" or not places else (0.7 if stops else 0.1)
        chosen = [place for place, _ in pairs if place is not None]
        share = {place: (1 - stop) * weight for place, weight in weights(places, chosen).items()}
        traced = []
        for place, token in pairs:
            kind = start.growth if token is not None else "stop"
            identity = place if kind == "unmask" else canvas.limit if token is not None else None
            canvas = canvas.apply(Move(kind, place, token))
            p = stop if place is None else share[place] * 0.6
            traced.append(
                TracedMove(
                    kind=kind,
                    place=place,
                    token=token,
                    identity=identity,
                    probability=round(p, 6),
                    place_probability=None if place is None else round(share[place], 6),
                    token_probability=None if place is None else 0.6,
                    rank=1,
                )
            )
        tokens = {place: token for place, token in pairs}
        status = None if vocabulary else task.status(GRAPH, canvas, stops or not places_of(canvas))
        steps.append(
            TraceStep(
                moves=tuple(traced),
                forced=False,
                stop=round(stop, 6),
                entropy=1.5 - 0.01 * number,
                places=tuple(
                    PlaceBelief(place=place, probability=round(p, 6), tokens=likeliest(tokens.get(place)))
                    for place, p in share.items()
                ),
                top_moves=(),
                forward_passes=number + 1,
                milliseconds=milliseconds,
                status=status,
            )
        )
    return Trace(
        recipe=Recipe(
            task="star-medium",
            family=family,
            checkpoint=Checkpoint(name=f"toy/{family}", sha256="0123456789abcdef" * 4),
            input={} if vocabulary else GRAPH,
            settings={"place_rule": "marginal", "token_temperature": 0.0, "stop_threshold": 0.5},
            lengths=(cells,) if (cells := sum(token == MASK for token in start.tokens)) else None,
        ),
        vocabulary=vocabulary or dict(enumerate(number_vocabulary(20).tokens)),
        start=start,
        steps=tuple(steps),
        ended=ended,
    )


def places_of(canvas: Canvas) -> list[int]:
    """Where a token may be placed: open gaps, masked cells, or the end."""
    if canvas.growth == "append":
        return [canvas.identities[-1]]
    if canvas.growth == "unmask":
        return [identity for identity, token in zip(canvas.identities, canvas.tokens) if token == MASK]
    return [identity for identity, is_open in zip(canvas.identities, canvas.open) if is_open]


def weights(places: Sequence[int], chosen: Sequence[int]) -> dict[int, float]:
    """Shares of the places; those chosen get three times as much as the others."""
    raw = {place: 3.0 if place in chosen else 1.0 for place in places}
    return {place: weight / sum(raw.values()) for place, weight in raw.items()}


def likeliest(chosen: int | None) -> tuple[tuple[int, float], ...]:
    """Ten tokens of a place, the chosen one first."""
    first = FIRST if chosen is None else chosen
    others = [token for token in range(FIRST, FIRST + 11) if token != first][:9]
    return ((first, 0.6), *((token, 0.04) for token in others))


def prompt() -> tuple[int, ...]:
    """The graph as the models read it, without CLS."""
    nodes = [node for edge in GRAPH["edges"] for node in edge]
    return (*(FIRST + node for node in (*nodes, 0, 2)), BOS)


def insertion(family: str = "ilm") -> Trace:
    """Solves the graph from the middle outwards: 1, 0 before it, 2 after it, 1 again, stop."""
    tokens = (CLS, *prompt())
    last = len(tokens) - 1
    start = StartCanvas(growth="insert", tokens=tokens, open=tuple(slot == last for slot in range(len(tokens))))
    new = len(tokens)
    one, zero, two = FIRST + 1, FIRST, FIRST + 2
    return make_trace(family, start, [[(last, one)], [(last, zero)], [(new, two)], [(new, one)], [(None, None)]])


def unmasking() -> Trace:
    """Fills five cells, two in the second pass; loses at the third by a wrong goal."""
    tokens = (CLS, *prompt())
    cell = len(tokens)
    start = StartCanvas(growth="unmask", tokens=(*tokens, *[MASK] * 5), open=(False,) * (cell + 5))
    one, zero, three = FIRST + 1, FIRST, FIRST + 3
    steps = [[(cell + 1, one)], [(cell, zero), (cell + 2, one)], [(cell + 3, three)], [(cell + 4, EOS)]]
    return make_trace("mdm", start, steps, milliseconds=35.0)


def appending() -> Trace:
    """Goes down the wrong arm at its last token, then stops."""
    tokens = prompt()
    start = StartCanvas(growth="append", tokens=tokens, open=(False,) * len(tokens))
    last = len(tokens) - 1
    nodes = [0, 1, 1, 3]
    return make_trace("arm", start, [*([(last + k, FIRST + node)] for k, node in enumerate(nodes)), [(None, None)]])


def long_insertion(count: int) -> Trace:
    """Inserts many tokens, each in the middle of what stands there."""
    start = StartCanvas(growth="insert", tokens=(CLS, BOS), open=(False, True))
    canvas, steps = start.canvas(), []
    for number in range(count):
        move = Move("insert", canvas.identities[1 + (len(canvas) - 2) // 2], FIRST + number % 20)
        steps.append([(move.place, move.token)])
        canvas = canvas.apply(move)
    return make_trace("ilm", start, [*steps, [(None, None)]], spellings())


def long_unmasking(count: int) -> Trace:
    """Fills many cells, the odd ones first."""
    start = StartCanvas(growth="unmask", tokens=(CLS, BOS, *[MASK] * count), open=(False,) * (count + 2))
    cells = [*range(1, count, 2), *range(0, count, 2)]
    return make_trace("mdm", start, [[(2 + cell, FIRST + cell % 20)] for cell in cells], spellings())


def long_appending(count: int) -> Trace:
    """Appends many tokens."""
    start = StartCanvas(growth="append", tokens=(BOS,), open=(False,))
    return make_trace("arm", start, [[(k, FIRST + k % 20)] for k in range(count)], spellings(), ended="limit")


def hostile() -> Trace:
    """Tokens that would do harm, or vanish, if they were taken for markup or templates."""
    words = ["<img src=x onerror=alert(1)>", "${alert(1)}", "{{value}}", " ", "\n", "</script>", "", "\u202eabc"]
    start = StartCanvas(growth="append", tokens=(BOS,), open=(False,))
    vocabulary = spellings() | {FIRST + number: word for number, word in enumerate(words)}
    return make_trace("arm", start, [[(k, FIRST + k)] for k in range(len(words))], vocabulary, ended="limit")


def spellings() -> dict[int, str]:
    """A vocabulary of twenty words."""
    special = dict(enumerate(number_vocabulary(0).tokens))
    return special | {FIRST + number: f" word{number}" for number in range(20)}
