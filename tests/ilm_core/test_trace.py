import gzip
import json
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm_core.belief import Belief
from ilm_core.canvas import Canvas, Move
from ilm_core.decoding import decode
from ilm_core.recording import record
from ilm_core.sampling import Settings
from ilm_core.step import Step
from ilm_core.trace import Checkpoint, Recipe, StartCanvas, Trace, parse_trace
from ilm_core.vocabulary import BOS, CLS
from tests.ilm_core.toy import ToyFamily, inside_out

START = Canvas.start("insert", [CLS, BOS], open_after=[1])
RECIPE = Recipe(
    task="toy",
    family="toy",
    checkpoint=Checkpoint(name="toy", sha256="0"),
    input={},
    settings={"max_tokens": 8},
    seed=0,
)


def toy_trace(seed: int = 0) -> Trace:
    rules = Settings(place_temperature=1, token_temperature=1, stop_threshold=None, max_tokens=8)
    steps = [record(step) for step in decode(ToyFamily(inside_out), START, rules, seed)]
    return Trace(
        recipe=RECIPE,
        vocabulary={number: str(number) for number in range(12)},
        start=StartCanvas(growth="insert", tokens=START.tokens, open=START.open),
        steps=tuple(steps),
        ended="stop",
    )


def test_what_is_written_is_what_was_believed() -> None:
    step = next(decode(ToyFamily(inside_out), START, Settings()))
    written = record(step)
    assert written.stop == pytest.approx(0.1, abs=1e-6)
    assert [place.probability for place in written.places] == pytest.approx([0.9], abs=1e-6)
    assert [(token, p) for token, p in written.places[0].tokens] == [
        (8, pytest.approx(2 / 3, abs=1e-4)),
        (7, pytest.approx(1 / 3, abs=1e-4)),
    ]
    move = written.moves[0]
    assert (move.kind, move.place, move.token, move.identity, move.rank) == ("insert", 1, 8, 2, 1)
    assert move.probability == pytest.approx(0.6, abs=1e-6)
    assert move.place_probability * move.token_probability == pytest.approx(move.probability, abs=1e-5)
    assert written.entropy == pytest.approx(-sum(p * math.log(p) for p in (0.6, 0.3, 0.1)), abs=1e-5)
    assert written.top_moves == ((1, 8, 0.6), (1, 7, 0.3))


@given(st.integers(0, 2**31), st.integers(1, 40), st.integers(2, 60))
@settings(max_examples=50, deadline=None)
def test_recorded_places_and_stop_sum_to_one(seed: int, places: int, tokens: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    scores = 6 * torch.randn(places * tokens + 1, generator=generator)
    log_moves = scores.log_softmax(0)
    belief = Belief("insert", tuple(range(places)), log_moves[:-1].view(places, tokens), log_moves[-1])
    canvas = Canvas.start("insert", [BOS] * places, open_after=range(places))
    move = Move("insert", places - 1, tokens - 1)
    written = record(Step(0, canvas, canvas.apply(move), belief, (move,), False, False, 1.0))
    assert abs(sum(place.probability for place in written.places) + written.stop - 1) < 1e-4
    assert all(sum(p for _, p in place.tokens) < 1 + 1e-3 for place in written.places)
    assert written.moves[0].rank == 1 + int((log_moves > belief.log_probability(move)).sum())


@pytest.mark.parametrize("seed", range(10))
def test_json_round_trip_is_byte_equal(seed: int) -> None:
    text = toy_trace(seed).to_json()
    assert parse_trace(text).to_json() == text
    assert parse_trace(text) == toy_trace(seed).model_copy(update={"steps": parse_trace(text).steps})


def test_canvases_follow_the_moves() -> None:
    trace = toy_trace()
    canvases = trace.canvases()
    assert len(canvases) == len(trace.steps) + 1
    frame = trace.to_frame()
    assert list(frame["step"]) == list(range(len(trace.steps)))
    placed = frame.dropna(subset=["position"])
    final = canvases[-1]
    assert {row.identity: row.position for row in placed.itertuples()} == {
        identity: slot - 2 for slot, identity in enumerate(final.identities) if slot >= 2
    }
    assert set(trace.to_places_frame().columns) == {"step", "place", "probability", "token"}


def nested(depth: int) -> list:
    """A list in a list in a list ..."""
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda d: "no json", "not valid JSON"),
        (lambda d: "[1, 2]", "schema_version is missing"),
        (lambda d: {**d, "schema_version": 7}, "only version 2 can be read"),
        (lambda d: {**d, "steps": "none"}, "damaged at steps"),
        (lambda d: {**d, "extra": 1}, "damaged at extra"),
        (lambda d: {**d, "vocabulary": {"7": "7"}}, "its vocabulary lacks token"),
        (lambda d: {**d, "start": {**d["start"], "open": [False, False]}}, "The gap after token 1 is closed"),
        (lambda d: d["steps"][0]["moves"][0].update(identity=7) or d, "must have identity 2, not 7"),
        (lambda d: d["steps"][0].update(moves=[]) or d, "damaged at steps.0.moves"),
        (lambda d: d["steps"][0].update(entropy=math.nan) or d, "damaged at steps.0.entropy"),
        (lambda d: d["steps"].append(d["steps"][-1]) or d, "A move comes after the stop"),
        (lambda d: {**d, "start": {**d["start"], "open": [False, True, True]}}, "not as many gaps as tokens"),
        (lambda d: {**d, "start": {**d["start"], "tokens": [4] * 2000}}, "damaged at start.tokens"),
        (lambda d: d["recipe"].update(settings={"place_top_p": math.inf}) or d, "no JSON file can hold"),
        (lambda d: d["recipe"].update(input={"text": "\ud800"}) or d, "no JSON file can hold"),
        (lambda d: d["recipe"].update(input={"text": nested(500)}) or d, "no JSON file can hold"),
    ],
)
def test_bad_files_get_one_sentence(damage, sentence: str) -> None:
    document = damage(json.loads(toy_trace().to_json()))
    with pytest.raises(ValueError, match=sentence) as caught:
        parse_trace(document if isinstance(document, str) else json.dumps(document))
    assert "\n" not in str(caught.value)


def test_long_traces_stay_small() -> None:
    """64 steps over up to 64 places with ten tokens each fit in 100 kB gzipped."""
    generator = torch.Generator().manual_seed(0)
    canvas, steps = Canvas.start("insert", [CLS, BOS], open_after=[1]), []
    for number in range(64):
        places = tuple(canvas.identities[1:])
        scores = (3 * torch.randn(len(places) * 4000 + 1, generator=generator)).log_softmax(0)
        belief = Belief("insert", places, scores[:-1].view(len(places), 4000), scores[-1])
        move = Move("insert", places[number // 2], 7 + number)
        steps.append(record(Step(number, canvas, canvas.apply(move), belief, (move,), False, False, 12.345)))
        canvas = canvas.apply(move)
    start = StartCanvas(growth="insert", tokens=(CLS, BOS), open=(False, True))
    vocabulary = {number: f"token{number}" for number in range(4000)}
    trace = Trace(recipe=RECIPE, vocabulary=vocabulary, start=start, steps=tuple(steps), ended="limit")
    assert len(gzip.compress(trace.to_json().encode())) < 100_000


def test_schema_is_published() -> None:
    schema = Trace.model_json_schema()
    assert schema["properties"]["schema_version"]["const"] == 2
    assert {"recipe", "vocabulary", "start", "steps", "ended"} <= set(schema["required"])
