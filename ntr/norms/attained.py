"""An upper bound of an embedding that a point attains is exact."""

from __future__ import annotations

import numpy as np

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.powers import power_norm

# Of the ratio at the point against the bound: rounding, not a solver's error.
ROUNDING = 1e-12


def attained(norm: Norm, p: float, upper: float) -> Bound:
    """`upper`, an upper bound of sup ||u||_p over ||u|| <= 1; exact if ||u||_p / ||u|| reaches it at a point of a few.

    Those are e_1, ..., e_32, the constants on the first k entries, and the identities on the first k of the diagonal.
    """
    points = _points(norm.shape)
    ratio = power_norm(points, p, len(norm.shape)) / norm(points)
    return Bound(upper, exact=bool((ratio >= upper * (1 - ROUNDING)).any()))


def _points(shape: tuple[int, ...]) -> Array:
    size = int(np.prod(shape))
    entries = np.arange(size)
    counts = np.unique(np.linspace(1, size, min(size, 32)).astype(int))
    coordinates = np.stack(np.unravel_index(entries, shape))
    diagonal = (coordinates == coordinates[0]).all(axis=0)
    ranks = np.arange(1, min(shape) + 1)
    rows = [
        entries == np.arange(min(size, 32))[:, None],
        entries < counts[:, None],
        diagonal & (coordinates[0] < ranks[:, None]),
    ]
    return np.concatenate(rows).astype(np.float64).reshape(-1, *shape)
