"""Zebra puzzles on the Plan page in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.exports import read_traces
from app.player.messages import whole_board
from app.problems.zebra import Zebra
from ilm_core.trace import Trace
from tests.app.tiny import save_tiny_models, save_tiny_traces
from tests.browser.conftest import cramped, read_svg, save, serve, violations, visit

LEVEL = "zebra-3x3"
TEXT = Zebra().random_text(LEVEL, 1)


@pytest.fixture(scope="module")
def traces(tmp_path_factory) -> Path:
    """Folder of the stored example."""
    return tmp_path_factory.mktemp("traces")


@pytest.fixture(scope="module")
def address(tmp_path_factory, traces: Path) -> Iterator[str]:
    models = save_tiny_models(tmp_path_factory.mktemp("models"), ("ilm", "mdm"), task="zebra")
    save_tiny_traces(traces, models, [TEXT], level=LEVEL)
    with serve(models, traces) as url:
        yield url


@pytest.fixture
def stored(address: str, traces: Path) -> list[Trace]:
    """Traces of the stored example."""
    return [read_traces((traces / f"zebra.0.{family}.json").read_bytes())[0] for family in ("ilm", "mdm")]


@pytest.fixture
def zebra(page: Page, address: str) -> Page:
    """The page with a zebra puzzle on it."""
    visit(page, address)
    page.get_by_label("Zebra puzzle", exact=True).check()
    expect(page.locator("#clues .clues li").first).to_be_visible()
    expect(page.locator("#player table.grid")).to_have_count(2)
    return page


def test_the_grid_and_the_clues_follow_the_clock_without_any_request(zebra: Page, stored: list[Trace]):
    expect(zebra.locator("#clues .verdict")).to_contain_text("exactly one")  # the last that is asked for at first
    zebra.wait_for_timeout(500)
    asked: list[str] = []
    zebra.on("request", lambda request: asked.append(request.url))
    moment = zebra.locator("#player input[type=range]")
    moment.press("End")
    for lane, trace in zip(zebra.locator("#player .lane").all(), stored):
        board = whole_board(trace)
        last = board["frames"][-1]
        expect(lane.locator(".grid .fact")).to_have_count(len(last["facts"]))
        values = [board["grid"]["values"][row][value] for row, _, value, *_ in sorted(last["facts"])]
        assert sorted(lane.locator(".grid .value").all_inner_texts()) == sorted(values)
        states = [item.get_attribute("data-state") for item in lane.locator(".grid-clues li").all()]
        assert states == last["clues"]
    moment.press("Home")
    expect(zebra.locator("#player .grid .fact")).to_have_count(0)
    assert not asked


def test_a_clue_shows_which_cells_it_speaks_of(zebra: Page, stored: list[Trace]):
    moment = zebra.locator("#player input[type=range]")
    moment.press("End")  # pauses the clock, wherever it stands
    moment.press("Home")
    lane = zebra.locator("#player .lane").first
    clues = whole_board(stored[0])["grid"]["clues"]
    rows = {row for row, _ in clues[0]["things"]}
    button = lane.locator(".grid-clues button").first
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    for row in rows - {0}:  # nothing is placed yet, so the whole row is open
        expect(lane.locator(f".grid tbody tr:nth-child({row}) td.spoken")).to_have_count(3)
    button.click()
    zebra.mouse.move(0, 0)
    button.blur()
    expect(lane.locator(".spoken")).to_have_count(0)


def test_the_solver_speaks_after_every_change(zebra: Page):
    verdict = zebra.locator("#clues .verdict")
    expect(verdict).to_contain_text("The clues leave exactly one solution.")
    zebra.get_by_label("Remove clue 1", exact=True).click()
    expect(verdict).to_contain_text("The clues leave more than one solution")
    zebra.click("#clues [data-tool=undo]")
    expect(verdict).to_contain_text("exactly one")
    assert zebra.input_value("#clues textarea").split() == TEXT.split()
    zebra.click("#clues [data-tool=add]")
    offer = zebra.locator("#clues .offers button").first
    sentence = offer.inner_text().removeprefix("+ ")
    offer.click()
    expect(zebra.locator("#clues .clues .sentence").last).to_have_text(sentence)
    expect(verdict).to_contain_text("exactly one")


def test_a_malformed_clue_is_named_and_kept(zebra: Page):
    text = f"{TEXT} beside LHS c 1 0 RHS c 2 0 CLUE_END"
    zebra.fill("#clues textarea", text)
    expect(zebra.locator("#clues .problem")).to_contain_text("'beside' is no clue type")
    zebra.click("#run")
    expect(zebra.locator("#notice p")).to_contain_text("needs mending first")
    assert zebra.input_value("#clues textarea") == text


def test_a_puzzle_with_several_solutions_runs_and_says_so(zebra: Page):
    zebra.get_by_label("Remove clue 1", exact=True).click()
    expect(zebra.locator("#clues .verdict")).to_contain_text("no answer counts as right")
    zebra.click("#run")
    expect(zebra.locator("#notice p")).to_contain_text("the clues leave no single solution")
    expect(zebra.locator("#player .badge").first).to_have_text("live")
    expect(zebra.locator("#player .grid .right, #player .grid .wrong")).to_have_count(0)
    expect(zebra.locator("#player .grid caption").first).to_contain_text("No answer is right")


def test_the_grid_is_saved_as_it_stands_and_has_a_table(zebra: Page, address: str, stored: list[Trace]):
    zebra.locator("#player input[type=range]").press("End")
    zebra.select_option("#player select[aria-label=figure]", label="Puzzle: ILM")
    name, content = save(zebra, "#player .save-figures button:text('SVG')")
    words, (width, height) = read_svg(content)
    board = whole_board(stored[0])
    assert name == "zebra-board-0-seed0.svg" and width == 1100
    assert board["grid"]["clues"][0]["sentence"].split(".")[0].split()[-1] in words  # its lines are broken
    assert f"{address}?tab=plan&run=" in words and "zebra/ilm" in words and f"Step {len(stored[0].steps)}, ILM" in words
    assert all(board["grid"]["values"][row][value] in words for row, _, value, *_ in board["frames"][-1]["facts"])
    _, content = save(zebra, "#player .save-figures button:text('PNG')")
    assert Image.open(io.BytesIO(content)).size == (2 * width, 2 * height)
    lane = zebra.locator("#player .lane").first
    lane.get_by_role("button", name="Show as table").click()
    rows = lane.get_by_role("region", name="Board of ILM as a table").locator("tbody tr")
    expect(rows).to_have_count(len(stored[0].steps))
    expect(rows.last).to_contain_text(board["frames"][-1]["words"])
    expect(rows.last).to_have_attribute("aria-current", "step")


def test_a_phone_has_room_for_the_grid_and_the_clues(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    visit(phone, address)
    phone.get_by_label("Zebra puzzle", exact=True).check()
    expect(phone.locator("#player table.grid")).to_have_count(2)
    phone.locator("#player input[type=range]").press("End")
    phone.click("#clues [data-tool=add]")
    expect(phone.locator("#clues .offers button").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert cramped(phone, "#player") == []
    tables = phone.locator("#player table.grid, #player .grid-clues, #clues .clues").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).filter(({ left, right }) => left < 0 || right > 360).length"
    )
    cut = phone.locator("#player .grid td, #player .grid th").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
    )
    context.close()
    assert tables == 0 and cut == []


def test_axe_finds_nothing_in_light_and_dark(zebra: Page):
    zebra.locator("#player input[type=range]").press("End")
    zebra.click("#clues [data-tool=add]")
    expect(zebra.locator("#clues .offers button").first).to_be_visible()
    assert violations(zebra) == []
    zebra.click("#theme")
    zebra.locator("#player .lane").first.get_by_role("button", name="Show as table").click()
    zebra.locator("#player .grid-clues button").last.click()
    assert violations(zebra) == []
