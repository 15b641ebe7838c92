"""The cost of linear minimization oracles, per norm and size, against everything that could take their place.

    .venv/bin/python -m benchmarks.lmo [--quick] [--norms NAME...] [--norm module:expression] [--json FILE]

All rivals of a row take turns in one process, and their medians are compared: machines are slower and faster, ratios
travel. Times are microseconds of the processor per LMO, so that other processes do not count; for ours of one batch of
10^5 vectors or 10^4 matrices where they are small. A rival is written as a multiple of ours: x 30 took 30 times as long.
What is not exact shows its relative gap, <g, u>/||g||_* + 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import cvxpy as cp
import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import lmo_rivals
from ntr import norms
from ntr.cli.loading import load_norm
from ntr.cvx import SolverError
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.norms.examples import one_norm_and_twice_maximum

VECTORS, MATRICES = (10, 100, 1000), ((8, 8), (32, 32))
ENTRIES = {1: 1_000_000, 2: 640_000}  # of a batch of ours, by axes: 10^5 vectors of 10 entries, 10^4 8 x 8 matrices
SOLVED = 20  # points of a batch where a solver is called for each
ROUNDS = 5
LOOPED = 200  # points that a rival with a Python loop takes in a round
MOST_CVXPY = 100  # entries up to which CVXPY is measured; a cold solve takes seconds beyond
EXACT = 1e-6  # a larger relative gap is shown

# Goals of performance.md, of general norms against cold CVXPY: {the most entries: the least ratio}.
GOALS = {10: 50.0, 100: 10.0}
GENERAL = ("CvxNorm", "Sum", "Max")


class Row(NamedTuple):
    """What was measured for one norm.

    Attributes
    ----------
    norm, shape, batch
        Name, shape of a point, size of our batch.
    ours, alone : float
        Microseconds per LMO in the batch, and of one point on its own.
    rivals : dict
        Name -> (microseconds per LMO, relative gap).
    """

    norm: str
    shape: tuple[int, ...]
    batch: int
    ours: float
    alone: float
    rivals: dict[str, tuple[float, float]]


def instances(size: int | tuple[int, int]) -> list[Norm]:
    """The norms of one size."""
    random = np.random.default_rng(0)
    if isinstance(size, int):
        shape, k, weights = (size,), size // 3, np.linspace(1.0, 0.1, size)
        factor = random.normal(size=(size, size))
        found: list[Norm] = [
            norms.L1(shape), norms.L2(shape), norms.LInf(shape), norms.Lp(shape, 3.0),
            norms.WeightedLp(shape, 3.0, weights), norms.Mahalanobis(shape, factor @ factor.T / size + np.eye(size)),
            norms.TopK(shape, k), norms.TopKDual(shape, k), norms.KSupport(shape, k), norms.TopKL2(shape, k),
            norms.SortedL1(shape, weights), norms.SortedL1Dual(shape, weights),
            norms.Group(shape, np.arange(size) // 3, 2.0, 1.0),
            norms.Atoms(shape, np.concatenate([np.eye(size), random.normal(size=(size, size))])),
        ]  # fmt: skip
        if size <= MOST_CVXPY:
            pair = (norms.L1(shape), norms.Scaled(norms.L2(shape), 2.0))
            expressions = (cp.norm1, cp.norm2, cp.norm_inf, one_norm_and_twice_maximum)
            found += [norms.CvxNorm(shape, expression) for expression in expressions]
            found += [norms.Sum(pair), norms.Max(pair)]
        if size <= 10:
            found.append(norms.Inequalities(shape, np.concatenate([np.eye(size), random.normal(size=(2, size))])))
        return found
    k, left = size[0] // 3, np.eye(size[0]) + 0.1 * random.normal(size=(size[0], size[0]))
    found = [
        norms.Spectral(size), norms.Nuclear(size), norms.Schatten(size, 3.0), norms.KyFan(size, k),
        norms.KyFanDual(size, k), norms.RMSToRMS(size), norms.MaxColumn(size), norms.MaxRow(size),
        norms.MaxEntry(size), norms.OneToOne(size), norms.InfToInf(size), norms.MixedLpq(size, 1.5, 3.0),
        norms.Sandwich(norms.Spectral(size), left, np.eye(size[1])),
    ]  # fmt: skip
    return found + [norms.CvxNorm(size, cp.sigma_max)] * (size[0] * size[1] <= MOST_CVXPY)


def title(norm: Norm) -> str:
    """The name of the class, and of the expression where it has one."""
    expression = [norm.expression.__name__] if isinstance(norm, norms.CvxNorm) else []
    return " ".join([type(norm).__name__, *expression])


def measure(norm: Norm, *, quick: bool = False) -> Row:
    """All contenders of one norm in turns; medians."""
    size = int(np.prod(norm.shape))
    solved = norm.tolerance >= 1e-9 or isinstance(norm, norms.Inequalities)
    batch = SOLVED if solved else max(64, ENTRIES[len(norm.shape)] // (50 if quick else 1) // size)
    g = np.random.default_rng(1).normal(size=(batch, *norm.shape))
    few = g[: 20 if quick else LOOPED]
    runs: dict[str, tuple[Callable[[Array], Array], Array]] = {"ours": (norm.lmo, g), "alone": (alone(norm), few)}
    naive = lmo_rivals.naive(norm)
    if naive is not None:
        runs["naive NumPy"] = (lmo_rivals.one_by_one(naive), few)
    if size <= (10 if quick else MOST_CVXPY):
        runs["cold CVXPY"] = (lmo_rivals.one_by_one(lmo_rivals.cold(norm)), g[:2])
        runs["DPP CVXPY"] = (lmo_rivals.one_by_one(lmo_rivals.parametrised(norm)), g[:2])
    for peer in lmo_rivals.peers(norm):
        runs[peer.name] = (lmo_rivals.one_by_one(peer.lmo), few) if peer.loops else (peer.lmo, g)
    gaps = {name: gap(norm, points, run(points)) for name, (run, points) in runs.items()}  # and what is prepared once
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(2 if quick else ROUNDS):
        for name, (run, points) in runs.items():
            start = time.process_time()
            run(points)
            times[name].append(1e6 * (time.process_time() - start) / len(points))
    medians = {name: float(np.median(values)) for name, values in times.items()}
    rivals = {name: (medians[name], gaps[name]) for name in runs if name not in ("ours", "alone")}
    return Row(title(norm), norm.shape, batch, medians["ours"], medians["alone"], rivals)


def alone(norm: Norm) -> Callable[[Array], Array]:
    """Our LMO, one point at a time."""
    return lmo_rivals.one_by_one(norm.lmo)


def gap(norm: Norm, g: Array, u: Array) -> float:
    """The largest of <g, u>/||g||_* + 1 and ||u|| - 1 over a few points: 0 for an exact LMO; NaN where ||u|| is not known."""
    ndim = len(norm.shape)
    few = slice(0, 5)
    suboptimal = inner(g[few], u[few], ndim) / norm.dual(g[few]) + 1
    try:
        return float(max(suboptimal.max(), (norm(u[few]) - 1).max()))
    except SolverError:  # the value of a polyhedral norm is a linear program
        return float("nan")


def line(row: Row) -> str:
    """A row of the table, in Markdown."""
    shape = "x".join(map(str, row.shape))
    cells = [row.norm, shape, f"{row.batch}", f"{row.ours:.3g}", f"{row.alone / row.ours:.3g}"]
    named = ("naive NumPy", "cold CVXPY", "DPP CVXPY")
    cells += [f"x {row.rivals[name][0] / row.ours:.3g}" if name in row.rivals else "" for name in named]
    others = []
    for name, (microseconds, inexact) in row.rivals.items():
        if name not in named:
            note = "" if inexact <= EXACT else f" (gap {inexact:.0e})"
            others.append(f"{name} x {microseconds / row.ours:.3g}{note}")
    return f"| {' | '.join([*cells, ', '.join(others), goal(row)])} |"


def goal(row: Row) -> str:
    """Whether the goal for this row is met; empty where there is none."""
    limits = [ratio for entries, ratio in GOALS.items() if np.prod(row.shape) <= entries]
    if row.norm.split()[0] not in GENERAL or not limits or "cold CVXPY" not in row.rivals:
        return ""
    reached = row.rivals["cold CVXPY"][0] / row.ours
    return f"cold >= {limits[0]:g}: {'met' if reached >= limits[0] else 'missed'}"


HEAD = (
    "| norm | shape | batch | us per LMO | one at a time / batch | naive NumPy | cold CVXPY | DPP CVXPY | others | goal |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; prints the table as it grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="batches a fiftieth as large, two rounds, vectors of 10, 8 x 8"
    )
    parser.add_argument("--norms", nargs="*", help="class names (default: all)")
    parser.add_argument("--norm", help="your own norm instead, as module:expression or the name of an entry point")
    parser.add_argument("--json", metavar="FILE", help="write the rows to FILE too")
    options = parser.parse_args(arguments)
    sizes: list[int | tuple[int, int]] = [10, (8, 8)] if options.quick else [*VECTORS, *MATRICES]
    if options.norm is None:
        chosen = (norm for size in sizes for norm in instances(size))
    else:
        chosen = iter([load_norm(options.norm)])
    rows: list[Row] = []
    print("\n".join(HEAD))
    with threadpool_limits(1):
        for norm in chosen:
            if options.norms is None or type(norm).__name__ in options.norms:
                rows.append(measure(norm, quick=options.quick))
                print(line(rows[-1]), flush=True)
    for text in lmo_rivals.missing():
        print(text)
    if options.json is not None:
        as_json: list[dict[str, Any]] = [row._asdict() for row in rows]
        Path(options.json).write_text(json.dumps(as_json, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
