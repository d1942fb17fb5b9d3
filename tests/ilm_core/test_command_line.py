import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import torch

from ilm_core.__main__ import main
from ilm_core.checkpoints import load_checkpoint, save_checkpoint
from ilm_core.evaluation import fresh_instances
from ilm_core.families import FAMILIES
from ilm_core.recipe_file import read_recipe
from ilm_core.tasks import make_task
from ilm_core.transformer import TrunkConfig

TASK = make_task("star-easy")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with random weights, large enough to write something."""
    config = TrunkConfig(len(TASK.vocabulary), width=16, layers=1, heads=2, feed_forward=16)
    model = FAMILIES["ilm"](config)
    with torch.no_grad():
        model.output_layer.linear.weight.mul_(30)
    path = tmp_path_factory.mktemp("models") / "ilm"
    save_checkpoint(model, path, {"task": "star-easy"})
    return path


def test_evaluate_prints_one_line_that_counts_right(folder: Path, capsys: pytest.CaptureFixture) -> None:
    arguments = ["evaluate", "star-easy", "ilm", "--checkpoint", str(folder), "--count", "9", "--json", "--quiet"]
    assert main(arguments) == 0
    (line,) = capsys.readouterr().out.splitlines()
    result = json.loads(line)
    wanted = {
        "task",
        "family",
        "count",
        "exact_match",
        "parameters",
        "checkpoint",
        "forward_passes_per_example",
        "seconds",
    }
    assert wanted <= result.keys()
    assert (result["task"], result["family"], result["count"]) == ("star-easy", "ilm", 9)
    assert 0 <= result["exact_match"] <= 1
    failures = sum(result["lost_at_step"].values()) + result["cut_by_limit"]
    assert failures == 9 - 9 * result["exact_match"]


def test_evaluate_reads_a_file_and_judges_the_path(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "graphs.jsonl"
    file.write_text("\n".join(json.dumps(document) for document in fresh_instances(TASK, 3, 1)) + "\n\n")
    assert main(["evaluate", "star-easy", "ilm", "--checkpoint", str(folder), "--input", str(file), "--quiet"]) == 0
    assert "count                        3" in capsys.readouterr().out


def test_training_and_evaluation_need_no_package_of_the_app() -> None:
    absent = ["gradio", "plotly", "pandas", "pydantic", "app"]
    block = f"import sys; sys.modules.update(dict.fromkeys({absent}))"
    modules = "import ilm_core.__main__, ilm_core.training, ilm_core.evaluation, ilm_core.cards"
    subprocess.run([sys.executable, "-c", f"{block}; {modules}"], check=True)


def test_trace_and_verify(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "trace.json"
    common = ["--checkpoint", str(folder)]
    settings = ["--set", "token_temperature=1.0", "place_rule=joint"]
    assert main(["trace", "star-easy", "ilm", *common, "--seed", "4", *settings, "--out", str(file)]) == 0
    assert main(["verify", str(file), *common]) == 0
    assert "steps are the same" in capsys.readouterr().out
    document = json.loads(file.read_text())
    assert document["recipe"]["settings"]["place_rule"] == "joint"
    document["steps"][0]["entropy"] += 0.5
    file.write_text(json.dumps(document))
    assert main(["verify", str(file), *common]) == 1
    assert capsys.readouterr().out.strip() == "Step 1 differs in entropy."


def test_schema_describes_real_traces(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert main(["trace", "star-easy", "ilm", "--checkpoint", str(folder)]) == 0
    trace = json.loads(capsys.readouterr().out)
    jsonschema.validate(trace, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**trace, "ended": "perhaps"}, schema)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("not json", "Line 1 of graphs.jsonl is not valid JSON."),
        ('{"edges": [[0, 1]], "source": 0}', "Line 1 of graphs.jsonl: The graph has no goal."),
        ("42", "Line 1 of graphs.jsonl: An instance is an object, { … }."),
        ("[" * 100_000, "Line 1 of graphs.jsonl is not valid JSON."),
        ("", "graphs.jsonl holds no instance."),
    ],
)
def test_bad_input_gets_one_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture, lines: str, sentence: str
) -> None:
    file = tmp_path / "graphs.jsonl"
    file.write_text(lines)
    assert main(["evaluate", "star-easy", "ilm", "--checkpoint", str(folder), "--input", str(file), "--quiet"]) == 2
    assert capsys.readouterr().err.strip() == sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trace", "star-easy", "ilm", "--checkpoint", "nowhere"], "There is no model at nowhere"),
        (["trace", "star-easy", "ilm", "--set", "heat"], "Write a setting as name=value, not 'heat'."),
        (["trace", "star-easy", "mdm"], "is ILM with 27 tokens; star-easy mdm needs MDM with 27."),
        (["trace", "star-hard", "ilm"], "is ILM with 27 tokens; star-hard ilm needs ILM with 63."),
        (["verify", "no-such-file.json"], "No such file"),
    ],
)
def test_bad_arguments_get_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture, arguments: list[str], sentence: str
) -> None:
    if "--checkpoint" not in arguments and arguments[0] == "trace":
        arguments = [*arguments, "--checkpoint", str(folder)]
    assert main(arguments) == 2
    error = capsys.readouterr().err.strip()
    assert sentence in error and "\n" not in error


def test_card_and_table_say_what_was_measured(folder: Path, monkeypatch, capsys: pytest.CaptureFixture) -> None:
    assets = folder.parent / "assets"
    config = read_recipe("star-easy", {}).training
    shown = {**vars(config), "examples": 64, "seconds": 60, "device": "cpu", "processes": 1}
    family = load_checkpoint(folder).family
    save_checkpoint(family, assets / "star-easy" / "ilm", {"task": "star-easy", "training": shown})
    (assets / "star-easy" / "ilm" / "curve.csv").write_text("step,seconds,loss\n100,1,5.0\n200,2,4.0\n")
    for module in ("ilm_core.commands", "ilm_core.cards"):
        monkeypatch.setattr(f"{module}.ASSETS", assets)
    assert main(["card", "star-easy", "ilm", "--count", "7", "--validation-count", "5"]) == 0
    card = (assets / "star-easy" / "ilm" / "README.md").read_text()
    result = json.loads((assets / "star-easy" / "ilm" / "evaluation.json").read_text())
    assert result["count"] == 7 and f"exact match **{100 * result['exact_match']:.1f} %**" in card
    capsys.readouterr()
    assert main(["table"]) == 0
    row = capsys.readouterr().out.splitlines()[2]
    assert row.startswith(f"| star-easy | ILM | **{100 * result['exact_match']:.1f}**") and row.endswith("| 100 |")


def test_fresh_instances_depend_on_the_seed_alone() -> None:
    assert fresh_instances(TASK, 4, 7) == fresh_instances(TASK, 4, 7) != fresh_instances(TASK, 4, 8)


def test_a_trace_of_an_unknown_family_opens_no_folder(folder: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "trace.json"
    assert main(["trace", "star-easy", "ilm", "--checkpoint", str(folder), "--out", str(file)]) == 0
    document = json.loads(file.read_text())
    document["recipe"]["family"] = "../../elsewhere"
    file.write_text(json.dumps(document))
    assert main(["verify", str(file)]) == 2
    assert capsys.readouterr().err.startswith("The trace is of a family '../../elsewhere'; this program has ilm")


def test_order_says_how_step_and_position_go_together(folder: Path, capsys: pytest.CaptureFixture) -> None:
    never = ["--set", "stop_threshold=2.0", "max_tokens=5"]
    assert main(["order", "star-easy", "ilm", "--checkpoint", str(folder), "--count", "3", *never]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["family"] == "ilm" and summary["runs"] == 3 and -1 <= summary["correlation"] <= 1
