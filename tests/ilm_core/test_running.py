import json
from pathlib import Path

import numpy as np
import pytest
import torch

from ilm_core.checkpoints import Loaded, field_names, load_checkpoint, load_field_names, save_checkpoint
from ilm_core.families import FAMILIES
from ilm_core.running import Run, rerun, verify
from ilm_core.sampling import Settings, make_settings
from ilm_core.tasks import make_task
from ilm_core.trace import ForcedMove, parse_trace
from ilm_core.transformer import TrunkConfig

TASK = make_task("star-easy")
CONFIG = TrunkConfig(len(TASK.vocabulary), width=16, layers=2, heads=2, feed_forward=32)
DOCUMENT = TASK.random_input(np.random.default_rng(0))


@pytest.fixture(params=list(FAMILIES))
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> Loaded:
    model = FAMILIES[request.param](CONFIG, seed=4)
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(8 if weight.dim() == 2 else 1)
    save_checkpoint(model, tmp_path / request.param, {"task": "star-easy"})
    return load_checkpoint(tmp_path / request.param)


def run(loaded: Loaded, **changes) -> Run:
    settings = make_settings(TASK.settings(loaded.family), {"token_temperature": 1.0, **changes})
    return Run(TASK, loaded, DOCUMENT, settings, seed=5)


def test_checkpoint_round_trip(loaded: Loaded, tmp_path: Path) -> None:
    again = load_checkpoint(tmp_path / loaded.family.name)
    assert again.sha256 == loaded.sha256 and again.family.config == CONFIG
    assert all(torch.equal(a, b) for a, b in zip(again.family.parameters(), loaded.family.parameters()))


def test_a_trace_verifies_and_a_changed_one_does_not(loaded: Loaded) -> None:
    trace = run(loaded).finish()
    assert verify(parse_trace(trace.to_json()), TASK, loaded) is None
    step = trace.steps[0]
    changed = trace.model_copy(update={"steps": (step.model_copy(update={"stop": 0.123}), *trace.steps[1:])})
    assert verify(changed, TASK, loaded) == "Step 1 differs in stop."


def test_a_trace_cut_short_verifies_as_far_as_it_goes(loaded: Loaded) -> None:
    whole = run(loaded).finish()
    cut = whole.model_copy(update={"steps": whole.steps[:1], "ended": "running"})
    assert verify(cut, TASK, loaded) is None or len(whole.steps) == 1
    if len(whole.steps) > 1:
        claimed = whole.model_copy(update={"steps": whole.steps[:1]})
        assert verify(claimed, TASK, loaded) == "Step 2 exists in only one of the two traces."


def test_forcing_the_models_own_choice_gives_an_identical_trace(loaded: Loaded) -> None:
    free = run(loaded).finish()
    for number, step in enumerate(free.steps):
        move = step.moves[0]
        forced = ForcedMove(step=number, kind=move.kind, place=move.place, token=move.token)
        branch = rerun(
            free.model_copy(update={"recipe": free.recipe.model_copy(update={"forced": (forced,)})}), TASK, loaded
        )
        steps = branch.finish().steps
        assert [s.model_copy(update={"milliseconds": 0, "forced": False}) for s in steps] == [
            s.model_copy(update={"milliseconds": 0}) for s in free.steps
        ]


def test_another_checkpoint_is_refused(loaded: Loaded) -> None:
    trace = run(loaded).finish()
    other = Loaded(loaded.family, loaded.name, "0" * 64, {})
    with pytest.raises(ValueError, match="made by another version"):
        verify(trace, TASK, other)


def test_status_of_the_last_step_is_final(loaded: Loaded) -> None:
    trace = run(loaded).finish()
    statuses = [step.status for step in trace.steps]
    assert None not in statuses
    if "lost" in statuses:
        assert set(statuses[statuses.index("lost") :]) == {"lost"}
    if trace.ended == "stop":
        assert statuses[-1] in ("solved", "lost")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"heat": 1}, "There is no setting heat; the settings are place_rule"),
        ({"token_temperature": "warm"}, "token_temperature cannot be 'warm'"),
        ({"max_tokens": True}, "max_tokens cannot be"),
        ({"token_top_k": 1.5}, "token_top_k cannot be"),
    ],
)
def test_bad_settings_get_one_sentence(changes: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_settings(Settings(), changes)


def test_a_missing_model_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no model at nowhere: "):
        load_checkpoint("nowhere")


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "config.json").write_text("{"),
        lambda folder: (folder / "config.json").write_text('{"family": "ilm"}'),
        lambda folder: (folder / "model.safetensors").write_bytes(b"nothing"),
    ],
)
def test_a_damaged_model_gets_one_sentence(tmp_path: Path, damage) -> None:
    save_checkpoint(FAMILIES["ilm"](CONFIG), tmp_path / "ilm", {})
    damage(tmp_path / "ilm")
    with pytest.raises(ValueError, match="cannot be read") as caught:
        load_checkpoint(tmp_path / "ilm")
    assert "\n" not in str(caught.value) and str(tmp_path) not in str(caught.value)


def test_weights_of_other_dimensions_get_one_sentence(tmp_path: Path) -> None:
    save_checkpoint(FAMILIES["ilm"](CONFIG), tmp_path / "ilm", {})
    config = json.loads((tmp_path / "ilm" / "config.json").read_text())
    config["trunk"]["feed_forward"] = 48
    (tmp_path / "ilm" / "config.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="do not fit the configuration") as caught:
        load_checkpoint(tmp_path / "ilm")
    assert "\n" not in str(caught.value)


def test_published_extras_are_ignored() -> None:
    model = FAMILIES["ilm"](CONFIG)
    state = field_names(model.state_dict())
    state["encoder.0.rotary_emb.inv_freq"] = torch.ones(4)
    state["type_embeddings.weight"] = torch.ones(2, 16)
    load_field_names(FAMILIES["ilm"](CONFIG), state)
    assert {"embed_tokens.weight", "encoder.1.attn_qkv.weight", "length_output_layer.mlp.2.bias"} <= state.keys()
