import math

import numpy as np
import pytest
import torch

from ilm_core.canvas import Canvas, Move, Template
from ilm_core.decoding import decode, decode_many
from ilm_core.examples import Examples
from ilm_core.families import FAMILIES
from ilm_core.families.ilm import (
    PARTS,
    draw_hidden,
    draw_hidden_by_token,
    insertion_layout,
    insertion_loss,
    parts_by_length,
)
from ilm_core.sampling import Settings
from ilm_core.transformer import TrunkConfig
from ilm_core.vocabulary import BOS, CLS, EOS, MASK, PAD, SPECIAL

CONFIG = TrunkConfig(vocabulary_size=14, width=16, layers=2, heads=2, feed_forward=32)
EXAMPLES = Examples(
    np.array([[7, 8, 9, 10], [11, 12, PAD, PAD], [7, 7, 7, PAD]]),
    np.array([[7, 8, 9, 10, 11], [12, 13, PAD, PAD, PAD], [8, 9, 10, PAD, PAD]]),
)


def family(name: str):
    model = FAMILIES[name](CONFIG, seed=3)
    with torch.no_grad():  # larger weights than at the start of training, so that beliefs differ
        for weight in model.parameters():
            weight.mul_(8 if weight.dim() == 2 else 1)
    return model.eval()


def canvases(name: str) -> list[Canvas]:
    model = family(name)
    first, second = model.start(Template((7, 8, 9, 10)), (6,)), model.start(Template((11,)), (4,))
    kind, place = second.growth, (second.limit - 1)
    return [first, second, second.apply(Move(kind, place, 12))]


@pytest.mark.parametrize("name", list(FAMILIES))
def test_beliefs_are_normalised_over_every_allowed_move(name: str) -> None:
    model = family(name)
    for canvas, belief in zip(canvases(name), model.belief(canvases(name))):
        assert belief.total == pytest.approx(1, abs=1e-5)
        assert belief.kind == canvas.growth
        assert belief.log_moves.shape == (len(belief.places), 14) and belief.log_moves.dtype == torch.float32
        allowed = {EOS, PAD} if name == "mdm" else set()
        for special in set(SPECIAL) - allowed:
            assert belief.log_moves[:, special].isneginf().all()
        for place in belief.places:
            canvas.apply(Move(belief.kind, place, 9))  # every place is one where a move fits


@pytest.mark.parametrize("name", list(FAMILIES))
def test_one_canvas_and_a_batch_believe_the_same(name: str) -> None:
    model = family(name)
    for canvas, together in zip(canvases(name), model.belief(canvases(name))):
        alone = model.belief([canvas])[0]
        assert alone.places == together.places
        assert torch.allclose(alone.log_moves.exp(), together.log_moves.exp(), atol=1e-5)
        assert torch.allclose(alone.log_stop.exp(), together.log_stop.exp(), atol=1e-5)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_decoding_many_equals_decoding_each(name: str) -> None:
    model, settings = family(name), Settings(place_rule=FAMILIES[name].settings.place_rule, max_tokens=5)
    starts = canvases(name)
    together = {}
    for steps in decode_many(model, starts, settings, [5, 6, 7]):
        together |= {index: step.after.tokens for index, step in steps.items()}
    for index, canvas in enumerate(starts):
        *_, last = decode(model, canvas, settings, 5 + index)
        assert last.after.tokens == together[index]


@pytest.mark.parametrize("name", list(FAMILIES))
def test_loss_falls_on_one_batch(name: str) -> None:
    model = FAMILIES[name](CONFIG).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = []
    for step in range(60):
        batch = model.corrupt(EXAMPLES, np.random.default_rng(step % 4))
        loss = model(batch)["loss"]
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert all(math.isfinite(loss) for loss in losses)
    assert np.mean(losses[-8:]) < 0.6 * np.mean(losses[:8])


def test_ilm_opens_only_the_answer() -> None:
    canvas = family("ilm").start(Template((7, 8)), (4,))
    assert canvas.tokens == (CLS, 7, 8, BOS) and canvas.open == (False, False, False, True)


