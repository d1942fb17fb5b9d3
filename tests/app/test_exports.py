"""Files to take away: what is in them, and what comes back."""

import io
import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import av
import pandas as pd
import pytest
from PIL import Image, ImageChops, ImageStat

from app.badge import badge_line
from app.branch_words import imposed_words
from app.export_formats import FORMATS
from app.exports import Exports, file_stem, read_traces
from app.exports_film import FRAME, LAST_FRAME, WIDTH
from app.exports_lane import LanePicture
from app.exports_lettering import drawable, token_text, width_of, wrap
from app.figures.glyphs import SPECIAL
from app.links import View, link_to
from app.models import ModelStore
from app.offline.page import script_json
from app.pages.runs import prepare
from app.pages.take_away import TakeAway, find_runs
from app.services import Services
from app.shown import Shown
from app.stored import StoredTraces
from ilm_core.trace import ForcedMove
from ilm_core.vocabulary import BOS
from tests.app.tiny import GRAPH, TASK, save_tiny_models

STORED = Path(__file__).parents[2] / "assets" / "traces"
LINK = "http://localhost:7860/?tab=plan&run=abc"
BADGE = re.compile(rf"ILM · live · {TASK}/ilm [0-9a-f]{{8}} · seed 3 · .*greedy.*")


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> tuple[Shown, ...]:
    store = ModelStore(save_tiny_models(tmp_path_factory.mktemp("models")))
    live = prepare(TASK, GRAPH, ["ilm", "mdm", "arm"], 3, {})
    live.load(store)
    list(live.steps())
    return live.lanes()


def make(name: str, shown, link: str = LINK) -> bytes:
    return FORMATS[name].make(shown, link)


@pytest.mark.parametrize("count", [1, 3])
def test_traces_go_to_a_file_and_come_back_to_the_byte(shown, count):
    content = make("Traces (JSON)", shown[:count])
    again = read_traces(content)
    assert again == [one.trace for one in shown[:count]]
    assert make("Traces (JSON)", [Shown(trace, "stored") for trace in again]) == content
    assert FORMATS["Traces (JSON)"].ending(count) == {1: ".json", 3: ".jsonl"}[count]
    assert file_stem(again) == f"{TASK}-{'ilm' if count == 1 else 'ilm-mdm-arm'}-seed3"


def test_a_file_is_kept_for_a_while(monkeypatch):
    exports = Exports()
    first = exports.write("a.json", b"{}")
    assert exports.write("a.json", b"{}") != first
    assert first.read_bytes() == b"{}"
    monkeypatch.setattr("app.exports.KEPT", -1.0)
    exports.write("b.json", b"")
    assert not first.exists()


def test_the_badge_names_model_hash_seed_and_settings(shown):
    assert BADGE.fullmatch(badge_line(shown[0]))


def test_a_branch_never_reads_like_the_run_it_comes_from(shown):
    trace = shown[0].trace
    place, token = trace.start.open.index(True), trace.steps[0].moves[0].token
    imposed = [ForcedMove(step=0, kind="insert", place=place, token=token)]
    for count, words in ((1, ""), (2, ", then do not stop at step 2"), (5, ", and 2 more")):
        forced = tuple(imposed + [ForcedMove(step=step, kind="continue") for step in range(1, count)])
        recipe = trace.recipe.model_copy(update={"forced": forced})
        branch = Shown(trace.model_copy(update={"recipe": recipe}), "live")
        named = f"step 1: ‘{trace.vocabulary[token]}’ after the prompt"
        assert badge_line(branch).startswith(f"{badge_line(shown[0])} · {named}")
        assert badge_line(branch).endswith(words)
        assert branch.lane("ILM")["settings"].endswith(
            badge_line(branch)[len(badge_line(shown[0])) :]
        )  # saved figures bear it
    moves = pd.read_csv(io.BytesIO(make("Moves (CSV)", [branch])))
    assert set(moves["imposed"]) == {imposed_words(branch.trace)}
    frames = [make("Animation (GIF)", [one]) for one in (branch, Shown(trace, "live"))]
    assert frames[0] != frames[1]


