"""The Write page in a real browser."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from ilm_core.tasks.text import StoriesTask
from tests.app.tiny import save_tiny_models, save_tiny_traces
from tests.browser.conftest import cramped, read_svg, save, serve, settle, violations, visit

TEXT = "Tom had a ___[red] ball <b>& a hat</b>. He ___[was happy]."
VALUES = {"token_temperature": 1, "gap_min_tokens": 1, "gap_max_tokens": 3}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    task = StoriesTask.name
    models, traces = save_tiny_models(tmp_path_factory.mktemp("models"), task=task), tmp_path_factory.mktemp("traces")
    save_tiny_traces(traces, models, [TEXT], ["ilm", "mdm", "arm"], task, values=VALUES, limit=60)
    with serve(models, traces) as url:
        yield url


@pytest.fixture
def write(page: Page, address: str) -> Page:
    """The page, opened by its link and ready."""
    visit(page, f"{address}?tab=write")
    expect(page.locator("#write-player .lane")).to_have_count(3)
    settle(page)  # Gradio puts the values of a tab just opened back once more
    return page


def lane(page: Page, family: str):
    return page.locator(f'#write-player .lane[data-family="{family}"]')


def test_a_link_opens_the_page_with_a_stored_text(write: Page):
    assert write.input_value("#text textarea") == TEXT
    for family in ("ilm", "mdm"):
        strip = lane(write, family).locator(".strip")
        expect(strip).to_contain_text("ball <b>& a hat</b>. He")  # as text, never as markup
        assert strip.locator("b").count() == 0
    expect(lane(write, "mdm").locator(".note")).to_contain_text("the true lengths")
    expect(lane(write, "arm").locator(".note")).to_contain_text("cannot see what stands on the right")


def test_the_comparison_can_be_hidden(page: Page, address: str):
    for query, expected in (("", "visible"), ("&hide=comparison", "hidden")):
        visit(page, f"{address}?tab=write{query}")
        expect(page.locator("#write-player .lane")).to_have_count(3)
        page.locator("#write-compare-lengths").wait_for(state=expected)


def test_typed_and_written_text_differ_by_more_than_colour(write: Page):
    write.locator("#write-player").get_by_role("button", name="last step").click()
    strip = lane(write, "mdm").locator(".strip")
    expect(strip.locator(".token:not(.given)").first).to_be_visible()
    expect(strip.locator(".token.masked")).to_have_count(0)  # the last step is drawn
    lines = strip.evaluate(
        """strip => [".token.given .face", ".token:not(.given, .new) .face"].map(
            kind => getComputedStyle(strip.querySelector(`${kind}`)).textDecorationLine)"""
    )
    assert lines == ["none", "underline"]


def test_a_text_is_saved_in_lines_with_the_step_of_each_token(write: Page):
    write.locator("#write-player").get_by_role("button", name="last step").click()
    write.locator("#write-player select[aria-label=figure]").select_option("lane-0")
    _, content = save(write, "#write-player .save-figures button:text('SVG')")
    words, (width, _) = read_svg(content)
    run = "document.querySelector('#write-player .trace-player-root').tracePlayer.runs[0]"
    written = f"{run}.canvas({run}.length).slice({run}.promptLength)"
    tokens = write.evaluate(f"{written}.map((one) => {run}.face({run}.tokens.get(one)).trim())")
    root = ElementTree.fromstring(content)
    texts = [one for one in root.iter("{http://www.w3.org/2000/svg}text") if one.get("font-size") in ("17", "12")]
    assert "".join(one.text or "" for one in texts).startswith("".join(tokens))
    tops = {float(one.get("y")) for one in texts if one.get("font-size") == "17"}
    assert len(tops) > 2 and max(float(one.get("x")) for one in texts) < width  # of the text, and of the legend
    assert "<b>&" in words and "typed, part of the input" in words
    steps = write.evaluate(f"{run}.order.map((one) => {run}.tokens.get(one)).filter((one) => !one.given).length")
    assert sum((one.text or "").split(" ")[0].isdigit() for one in root.iter() if one.get("font-size") == "10") >= steps


def test_gaps_are_made_by_a_button_and_mistakes_are_said_beside_the_text(write: Page):
    text, gap = write.locator("#text textarea"), write.locator("#text [data-tool=gap]")
    text.fill("Tom had a red ball.")
    expect(write.locator("#text .problem")).to_have_text("The text has no gap; mark one with ___.")
    text.evaluate("box => { box.setSelectionRange(10, 13); box.dispatchEvent(new Event('select')); }")
    expect(gap).to_have_text("Hide the selected words")
    gap.click()
    assert text.input_value() == "Tom had a ___[red] ball."
    expect(write.locator("#text .problem")).to_have_text("")
    expect(write.locator("#text .count")).to_contain_text("of 128 tokens typed, 1 gap to fill")
    write.click("#text [data-tool=undo]")
    assert text.input_value() == "Tom had a red ball."
    write.click("#write-run")
    expect(write.locator("#write-notice p")).to_have_text("The text needs mending first.")
    assert text.input_value() == "Tom had a red ball."


def test_axe_finds_nothing_in_light_and_dark(write: Page):
    write.locator("#write-player").get_by_role("button", name="last step").click()
    write.get_by_text("How gaps are written").click()
    assert violations(write) == []
    write.click("#theme")
    write.fill("#text textarea", "Tom had a ___ ball.")
    write.get_by_label("MDM cells per gap").fill("3")
    write.click("#write-compare-lengths")
    expect(write.locator("#write-variants tbody tr")).to_have_count(8)
    expect(write.locator("#write-compare-lengths")).to_be_enabled()  # no row is made anew any more
    lane(write, "ilm").locator(".token:visible").first.click()
    assert violations(write) == []


def test_lengths_are_compared_and_a_row_goes_on_stage(write: Page):
    write.fill("#text textarea", "Tom had a ___ ball.")
    write.get_by_label("MDM cells per gap").fill("3")
    write.click("#write-compare-lengths")
    rows = write.locator("#write-variants tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.nth(2)).to_contain_text("MDM, n: 3")
    expect(rows.nth(0).locator(".special")).to_have_text(["⟨end⟩"])
    expect(write.locator("#write-compare-lengths")).to_be_enabled()
    expect(write.locator("#write-compare-stop")).to_be_disabled()
    rows.nth(1).get_by_role("button").click()
    expect(write.locator("#write-player .lane")).to_have_count(2)
    expect(lane(write, "mdm").locator(".note")).to_have_text("It was told 2 cells: lengths that somebody chose.")
    expect(write.locator("#write-example input")).to_have_value("")  # what is seen now is no stored example


def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    visit(phone, f"{address}?tab=write")
    expect(phone.locator("#write-player .lane").first).to_be_visible()
    phone.fill("#text textarea", "Tom had a ___ ball.")
    phone.get_by_label("MDM cells per gap").fill("3")
    phone.click("#write-compare-lengths")
    rows = phone.locator("#write-variants tbody tr")
    expect(rows).to_have_count(8)
    expect(phone.locator("#write-compare-lengths")).to_be_enabled()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    small = cramped(phone, "#write-player")
    outside = phone.locator("#write-variants *, #write-player .strip").evaluate_all(
        """all => all.map(one => [one, one.getBoundingClientRect()])
            .filter(([, { left, right }]) => left < 0 || right > 360)
            .map(([one]) => `${one.tagName} ${one.className}`)"""
    )
    context.close()
    assert small == [] and outside == []
