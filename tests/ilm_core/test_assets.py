"""What ships: every model loads and is described, and the stored traces can be made again."""

import json
from pathlib import Path

import pytest

from ilm_core.cards import CARD, EVALUATION, table
from ilm_core.checkpoints import ASSETS, CONFIG, WEIGHTS, load_checkpoint
from ilm_core.evaluation import evaluate, fresh_instances
from ilm_core.recipe_file import read_recipe
from ilm_core.running import verify
from ilm_core.tasks import make_task
from ilm_core.trace import parse_trace

ROOT = ASSETS.parent.parent
MODELS = sorted(path.parent for path in ASSETS.glob(f"*/*/{WEIGHTS}"))
TRACES = sorted((ROOT / "assets" / "traces").glob("*.json"))


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_shipped_models_are_small_and_described(folder: Path) -> None:
    loaded = load_checkpoint(folder)
    assert sum(weight.numel() for weight in loaded.family.parameters()) <= 12_000_000
    assert (folder / WEIGHTS).stat().st_size <= 30_000_000
    result = json.loads((folder / EVALUATION).read_text())
    assert result["checkpoint"].endswith(loaded.sha256[:12]), "the card was measured on other weights"
    card = (folder / CARD).read_text()
    if "exact_match" in result:
        assert f"{100 * result['exact_match']:.1f} %" in card
    else:
        assert f"| {result['unconditional'][0]['entropy']:.2f} |" in card


def test_families_of_a_task_share_their_trunk() -> None:
    for task in ASSETS.iterdir():
        trunks = [json.loads((folder / CONFIG).read_text())["trunk"] for folder in MODELS if folder.parent == task]
        assert all(trunk == trunks[0] for trunk in trunks)


@pytest.mark.parametrize("folder", MODELS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_the_recipe_makes_what_ships(folder: Path) -> None:
    """Values that a recipe did not have yet are not compared."""
    config = json.loads((folder / CONFIG).read_text())
    recipe = read_recipe(config["task"], on_gpu=config["training"]["device"] == "cuda")
    planned = json.loads(json.dumps(recipe.trunk | vars(recipe.training)))
    done = config["trunk"] | config["training"]
    differing = {name for name, wanted in planned.items() if done.get(name, wanted) != wanted}
    assert not differing, "trained with other values than the recipe's"


def test_the_readme_has_the_table_that_the_cards_give() -> None:
    assert table() in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("file", TRACES, ids=lambda file: file.stem)
def test_stored_traces_can_be_made_again(file: Path) -> None:
    trace = parse_trace(file.read_bytes())
    loaded = load_checkpoint(f"{trace.recipe.task}/{trace.recipe.family}")
    assert verify(trace, make_task(trace.recipe.task), loaded) is None


def test_something_ships() -> None:
    assert len(MODELS) >= 6 and len(TRACES) >= 6


def test_ilm_solves_star_easy() -> None:
    """A small part of what the card says: 100 fresh graphs of another seed."""
    task, loaded = make_task("star-easy"), load_checkpoint("star-easy/ilm")
    documents = fresh_instances(task, 100, seed=11)
    assert evaluate(task, loaded, documents, task.settings(loaded.family))["exact_match"] >= 0.95
