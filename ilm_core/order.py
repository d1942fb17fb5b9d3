"""Statistics of generation order over many traces."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ilm_core.trace import Trace


def order_frame(traces: Iterable[Trace]) -> pd.DataFrame:
    """One row for each token placed: run, family, final position, step.

    The tokens placed in one step of a masked model share it.
    """
    frames = []
    for run, trace in enumerate(traces):
        moves = trace.to_frame().dropna(subset=["position"]) if trace.steps else pd.DataFrame()
        if len(moves):
            frames.append(moves[["position", "step"]].astype(int).assign(run=run, family=trace.recipe.family))
    columns = ["run", "family", "position", "step"]
    return pd.concat(frames)[columns].reset_index(drop=True) if frames else pd.DataFrame(columns=columns)


def reading_order_correlation(positions: Iterable[int], steps: Iterable[int]) -> float:
    """Spearman's rank correlation of position and step.

    Returns:
        1 for left to right, -1 for right to left, near 0 for no order; nan for fewer than
        two tokens or when all were placed at once.
    """
    ranks = pd.DataFrame({"position": list(positions), "step": list(steps)}).rank()
    if len(ranks) < 2 or ranks["step"].nunique() < 2:
        return float("nan")
    return float(np.corrcoef(ranks["position"], ranks["step"])[0, 1])


def order_summary(traces: Iterable[Trace]) -> pd.DataFrame:
    """One row for each family: how its order relates to reading order.

    Returns:
        Columns ``runs``; ``correlation``, the mean over runs of `reading_order_correlation`;
        ``first_at_start`` and ``first_at_end``, the shares of runs whose first token ended
        up first or last.
    """
    frame = order_frame(traces)
    rows = []
    for family, tokens in frame.groupby("family", sort=False):
        runs = [run for _, run in tokens.groupby("run")]
        correlations = [reading_order_correlation(run["position"], run["step"]) for run in runs]
        firsts = [run.loc[run["step"].idxmin(), "position"] / max(run["position"].max(), 1) for run in runs]
        rows.append(
            {
                "family": family,
                "runs": len(runs),
                "correlation": float(np.nanmean(correlations)),
                "first_at_start": float(np.mean([first == 0 for first in firsts])),
                "first_at_end": float(np.mean([first == 1 for first in firsts])),
            }
        )
    return pd.DataFrame(rows, columns=["family", "runs", "correlation", "first_at_start", "first_at_end"])


def first_position_histogram(traces: Iterable[Trace]) -> pd.DataFrame:
    """How often each family placed its first token at each final position: family, position, runs."""
    frame = order_frame(traces)
    first = frame.loc[frame.groupby("run")["step"].idxmin()] if len(frame) else frame
    return first.groupby(["family", "position"]).size().rename("runs").reset_index()
