"""The trace player in a real browser: every control, every family, and nothing sent while scrubbing."""

import io
from collections.abc import Iterator
from queue import Queue
from xml.etree import ElementTree

import gradio as gr
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.player.messages import board_of, lane, load_message, step_message
from app.player.player import TracePlayer, head, script, static_paths
from tests import traces
from tests.benchmarks.scrubbing import long_lanes, scrub
from tests.browser.conftest import read_svg, save, settle, visit
from tests.traces import GRAPH

FAMILIES = {
    "ilm": traces.insertion,
    "mdm": traces.unmasking,
    "arm": traces.appending,
    "it": lambda: traces.insertion("it"),
}
LINK = '<a href="https://example.org">ARM</a>'  # a family's name may come from a file
ROOT = "document.querySelector('.trace-player-root').shadowRoot"


def three() -> str:
    """ILM, MDM and ARM on the same graph."""
    return load_message([lane(make(), "stored") for make in (traces.insertion, traces.unmasking, traces.appending)])


SCENES = {
    "three": three,
    "long": long_lanes,
    "hostile": lambda: load_message([lane(traces.hostile(), "stored", LINK)]),
    "empty": lambda: None,
    "cleared": lambda: load_message([]),
    "broken": lambda: "{",
    "play": lambda: load_message([lane(traces.insertion(), "stored")], play=True),
} | {name: lambda make=make: load_message([lane(make(), "stored")]) for name, make in FAMILIES.items()}


STEPS: Queue[None] = Queue()  # each entry lets the scenes ``stream`` and ``stopped`` send one more message


def scene(request: gr.Request) -> Iterator[str | None]:
    """What the address asks for; ``stream`` sends a run step by step, ``stopped`` one that a reader stops after two."""
    name = request.query_params.get("scene", "three")
    if name not in ("stream", "stopped"):
        yield SCENES[name]()
        return
    whole = traces.insertion()
    if name == "stopped":
        whole = whole.model_copy(update={"steps": whole.steps[:2], "ended": "running"})
    begun = whole.model_copy(update={"steps": (), "ended": "running"})
    yield load_message([lane(begun, "live")])
    board = board_of(whole.recipe.task, GRAPH)
    for number, (step, canvas) in enumerate(zip(whole.steps, whole.canvases()[1:])):
        STEPS.get(timeout=60)
        yield step_message(0, number, step, board.frame(canvas, None))
    STEPS.get(timeout=60)
    yield load_message([lane(whole, "live")])


@pytest.fixture(scope="module")
def bed() -> Iterator[str]:
    """A Gradio page with nothing but a player; gives its address."""
    gr.set_static_paths(static_paths())
    with gr.Blocks(analytics_enabled=False) as demo:
        player = TracePlayer(elem_id="player")
        demo.load(scene, None, player, show_progress="hidden")
    _, url, _ = demo.launch(prevent_thread_lock=True, quiet=True, head=head(), ssr_mode=False)
    yield url
    demo.close()


@pytest.fixture
def show(page: Page, bed: str):
    """Open a scene and wait until it is drawn."""

    def open_scene(name: str, query: str = "") -> Page:
        visit(page, f"{bed}?scene={name}{query}")
        expect(page.locator(".lane").first).to_be_visible()
        settle(page)  # a lane just made is empty until the next frame
        return page

    return open_scene


def press(page: Page, name: str) -> None:
    """Press one of the buttons."""
    page.get_by_role("button", name=name, exact=True).click()


def steps_made(page: Page) -> list[str]:
    """What each lane says of its step."""
    return page.locator(".meter-step .number").all_inner_texts()


def tokens_of(lane_element: Locator) -> list[str]:
    """Answer tokens on screen, in reading order; the prompt stays closed."""
    return lane_element.locator(".token:visible .face").all_inner_texts()