def test_tables_have_a_row_for_each_move_and_place_and_bear_the_badge(shown):
    moves = pd.read_csv(io.BytesIO(make("Moves (CSV)", shown)), dtype={"checkpoint": str})
    assert len(moves) == sum(len(step.moves) for one in shown for step in one.trace.steps)
    ilm = moves[moves["family"] == "ILM"]
    assert list(ilm["step"]) == list(range(len(shown[0].trace.steps)))
    assert ilm["probability"].tolist() == pytest.approx(
        [step.moves[0].probability for step in shown[0].trace.steps], abs=1e-9
    )
    assert set(moves["source"]) == {"live"} and set(moves["link"]) == {LINK}
    assert set(ilm["checkpoint"]) == {shown[0].trace.recipe.checkpoint.sha256[:8]}
    places = pd.read_csv(io.BytesIO(make("Places (CSV)", shown)))
    assert len(places) == sum(len(step.places) for one in shown for step in one.trace.steps)


def test_no_token_becomes_a_formula_of_a_spreadsheet(shown):
    trace = shown[0].trace
    token = next(move.token for step in trace.steps for move in step.moves if move.token is not None)
    evil = trace.model_copy(update={"vocabulary": {**trace.vocabulary, token: "=1+1"}})
    moves = pd.read_csv(io.BytesIO(make("Moves (CSV)", [Shown(evil, "live")])), dtype=str)
    assert "'=1+1" in set(moves["token"])
    assert not any(str(text).startswith("=") for text in moves["token"])


def test_the_web_page_holds_the_traces_and_asks_for_nothing(shown):
    page = make("Web page", shown).decode()
    assert len(page) < 1_000_000
    assert 'src="' not in page and "@import" not in page and "default-src 'none'" in page
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.S)[1])
    message = json.loads(zlib.decompress(b64decode(data["message"])))
    assert [lane["trace"] for lane in message["lanes"]] == [one.trace.model_dump(mode="json") for one in shown]
    assert message["figures"] is None and data["link"] == LINK and BADGE.fullmatch(data["badges"][0])
    whole = make("Web page with figures, 5 MB", shown)
    assert 4_000_000 < len(whole) <= 6_000_000


def test_no_text_ends_the_script_that_holds_it(shown):
    evil = "</script><script>alert(1)</script>\u2028@@PLOTLY@@<!--"
    text = script_json({"text": evil})
    assert "<" not in text and "\u2028" not in text and json.loads(text) == {"text": evil}
    trace = shown[0].trace
    evil_trace = trace.model_copy(update={"vocabulary": {**trace.vocabulary, 8: evil}})
    evil_trace = evil_trace.model_copy(update={"recipe": trace.recipe.model_copy(update={"task": evil})})
    page = make("Web page", [Shown(evil_trace, "live")], link=evil).decode()
    assert "alert(1)</script>" not in page and page.count("</script>") == 2


def moments_of(shown) -> set[int]:
    """Numbers of tokens placed at which something happens in a lane."""
    made = ([len(step.moves) for step in one.trace.steps] for one in shown)
    return {moment for moves in made for moment in accumulate(moves, initial=0)}


def test_the_animation_has_a_frame_for_each_moment_and_the_link(shown):
    content = make("Animation (GIF)", shown)
    picture = Image.open(io.BytesIO(content))
    moments = moments_of(shown)
    assert picture.format == "GIF" and picture.n_frames == len(moments)
    assert picture.width == WIDTH and 300 < picture.height < 900
    assert LINK.encode() in content
    frames = []
    for number in range(picture.n_frames):
        picture.seek(number)
        frames.append(picture.convert("RGB").tobytes())
    assert len(set(frames)) == len(frames)  # something happens in each


def test_the_video_shows_the_same_pictures_as_long_and_bears_the_link(shown):
    gif = Image.open(io.BytesIO(make("Animation (GIF)", shown)))
    with av.open(io.BytesIO(make("Video (MP4)", shown))) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert container.metadata["comment"] == LINK
        frames = list(container.decode(stream))
        seconds = container.duration / av.time_base
    assert len(frames) == gif.n_frames + 1 and (frames[0].width, frames[0].height) == gif.size
    gif.seek(gif.n_frames - 1)
    difference = ImageChops.difference(frames[-1].to_image(), gif.convert("RGB"))
    assert ImageStat.Stat(difference).mean < [6, 6, 6]  # of 255: a GIF has few colours, a video blurs edges
    assert seconds == pytest.approx((LAST_FRAME + FRAME * (len(frames) - 2)) / 1000, abs=0.1)


