"""Saving and loading models: ``config.json`` and ``model.safetensors`` in a folder.

Weights are stored under the key names of the authors' library (reference section 2.4).
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor

from ilm_core.families import FAMILIES, Family
from ilm_core.transformer import TrunkConfig

ASSETS = Path(__file__).parent.parent / "assets" / "models"
WEIGHTS, CONFIG = "model.safetensors", "config.json"


@dataclass(frozen=True)
class Loaded:
    """A model and where it came from.

    Attributes:
        family: the model, in evaluation mode.
        name: folder as shown to people, such as ``star-easy/ilm``.
        sha256: hash of the weights file.
        config: what ``config.json`` says.
    """

    family: Family
    name: str
    sha256: str
    config: dict[str, Any]

    def decoding_for(self, situation: str) -> dict[str, Any]:
        """Sampling settings that suit this model best, as measured on a validation seed.

        Args:
            situation: one that the model's task tells apart, under whose name they are kept;
                empty for a task that tells none apart.
        """
        decoding = self.config.get("decoding", {})
        return decoding.get(situation, {}) if situation else decoding


def field_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Our state dict under the field's key names: no ``trunk.`` before the trunk's parameters."""
    return {name.removeprefix("trunk."): weight for name, weight in state.items()}


def load_field_names(family: Family, state: dict[str, Tensor]) -> None:
    """Fill a model from a state dict under the field's key names.

    Rotary tables and the unused type embeddings of published files are ignored.

    Raises:
        ValueError: if a weight is missing, unexpected, or of another shape.
    """
    known = {}
    for name, weight in state.items():
        if name.endswith("rotary_emb.inv_freq") or name == "type_embeddings.weight":
            continue
        known[f"trunk.{name}" if name.startswith(("embed_tokens.", "encoder.")) else name] = weight.float()
    try:
        family.load_state_dict(known)
    except RuntimeError as error:
        detail = str(error).splitlines()[-1].strip().rstrip(".")
        raise ValueError(f"The weights do not fit the configuration: {detail}.") from None


def save_checkpoint(family: Family, folder: Path, config: dict[str, Any]) -> None:
    """Write a model.

    Args:
        family: the model; its weights are stored in float16.
        folder: made if it does not exist.
        config: more to say in ``config.json``, such as task and training.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = field_names(family.state_dict())
    weights = {name: weight.detach().cpu().half().contiguous() for name, weight in state.items()}
    save_file(weights, folder / (WEIGHTS + ".part"))
    (folder / (WEIGHTS + ".part")).replace(folder / WEIGHTS)
    document = {"family": family.name, "trunk": asdict(family.config), **config}
    (folder / CONFIG).write_text(json.dumps(document, indent=2) + "\n")


def set_decoding(folder: Path, decoding: dict[str, Any]) -> Loaded:
    """Note in ``config.json`` which settings suit a model best; returns the model read anew."""
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps({**config, "decoding": decoding}, indent=2) + "\n")
    return load_checkpoint(folder)


def load_checkpoint(place: Path | str, device: str = "cpu") -> Loaded:
    """Read a model from a local folder.

    Args:
        place: the folder, or the name of a shipped model, such as ``star-easy/ilm``.
        device: where to put it.

    Raises:
        ValueError: with one sentence, if there is no usable model there.
    """
    folder = Path(place) if Path(place).is_dir() else ASSETS / place
    name = "/".join(folder.resolve().parts[-2:])
    called = name if Path(place).is_absolute() else place  # visitors need not know where this machine keeps it
    if not (folder / CONFIG).is_file() or not (folder / WEIGHTS).is_file():
        raise ValueError(f"There is no model at {called}: {CONFIG} and {WEIGHTS} are needed.")
    try:
        config = json.loads((folder / CONFIG).read_text())
        trunk = TrunkConfig(**config["trunk"])
        family = FAMILIES[config["family"]](trunk)
        content = (folder / WEIGHTS).read_bytes()
        state = load(content)
    except (KeyError, TypeError, json.JSONDecodeError, SafetensorError) as error:
        raise ValueError(f"The model at {called} cannot be read: {error}.") from None
    load_field_names(family, state)
    return Loaded(family.eval().to(torch.device(device)), name, hashlib.sha256(content).hexdigest(), config)