@pytest.mark.parametrize("family", FAMILIES)
def test_each_control_drives_each_family(show, family: str) -> None:
    page = show(family)
    last = {"ilm": 5, "mdm": 4, "arm": 5, "it": 5}[family]
    assert steps_made(page) == [f"0 / {last}"]
    press(page, "one step forward")
    expect(page.locator(".meter-step .number")).to_have_text(f"1 / {last}")
    press(page, "last step")
    expect(page.locator(".meter-step .number")).to_have_text(f"{last} / {last}")
    press(page, "one step back")
    expect(page.locator(".meter-step .number")).to_have_text(f"{last - 1} / {last}")
    press(page, "first step")
    expect(page.locator(".meter-step .number")).to_have_text(f"0 / {last}")
    page.get_by_label("speed", exact=True).select_option("4")
    press(page, "play")
    expect(page.locator(".meter-step .number")).to_have_text(f"{last} / {last}")
    expect(page.get_by_role("button", name="play", exact=True)).to_be_visible()
    page.locator("input[type=range]").fill("2")
    settle(page)
    assert steps_made(page) == [f"2 / {last}"]


def test_pause_holds_the_clock(show) -> None:
    page = show("long")
    press(page, "play")
    expect(page.locator(".meter-step .number").first).not_to_have_text("0 / 65")
    press(page, "pause")
    settle(page)
    held = steps_made(page)
    page.wait_for_timeout(900)
    assert steps_made(page) == held


def test_dragging_the_bar_moves_the_clock_without_a_request(show) -> None:
    page = show("long")
    page.wait_for_selector(".js-plotly-plot .plot-container")
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("input[type=range]").scroll_into_view_if_needed()
    box = page.locator("input[type=range]").bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for part in range(1, 21):
        page.mouse.move(box["x"] + box["width"] * part / 20 - 4, box["y"] + box["height"] / 2)
    page.mouse.up()
    for key in ("Home", "ArrowRight", "End", "ArrowLeft"):
        page.keyboard.press(key)
    settle(page)
    assert steps_made(page)[0] == "64 / 65"
    assert page.locator("input[type=range]").get_attribute("aria-valuetext") == "64 of 65 tokens"
    assert sent == []


def test_canvas_follows_the_moves(show) -> None:
    page = show("three")
    ilm, mdm, arm = page.locator(".lane").all()
    assert [tokens_of(one) for one in (ilm, mdm, arm)] == [[], [""] * 5, []]
    seen = []
    for _ in range(5):
        press(page, "one step forward")
        settle(page)
        seen.append(tokens_of(ilm))
    assert seen == [["1"], ["0", "1"], ["0", "1", "2"], ["0", "1", "1", "2"], ["0", "1", "1", "2"]]
    assert tokens_of(mdm) == ["0", "1", "1", "3", "⟨end⟩"]
    assert tokens_of(arm) == ["0", "1", "1", "3"]


@pytest.mark.parametrize("family", ["ilm", "mdm", "arm"])
def test_tokens_keep_their_element_and_colour_as_the_clock_moves(show, family: str) -> None:
    page = show(family)
    changed = f"""() => [...{ROOT}.querySelectorAll('.token:not([hidden], .masked, .new)')].filter((token) => {{
      const {{ color, backgroundColor, borderColor, borderStyle }} = getComputedStyle(token.querySelector('.face'));
      const look = [token.innerText, color, backgroundColor, borderColor, borderStyle].join(' | ');
      window.written ??= new Map();
      const before = window.written.get(token.id) ?? {{ token, look }};
      window.written.set(token.id, before);
      return before.token !== token || before.look !== look;
    }}).map((token) => token.id)"""
    last = int(page.locator("input[type=range]").get_attribute("max"))
    for tick in [*range(1, last + 1), *range(last, 0, -1)]:
        page.locator("input[type=range]").fill(str(tick))
        settle(page)
        assert page.evaluate(changed) == [], tick
    assert page.evaluate("window.written.size") >= 4


def test_tokens_keep_their_elements(show) -> None:
    page = show("ilm")
    press(page, "one step forward")
    first = page.locator(".token:visible")
    identity = first.get_attribute("id")
    page.evaluate(f"id => {{ {ROOT}.getElementById(id).mark = 7 }}", identity)
    assert "new" in first.get_attribute("class").split()
    press(page, "last step")
    settle(page)
    ids = page.locator(".token:visible").evaluate_all("all => all.map(one => one.id)")
    assert len(set(ids)) == 4 and ids.index(identity) == 1
    assert page.evaluate(f"id => {ROOT}.getElementById(id).mark", identity) == 7
    assert page.locator(".token.new:visible").count() == 0  # stopping placed nothing


