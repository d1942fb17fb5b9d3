"""Links, files, figures and embedding in a real browser."""

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.exports import read_traces
from app.links import View, link_to
from app.models import ModelStore
from app.pages.runs import prepare
from ilm_core.comparing import first_difference
from ilm_core.families import Family
from ilm_core.trace import ForcedMove
from tests.app.tiny import GRAPH, TASK, save_tiny_models, save_tiny_traces
from tests.browser.conftest import read_svg, save, serve, visit


class Site:
    """The app under test, and what its models do."""

    def __init__(self, url: str, models: Path) -> None:
        self.url = url
        self.models = models
        self.passes = 0
        self.pause = 0.0


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    models = save_tiny_models(tmp_path_factory.mktemp("models"))
    traces = save_tiny_traces(tmp_path_factory.mktemp("traces"), models, [GRAPH])
    belief = Family.belief
    with serve(models, traces) as url, pytest.MonkeyPatch.context() as patch:
        seen = Site(url, models)

        def slow_belief(family, canvases):
            seen.passes += 1
            time.sleep(seen.pause)
            return belief(family, canvases)

        patch.setattr(Family, "belief", slow_belief)
        yield seen


@pytest.fixture(autouse=True)
def quick_again(site: Site) -> Iterator[None]:
    yield
    site.pause = 0.0


def open_at(page: Page, address: str) -> Page:
    visit(page, address)
    expect(page.locator("#player .lane").first).to_be_visible()
    return page


def moment(page: Page) -> dict:
    """Lane, step and clock, as the player tells them."""
    view = page.evaluate("document.querySelector('#player .trace-player-root').tracePlayer.view()")
    return {name: view[name] for name in ("lane", "step", "clock")}


def choose_file(page: Page, name: str) -> None:
    box = page.locator("#format input")
    box.fill(name)  # by keyboard, since a page that still grows may push the open list out of sight
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value(name)


def link_of(site: Site, seed: int = 0, **view) -> str:
    """A link to runs that are not stored, the first one with a forced move."""
    live = prepare(TASK, GRAPH, ["ilm", "arm"], seed, {"token_temperature": 0.5})
    live.load(ModelStore(site.models))
    first, second = (run.recipe for run in live.runs)
    place = live.runs[0].canvas.identities[live.runs[0].canvas.open.index(True)]
    first = first.model_copy(update={"forced": (ForcedMove(step=0, kind="insert", place=place, token=11),)})
    return link_to(View(recipes=(first, second), base=site.url, **view), "plan")


def test_a_link_opens_a_stored_run_at_the_same_moment_without_any_model(page: Page, site: Site):
    open_at(page, site.url)
    page.locator("#player select[aria-label=clock]").select_option("passes")
    page.locator("#player .stage").press("End")
    page.locator("#player .stage").press("ArrowLeft")
    told = moment(page)
    page.click("#copy-link")
    any_link = re.compile(re.escape(site.url) + r"\?tab=plan&run=[\w-]+&.*clock=passes")
    expect(page.locator("#link textarea, #link input").first).to_have_value(any_link)
    link = page.locator("#link textarea, #link input").first.input_value()
    expect(page.locator("#found p")).to_contain_text("link")
    top = "document.querySelector('{}').getBoundingClientRect().top"
    below = page.evaluate(f"{top.format('#found')} - {top.format('#copy-link')}")  # at once: charts move both
    assert 0 < below < 100, "the sentence stands beside its button"
    assert len(link) <= 500 and told["clock"] == "passes" and told["step"] > 0
    passes = site.passes
    other = page.context.new_page()
    open_at(other, link)
    expect(other.locator("#found p")).to_have_text("Opened from a link.")
    other.wait_for_function(
        "(step) => document.querySelector('#player .trace-player-root').tracePlayer.view().step === step",
        arg=told["step"],
    )
    assert moment(other) == told
    assert site.passes == passes


def test_a_link_to_a_branch_runs_it_again_at_its_step(page: Page, site: Site):
    open_at(page, link_of(site, step=2))
    expect(page.locator("#player .badge.live")).to_have_count(2)
    expect(page.locator("#run")).to_be_enabled()
    page.wait_for_function("document.querySelector('#player .trace-player-root').tracePlayer.view().step === 2")
    steps = page.evaluate("document.querySelector('#player .trace-player-root').tracePlayer.runs[0].steps")
    assert steps[0]["forced"] is True and steps[0]["moves"][0]["token"] == 11
    expect(page.locator("#graph textarea")).to_have_value(GRAPH)
    _, content = save(page, "#player .save-figures button:text('SVG')")
    assert "step1:‘4’" in read_svg(content)[0].replace(" ", ""), "the file says what was imposed"


def test_a_link_outlives_the_server_that_made_it(page: Page, site: Site, tmp_path: Path):
    open_at(page, site.url)
    page.locator("#player .stage").press("End")
    page.locator("#player .stage").press("ArrowLeft")
    told = moment(page)
    made = read_traces(save(page, "#download")[1])
    page.click("#copy-link")
    expect(page.locator("#link textarea, #link input").first).to_have_value(re.compile(re.escape(site.url)))
    link = page.locator("#link textarea, #link input").first.input_value()
    page.goto("about:blank")
    with serve(site.models, tmp_path) as url:  # a server that has stored nothing, and has heard of nobody
        open_at(page, link.replace(site.url, url))
        expect(page.locator("#player .badge.live")).to_have_count(2)
        expect(page.locator("#run")).to_be_enabled()
        page.wait_for_function(
            "(step) => document.querySelector('#player .trace-player-root').tracePlayer.view().step === step",
            arg=told["step"],
        )
        assert moment(page) == told
        again = read_traces(save(page, "#download")[1])
        page.goto("about:blank")
    assert [first_difference(one, other) for one, other in zip(made, again, strict=True)] == [None, None]
    assert [one.recipe for one in again] == [one.recipe for one in made]