def test_mdm_knows_its_length_and_has_no_favourite_cell() -> None:
    model = family("mdm")
    canvas = model.start(Template((7, 8)), (3,))
    assert canvas.tokens == (CLS, 7, 8, BOS, MASK, MASK, MASK)
    belief = model.belief([canvas])[0]
    assert belief.log_places.exp().tolist() == pytest.approx([1 / 3] * 3, abs=1e-5) and belief.stop == 0
    filled = canvas
    for cell in (4, 5, 6):
        filled = filled.apply(Move("unmask", cell, 9))
    assert model.rows(filled) == []


def test_arm_stops_by_its_end_token() -> None:
    model = family("arm")
    canvas = model.start(Template((7, 8)), (3,))
    assert canvas.tokens == (7, 8, BOS)
    belief = model.belief([canvas])[0]
    assert belief.places == (2,) and 0 < belief.stop < 1


def test_it_takes_gaps_as_independent() -> None:
    """Stop is the product of the gaps' EOS; a gap is next in proportion to its being unfinished."""
    model = family("it")
    canvas = model.start(Template((7, 8)), (3,)).apply(Move("insert", 3, 9)).apply(Move("insert", 4, 10))
    belief = model.belief([canvas])[0]
    finished = belief.log_finished.exp()
    assert belief.stop == pytest.approx(finished.prod().item(), rel=1e-4)
    shares = (1 - finished) / (1 - finished).sum() * (1 - finished.prod())
    assert torch.allclose(belief.log_places.exp(), shares, atol=1e-5)


def test_insertion_loss_by_hand() -> None:
    """Two gaps, three tokens, uniform logits: each of six pairs has 1/6. One gap closed: 1/3."""
    logits = torch.zeros(2, 2, 3)
    gap_open = torch.tensor([[True, True], [True, False]])
    gap, target = torch.tensor([[0, 1], [0, 0]]), torch.tensor([[2, 0], [1, 1]])
    hidden = torch.tensor([[True, True], [True, False]])
    losses = insertion_loss(logits[gap_open], gap_open, gap, target, hidden)
    assert losses.tolist() == pytest.approx([math.log(6), math.log(3)])
    assert insertion_loss(logits[gap_open], gap_open, gap, target, torch.zeros_like(hidden)).tolist() == [0, 0]


def test_corruption_drops_every_number_of_tokens_alike() -> None:
    examples = Examples(np.full((6000, 1), 7), np.tile([8, 9, 10, PAD], (6000, 1)))
    hidden = draw_hidden(examples, np.random.default_rng(0))
    counts = np.bincount(hidden.sum(1), minlength=4) / 6000
    assert counts == pytest.approx([0.25] * 4, abs=0.03)
    assert not hidden[:, 3].any()
    assert hidden.mean(0)[:3] == pytest.approx([0.5] * 3, abs=0.03)


def test_corruption_leaves_given_tokens_visible() -> None:
    given = np.tile([True, False, True], (6000, 1))
    examples = Examples(np.full((6000, 1), 7), np.tile([8, 9, PAD], (6000, 1)), given)
    hidden = draw_hidden(examples, np.random.default_rng(0))
    assert hidden.mean(0) == pytest.approx([0, 0.5, 0], abs=0.03)
    masked = family("mdm").corrupt(examples, np.random.default_rng(0))["masked"].numpy()  # cells, and one for the end
    assert masked.mean(0) == pytest.approx([0, 0.75, 0, 0.75], abs=0.03)
    assert masked.any(1).all()
    learned = family("arm").corrupt(examples.take(np.arange(1)), np.random.default_rng(0))["target"]
    assert learned.tolist() == [[PAD, 9, EOS, PAD]]