def test_a_masked_cell_shows_how_likely_its_best_token_is(show) -> None:
    page = show("mdm")
    expect(page.locator(".cell[data-probability]")).to_have_count(5)
    shares = page.locator(".cell[data-probability]").evaluate_all("all => all.map(one => one.dataset.probability)")
    assert shares == ["0.6"] * 5  # not 1 in 5
    expect(page.locator("p.legend")).to_contain_text("how likely its best token is")
    expect(page.locator("p.legend .for-places")).to_be_hidden()
    page.locator("input[type=range]").fill("3")
    expect(page.locator(".meter-p .number")).to_have_text("0.600, rank 1")
    page.locator(".token.masked:visible").hover()
    expect(page.locator(".details")).to_contain_text("its best token0.600")


@pytest.mark.parametrize("family", ["ilm", "arm", "it"])
def test_strip_and_stop_sum_to_one(show, family: str) -> None:
    page = show(family)
    for _ in FAMILIES[family]().steps:
        total = page.evaluate(
            """() => {
              const root = document.querySelector('.trace-player-root').shadowRoot;
              const all = [...root.querySelectorAll('[data-probability]')].filter(one => !one.hidden);
              return all.reduce((sum, one) => sum + Number(one.dataset.probability), 0);
            }"""
        )
        assert total == pytest.approx(1, abs=1e-4)
        press(page, "one step forward")
        settle(page)


def test_clocks_change_alignment_not_content(show) -> None:
    page = show("three")
    page.locator("input[type=range]").fill("3")
    settle(page)
    assert steps_made(page) == ["3 / 5", "2 / 4", "3 / 5"]  # MDM placed two tokens in its second pass
    content = tokens_of(page.locator(".lane").nth(1))
    page.get_by_label("clock", exact=True).select_option("passes")
    settle(page)
    assert steps_made(page) == ["3 / 5", "3 / 4", "3 / 5"]
    page.get_by_label("clock", exact=True).select_option("seconds")
    settle(page)
    assert steps_made(page) == ["3 / 5", "1 / 4", "3 / 5"]  # 35 ms a step against 20
    page.locator("input[type=range]").fill("5")
    settle(page)
    assert tokens_of(page.locator(".lane").nth(1)) == content


def test_status_says_which_step_lost_it(show) -> None:
    page = show("three")
    expect(page.locator(".status").first).to_be_hidden()
    press(page, "last step")
    settle(page)
    words = [text.replace("\n", " ") for text in page.locator(".status").all_inner_texts()]
    assert [word.split(maxsplit=1)[1] for word in words] == ["solved", "lost at step 3", "lost at step 4"]
    assert len({word.split()[0] for word in words}) == 2  # a shape beside the colour
    page.locator("input[type=range]").fill("2")
    expect(page.locator(".status").nth(2)).to_contain_text("still solvable")


def test_each_step_is_told_in_one_sentence(show) -> None:
    page = show("three")
    live = page.locator(".announcement")
    page.locator("input[type=range]").fill("4")
    solved = "The puzzle is solved."
    expect(live).to_have_text(f"Step 4, ILM inserted ‘1’ between ‘1’ and ‘2’, p 0.270, stop 0.100. {solved}")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowDown")
    expect(live).to_have_text("Step 3, MDM unmasked ‘3’ in cell 4, p 0.600. The puzzle is lost at step 3.")
    page.keyboard.press("ArrowDown")
    expect(live).to_have_text("Step 4, ARM appended ‘3’ after ‘1’, p 0.540, stop 0.100. The puzzle is lost at step 4.")


def test_keys(show) -> None:
    page = show("three")
    page.locator(".stage").focus()
    for key, made in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 5), ("Home", 0)):
        page.keyboard.press(key)
        expect(page.locator(".meter-step .number").first).to_have_text(f"{made} / 5")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="play", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_label("speed", exact=True).focus()
    page.keyboard.press("End")  # belongs to the list of speeds
    expect(page.locator(".meter-step .number").first).not_to_have_text("5 / 5")


def test_a_table_keeps_the_keys_that_scroll_it(show) -> None:
    page = show("long")
    page.wait_for_selector("[slot=beliefs] .plot-container")
    page.locator("section.figure", has_text="Beliefs").get_by_role("button", name="Show as table").click()
    table = page.get_by_role("region", name="Beliefs as a table")
    table.focus()
    for key, edge in (("ArrowDown", "scrollTop"), ("ArrowRight", "scrollLeft")):
        page.keyboard.press(key)
        page.wait_for_function(f"(table) => table.{edge} > 0", arg=table.element_handle())
    assert steps_made(page)[0].startswith("0 /")


