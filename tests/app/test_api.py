"""The API as callers meet it: by the Python client, by MCP, and as the README shows it."""

import asyncio
import json
import re
from ast import literal_eval
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from app.api import Api
from app.interface import build, launch
from app.problems import PROBLEMS
from ilm_core.trace import parse_trace
from tests.app.tiny import GRAPH, TASK, save_tiny_models

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    demo = build(save_tiny_models(tmp_path_factory.mktemp("models")), tmp_path_factory.mktemp("traces"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gradio.networking.url_ok", lambda url: True)  # or a busy machine could not launch it
        _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True)
    yield url
    demo.close()


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_the_description_names_every_level():
    levels = [level for problem in PROBLEMS for level in problem.levels]
    assert [level for level in levels if level not in Api.trace.__doc__ or level not in Api.evaluate.__doc__] == []


def test_a_trace_comes_as_the_published_document(client):
    answer = client.predict(level=TASK, instance=GRAPH, family="mdm", seed=3, api_name="/trace")
    trace = parse_trace(json.dumps(answer["trace"]))
    assert trace.recipe.seed == 3 and trace.recipe.family == "mdm"
    assert answer["outcome"].startswith("MDM ")


def test_a_branch_and_how_it_differs_come_back(client):
    parent = client.predict(level=TASK, instance=GRAPH, family="mdm", seed=3, api_name="/trace")["trace"]
    place = next(
        one["place"] for one in parent["steps"][1]["places"] if one["place"] != parent["steps"][1]["moves"][0]["place"]
    )
    answer = client.predict(trace=parent, step=2, kind="place", place=place, api_name="/branch")
    branch = parse_trace(json.dumps(answer["trace"]))
    assert branch.steps[1].moves[0].place == place and branch.steps[1].forced
    assert answer["outcome"].startswith("MDM ") and answer["change"].startswith("step 2: write in cell ")
    told = client.predict(one=parent, other=answer["trace"], api_name="/compare")
    assert told == answer["comparison"]
    assert told["step"] == 2 and told["summary"].startswith("The same moves up to step 1. Step 2: MDM unmasked ")
    assert client.predict(one=parent, other=parent, api_name="/compare")["same_moves"] is True


def test_evaluation_counts_what_is_solved(client):
    report = client.predict(level=TASK, family="ilm", count=6, seed=1, api_name="/evaluate")
    solved = int(re.fullmatch(rf"ILM solved (\d) of 6 fresh instances of {TASK}\.", report["outcome"])[1])
    assert report["exact_match"] == solved / 6 and report["count"] == 6
    low, high = report["interval"]
    assert low <= report["exact_match"] <= high
    again = client.predict(level=TASK, family="ilm", count=6, seed=1, api_name="/evaluate")
    assert {**again, "seconds": 0} == {**report, "seconds": 0}


@pytest.mark.parametrize(
    ("endpoint", "asked", "sentence"),
    [
        ("/trace", {"level": "star-easy"}, "There is no ilm model for star-easy here."),
        ("/trace", {"level": TASK, "instance": "1>2"}, "The graph has no source"),
        ("/evaluate", {"level": "moon"}, "There is no level 'moon'"),
        ("/evaluate", {"level": TASK, "count": 51}, "The count must be a whole number from 1 to 50."),
        ("/evaluate", {"level": TASK, "family": "gpt"}, "There is no gpt model"),
        ("/branch", {"trace": {}, "step": 1, "kind": "stop"}, "This is not a trace"),
        ("/compare", {"one": {}, "other": {}}, "This is not a trace"),
    ],
)
def test_a_caller_is_told_in_one_sentence_what_is_wrong(client, endpoint, asked, sentence):
    with pytest.raises(AppError, match=re.escape(sentence)):
        client.predict(**asked, api_name=endpoint)


def test_every_named_endpoint_says_what_it_does(client):
    told = client.view_api(return_format="dict")["named_endpoints"]
    assert {"/trace", "/branch", "/compare", "/evaluate"} <= told.keys()
    for endpoint in told.values():
        assert len(endpoint.get("description") or "") > 20


def test_the_tools_of_mcp_can_be_listed_and_called(address):
    async def call() -> tuple[dict, list[str]]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):

            async def ask(name: str, **asked: object) -> str:  # Gradio answers with the text of a Python object
                return (await session.call_tool(name, asked)).content[0].text

            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            evaluated = await ask("evaluate", level=TASK, family="arm", count=2, seed=0)
            trace = literal_eval(await ask("trace", level=TASK, instance=GRAPH, family="ilm", seed=0))["trace"]
            branch = literal_eval(await ask("branch", trace=trace, step=1, kind="stop"))["trace"]
            return tools, [evaluated, await ask("compare", one=trace, other=branch)]

    with ThreadPoolExecutor(1) as pool:  # this one may still have Playwright's event loop
        tools, (evaluated, compared) = pool.submit(asyncio.run, call()).result()
    assert {"trace", "branch", "compare", "evaluate"} <= tools.keys()
    assert "count how many it gets right" in tools["evaluate"].description
    assert "from 1 to 50" in json.dumps(tools["evaluate"].inputSchema)
    assert not [name for name in tools if name in ("begin", "go", "make_file", "open")]
    assert "of 2 fresh instances" in evaluated
    assert "ILM stopped (forced)" in compared


def test_the_example_of_the_readme_runs_as_it_stands(address, capsys):
    code = re.search(r"```python\n(from gradio_client.*?)```", README.read_text(encoding="utf-8"), re.S)[1]
    exec(compile(code.replace("http://127.0.0.1:7860", address), "README", "exec"), {})
    said = capsys.readouterr().out
    assert "ILM" in said and said.count("stop") > 1 and "Step 1: ILM inserted" in said
