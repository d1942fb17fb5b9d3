"""Our numbers against those of the authors' library, on the same weights."""

import numpy as np
import pytest
import torch

from ilm_core.canvas import Canvas
from ilm_core.decoding import decode
from ilm_core.examples import Examples
from ilm_core.families.ilm import insertion_layout, insertion_loss
from ilm_core.sampling import Settings
from ilm_core.vocabulary import PAD
from tests.ilm_core.reference import read, reference_model

TOLERANCE = 1e-4


@pytest.mark.parametrize(
    ("family", "name", "final_norm"),
    [
        ("ilm", "ilm_no_final_norm", False),
        ("ilm", "ilm_final_norm", True),
        ("it", "it", False),
        ("arm", "arlm", False),
    ],
)
def test_logits_agree(family: str, name: str, final_norm: bool) -> None:
    model, tensors = reference_model(family, name, final_norm), read(name)
    visible = tensors.get("attention_mask")
    if visible is None:  # the causal file has one mask for each query; its diagonal tells padding
        visible = tensors["mask3d"].diagonal(dim1=1, dim2=2)
    with torch.inference_mode():
        states = model.trunk(tensors["x"], tensors["positions"], visible)
        logits = model.output_layer(states)
    assert (logits - tensors["logits"])[visible].abs().max() < TOLERANCE
    if "stop_logits" in tensors:
        first = states[torch.arange(len(states)), tensors["cls_position"]]
        assert (model.length_output_layer(first) - tensors["stop_logits"]).abs().max() < TOLERANCE


@pytest.mark.parametrize(("family", "name"), [("ilm", "ilm_no_final_norm"), ("it", "it"), ("arm", "arlm")])
def test_wanted_rows_equal_all_rows(family: str, name: str) -> None:
    model, tensors = reference_model(family, name, False), read(name)
    rows = torch.tensor([[3, 9, 11], [0, 4, 7], [5, 5, 1]])
    visible = tensors.get("attention_mask")
    with torch.inference_mode():
        everything = model.trunk(tensors["x"], tensors["positions"], visible)
        wanted = model.trunk(tensors["x"], tensors["positions"], visible, rows)
    assert torch.allclose(wanted, everything.gather(1, rows[..., None].expand(-1, -1, 64)), atol=1e-5)


def test_loss_agrees() -> None:
    model, tensors = reference_model("ilm", "ilm_no_final_norm", False), read("ilm_loss")
    visible = tensors["attention_mask"]
    positions = (visible.cumsum(1) - 1).clamp(min=0)
    with torch.inference_mode():
        states = model.trunk(tensors["input_ids"], positions, visible)
        logits = model.output_layer(states)
        first = states[torch.arange(2), tensors["cls_position"]]
        stop_logits = model.length_output_layer(first)
    # The reference counts dropped tokens by (slot, id); ours lists each with its slot.
    row, slot, token = tensors["target_ids"].nonzero(as_tuple=True)
    times = tensors["target_ids"][row, slot, token]
    row, slot, token = (index.repeat_interleave(times) for index in (row, slot, token))
    gap, target, hidden = (torch.zeros(2, 4, dtype=torch.long) for _ in range(3))
    for example in range(2):
        mine = row == example
        gap[example, : mine.sum()] = slot[mine]
        target[example, : mine.sum()] = token[mine]
        hidden[example, : mine.sum()] = 1
    gaps = visible.clone()
    gaps[torch.arange(2), tensors["cls_position"]] = False  # CLS is no gap
    losses = insertion_loss(logits[gaps], gaps, gap, target, hidden.bool())
    assert (losses - tensors["out_per_example_ce"]).abs().max() < TOLERANCE
    assert (stop_logits - tensors["out_length_logits"]).abs().max() < TOLERANCE
    stop = torch.nn.functional.cross_entropy(stop_logits, torch.ones(2, dtype=torch.long), reduction="none")
    assert (stop - tensors["out_per_example_length_loss"]).abs().max() < TOLERANCE
    assert abs((losses + stop).mean() - tensors["out_loss"]) < TOLERANCE


def test_layout_finds_the_reference_targets() -> None:
    """Dropping 8, 14, 15 from 7 8 14 15 16 leaves all three in the gap after 7."""
    examples = Examples(np.array([[9, 10, 11, 12, 13]]), np.array([[7, 8, 14, 15, 16, PAD]]))
    hidden = np.array([[False, True, True, True, False, False]])
    batch = insertion_layout(examples, hidden)
    assert batch["tokens"].tolist() == [[1, 9, 10, 11, 12, 13, 4, 7, 16]]
    assert batch["rows"].tolist() == [[0, 6, 7, 8]]
    assert batch["gap"][batch["hidden"]].tolist() == [1, 1, 1]


@pytest.mark.parametrize(("name", "threshold"), [("never_stop", 2.0), ("threshold_0.5", 0.5)])
def test_greedy_decoding_agrees(name: str, threshold: float) -> None:
    """Place by the marginal, then token; the reference leaves the prompt's gaps open."""
    model, tensors = reference_model("ilm", "ilm_no_final_norm", False), read("ilm_greedy")
    settings = Settings(stop_threshold=threshold, max_tokens=6)
    for row, wanted in zip(tensors["batch.input_ids"], tensors[f"{name}.ids"]):
        prompt = [token for token in row.tolist() if token != PAD]
        canvas = Canvas.start("insert", prompt, open_after=range(1, len(prompt)))
        for step in decode(model, canvas, settings):
            canvas = step.after
        assert list(canvas.tokens) == [token for token in wanted.tolist() if token != PAD]