def test_details_by_mouse_keyboard_and_touch(show, browser, bed: str) -> None:
    page = show("ilm")
    page.locator("input[type=range]").fill("3")
    settle(page)
    page.locator(".token:visible .face", has_text="2").hover()
    panel = page.locator(".details")
    for text in ("placed at step", "3 of 5", "rank 1", "entropy", "0.600", "chosen"):
        expect(panel).to_contain_text(text)
    page.mouse.move(0, 0)
    expect(panel).to_be_hidden()
    page.locator(".place:visible").nth(2).click()
    expect(panel).to_contain_text("Gap between ‘1’ and ‘2’")
    expect(panel.get_by_role("row")).to_have_count(11)  # ten tokens, and all others: 1 − 0.6 − 9 × 0.04
    assert panel.get_by_role("row").last.inner_text().split() == ["all", "other", "tokens", "0.040"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("‘1’")
    touch = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True).new_page()
    visit(touch, f"{bed}?scene=mdm")
    touch.locator(".token:visible").first.tap()
    expect(touch.locator(".details")).to_contain_text("Masked cell 1")
    touch.context.close()


def test_prompt_opens(show) -> None:
    page = show("ilm")
    chip = page.get_by_role("button", name="prompt, 10 tokens")
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "true")
    assert tokens_of(page.locator(".lane"))[:3] == ["⟨cls⟩", "0", "1"]


def test_click_in_the_order_map_moves_the_clock(show) -> None:
    page = show("three")
    page.wait_for_selector("[slot=order] .points path")
    page.locator("[slot=order]").scroll_into_view_if_needed()
    page.locator("[slot=order] .trace").first.locator(".points path").nth(3).click(force=True)
    expect(page.locator(".meter-step .number").first).to_have_text("4 / 5")


def test_board_follows_the_clock(show) -> None:
    page = show("three")
    page.wait_for_selector("[slot=beliefs] .plot-container")  # the last figure to be drawn
    colours = "slot => document.querySelector(`[slot=${slot}]`).data.slice(0, 3).map(edge => edge.line.color)"
    dashes = "slot => document.querySelector(`[slot=${slot}]`).data.slice(0, 3).map(edge => edge.line.dash ?? 'solid')"
    press(page, "last step")
    page.wait_for_function(f"() => ({dashes})('board-2')[2] !== 'solid'")
    assert page.evaluate(colours, "board-0") == ["#009E73", "#009E73", "#8A93A3"]
    assert page.evaluate(colours, "board-2") == ["#009E73", "#8A93A3", "#D55E00"]


def drawn(content: bytes, tag: str, **wanted: str) -> list[ElementTree.Element]:
    """Shapes of a drawing with these attributes, from left to right."""
    found = ElementTree.fromstring(content).iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    matching = [one for one in found if all(one.get(name.replace("_", "-")) == value for name, value in wanted.items())]
    return sorted(matching, key=lambda one: float(one.get("x", 0)))


def save_figure(page: Page, value: str, kind: str = "SVG") -> tuple[str, bytes]:
    """Save what the list of figures calls so."""
    page.get_by_label("figure", exact=True).select_option(value)
    return save(page, f".save-figures button:text('{kind}')")


