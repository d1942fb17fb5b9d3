"""For everyone: axe, keyboard, tables, announcements, clicks, phones and less motion, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.offline.page import page_without_figures
from app.player.messages import figures_message, lane, load_message, step_message
from app.player.player import PLOTLY, script
from app.shown import Shown
from tests import traces
from tests.app.tiny import GRAPH, save_tiny_models, save_tiny_traces
from tests.browser.conftest import cramped, serve, settle, violations, visit

OTHER = "0>1 1>2 2>3 1>4; source 0; goal 3"
ROOT = "bare-player"
SHADOW = "document.querySelector('#player .trace-player-root').shadowRoot"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The whole app with tiny models; gives its address."""
    models = save_tiny_models(tmp_path_factory.mktemp("models"))
    stored = save_tiny_traces(tmp_path_factory.mktemp("traces"), models, (GRAPH, OTHER))
    with serve(models, stored) as url:
        yield url


def open_site(page: Page, site: str, query: str = "") -> Page:
    """The Plan page with its first example; nothing plays."""
    page.emulate_media(reduced_motion="reduce")
    visit(page, site + query)
    page.wait_for_selector("[slot=beliefs] .plot-container")
    return page


@pytest.fixture
def bare(page: Page) -> Page:
    """The player alone on an empty page, with plotly.js, for readers who like no motion."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.set_content(f"<div id={ROOT}></div>")
    page.add_script_tag(content=PLOTLY.read_text())
    page.add_script_tag(content=script(plotly=None))
    page.evaluate(f"window.player = mountTracePlayer(document.getElementById('{ROOT}'), playerOptions)")
    return page


def put(page: Page, message: str) -> None:
    """Show something in the bare player, as the server would send it."""
    page.evaluate("message => window.player.receive(message)", message)


def three() -> str:
    """ILM, MDM and ARM on the same graph."""
    return load_message([lane(make(), "stored") for make in (traces.insertion, traces.unmasking, traces.appending)])


def made(page: Page) -> list[str]:
    """What each lane says of its step."""
    return page.locator(".meter-step .number").all_inner_texts()


def open_tables(page: Page) -> int:
    """Show every chart as a table, the last one first; gives their number."""
    buttons = page.get_by_role("button", name="Show as table")
    count = buttons.count()
    for _ in range(count):
        buttons.last.click()
    settle(page)
    return count


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, site: str, theme: str) -> None:
    open_site(page, site, f"?__theme={theme}")
    assert violations(page) == []
    page.get_by_role("button", name="Settings").click()
    open_tables(page)
    page.locator("#player .token:visible, #player .place:visible").first.click()
    settle(page)
    assert violations(page) == []
    page.get_by_role("button", name="keys", exact=True).click()
    assert violations(page) == []


def test_axe_finds_nothing_on_the_offline_page(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "runs.html"
    shown = [Shown(make(), "stored") for make in (traces.insertion, traces.unmasking)]
    file.write_bytes(page_without_figures(shown, "http://127.0.0.1/?tab=plan"))
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(f"file://{file}")
        page.locator(".stage").press("End")
        page.locator(".token:visible").first.click()
        expect(page.locator(".details")).to_be_visible()
        assert violations(page) == [], theme


def test_a_table_beside_each_chart(bare: Page) -> None:
    page = bare
    put(page, three())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("input[type=range]").fill("3")
    assert open_tables(page) == 6  # three boards and three charts; ILM's board comes last
    rows = lambda name: page.get_by_role("region", name=f"{name} as a table").get_by_role("row")  # noqa: E731
    assert rows("Order map").all_inner_texts()[2].split("\t")[1:] == [
        "‘0’ at position 1",
        "‘0’ at position 1; ‘1’ at position 3",
        "‘1’ at position 2",
    ]
    assert rows("Stop and entropy").all_inner_texts()[5].split("\t")[1:] == ["0.700", "1.46", "", "", "0.700", "1.46"]
    columns = rows("Beliefs").first.inner_text().split("\t")
    assert columns == ["step", "after the prompt", "after ‘0’", "after ‘1’", "after ‘1’", "after ‘2’", "stop"]
    shares = [[cell for cell in row.split("\t")[1:] if cell] for row in rows("Beliefs").all_inner_texts()[1:]]
    assert [sum(map(float, row)) for row in shares] == pytest.approx([1] * 5, abs=0.003)
    assert "on the path 0→1; wrong turn 1→3\tlost at step 4" in rows("Board of ARM").all_inner_texts()[4]
    marked = page.locator(".figures tr[aria-current=step] button")
    assert marked.all_inner_texts() == ["3", "4", "4"]  # the last move, and the beliefs about the next one
    page.get_by_role("region", name="Order map as a table").get_by_role("button", name="1").click()
    expect(page.locator(".meter-step .number").first).to_have_text("1 / 5")
    expect(marked.first).to_have_text("1")
    assert sent == []


TOLD = [
    (traces.insertion, 0, "ILM has the prompt and has not moved yet."),
    (traces.insertion, 3, "Step 3, ILM inserted ‘2’ after ‘1’, p 0.324, stop 0.100."),
    (traces.insertion, 4, "Step 4, ILM inserted ‘1’ between ‘1’ and ‘2’, p 0.270, stop 0.100. The puzzle is solved."),
    (traces.insertion, 5, "Step 5, ILM stopped, p 0.700."),
    (traces.unmasking, 2, "Step 2, MDM unmasked ‘0’ in cell 1 and ‘1’ in cell 3, least p 0.600."),
    (traces.unmasking, 3, "Step 3, MDM unmasked ‘3’ in cell 4, p 0.600. The puzzle is lost at step 3."),
    (traces.appending, 1, "Step 1, ARM appended ‘0’ after the prompt, p 0.540, stop 0.100."),
    (lambda: traces.insertion("it"), 1, "Step 1, IT inserted ‘1’ after the prompt, p 0.540, stop 0.100."),
]


def test_every_kind_of_move_is_told(bare: Page) -> None:
    for make, step, sentence in TOLD:
        put(bare, load_message([lane(make(), "stored")]))
        for _ in range(step):
            bare.get_by_role("button", name="one step forward").click()
        expect(bare.locator(".announcement")).to_have_text(sentence)


def test_playing_is_not_told_step_by_step(bare: Page) -> None:
    page = bare
    put(page, load_message([lane(traces.long_insertion(30), "stored")]))
    page.evaluate(
        f"""() => {{
          const live = document.getElementById('{ROOT}').shadowRoot.querySelector('.announcement');
          window.told = [];
          const note = () => window.told.push(live.textContent);
          new MutationObserver(note).observe(live, {{ childList: true, characterData: true, subtree: true }});
        }}"""
    )
    page.get_by_label("speed", exact=True).select_option("4")
    page.get_by_role("button", name="play", exact=True).click()
    expect(page.locator(".meter-step .number")).to_have_text("31 / 31")
    expect(page.locator(".announcement")).to_contain_text("Step 31, ILM stopped")
    assert len(page.evaluate("window.told")) < 16


def test_a_whole_task_by_keyboard(page: Page, site: str) -> None:
    open_site(page, site)
    press = page.keyboard.press

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(60):
            press(key)
            if page.locator(selector).evaluate("one => one.matches(':focus')"):
                return
        pytest.fail(f"Tab does not reach {selector}")

    tab_to("#example input")
    press("ArrowDown")
    press("Enter")
    expect(page.locator("#graph textarea")).to_have_value(OTHER)
    tab_to("#families input >> nth=2")
    press(" ")  # without ARM
    tab_to("#run")
    style = "one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).boxShadow]"
    assert page.locator("#run").evaluate(style) != ["none", "none"], "the focus is visible"
    press("Enter")
    expect(page.locator("#player .badge").first).to_have_text("live")
    expect(page.locator("#run")).to_be_enabled()
    expect(page.locator("#player .lane")).to_have_count(2)
    tab_to("#player .stage")
    press("Home")
    press("ArrowRight")
    expect(page.locator(".meter-step .number").first).to_contain_text("1 / ")
    press("ArrowDown")
    expect(page.locator(".lane.chosen")).to_have_attribute("data-family", "mdm")
    press("Shift+ArrowRight")
    press("Enter")
    expect(page.locator(".details")).to_be_visible()
    expect(page.locator(".details .close")).to_be_focused()
    press("Escape")
    expect(page.locator(".details")).to_be_hidden()
    expect(page.locator(".lane.chosen .token:focus, .lane.chosen .place:focus")).to_have_count(1)
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    press("Escape")
    tab_to("#player .as-table >> nth=2")  # past both boards, to the order map
    press("Enter")
    expect(page.get_by_role("region", name="Order map as a table")).to_be_visible()
    tab_to("#verify")
    press("Enter")
    expect(page.locator("#found p")).to_contain_text("ILM: made again")


def test_what_comes_under_a_resting_mouse_shows_no_details(bare: Page):
    put(bare, three())
    details = bare.locator(".details")
    box = bare.locator(".token:visible").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    bare.evaluate("document.body.style.paddingTop = '100vh'")
    bare.mouse.move(x, y)
    bare.evaluate("document.body.style.paddingTop = ''")
    bare.evaluate("([x, y]) => document.elementFromPoint(x, y)", [x, y])
    bare.wait_for_timeout(500)  # for the browser to notice what the mouse is over now
    expect(details).to_be_hidden()
    bare.mouse.move(x + 2, y)
    expect(details).to_be_visible()


def click_chart(page: Page, slot: str, x: float, y: float) -> None:
    """Click in a chart at a point of its axes."""
    place = page.evaluate(
        """([slot, x, y]) => {
          const div = document.querySelector(`[slot=${slot}]`);
          div.scrollIntoView({ block: 'center' });
          const { xaxis, yaxis } = div._fullLayout, box = div.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
        }""",
        [slot, x, y],
    )
    page.mouse.move(*place)
    page.wait_for_selector(f"[slot={slot}] .hoverlayer > *", state="attached")
    page.mouse.click(*place)


def test_a_click_in_any_figure_moves_the_clock(bare: Page) -> None:
    page = bare
    put(page, three())
    page.wait_for_function("() => document.querySelector('[slot=beliefs]').data?.[0].x.length === 5")
    number = page.locator(".meter-step .number").first
    for slot, x, y, step in (("stop", 4, 0.1, 3), ("beliefs", 2, 0, 1), ("order", 3, 4, 4), ("board-0", 1, 0, 3)):
        if slot == "board-0":  # node 2, wherever it was drawn
            x, y = (page.evaluate(f"document.querySelector('[slot=board-0]').data.at(-1).{axis}[2]") for axis in "xy")
        click_chart(page, slot, x, y)
        expect(number).to_have_text(f"{step} / 5")


def test_charts_grow_with_a_run_without_being_made_anew(bare: Page) -> None:
    page = bare
    whole = traces.insertion()
    begun = whole.model_copy(update={"steps": (), "ended": "running"})
    put(page, load_message([lane(begun, "live")]))
    placed = "() => document.querySelector('[slot=order]').data[0].x.length"
    page.wait_for_function(f"() => ({placed})() === 0")
    page.evaluate("document.querySelector('[slot=order]').kept = true")
    for sent, count in ((0, 1), (1, 3)):
        for number in range(sent, count):
            put(page, step_message(0, number, whole.steps[number], None))
        partial = whole.model_copy(update={"steps": whole.steps[:count], "ended": "running"})
        put(page, figures_message([partial], ["ILM"]))
        page.wait_for_function(f"() => ({placed})() === {count}")
    put(page, load_message([lane(whole, "live")]))
    page.wait_for_function(f"() => ({placed})() === 4")
    put(page, step_message(0, 2, whole.steps[2], None))  # overtaken by the whole run
    expect(page.locator(".meter-step .number")).to_have_text("5 / 5")
    assert page.evaluate("document.querySelector('[slot=order]').kept") is True
    assert page.locator("[slot=order]").count() == 1


def test_dark_mode_changes_the_lines_of_the_charts(bare: Page) -> None:
    put(bare, three())
    colour = "document.querySelector('[slot=order]')?.data?.[0].line.color"
    bare.wait_for_function(f"() => {colour} === '#0072b2'")
    bare.emulate_media(color_scheme="dark")
    bare.wait_for_function(f"() => {colour} === '#56b4e9'")


def test_less_motion(bare: Page) -> None:
    page = bare
    glides = f"""() => new Promise((done) => {{
      const {{ shadowRoot }} = document.getElementById('{ROOT}');
      shadowRoot.querySelector('[aria-label="one step forward"]').click(); // ILM inserts before its first token
      requestAnimationFrame(() => done(shadowRoot.getAnimations().length)); // after the frame in which it is drawn
    }})"""
    for wish, is_gliding in (("reduce", False), ("no-preference", True)):
        page.emulate_media(reduced_motion=wish)
        put(page, three())
        page.locator("input[type=range]").fill("1")
        settle(page)
        assert (page.evaluate(glides) > 0) == is_gliding, wish


def test_four_lanes_keep_in_step(bare: Page) -> None:
    page = bare
    makers = (traces.insertion, traces.unmasking, traces.appending, lambda: traces.insertion("it"))
    put(page, load_message([lane(make(), "stored") for make in makers]))
    page.locator("input[type=range]").fill("3")
    settle(page)
    assert made(page) == ["3 / 5", "2 / 4", "3 / 5", "3 / 5"]  # MDM placed two tokens in its second pass
    page.get_by_label("clock", exact=True).select_option("passes")
    settle(page)
    assert made(page) == ["3 / 5", "3 / 4", "3 / 5", "3 / 5"]
    page.get_by_label("clock", exact=True).select_option("seconds")
    settle(page)
    assert made(page) == ["3 / 5", "1 / 4", "3 / 5", "3 / 5"]  # 35 ms a step against 20
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    lanes = page.locator(".lane").evaluate_all("all => all.map(one => one.scrollWidth <= one.clientWidth)")
    assert lanes == [True] * 4


@pytest.mark.parametrize("width", [360, 768])
def test_narrow_screens(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 780}, has_touch=True, is_mobile=True)
    page = open_site(context.new_page(), site)
    page.get_by_role("button", name="Settings").click()
    open_tables(page)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = cramped(page, "#player")
    place = page.locator("#player [data-family=ilm] .place:visible").last
    place.evaluate("one => one.scrollIntoView({ block: 'center' })")
    box = place.bounding_box()
    sides = [box["x"] + box["width"] / 2 + shift for shift in (-21.5, 21.5)]
    hit = [page.evaluate(f"([x, y]) => {SHADOW}.elementFromPoint(x, y).id", [x, box["y"] + 20]) for x in sides]
    wanted = [place.get_attribute("id")] * 2
    context.close()
    assert small == []
    assert hit == wanted, "a finger hits a place 44 pixels wide, over the tokens"


def test_the_keys_are_listed_from_anywhere_but_a_text_field(page: Page, site: str) -> None:
    open_site(page, site)
    sheet = page.get_by_role("dialog", name="Keys")
    page.locator("body").press("?")
    for told in ("play or pause", "the run branches there", "make it the source"):
        expect(sheet).to_contain_text(told)
    expect(sheet.get_by_role("heading", level=3)).to_have_text(["Player", "What if", "Star graph"])
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.locator("#families input").first.press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#graph textarea").press("?")
    expect(page.locator("#graph textarea")).to_have_value(re.compile(r"\?"))
    expect(sheet).to_be_hidden()
    page.evaluate(f"document.querySelector('#player .trace-player-root').tracePlayer.receive({load_message([])!r})")
    expect(page.locator("#player .empty")).to_be_visible()
    page.locator("#run").press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Write").click()
    expect(page.locator("#write-player .stage")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#write-player dialog")).to_be_visible()
    expect(page.locator("#player dialog")).to_be_hidden()
    expect(page.locator("#write-player dialog h3")).to_have_text(["Player", "What if"])


def test_tables_are_text(bare: Page) -> None:
    page = bare
    put(page, load_message([lane(traces.hostile(), "stored")]))
    open_tables(page)
    expect(page.get_by_role("region", name="Order map as a table")).to_contain_text("‘<img␣src=x␣onerror=alert(1)>’")
    assert page.locator("img[src=x]").count() == 0
