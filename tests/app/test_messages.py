"""What the server tells the player."""

import json

from app.player.messages import board_of, figures_message, lane, load_message, step_message
from app.player.player import PLOTLY, TracePlayer, head, script, static_paths
from ilm_core.trace import parse_trace
from tests import traces


def test_lane_carries_the_trace_and_its_origin() -> None:
    trace = traces.insertion()
    made = lane(trace, "live")
    assert made["trace"] == json.loads(trace.to_json())
    told = {name: made[name] for name in ("family", "title", "source", "checkpoint", "sha256", "seed")}
    assert told == {
        "family": "ilm",
        "title": "ILM",
        "source": "live",
        "checkpoint": "toy/ilm",
        "sha256": "01234567",
        "seed": 0,
    }
    assert len(made["board"]["frames"]) == len(trace.steps) + 1
    assert lane(trace, "live", "mine")["title"] == "mine"


def test_load_message_is_one_string_with_figures() -> None:
    made = [lane(make(), "stored") for make in (traces.insertion, traces.unmasking)]
    message = json.loads(load_message(made, play=True))
    assert message["command"] == "load" and message["play"] is True
    sent = [parse_trace(json.dumps(one["trace"])) for one in message["lanes"]]
    assert sent == [traces.insertion(), traces.unmasking()]
    assert len(message["figures"]["beliefs"]) == 2
    assert "template" not in message["figures"]["order"]["layout"]


def test_load_message_before_the_first_step_has_empty_figures() -> None:
    begun = traces.insertion().model_copy(update={"steps": (), "ended": "running"})
    figures = json.loads(load_message([lane(begun, "live")]))["figures"]
    assert figures["order"]["data"][0]["x"] == []
    assert json.loads(load_message([]))["figures"] is None


def test_figures_message_draws_what_there_is_so_far() -> None:
    whole = traces.insertion()
    partial = whole.model_copy(update={"steps": whole.steps[:2], "ended": "running"})
    message = json.loads(figures_message([partial, traces.unmasking()], ["ILM", "MDM"]))
    assert message["command"] == "figures"
    assert [len(one["y"]) for one in message["figures"]["order"]["data"]] == [2, 5]
    assert [one["name"] for one in message["figures"]["order"]["data"]] == ["ILM", "MDM"]


def test_step_message_carries_the_step() -> None:
    trace = traces.insertion()
    frame = board_of(trace.recipe.task, traces.GRAPH).frame(trace.canvases()[1], None)
    message = json.loads(step_message(2, 0, trace.steps[0], frame))
    assert (message["command"], message["lane"], message["number"]) == ("step", 2, 0) and message["board"] == frame
    assert message["step"] == json.loads(trace.to_json())["steps"][0]


def test_tasks_without_a_board_have_none() -> None:
    trace = traces.long_appending(3)
    assert lane(trace, "stored")["board"] is None
    assert board_of(trace.recipe.task, {}) is None and board_of("unknown", traces.GRAPH) is None
    assert json.loads(step_message(0, 0, trace.steps[0], None))["board"] is None


def test_component_has_no_template_for_data() -> None:
    player = TracePlayer()
    assert "${" not in player.html_template and "{{" not in player.html_template
    assert player.get_config()["value"] is None
    assert "innerHTML" not in script()


def test_plotly_is_served_from_the_installed_package() -> None:
    assert static_paths() == [PLOTLY] and PLOTLY.is_file()
    assert "//" not in head().split('"gradio_api/file=')[1]
