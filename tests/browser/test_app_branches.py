"""What if, in a real browser: every intervention, the tree, two branches side by side."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.app.tiny import GRAPH, save_tiny_models, save_tiny_traces
from tests.browser.conftest import serve, violations, visit

PLAYER = "document.querySelector('#player .trace-player-root').tracePlayer"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The app with untrained models, and a stored example of ILM and ARM."""
    models, traces = save_tiny_models(tmp_path_factory.mktemp("models")), tmp_path_factory.mktemp("traces")
    values = {"token_temperature": 1.0, "place_temperature": 1.0}
    save_tiny_traces(traces, models, [GRAPH], ["ilm", "arm"], seed=3, values=values)
    with serve(models, traces) as url:
        yield url


@pytest.fixture
def plan(page: Page, address: str) -> Page:
    """The page with its stored example, at the second step."""
    visit(page, address)
    expect(page.locator("#player .lane")).to_have_count(2)
    at_step(page, 2)
    return page


def at_step(page: Page, made: int) -> None:
    """Go to the moment when the first lane has made so many steps."""
    page.evaluate(f"{PLAYER}.goToStep(0, {made})")
    expect(lane(page).locator(".meter-step .number")).to_contain_text(f"{made} /")


def lane(page: Page, number: int = 0) -> Locator:
    return page.locator("#player .lane").nth(number)


def names(page: Page) -> list[str]:
    return lane(page).locator(".branch").all_inner_texts()


def open_gap(page: Page, number: int = 0) -> Locator:
    """Open the details of a gap of the first lane, and give their panel."""
    lane(page).locator(".place:visible").nth(number).click()
    panel = page.locator("#player .details")
    expect(panel).to_be_visible()
    return panel


def branches_become(page: Page, *wanted: str) -> None:
    expect(lane(page).locator(".branch")).to_have_text(list(wanted))
    expect(page.locator("#run")).to_be_enabled()


def test_a_branch_is_made_reopened_and_compared(plan: Page):
    panel = open_gap(plan)
    expect(panel).to_contain_text("What if step 3 went another way?")
    token = panel.locator("tbody th").nth(1).inner_text()
    panel.get_by_role("button", name=f"Write ‘{token}’ here at step 3").click()
    made = f"1. step 3: ‘{token}’ after the prompt"
    branches_become(plan, "main", made)
    at_step(plan, 3)
    expect(lane(plan).locator(".sentence")).to_contain_text(f"Step 3, ILM branch 1 inserted ‘{token}’")
    expect(lane(plan).locator(".sentence")).to_contain_text("(forced)")
    expect(lane(plan).locator("h2")).to_have_text("ILM branch 1")

    asked: list[str] = []
    listen = lambda request: asked.append(request.post_data or "")  # noqa: E731
    plan.on("request", listen)
    plan.evaluate("() => { window.opened = document.querySelector('#player .trace-player-root').tracePlayer.runs[0] }")
    lane(plan).get_by_role("button", name="main", exact=True).click()
    expect(lane(plan).locator("h2")).to_have_text("ILM")
    assert plan.evaluate(f"{PLAYER}.runs[0].length > 0 && {PLAYER}.runs[0] !== window.opened")
    plan.wait_for_timeout(500)
    plan.remove_listener("request", listen)
    assert not any('"steps"' in sent for sent in asked), "the page has the traces already"

    lane(plan).get_by_role("button", name=f"compare with {made}").click()
    expect(plan.locator("#player .lane h2")).to_have_text(["ILM", "ILM branch 1", "ARM"])
    expect(lane(plan, 1)).to_contain_text("The same as above up to step 2; step 3 differs.")
    lane(plan, 1).get_by_role("button", name="Go to step 3").click()
    for number in (0, 1):
        expect(lane(plan, number).locator(".meter-step .number")).to_contain_text("3 /")
    expect(lane(plan, 1).locator(".token.differs")).to_have_count(1)
    expect(lane(plan, 2).locator(".differs")).to_have_count(0)
    assert violations(plan) == []  # with a tree open, and two branches compared
    lane(plan, 1).get_by_role("button", name="Close this lane").click()
    expect(plan.locator("#player .lane h2")).to_have_text(["ILM", "ARM"])
    plan.click("#verify")
    expect(plan.locator("#found p")).to_contain_text("ILM: made again")


def test_verify_knows_of_a_branch_opened_just_before(plan: Page):
    """The server hears which branch the page has opened only after it has made the traces again."""
    at_step(plan, 1)
    lane(plan).get_by_role("button", name="Stop now").click()
    branches_become(plan, "main", "1. stop at step 2")
    held: list[Route] = []
    plan.route("**/gradio_api/run/**", lambda route: route.continue_() if held else held.append(route))
    lane(plan).get_by_role("button", name="main", exact=True).click()
    expect(lane(plan).locator("h2")).to_have_text("ILM")
    with plan.expect_response("**/gradio_api/run/**"):  # to say what was found
        plan.click("#verify")
    assert len(held) == 1
    held[0].continue_()
    expect(plan.locator("#found p")).to_contain_text("ILM: made again, all 14 steps are the same.")


