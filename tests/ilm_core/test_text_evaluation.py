import json
from dataclasses import replace
from pathlib import Path

import pytest

from ilm_core.__main__ import main
from ilm_core.calibration import VALIDATION_SEED
from ilm_core.checkpoints import Loaded, save_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.judging import Jury
from ilm_core.recipe_file import read_recipe
from ilm_core.tasks import make_task
from ilm_core.tasks.text_corpus import Corpus
from ilm_core.text_calibration import calibrate_text
from ilm_core.text_evaluation import ORDERS, STOP_THRESHOLDS, Experiment, recovery
from ilm_core.transformer import TrunkConfig
from tests.ilm_core.test_oracles import LengthOracle

CONFIG = TrunkConfig(vocabulary_size=4096, width=16, layers=1, heads=2, feed_forward=16)
STORIES = [
    f"Once upon a time there was a cat named {name}. {name} ran to the old park. The sun was warm. {name} was happy."
    for name in ("Tom", "Lily", "Ben", "Sue")
]


def experiment(family: str, **changes) -> Experiment:
    task = make_task("stories")
    model = Loaded(FAMILIES[family](CONFIG).eval(), f"tiny/{family}", "0" * 64, {})
    corpus = Corpus.encode(STORIES, task.vocabulary.encode_many)
    jury = Jury([LengthOracle()], task.vocabulary)
    return Experiment(task, model, {"max_tokens": 6, "token_temperature": 0.0, **changes}, jury, corpus, count=6)


def test_recovery_by_hand() -> None:
    truths = [[[7], [8, 9]], [[7, 7, 7, 7, 7]]]
    assert recovery([[[7], []], [[7]]], truths) == {
        "gaps": 3,
        "exact_recovery": 0.3333,
        "gaps_short": 2,
        "exact_recovery_short": 0.5,
        "left_empty": 0.3333,
        "tokens_per_gap": 0.6667,
        "tokens_per_gap_truth": 2.6667,
    }


def test_a_masked_model_fills_as_many_cells_as_it_is_told() -> None:
    """A random model never writes the end, or says it in no text; every gap gets its cells or fewer."""
    right, longer = experiment("mdm").measure("infill", offsets=(0, 2))
    assert right["length_offset"] == 0 and longer["length_offset"] == 2
    assert right["count"] == 6 and sum(kind["count"] for kind in right["by_kind"].values()) == 6
    assert right["oracles"]["length"]["nll"] == right["mean_length"]
    assert longer["gaps"] == right["gaps"]
    again = experiment("mdm").measure("infill")[0]
    assert {**again, "seconds": 0} == {**right, "seconds": 0}


def test_fresh_texts() -> None:
    one = experiment("ilm", stop_threshold=2.0)
    (result,) = one.measure("unconditional")
    assert result["forward_passes_per_example"] == 6 and result["empty"] == 0
    assert set(result["truth"]) == {"mean_length", "entropy", "distinct_2", "empty", "oracles"}
    (nothing,) = one.under(gap_min_tokens=0, stop_threshold=0.0).measure("unconditional")
    assert nothing["empty"] == 6 and nothing["mean_length"] is None


def test_passes_fall_with_the_cells_of_a_pass() -> None:
    curve = experiment("mdm", max_tokens=128).measure("parallel")[0]["curve"]
    passes = [point["forward_passes_per_example"] for point in curve]
    assert [point["cells_per_pass"] for point in curve] == [1, 2, 4, 8, 0]
    assert passes == sorted(passes, reverse=True) and passes[-1] == 1


def test_orders_are_compared_on_the_same_passages() -> None:
    (result,) = experiment("mdm").measure("orders")
    assert [(point["place_rule"], point["end_waits"]) for point in result["curve"]] == list(ORDERS)
    assert all("truth" not in point for point in result["curve"]) and result["truth"]["mean_length"] > 6


def test_fresh_texts_and_gaps_have_thresholds_of_their_own() -> None:
    """This one never stops a fresh text by itself, and a gap as soon as it may."""
    one = experiment("ilm")
    decoding = {"fresh": {"stop_threshold": 2.0}, "gaps": {"stop_threshold": 0.01}}
    suited = replace(one, loaded=replace(one.loaded, config={"decoding": decoding}))
    fresh, filled = suited.measure("unconditional")[0], suited.measure("infill")[0]
    assert fresh["settings"]["stop_threshold"] == 2.0 and fresh["mean_length"] > 5
    assert filled["settings"]["stop_threshold"] == 0.01 and filled["tokens_per_gap"] == 1
    assert suited.under(stop_threshold=0.5).measure("infill")[0]["settings"]["stop_threshold"] == 0.5


def test_thresholds_are_chosen_by_the_lengths_of_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def point(threshold: float, fresh: float | None, filled: float) -> dict:
        gaps = {"tokens_per_gap": filled, "tokens_per_gap_truth": 6.0}
        truth = {"truth": {"mean_length": 60.0}}
        return {"stop_threshold": threshold, "unconditional": {"mean_length": fresh, **truth}, "infill": gaps}

    # Of fresh texts 50 is nearer to 60 than 90 is; of gaps 5 is nearer to 6 than 8 is.
    curve = [point(0.05, None, 0.0), point(0.1, 20.0, 5.0), point(0.5, 25.0, 8.0), point(0.7, 50.0, 40.0)]
    curve.append(point(0.9, 90.0, 80.0))
    monkeypatch.setattr(Experiment, "stopping", lambda self: {"curve": curve})
    chosen = calibrate_text(experiment("ilm"))
    assert chosen["decoding"] == {"fresh": {"stop_threshold": 0.7}, "gaps": {"stop_threshold": 0.1}}
    assert (chosen["curve"], chosen["count"], chosen["seed"]) == (curve, 6, 0)


