"""What moves the weights: AdamW alone, or Muon for the trunk's matrices and AdamW for the rest."""

from collections.abc import Sequence
from typing import Any

from torch.optim import AdamW, Muon, Optimizer

from ilm_core.families.base import Family
from ilm_core.recipe_file import TrainingPlan


def make_optimisers(family: Family, plan: TrainingPlan) -> list[Optimizer]:
    """The optimisers of a model; each of their groups knows its ``peak`` learning rate.

    Matrices decay; biases and norms do not. Where the plan has a rate for it, Muon takes the
    matrices of the trunk's blocks: it makes each update orthogonal (Jordan et al. 2024), scaled
    to the size of AdamW's (Liu et al. 2025, section 2.2). Embedding and heads stay with AdamW,
    as both advise.

    Args:
        family: the model.
        plan: learning rates, weight decay and betas.
    """
    inner = {id(weight) for weight in family.trunk.encoder.parameters()} if plan.muon_learning_rate else set()
    orthogonal, matrices, others = [], [], []
    for weight in family.parameters():
        (others if weight.dim() < 2 else orthogonal if id(weight) in inner else matrices).append(weight)
    rate, decay = plan.learning_rate, plan.weight_decay
    groups = [
        {"params": matrices, "weight_decay": decay, "peak": rate},
        {"params": others, "weight_decay": 0.0, "peak": rate},
    ]
    optimisers: list[Optimizer] = [AdamW(groups, lr=rate, betas=plan.betas, fused=True)]
    if orthogonal:
        rate = plan.muon_learning_rate
        group = {"params": orthogonal, "peak": rate}
        optimisers.append(Muon([group], lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"))
    return optimisers


def load_moments(optimisers: Sequence[Optimizer], states: Sequence[dict[str, Any]]) -> None:
    """Give optimisers the moments of earlier ones; rates and decay stay those they were made with.

    Raises:
        ValueError: if they are of other weights.
    """
    for optimiser, state in zip(optimisers, states, strict=True):
        planned = [dict(group) for group in optimiser.param_groups]
        optimiser.load_state_dict(state)
        for group, plan in zip(optimiser.param_groups, planned):
            group.update({name: value for name, value in plan.items() if name != "params"})
