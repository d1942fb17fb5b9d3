import csv
import json
import os
import re
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from ilm_core.checkpoints import load_checkpoint
from ilm_core.recipe_file import read_recipe
from ilm_core.tasks import TASKS, make_task
from ilm_core.training import CURVE, STATE, Trainer, is_on_cpu

SMALL = {
    "width": 16,
    "layers": 1,
    "heads": 2,
    "feed_forward": 16,
    "compiled": False,
    "batch_size": 8,
    "precision": "no",
    "warm_up_steps": 2,
}
TASK = make_task("star-easy")


def trainer(folder: Path, family: str = "ilm", **changes) -> Trainer:
    dropout = changes.pop("dropout", 0.0)  # which not every recipe has
    recipe = read_recipe("star-easy", SMALL | changes)
    recipe.trunk["dropout"] = dropout
    return Trainer(TASK, family, recipe, folder, device="cpu")


def weights(folder: Path) -> dict[str, np.ndarray]:
    return load_file(folder / "model.safetensors")


@pytest.mark.parametrize("changes", [{}, {"muon_learning_rate": 0.004}, {"dropout": 0.2}])
def test_resumed_training_equals_uninterrupted_training(tmp_path: Path, changes: dict) -> None:
    trainer(tmp_path / "whole", steps=24, **changes).run()
    first = trainer(tmp_path / "parts", steps=24, **changes)
    for batch in islice(first.batches(), 11):  # stop in the middle of a chunk
        first.train_step(batch)
    first.save()
    second = trainer(tmp_path / "parts", steps=24, **changes)
    second.restore()
    assert second.step == 11
    second.run()
    for name, weight in weights(tmp_path / "whole").items():
        assert np.array_equal(weight, weights(tmp_path / "parts")[name]), name


def test_without_a_compiler_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(ValueError, match="add --set compiled=false to train without"):
        trainer(tmp_path, compiled=True)


@pytest.mark.slow
def test_a_compiled_trunk_learns_the_same(tmp_path: Path) -> None:
    curves = []
    for compiled in (False, True):
        one = trainer(tmp_path / str(compiled), compiled=compiled)
        for batch in islice(one.batches(), 20):
            one.train_step(batch)
        curves.append([float(losses["loss"]) for losses in one.recent])
    assert curves[0] == pytest.approx(curves[1], rel=1e-4)


def test_same_recipe_same_curve(tmp_path: Path) -> None:
    curves = []
    for folder in ("one", "two"):
        trainer(tmp_path / folder, steps=6).run()
        with open(tmp_path / folder / CURVE) as file:
            curves.append([row["loss"] for row in csv.DictReader(file)])
    assert curves[0] == curves[1] and len(curves[0]) == 1


@pytest.mark.parametrize("family", ["mdm", "arm", "it"])
def test_every_family_trains_and_loads(tmp_path: Path, family: str) -> None:
    trainer(tmp_path, family, steps=3).run()
    loaded = load_checkpoint(tmp_path)
    assert loaded.family.name == family
    assert loaded.config["training"]["steps"] == 3 and loaded.config["training"]["examples"] == 24
    assert (tmp_path / STATE).is_file()


def test_learning_rate_rises_stays_and_falls() -> None:
    plan = read_recipe("star-easy", {"warm_up_steps": 10, "decay": 0.25}).training
    assert [plan.height_at(0.0, step) for step in (0, 4, 9)] == pytest.approx([0.1, 0.5, 1.0])
    assert [plan.height_at(done, 100) for done in (0.5, 0.75, 0.875, 1.0)] == pytest.approx([1, 1, 0.5, 0])


def test_nothing_to_resume_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no training to resume in"):
        trainer(tmp_path).restore()
    trainer(tmp_path, steps=1).run()
    with pytest.raises(ValueError, match="other dimensions than the recipe"):
        trainer(tmp_path, width=32).restore()
    (tmp_path / STATE).write_bytes(b"nothing")
    with pytest.raises(ValueError, match="cannot be read"):
        trainer(tmp_path).restore()