@pytest.mark.parametrize("name", ["Animation (GIF)", "Video (MP4)"])
def test_a_run_that_is_too_long_for_an_animation_is_refused(shown, monkeypatch, name):
    monkeypatch.setattr("app.exports_film.MOST_MOMENTS", 3)
    with pytest.raises(ValueError, match="an animation can have 3"):
        make(name, shown)


@pytest.mark.parametrize("family", ["ilm", "mdm", "arm"])
def test_the_animation_of_a_text_shows_what_was_typed(family):
    trace = read_traces((STORED / f"stories.1.{family}.json").read_bytes())[0]
    lane = LanePicture(Shown(trace, "stored"), 0, [family], WIDTH)
    texts = [text for text, _, _ in lane.tokens(0)]
    typed = [token for token in trace.start.tokens if token not in SPECIAL]
    assert len(typed) > 12 and not any("prompt" in text for text in texts)
    assert [text for text in texts if text and not text.startswith("<")] == [
        token_text(token, trace.vocabulary[token]) for token in typed
    ]


def test_the_animation_of_a_puzzle_keeps_its_question_in_a_chip(shown):
    for one in shown:
        lane = LanePicture(one, 0, ["ilm"], WIDTH)
        length = one.trace.start.tokens.index(BOS) + 1
        assert next(lane.tokens(0))[0] == f"prompt, {length} tokens"


def test_words_on_a_picture_are_never_empty_boxes():
    assert drawable("p ≥ 0.5 · é日") == "p >= 0.5 · <E9><65E5>"
    assert token_text(9, " the\n") == "·the\\n" and token_text(3, "") == "<end>" and token_text(9, "") == "<empty>"
    address = "x" * 900
    lines = wrap(f"see {address} now", 12, 300)
    assert "".join(lines).replace("see", "").replace("now", "").strip() == address
    assert all(width_of(line, 12) <= 300 for line in lines)


@pytest.fixture
def take_away(tmp_path) -> TakeAway:
    import gradio as gr

    with gr.Blocks():
        return TakeAway(Services(ModelStore(tmp_path), StoredTraces(tmp_path), Exports()), "plan")


def view_of(shown) -> str:
    """What the page sends: no tuple survives it, and 1.0 comes as 1."""
    recipes = [json.loads(one.trace.recipe.model_dump_json().replace("1.0", "1")) for one in shown]
    return json.dumps({"recipes": recipes, "lane": 0, "step": 2, "clock": "tokens", "base": "http://localhost:1/"})


def test_what_is_on_screen_is_what_is_taken_away(take_away, shown):
    (_, waiting), (file, sentence) = take_away.make_file("Traces (JSON)", view_of(shown[1:]), shown)
    assert waiting == "Making the file …"
    with open(file, "rb") as opened:
        assert read_traces(opened.read()) == [one.trace for one in shown[1:]]
    assert sentence == ""
    update, _ = take_away.make_link(view_of(shown))
    assert update["value"] == link_to(View.parse(view_of(shown)), "plan") and "&step=2" in update["value"]


def test_a_branch_is_found_among_the_traces_on_screen(shown):
    recipe = shown[0].trace.recipe
    branch = shown[0].trace.model_copy(update={"recipe": recipe.model_copy(update={"seed": 9})})
    tree = shown[0].tree.with_node(Shown(branch, "live").node)
    grown = replace(shown[0], branches=tree)
    assert [one.trace for one in find_runs(branch.recipe, [grown])] == [branch]


@pytest.mark.parametrize(
    ("view", "sentence"),
    [('{"recipes": []}', "There is no trace on screen."), ("<b>", "load it again")],
)
def test_nothing_to_take_away_is_said_in_one_sentence(take_away, shown, view, sentence):
    *_, (file, said) = take_away.make_file("Moves (CSV)", view, shown)
    assert file is None and sentence in said
    update, said = take_away.make_link(view)
    assert update["visible"] is False and sentence in said