@pytest.mark.parametrize("code", ["abc", "%3Cimg%20src=x%20onerror=alert(1)%3E", "x" * 4001])
def test_a_bad_link_says_so_and_the_page_works(page: Page, site: Site, code: str):
    open_at(page, f"{site.url}?tab=plan&run={code}")
    expect(page.locator("#found p")).to_contain_text("link")
    page.click("#run")
    expect(page.locator("#player .badge.live").first).to_be_visible()


def test_files_of_every_kind_are_saved(page: Page, site: Site):
    open_at(page, site.url)
    name, content = save(page, "#download")
    assert name == f"{TASK}-ilm-mdm-seed0.jsonl" and len(read_traces(content)) == 2
    choose_file(page, "Moves (CSV)")
    name, content = save(page, "#download")
    assert name.endswith("-moves.csv") and content.startswith(b"lane,family,source,model,checkpoint,seed,settings,")
    choose_file(page, "Animation (GIF)")
    name, content = save(page, "#download")
    assert name.endswith(".gif") and Image.open(io.BytesIO(content)).n_frames > 3


@pytest.mark.parametrize("name", ["Web page", "Web page with figures, 5 MB"])
def test_the_web_page_works_without_a_network(page: Page, site: Site, browser: Browser, tmp_path, name: str):
    open_at(page, site.url)
    choose_file(page, name)
    file_name, content = save(page, "#download")
    file = tmp_path / file_name
    file.write_bytes(content)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    alone.on("pageerror", lambda error: errors.append(str(error)))
    alone.on("console", lambda said: said.type == "error" and errors.append(said.text))
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(f"file://{file}")
    expect(alone.locator("#player .lane")).to_have_count(2)
    alone.locator("#player .stage").press("End")
    expect(alone.locator("#player .sentence").first).to_contain_text("ILM")
    expect(alone.locator("#badges li")).to_have_count(2)
    if "figures" in name:
        expect(alone.locator("#player .js-plotly-plot").first).to_be_visible()
    assert not errors and asked == [f"file://{file}"]
    alone.goto(f"file://{file}?hide=footer,meters")
    expect(alone.locator("#player .meters").first).to_be_hidden()
    expect(alone.locator("#badges")).to_be_hidden()
    context.close()


def test_each_figure_is_saved_as_picture_and_drawing(page: Page, site: Site):
    open_at(page, site.url)
    choice = page.locator("#player select[aria-label=figure]")
    expect(choice.locator("option")).to_have_count(7)  # two lanes, their boards, and three charts
    for value in choice.locator("option").evaluate_all("(all) => all.map((one) => one.value)"):
        choice.select_option(value)
        name, content = save(page, "#player .save-figures button:text('SVG')")
        words, (width, height) = read_svg(content)
        assert name == f"{TASK}-{value}-seed0.svg"
        family = "mdm" if value.endswith("-1") else "ilm"
        assert "seed 0" in words and f"{TASK}/{family}" in words and TASK in words
        assert site.url + "?tab=plan&run=" in words
        assert width == 1100 and 300 < height < 800
    name, content = save(page, "#player .save-figures button:text('PNG')")
    assert Image.open(io.BytesIO(content)).size == (2 * width, 2 * height)


PANELS = {
    "header": "#top",
    "introduction": ".introduction",
    "input": "#input",
    "settings": "#settings",
    "take": "#take",
    "upload": "#upload",
    "footer": "footer",
    "figures": "#player .figures",
    "boards": "#player .board",
    "meters": "#player .meters",
    "controls": "#player .controls",
}


def test_each_flag_hides_its_panel_and_nothing_else(page: Page, site: Site):
    open_at(page, site.url)
    expect(page.locator("#player .js-plotly-plot").first).to_be_visible()
    for flag in PANELS:
        page.evaluate(
            """(flag) => {
              const stage = document.querySelector('#player .trace-player-root').tracePlayer.stage;
              for (const element of [document.body, stage]) {
                element.className = element.className.replace(/hides-\\w+/g, '');
                hidePanels(element, `?hide=nothing,${flag}`);
              }
            }""",
            flag,
        )
        inside = {"settings"} if flag == "input" else set()
        for name, selector in PANELS.items():
            panel = page.locator(selector).first
            hidden = name == flag or name in inside
            (expect(panel).to_be_hidden if hidden else expect(panel).to_be_visible)()
    open_at(page, f"{site.url}?embed=1&hide=input,figures")
    for name, selector in PANELS.items():
        panel = page.locator(selector).first
        hidden = name in ("header", "introduction", "footer", "input", "settings", "figures")
        (expect(panel).to_be_hidden if hidden else expect(panel).to_be_visible)()


def test_a_closed_tab_frees_the_worker_within_a_step(page: Page, site: Site):
    site.pause = 0.4
    tab = page.context.new_page()
    before = site.passes
    visit(tab, link_of(site, seed=5))
    expect(tab.locator("#stop")).to_be_enabled()
    while site.passes < before + 2:
        time.sleep(0.05)
    tab.close()
    time.sleep(2 * site.pause)  # the pass under way, and the news on its way
    left = site.passes
    time.sleep(4 * site.pause)
    assert site.passes <= left + 1