def test_only_the_same_training_is_resumed(tmp_path: Path) -> None:
    trainer(tmp_path, "mdm", steps=1).run()
    for family, changes, sentence in (
        ("arm", {}, "family mdm"),
        ("mdm", {"seed": 5, "batch_size": 4}, "seed 1, batch"),
    ):
        with pytest.raises(ValueError, match=f"is another one: {sentence}"):
            trainer(tmp_path, family, **changes).restore()


def test_a_resumed_training_takes_the_rates_of_its_recipe(tmp_path: Path) -> None:
    trainer(tmp_path, steps=2, learning_rate=1e-3).run()
    resumed = trainer(tmp_path, steps=9, learning_rate=2e-3, weight_decay=0.5)
    resumed.restore()
    group = resumed.optimisers[0].param_groups[0]
    assert (resumed.step, group["peak"], group["weight_decay"]) == (2, 2e-3, 0.5)
    assert resumed.optimisers[0].state[group["params"][0]]["step"] == 2


@pytest.mark.parametrize("name", list(TASKS))
def test_every_task_has_a_recipe(name: str) -> None:
    for on_gpu in (False, True):
        assert read_recipe(name, on_gpu=on_gpu).training.steps > 1_000


def test_a_recipe_may_have_another_size_for_a_gpu() -> None:
    small, large = (read_recipe("zebra", on_gpu=on_gpu) for on_gpu in (False, True))
    assert (small.trunk["layers"], small.training.batch_size) == (4, 32)
    assert (large.trunk["layers"], large.training.batch_size) == (6, 512)
    assert large.training.learning_rate == small.training.learning_rate
    assert read_recipe("zebra", {"layers": 5}, on_gpu=True).trunk["layers"] == 5
    assert read_recipe("star-easy", on_gpu=True) == read_recipe("star-easy")


@pytest.mark.parametrize(
    ("device", "there", "expected"), [(None, False, True), (None, True, False), ("cpu", True, True)]
)
def test_without_a_word_a_training_takes_the_gpu_that_is_there(monkeypatch, device, there, expected) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: there)
    assert is_on_cpu(device) == expected


def test_unknown_recipe_value_gets_one_sentence() -> None:
    with pytest.raises(ValueError, match="The recipe has no value speed; it has width, layers"):
        read_recipe("star-easy", {"speed": 1})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"steps": "many"}, "The recipe's steps cannot be 'many'; it is 30000 elsewhere."),
        ({"steps": 0}, "The recipe's steps must be at least 1."),
        ({"betas": 0.9}, "The recipe's betas cannot be 0.9"),
        ({"compiled": 1}, "The recipe's compiled cannot be 1"),
    ],
)
def test_recipe_values_of_another_kind_get_one_sentence(change: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_recipe("star-easy", change)


def command(*arguments: str, launcher: tuple[str, ...] = ()) -> list[str]:
    small = [f"{name}={json.dumps(value)}" for name, value in SMALL.items()]
    module = ["-m", "ilm_core", "train", "star-easy", "ilm", "--device", "cpu", *arguments, "--set", *small]
    return [sys.executable, *launcher, *module]


def test_interrupt_leaves_a_usable_checkpoint(tmp_path: Path) -> None:
    process = subprocess.Popen(command("--out", str(tmp_path), "--minutes", "5"), stderr=subprocess.PIPE)
    seen = b""
    while not re.search(rb"[1-9]it \[", seen):  # the bar counts its first steps
        read = process.stderr.read1(4096)
        assert read, seen.decode()
        seen += read
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    loaded = load_checkpoint(tmp_path)
    assert loaded.config["training"]["steps"] >= 1


def test_two_processes_train_together(tmp_path: Path) -> None:
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2")
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run(
        command("--out", str(tmp_path), "--steps", "4", launcher=launcher), check=True, env=environment, timeout=180
    )
    training = load_checkpoint(tmp_path).config["training"]
    assert training["processes"] == 2 and training["steps"] == 4 and training["examples"] == 32
