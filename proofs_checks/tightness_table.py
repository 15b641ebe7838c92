"""What `ntr tightness` prints and stores: the tightest cases found, the atlas, and the exact values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from ntr.case import Case
from ntr.methods import Clipped, TrustRegion
from ntr.theorem import Theorem
from proofs_checks import pep
from proofs_checks.atlas import AXES, Cell, grid
from proofs_checks.exact import EUCLIDEAN_GAP, Exact, euclidean_table
from proofs_checks.pepit import least_gap
from proofs_checks.table import aligned, noise_name, norm_name
from proofs_checks.tightness import Tightest

HEADER = ("theorem", "case", "norm", "noise", "alpha", "K", "bound/measured", "found by", "fresh seeds",
          "exact", "verdict")  # fmt: skip


def search_lines(found: Sequence[Tightest], instances: Sequence[Exact]) -> list[str]:
    """The tightest case of every theorem beside the exact value that is known, and by what its numbers were varied."""
    lines = [
        "The smallest bound/measured found: 1 is an equality, less refutes (the verdict is by seeds not searched on)"
    ]
    exact = {_regime(item.theorem, item.case): f"{1 / item.ratio:.4f}" for item in instances}
    rows = [_cells(item, exact.get(_regime(item.theorem, item.row.check.case), "-")) for item in found]
    lines += aligned([HEADER, *rows])
    lines += ["", "By what factors the numbers of the case were varied:"]
    for item in found:
        factors = ", ".join(f"{name} {factor:.4g}" for name, factor in item.factors.items())
        lines.append(
            f"  {item.theorem.name}: {factors or 'none, it is in the catalogue'} ({item.evaluations} evaluations)"
        )
    return lines


def _regime(theorem: Theorem, case: Case) -> tuple[str, bool]:
    """The theorem, and whether there is noise."""
    return theorem.name, case.setting.sigma > 0


def _cells(item: Tightest, exact: str) -> tuple[str, ...]:
    case, verdict = item.row.check.case, item.row.verdict
    method = case.method
    momentum = method.momentum if isinstance(method, TrustRegion | Clipped) and not callable(method.momentum) else None
    fresh = "-" if verdict is None else f"{verdict.bound[item.row.worst] / verdict.measured[item.row.worst]:.4f}"
    return (
        item.theorem.name, item.origin, norm_name(method.norm), noise_name(case.noise, case),
        "-" if momentum is None else f"{momentum:.3g}", str(item.iterations), f"{1 / item.ratio:.4f}", item.how, fresh, exact,
        item.row.status if item.row.error is None else f"failed: {item.row.error}",
    )  # fmt: skip


def atlas_lines(cells: Sequence[Cell]) -> list[str]:
    """The largest measured/bound by theorem and norm, momentum, noise; a dot where no case was run."""
    lines = []
    for axis in AXES:
        found = grid(cells, axis)
        rows = [(f"largest measured/bound by {axis}", *found.classes)]
        for theorem in found.theorems:
            best = (found.cells.get((theorem, name)) for name in found.classes)
            rows.append((theorem, *("." if cell is None else f"{cell.ratio:.3f}" for cell in best)))
        lines += [*aligned(rows), ""]
    return [
        *lines,
        f"{len(cells)} cases; every seed average is over at most 32 seeds, so that a ratio near 1 is no verdict",
    ]


def exact_lines(instances: Sequence[Exact]) -> list[str]:
    """Instances whose measured quantity is known, and what the theorem says of them."""
    rows: list[tuple[str, ...]] = [("theorem", "instance", "K", "measured, exact", "bound", "bound/measured", "source")]
    for item in instances:
        count = item.case.iterations
        bound = float(item.theorem.bound(item.case, np.array([count]))[0])
        cells = (f"{item.measured:.6g}", f"{bound:.6g}", f"{bound / item.measured:.4f}")
        rows.append((item.theorem.name, item.name, str(count), *cells, item.source))
    lines = [
        "Exact values (the constants 3/2 and 1/2 of L eta, and the noise constants at momentum 1):",
        *aligned(rows),
    ]
    cycle = next((item for item in instances if item.name.startswith("l_inf two-cycle")), None)
    if cycle is not None:
        assert isinstance(cycle.case.method, TrustRegion)
        unit = cycle.case.setting.smoothness * float(cycle.case.method.radius)  # type: ignore[arg-type]  # constant
        lines.append(
            f"the l_inf two-cycle measures {cycle.measured / unit:.4f} L eta at every k, its limit is 3/2 L eta"
        )
    return lines


def euclidean_lines(most: int = 10) -> list[str]:
    """T1 in l_2: the worst case over all functions for N = 1..most, by semidefinite programs, beside the bounds and PEPit."""
    table = euclidean_table()[:most]
    rows: list[tuple[str, ...]] = [
        ("N", "worst case (SDP)", "theory.md", "T1", "T1-R0", "T1-R0/worst", "gap there, PEPit")
    ]
    for count, stated, paper, zero in table:
        worst = pep.worst_gradient(count, EUCLIDEAN_GAP, 1.0, 1.0)
        first = pep.hardest_start(worst, count, 1.0, 1.0)
        peer = least_gap([first, *[worst] * count])
        cells = (f"{worst:.5f}", f"{stated:.5f}", f"{paper:.4f}", f"{zero:.4f}", f"{zero / worst:.4f}")
        rows.append((str(count), *cells, "not installed" if peer is None else f"{peer:.4f}"))
    head = "Normalized gradient descent in l_2: the largest min_{1<=k<=N} ||grad f(x_k)||_2 in units of L eta, over all f with "
    return [f"{head}Delta_0 = {EUCLIDEAN_GAP:g} L eta^2", *aligned(rows)]


def as_json(found: Sequence[Tightest], cells: Sequence[Cell], instances: Sequence[Exact]) -> dict[str, Any]:
    """Everything, for `json.dump`."""
    return {
        "tightest": [
            {
                "theorem": item.theorem.name,
                "case": item.origin,
                "method": repr(item.row.check.case.method),
                "noise": repr(item.row.check.case.noise),
                "found by": item.how,
                "factors": item.factors,
                "bound_over_measured": 1 / item.ratio,
                "iterations": item.iterations,
                "evaluations": item.evaluations,
                "status": item.row.status,
            }
            for item in found
        ],
        "atlas": [dataclasses.asdict(cell) for cell in cells],
        "exact": [
            {
                "theorem": item.theorem.name,
                "instance": item.name,
                "bound_over_measured": 1 / item.ratio,
                "source": item.source,
            }
            for item in instances
        ],
    }