def test_a_lane_is_saved_as_it_stands(show) -> None:
    page = show("three")
    page.locator("input[type=range]").fill("3")
    settle(page)
    name, content = save_figure(page, "lane-0")
    words, (width, height) = read_svg(content)
    assert name == "star-medium-lane-0-seed0.svg" and width == 1100
    for told in ("Lane: ILM", "step 3 of 5", "still solvable", "Step 3, ILM inserted ‘2’ after ‘1’", "stop now0.100"):
        assert told in words
    assert "ILM · stored · toy/ilm 01234567 · seed 0 · place by marginal" in words and "toy/mdm" not in words
    faces = drawn(content, "text", font_size="16", font_weight="600")
    assert [one.text for one in faces if one.text != "word"] == ["0", "1", "2"]
    tokens = [(one.get("x"), one.text) for one in faces if one.text != "word"]
    orders = {one.get("x"): one.text for one in drawn(content, "text", font_size="11")}
    assert [orders[x] for x, _ in tokens] == ["2", "1", "3 new"]
    shares = [one.probability for one in traces.insertion().steps[3].places]
    foot = lambda bar: float(bar.get("y")) + float(bar.get("height"))  # noqa: E731
    bars = drawn(content, "rect", width="14")
    bars = [bar for bar in bars if foot(bar) == min(map(foot, bars))]  # those of the legend stand lower
    assert sorted(float(one.get("height")) for one in bars) == pytest.approx(sorted(44 * share for share in shares))
    assert [one.get("fill-opacity") for one in bars].count("1") == 1  # where the coming step writes
    _, picture = save_figure(page, "lane-0", "PNG")
    assert Image.open(io.BytesIO(picture)).size == (2 * width, 2 * height)
    press(page, "last step")
    words, _ = read_svg(save_figure(page, "lane-2")[1])
    assert "✖ lost at step 4" in words
    words, _ = read_svg(save_figure(page, "lane-1")[1])
    assert "cannot; ends with its last mask" in words and "hatched: a masked cell" in words
    words, _ = read_svg(save_figure(page, "board-2")[1])
    for told in ("step 5 of 5", "✖ lost at step 4", "on the path 0→1; wrong turn 1→3", "wrong turn"):
        assert told in words


def test_tokens_are_data(show) -> None:
    page = show("hostile")
    press(page, "last step")
    settle(page)
    shown = tokens_of(page.locator(".lane"))
    assert shown[:5] == ["<img␣src=x␣onerror=alert(1)>", "${alert(1)}", "{{value}}", "␣", "⏎"]
    assert shown[5:] == ["</script>", "⟨empty⟩", "⟨202E⟩abc"]
    page.wait_for_selector("[slot=order] .points path")
    assert page.locator("img[src=x]").count() == 0
    expect(page.locator(".lane h2")).to_have_text(LINK)
    expect(page.locator("[slot=stop] .legendtext")).to_have_text(LINK)
    assert page.locator("[slot] a").count() == 0
    words, _ = read_svg(save_figure(page, "lane-0")[1])
    assert "<img␣src=x␣onerror=alert(1)>" in words and "⟨202E⟩abc" in words and f"Lane: {LINK}" in words


def test_steps_stream_in_and_the_clock_follows(show) -> None:
    page = show("stream")
    number = page.locator(".meter-step .number")
    for made in range(1, 6):
        STEPS.put(None)
        expect(number).to_have_text(f"{made} / {made} …")
    STEPS.put(None)
    expect(number).to_have_text("5 / 5")
    assert tokens_of(page.locator(".lane")) == ["0", "1", "1", "2"]


def test_a_run_that_was_stopped_is_no_longer_growing(show) -> None:
    page = show("stopped")
    number = page.locator(".meter-step .number")
    for _ in range(2):
        STEPS.put(None)
    expect(number).to_have_text("2 / 2 …")
    STEPS.put(None)
    expect(number).to_have_text("2 / 2")
    told = page.locator(".announcement")
    page.locator(".stage").focus()
    for key, words in (("ArrowLeft", "Step 1,"), ("ArrowRight", "Step 2,"), ("ArrowLeft", "Step 1,")):
        page.keyboard.press(key)
        settle(page)
        assert told.inner_text().startswith(words)  # at once, not one step in a few seconds
    words, _ = read_svg(save_figure(page, "lane-0")[1])
    assert "step 1 of 2" in words and "so far" not in words


def test_a_reader_who_looks_back_stays_there_while_steps_stream_in(show) -> None:
    page = show("stream")
    number = page.locator(".meter-step .number")
    for _ in range(2):
        STEPS.put(None)
    expect(number).to_have_text("2 / 2 …")
    press(page, "first step")
    for _ in range(4):
        STEPS.put(None)
    expect(number).to_have_text("0 / 5")


@pytest.mark.parametrize(
    ("name", "words"),
    [("empty", "No run is on screen"), ("cleared", "No run is on screen"), ("broken", "cannot read")],
)
def test_never_a_blank(page: Page, bed: str, name: str, words: str) -> None:
    page.goto(f"{bed}?scene={name}")
    expect(page.locator(".empty")).to_contain_text(words)


