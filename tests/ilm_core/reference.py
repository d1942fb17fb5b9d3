"""Tensors of the authors' library on random weights, and our models filled with those weights."""

import json
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from ilm_core.checkpoints import load_field_names
from ilm_core.families import FAMILIES, Family
from ilm_core.transformer import TrunkConfig

FOLDER = Path(__file__).parent.parent / "fixtures" / "xlm_models"


def read(name: str) -> dict[str, Tensor]:
    """Tensors of one file, the weights without their prefix left out."""
    return load_file(FOLDER / f"{name}.safetensors")


def reference_model(family: str, name: str, final_norm: bool) -> Family:
    """A model of ours with the weights of a reference file."""
    dims = json.loads((FOLDER / "meta.json").read_text())["dims"]
    config = TrunkConfig(
        vocabulary_size=dims["num_embeddings"],
        width=dims["d_model"],
        layers=dims["num_layers"],
        heads=dims["nhead"],
        feed_forward=dims["dim_feedforward"],
        rotary_dim=dims["rotary_emb_dim"],
        final_norm=final_norm,
    )
    state = {
        key.removeprefix("state_dict."): value for key, value in read(name).items() if key.startswith("state_dict.")
    }
    model = FAMILIES[family](config)
    load_field_names(model, state)
    return model.eval()