def test_corruption_by_token_hides_all_copies_or_none() -> None:
    given = np.tile([False, False, False, True, False, False], (6000, 1))
    examples = Examples(np.full((6000, 1), 7), np.tile([8, 9, 9, 9, 10, PAD], (6000, 1)), given)
    hidden = draw_hidden_by_token(examples, np.random.default_rng(0))
    assert np.array_equal(hidden[:, 1], hidden[:, 2])
    assert not hidden[:, [3, 5]].any()
    counts = np.bincount(hidden[:, [0, 1, 4]].sum(1), minlength=4) / 6000
    assert counts == pytest.approx([0.25] * 4, abs=0.03)
    assert hidden.mean(0)[[0, 1, 4]] == pytest.approx([0.5] * 3, abs=0.03)


@pytest.mark.parametrize(("share", "odd"), [(0.0, 0.5), (0.5, 0.25), (1.0, 0.0)])
def test_a_task_says_how_many_canvases_miss_whole_things(share: float, odd: float) -> None:
    """Of two copies one alone is missing in a third of the uniform draws: for n = 1."""
    examples = Examples(np.full((6000, 1), 7), np.tile([9, 9], (6000, 1)), by_token=share)
    missing = family("ilm").corrupt(examples, np.random.default_rng(0))["hidden"].sum(1).numpy()
    assert np.mean(missing == 1) == pytest.approx(odd * 2 / 3, abs=0.03)
    assert examples.take(np.arange(5)).by_token == share
    others = family("it").corrupt(examples, np.random.default_rng(0))["hidden"].sum(1).numpy()
    assert np.mean(others == 1) == pytest.approx(1 / 3, abs=0.03)


def test_layout_removes_what_is_hidden() -> None:
    hidden = np.array([[1, 0, 1, 1, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 0]], bool)
    batch = insertion_layout(EXAMPLES, hidden)
    rows = [[token for token in row if token != PAD] for row in batch["tokens"].tolist()]
    assert rows == [[CLS, 7, 8, 9, 10, BOS, 8, 11], [CLS, 11, 12, BOS, 12], [CLS, 7, 7, 7, BOS, 8, 9, 10]]
    assert batch["gap"][0][hidden[0]].tolist() == [0, 1, 1]
    assert batch["gap"][1][hidden[1]].tolist() == [1]
    assert batch["gap_open"].sum(1).tolist() == [3, 2, 4]


def test_same_seed_same_weights() -> None:
    one, same, other = (FAMILIES["ilm"](CONFIG, seed) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), same.parameters()))
    assert not torch.equal(one.output_layer.linear.weight, other.output_layer.linear.weight)


TEXT = Template(pieces=((7, 8), (9,), (10, 11)))  # two gaps inside, none at the ends


def test_a_template_opens_its_gaps_and_no_others() -> None:
    canvas = family("ilm").start(TEXT, ())
    assert canvas.tokens == (CLS, BOS, 7, 8, 9, 10, 11)
    assert [slot for slot, is_open in enumerate(canvas.open) if is_open] == [3, 4]
    assert family("mdm").start(TEXT, (2, 0)).tokens == (CLS, BOS, 7, 8, MASK, MASK, 9, 10, 11, EOS)
    assert family("mdm").start(Template(pieces=((7,), ())), (2,)).tokens == (CLS, BOS, 7, MASK, MASK)
    assert family("arm").start(TEXT, ()).tokens == (BOS, 7, 8)
    with pytest.raises(ValueError, match="There are 2 gaps but 1 lengths"):
        family("mdm").start(TEXT, (3,))


def test_parts_of_a_batch_have_the_losses_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    examples = Examples(np.zeros((12, 0), int), rng.integers(7, 12, (12, 20)))
    model = family("ilm")
    batch = model.corrupt(examples, rng)
    parts = parts_by_length(batch)
    assert len(parts) == PARTS and sum(len(part["tokens"]) for part in parts) == 12
    assert parts[0]["tokens"].shape[1] < parts[-1]["tokens"].shape[1] == batch["tokens"].shape[1]
    losses = model(batch)
    monkeypatch.setattr("ilm_core.families.ilm.FULL", 0.0)
    assert len(parts_by_length(batch)) == 1
    assert model(batch)["tokens"].item() == pytest.approx(losses["tokens"].item(), abs=1e-5)
    assert model(batch)["stop"].item() == pytest.approx(losses["stop"].item(), abs=1e-5)