def test_plays_by_itself_only_for_readers_who_like_motion(show, browser, bed: str) -> None:
    page = show("play")
    expect(page.locator(".meter-step .number")).not_to_have_text("0 / 5")
    still = browser.new_context(reduced_motion="reduce").new_page()
    visit(still, f"{bed}?scene=play")
    expect(still.locator(".meter-step .number")).to_have_text("0 / 5")  # it is drawn
    still.wait_for_timeout(1000)
    assert steps_made(still) == ["0 / 5"]
    still.context.close()


def test_dark_mode_reaches_the_figures(show) -> None:
    page = show("three", "&__theme=dark")
    page.wait_for_selector("[slot=stop] .plot-container")
    page.wait_for_function("() => document.querySelector('[slot=stop]').layout.font.color === '#e5e7eb'")
    assert page.evaluate("document.querySelector('[slot=stop]').layout.paper_bgcolor") == "rgba(0,0,0,0)"
    page.evaluate("document.body.classList.remove('dark')")
    page.wait_for_function("() => document.querySelector('[slot=stop]').layout.font.color === '#1f2937'")


@pytest.mark.parametrize("width", [360, 768])
def test_narrow_screens_need_no_sideways_scroll(page: Page, show, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show("three")
    press(page, "last step")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """() => [...document.querySelector('.trace-player-root').shadowRoot.querySelectorAll('button:not([hidden])')]
            .filter(one => one.offsetWidth && one.getBoundingClientRect().right > innerWidth)
            .map(one => one.ariaLabel ?? one.innerText)"""
    )
    assert outside == []
    small = page.locator(".controls button:visible").evaluate_all(
        "all => all.filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 44).map(one => one.ariaLabel)"
    )
    assert small == []


@pytest.mark.parametrize("width", [360, 900, 1280])
def test_where_a_lane_breaks_its_step_numbers_stay_readable(page: Page, show, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show("long")
    press(page, "last step")
    settle(page)
    rows, hidden = page.evaluate(
        """() => {
          const lanes = [...document.querySelector('.trace-player-root').shadowRoot.querySelectorAll('.strip')];
          const boxes = (lane, what) => [...lane.querySelectorAll(what)].map(one => one.getBoundingClientRect())
            .filter(box => box.width);
          const rows = lanes.map(lane => new Set(boxes(lane, '.face').map(box => Math.round(box.top))).size);
          const crosses = (a, b) =>
            a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          const hidden = lanes.map(lane => boxes(lane, '.order')
            .filter(number => boxes(lane, '.face').some(face => crosses(number, face))).length);
          return [rows, hidden];
        }"""
    )
    assert min(rows) > 1, "the lanes are too short to break"
    assert hidden == [0, 0, 0]


def test_runs_outside_gradio_and_without_plotly(page: Page) -> None:
    page.set_content("<main></main>")
    page.add_script_tag(content=script())
    page.evaluate(
        """message => {
          window.player = mountTracePlayer(document.querySelector('main'), { ...playerOptions, plotly: null });
          window.player.receive(message);
        }""",
        three(),
    )
    press(page, "last step")
    expect(page.locator(".meter-step .number").first).to_have_text("5 / 5")
    expect(page.locator(".board").first).to_be_hidden()
    expect(page.locator(".figures")).to_be_hidden()


def test_says_so_when_plotly_does_not_arrive(page: Page, bed: str) -> None:
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(f"{bed}?scene=three")
    expect(page.locator(".pending")).to_contain_text("plotly.js did not arrive")
    press(page, "one step forward")
    expect(page.locator(".meter-step .number").first).to_have_text("1 / 5")
    page.unroute("**/plotly.min.js")
    page.evaluate("(message) => document.querySelector('.trace-player-root').tracePlayer.receive(message)", three())
    expect(page.locator("[slot=order] .plot-container")).to_be_visible()
    expect(page.locator("[slot=board-0] .plot-container")).to_be_visible()
    expect(page.locator(".pending")).to_be_hidden()


def test_scrubbing_three_long_lanes_draws_once_a_step(show) -> None:
    page = show("long")
    page.wait_for_selector("[slot=beliefs] .plot-container")
    assert scrub(page).draws == 65