@pytest.mark.parametrize("number", [1, 2], ids=["mdm", "arm"])
def test_the_other_families_branch_too(plan: Page, number: int):
    plan.locator("#families input").nth(1).check()  # MDM, which the example is without
    plan.click("#run")
    expect(plan.locator("#player .lane h2")).to_have_text(["ILM", "MDM", "ARM"])
    expect(plan.locator("#run")).to_be_enabled()
    run = f"{PLAYER}.runs[{number}]"
    shared = f"{run}.steps.slice(0, 2).map(({{ moves }}) => moves)"
    before = plan.evaluate(shared)
    plan.evaluate(f"{PLAYER}.goToStep({number}, 2)")
    expect(lane(plan, number).locator(".meter-step .number")).to_contain_text("2 /")
    part = ".token.masked:visible" if number == 1 else ".place:visible"
    lane(plan, number).locator(part).first.click()
    panel = plan.locator("#player .details")
    expect(panel.get_by_role("button", name="Never write here")).to_have_count(1 if number == 1 else 0)
    token = panel.locator("tbody th").nth(1).inner_text()
    panel.get_by_role("button", name=f"Write ‘{token}’ here at step 3").click()
    expect(lane(plan, number).locator(".branch")).to_have_count(2)
    expect(lane(plan, number).locator(".branch").nth(1)).to_contain_text(f"1. step 3: ‘{token}’")
    expect(plan.locator("#run")).to_be_enabled()
    plan.evaluate(f"{PLAYER}.goToStep({number}, 3)")
    title, verb = ("MDM branch 1", "unmasked") if number == 1 else ("ARM branch 1", "appended")
    expect(lane(plan, number).locator(".sentence")).to_contain_text(f"Step 3, {title} {verb} ‘{token}’")
    assert plan.evaluate(shared) == before
    assert plan.evaluate(f"{run}.steps[2].forced")


def test_place_forbid_and_stop(plan: Page):
    chosen = plan.evaluate(f"{PLAYER}.runs[0].steps[2].moves[0].place")
    other = plan.evaluate(f"{PLAYER}.runs[0].steps[2].places.map((one) => one.place).find((one) => one !== {chosen})")
    part = lambda place: plan.locator(f"#player [id$='lane0-place-{place}']")  # noqa: E731
    part(chosen).click()
    expect(plan.get_by_role("button", name="Write here instead")).to_have_count(0)  # it does that anyway
    plan.get_by_role("button", name="Never write here").click()
    expect(lane(plan).locator(".branch").nth(1)).to_contain_text("from step 3 on")
    expect(plan.locator("#run")).to_be_enabled()
    assert chosen not in plan.evaluate(
        f"{PLAYER}.runs[0].steps.slice(2).flatMap((one) => one.moves.map((move) => move.place))"
    )
    lane(plan).get_by_role("button", name="main", exact=True).click()
    at_step(plan, 2)
    part(other).click()
    plan.get_by_role("button", name="Write here instead").click()
    expect(lane(plan).locator(".branch")).to_have_count(3)
    expect(plan.locator("#run")).to_be_enabled()
    assert plan.evaluate(f"{PLAYER}.runs[0].steps[2].moves[0].place") == other
    at_step(plan, 1)
    lane(plan).get_by_role("button", name="Stop now").click()
    expect(lane(plan).locator(".branch")).to_have_count(4)
    expect(plan.locator("#run")).to_be_enabled()
    assert plan.evaluate(f"{PLAYER}.runs[0].length") == 2
    at_step(plan, 2)
    lane(plan).get_by_role("button", name="Do not stop").click()
    expect(lane(plan).locator(".branch")).to_have_count(5)
    expect(plan.locator("#run")).to_be_enabled()
    assert plan.evaluate(f"{PLAYER}.runs[0].length") > 2
    assert {"3. stop at step 2", "4. do not stop at step 2"} <= set(names(plan))


def test_the_keyboard_is_enough_and_a_wrong_token_gets_one_sentence(plan: Page):
    lane(plan).locator(".place:visible").first.focus()
    plan.keyboard.press("Enter")
    field = plan.get_by_label("another token")
    field.focus()
    plan.keyboard.type("seventeen")
    plan.keyboard.press("Enter")
    said = plan.locator("#player .details .said")
    expect(said).to_have_text("‘seventeen’ is not one token of the model's vocabulary.")
    expect(field).to_have_value("seventeen")
    expect(lane(plan).locator(".branch")).to_have_count(0)
    field.fill("17")
    plan.keyboard.press("Enter")
    branches_become(plan, "main", "1. step 3: ‘17’ after the prompt")


def test_what_is_typed_stays_while_the_run_is_looked_at(plan: Page):
    plan.evaluate(f"{PLAYER}.clock.speed = 0.25")  # time to click before the end
    plan.evaluate(f"{PLAYER}.clock.play()")
    panel = open_gap(plan)
    assert not plan.evaluate(f"{PLAYER}.clock.isPlaying")
    at_step(plan, 2)
    field = plan.get_by_label("another token")
    field.fill("17")
    at_step(plan, 3)  # the panel is made anew for another step
    expect(panel).to_contain_text("What if step 4 went another way?")
    expect(field).to_have_value("17")
    expect(field).to_be_focused()
    open_gap(plan, 1)
    expect(field).to_have_value("")


def test_the_same_branch_is_not_made_twice(plan: Page):
    for _ in range(2):
        at_step(plan, 1)
        lane(plan).get_by_role("button", name="Stop now").click()
        branches_become(plan, "main", "1. stop at step 2")
        expect(lane(plan).locator("h2")).to_have_text("ILM branch 1")
        lane(plan).get_by_role("button", name="main", exact=True).click()
        expect(lane(plan).locator("h2")).to_have_text("ILM")


def test_a_phone_has_room_for_all_of_it(plan: Page):
    plan.set_viewport_size({"width": 360, "height": 740})
    panel = open_gap(plan)
    box = panel.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    low = panel.locator(".word-button").evaluate_all("all => all.filter((one) => one.offsetHeight < 43.5).length")
    assert low == 0
    panel.get_by_role("button", name="Never write here").click()
    expect(lane(plan).locator(".branch")).to_have_count(2)
    assert plan.evaluate("document.documentElement.scrollWidth") <= 360