def test_every_stop_threshold_is_tried() -> None:
    curve = experiment("ilm").measure("stopping")[0]["curve"]
    lengths = [point["unconditional"]["mean_length"] for point in curve]
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1] == 6  # a random model believes in stopping by half
    assert curve[0]["infill"]["forward_passes_per_example"] < curve[-1]["infill"]["forward_passes_per_example"]


def test_a_causal_model_cannot_be_measured_by_infilling() -> None:
    with pytest.raises(ValueError, match="ARM does not see what follows a gap"):
        experiment("arm").measure("infill")
    with pytest.raises(ValueError, match="ARM has no cells"):
        experiment("arm").measure("parallel")
    with pytest.raises(ValueError, match="ARM has no stop threshold"):
        experiment("arm").measure("stopping")


def command(capsys: pytest.CaptureFixture, *arguments: str) -> tuple[int, list[str], str]:
    code = main(["evaluate", "stories", *arguments, "--quiet", "--json", "--count", "3", "--set", "max_tokens=4"])
    out, problem = capsys.readouterr()
    return code, out.splitlines(), problem


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for family in ("mdm", "arm"):
        save_checkpoint(FAMILIES[family](CONFIG), tmp_path / family, {})
    (tmp_path / "stories.txt").write_text("\n<|endoftext|>\n".join(STORIES))
    model, text, oracle = ("--checkpoint", "mdm"), ("--data", "stories.txt"), ("--oracle", "arm")
    arguments = [str(tmp_path / part) if part[0] != "-" else part for part in (*model, *text, *oracle)]
    code, lines, _ = command(capsys, "mdm", "--measure", "infill", "--length-offset", "0", "-1", *arguments)
    assert code == 0 and [json.loads(line)["length_offset"] for line in lines] == [0, -1]
    result = json.loads(lines[0])
    assert {"measure", "family", "count", "mean_length", "entropy", "distinct_2", "exact_recovery"} <= result.keys()
    assert set(result["oracles"]) == {"arm", "ngram"}
    assert {"nll", "delta_nll_truth_percent"} <= result["oracles"]["ngram"].keys()
    code, _, problem = command(capsys, "mdm", *arguments[:2], *arguments[4:], "--data", str(tmp_path / "none.txt"))
    assert code == 2 and problem == "none.txt cannot be read as UTF-8 text.\n"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped models, tiny ones of two families, and a file of stories."""
    training = {**vars(read_recipe("stories").training), "examples": 64, "seconds": 60, "device": "cpu", "processes": 1}
    for family in ("ilm", "mdm"):
        folder = tmp_path / "stories" / family
        save_checkpoint(FAMILIES[family](CONFIG), folder, {"task": "stories", "training": training})
        (folder / "curve.csv").write_text("step,seconds,loss,held_out\n100,1,5.0,\n200,2,4.0,4.5\n")
    (tmp_path / "stories.txt").write_text("\n<|endoftext|>\n".join(STORIES))
    monkeypatch.setattr("ilm_core.commands.ASSETS", tmp_path)
    return tmp_path


def write_card(shipped: Path, family: str) -> Path:
    sizes = ("--count", "3", "--validation-count", "4", "--set", "max_tokens=4")
    assert main(["card", "stories", family, "--data", str(shipped / "stories.txt"), *sizes]) == 0
    return shipped / "stories" / family


def test_card_of_ilm_chooses_its_thresholds_on_other_passages(shipped: Path) -> None:
    folder = write_card(shipped, "ilm")
    result, config = (json.loads((folder / name).read_text()) for name in ("evaluation.json", "config.json"))
    calibration = result["calibration"]
    assert (calibration["count"], calibration["seed"]) == (4, VALIDATION_SEED) and result["seed"] == 0
    assert config["decoding"] == calibration["decoding"] and set(config["decoding"]) == {"fresh", "gaps"}
    for measure, situation in (("unconditional", "fresh"), ("infill", "gaps")):
        threshold = calibration["decoding"][situation]["stop_threshold"]
        assert result[measure][0]["settings"]["stop_threshold"] == threshold
    card = (folder / "README.md").read_text()
    assert f"Fresh texts stop at {config['decoding']['fresh']['stop_threshold']}, gaps at" in card
    assert card.count("\n| 0.") == len(STOP_THRESHOLDS)


def test_card_says_what_was_measured(shipped: Path) -> None:
    folder = write_card(shipped, "mdm")
    result = json.loads((folder / "evaluation.json").read_text())
    card = (folder / "README.md").read_text()
    fresh = result["unconditional"][0]
    losses = [judged["nll"] for judged in fresh["oracles"].values()]
    assert len(losses) == 2, "by the ARM that ships and by n-grams"
    numbers = (fresh["entropy"], fresh["distinct_2"], *losses)
    assert f"| {' | '.join(f'{number:.2f}' for number in numbers)} |" in card
    assert card.count("| true length") == 7 and "| all a pass |" in card and "| confidence, the end waits |" in card
    assert (folder / "curve.svg").is_file()
