"""Which optimiser moves which weights, and how far."""

import math

import pytest
import torch

from ilm_core.families import FAMILIES
from ilm_core.families.base import Family
from ilm_core.optimisers import make_optimisers
from ilm_core.recipe_file import TrainingPlan, read_recipe
from ilm_core.transformer import TrunkConfig


def plan(**changes) -> TrainingPlan:
    return read_recipe("star-medium", {"weight_decay": 0.0, **changes}).training


@pytest.fixture
def model() -> Family:
    return FAMILIES["ilm"](TrunkConfig(12, width=16, layers=2, heads=2, feed_forward=32), seed=1)


@pytest.mark.parametrize("rate", [0.0, 0.004])
def test_every_weight_is_moved_by_exactly_one_optimiser(model: Family, rate: float) -> None:
    optimisers = make_optimisers(model, plan(muon_learning_rate=rate))
    assert [type(optimiser).__name__ for optimiser in optimisers] == (["AdamW", "Muon"] if rate else ["AdamW"])
    moved = [id(weight) for each in optimisers for group in each.param_groups for weight in group["params"]]
    assert sorted(moved) == sorted(id(weight) for weight in model.parameters())


def test_muon_takes_the_matrices_of_blocks_and_no_others(model: Family) -> None:
    _, muon = make_optimisers(model, plan(muon_learning_rate=0.004))
    taken = {id(weight) for group in muon.param_groups for weight in group["params"]}
    names = [name for name, weight in model.named_parameters() if id(weight) in taken]
    assert names == [
        f"trunk.encoder.{layer}.{name}.weight" for layer in (0, 1) for name in ("attn_qkv", "o_proj", "mlp.0", "mlp.2")
    ]
    assert muon.param_groups[0]["peak"] == 0.004


def test_a_muon_step_is_nearly_orthogonal_and_of_known_size(model: Family) -> None:
    _, muon = make_optimisers(model, plan(muon_learning_rate=0.004))
    weight = model.trunk.encoder[0].mlp[0].weight  # (32, 16)
    before = weight.detach().clone()
    weight.grad = torch.randn(weight.shape, generator=torch.Generator().manual_seed(0))
    muon.step()
    sizes = torch.linalg.svdvals(weight.detach() - before) / (0.004 * 0.2 * math.sqrt(32))
    assert sizes.min() > 0.5 and sizes.max() < 1.5  # five Newton-Schulz steps bring every singular value near 1


def test_biases_and_norms_do_not_decay(model: Family) -> None:
    for optimiser in make_optimisers(model, plan(weight_decay=0.1)):
        for group in optimiser.param_groups:
            for weight in group["params"]:
                assert group["weight_decay"] == (0.1 if weight.dim() == 2 else 0.0)
