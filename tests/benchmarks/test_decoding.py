"""The benchmark runs and its baseline is right; how fast anything is, no test asserts."""

import pytest

from ilm_core.families import FAMILIES
from tests.benchmarks.decoding import Case, Workload, main, random_model
from tests.benchmarks.peer import is_installed, peer_decoder
from tests.benchmarks.products import Pass, operations

SMALL = Workload(prompt=6, answer=4, cells=5, block=14, input_block=9, vocabulary=27)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(3))
def test_plain_decoding_writes_the_same_tokens(family: str, seed: int) -> None:
    case = Case.draw(random_model(family, width=32, layers=2, vocabulary=27, seed=seed), SMALL, batch=3)
    finals = case.decode()
    assert finals == case.decode_plainly(SMALL.block)
    assert [canvas.placed for canvas in finals] == [SMALL.cells if family == "mdm" else SMALL.answer] * 3


@pytest.mark.skipif(not is_installed(), reason="the peer's packages are not installed")
@pytest.mark.parametrize("family", ["ilm", "arm", "mdm"])
@pytest.mark.parametrize("pads", [0, 3])
def test_the_peer_writes_the_same_tokens(family: str, pads: int) -> None:
    case = Case.draw(random_model(family, width=32, layers=2, vocabulary=27), SMALL, batch=3)
    decoder = peer_decoder(case.family, case.canvases, case.settings.max_tokens, pads)
    assert decoder(lambda: None) == [canvas.tokens for canvas in case.decode()]


def test_products_are_counted_by_hand() -> None:
    """One layer of width 4 with 4 heads and feed-forward 16; 3 slots, 1 wanted row, 27 ids."""
    config = random_model("ilm", width=4, layers=1, vocabulary=27).config
    shapes = Pass(batch=1, slots=3, rows=1).shapes(config)
    assert shapes == [
        (1, 3, 4, 8),  # keys and values of every slot
        (1, 1, 4, 4),  # one query
        (4, 1, 1, 3),
        (4, 1, 3, 1),
        (1, 1, 4, 4),
        (1, 1, 4, 16),
        (1, 1, 16, 4),
        (1, 1, 4, 27),
    ]
    assert operations(shapes[:2]) == 2 * (3 * 4 * 8 + 4 * 4)


def test_the_table_has_a_row_for_each_case(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--widths", "32", "--layers", "1", "--batches", "1", "2", "--repeats", "1"]
    main(["--families", "ilm", "arm", "--tasks", "star-easy", *sizes])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(lines) == 2 + 4
    assert all("plain" in line for line in lines[2:])
