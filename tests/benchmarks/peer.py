"""The authors' own predictors on the same weights, where their packages are installed.

They pin versions that ours do not need, so they go into an environment of their own:
torch, ``xlm-core`` and ``xlm-models`` 0.3.1 without their dependencies, and of those
lightning, numpy, jaxtyping, hydra-core, datasets, transformers, torchdata and omegaconf.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

from ilm_core.canvas import Canvas
from ilm_core.checkpoints import field_names
from ilm_core.families import Family
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD
from tests.benchmarks.timing import Tick

Decoder = Callable[[Tick], list[tuple[int, ...]]]


def is_installed() -> bool:
    """Whether the peer can be imported."""
    return all(find_spec(name) is not None for name in ("xlm", "ilm", "arlm", "mlm"))


class IdsOnly:
    """The least of a tokenizer that their predictors ask for; text is not wanted."""

    pad_token_id, mask_token_id, eos_token_id = PAD, MASK, EOS
    pad_token, cls_token, mask_token, eos_token, bos_token = "PAD", "CLS", "MASK", "EOS", "BOS"

    def convert_tokens_to_ids(self, token: str) -> int:
        """Id of a special token."""
        return {"PAD": PAD, "CLS": CLS, "MASK": MASK, "EOS": EOS, "BOS": BOS}[token]

    def batch_decode(self, ids: Tensor, skip_special_tokens: bool) -> list[str]:
        """No text."""
        return [""] * len(ids)


def peer_decoder(family: Family, canvases: Sequence[Canvas], count: int, pads: int = 0) -> Decoder | None:
    """Their greedy decoding of canvases of one length.

    Args:
        family: ours, whose weights theirs gets; rotary settings must be the field's.
        canvases: where to start.
        count: tokens to place on each.
        pads: padding to the left of each canvas, as their data loader puts it.

    Returns:
        A contender that decodes and returns the ids without padding; None for a family
        whose network or greedy rule theirs does not have.
    """
    make = {"ilm": insertion_predictor, "arm": next_token_predictor, "mdm": masked_predictor}.get(family.name)
    if make is None:
        return None
    ids = torch.tensor([[PAD] * pads + list(canvas.tokens) for canvas in canvases])
    closed = torch.tensor([[True] * pads + [not is_open for is_open in canvas.open] for canvas in canvases])
    predictor = make(family, count, ids.shape[1])
    batch = {
        "input_ids": ids,
        "attention_mask": ids != PAD,
        "token_type_ids": torch.ones_like(ids),
        "constraint": closed,
        "cls_position": torch.full((len(ids),), pads),
    }

    @torch.inference_mode()
    def run(tick: Tick) -> list[tuple[int, ...]]:
        # From the end of one forward pass to the end of the next lies one step.
        hook = predictor.model.register_forward_hook(lambda *_: tick())
        found = predictor.predict(dict(batch))["ids"]
        hook.remove()
        return [tuple(token for token in row if token != PAD) for row in found.tolist()]

    return run


def dimensions(family: Family) -> dict[str, Any]:
    """Sizes of our network under the names of their constructors."""
    config = family.config
    return {
        "num_embeddings": config.vocabulary_size,
        "d_model": config.width,
        "num_layers": config.layers,
        "nhead": config.heads,
        "padding_idx": PAD,
        "dim_feedforward": config.feed_forward,
        "rotary_emb_dim": min(config.rotary_dim, config.width // config.heads),
        "final_layer_without_normalization": not config.final_norm,
    }


def filled(model: torch.nn.Module, family: Family) -> torch.nn.Module:
    """Their network with our weights; only its rotary tables are its own."""
    rest = model.load_state_dict(field_names(family.state_dict()), strict=False)
    if rest.unexpected_keys or not all(name.endswith("rotary_emb.inv_freq") for name in rest.missing_keys):
        raise ValueError(f"The peer's network does not take our weights: {rest}.")
    return model.eval()


def insertion_predictor(family: Family, count: int, length: int) -> Any:
    """Their ILM predictor: the likeliest gap, then its likeliest token, never stopping."""
    from ilm.model_ilm import RotaryTransformerILMModelWithStoppingClassification as Model
    from ilm.predictor_ilm import ILMPredictorWithStoppingClassification as Predictor

    greedy = {"sampling_method": "sample_top_k", "top": 1, "second_sampling_method": "sample_top_k", "second_top": 1}
    model = filled(Model(**dimensions(family), mask_idx=MASK), family)
    limits = {"max_steps": count, "max_length": length + count, "stopping_threshold": 2.0}
    return Predictor(**limits, **greedy, tokenizer=IdsOnly(), model=model)


def next_token_predictor(family: Family, count: int, length: int) -> Any:
    """Their ARM predictor: the likeliest next token."""
    from arlm.model_arlm import RotaryTransformerARLMModel as Model
    from arlm.predictor_arlm import ARLMPredictor as Predictor

    model = filled(Model(**dimensions(family)), family)
    limits = {"max_steps": count, "max_length": length + count}
    return Predictor(**limits, sampling_method="sample_top_k", top=1, tokenizer=IdsOnly(), model=model)


def masked_predictor(family: Family, count: int, length: int) -> Any:
    """Their time-free masked predictor: the cell that is surest, one a pass."""
    from mlm.model_mlm import RotaryTransformerMLMModel as Model
    from mlm.predictor_mlm import MLMPredictor as Predictor

    model = filled(Model(**dimensions(family)), family)
    one_a_pass = {"confidence": "top_prob", "threshold": 1e-9, "temperature": 0}
    return Predictor(max_steps=2 * count, **one_a_pass, tokenizer=IdsOnly(), model=model)
