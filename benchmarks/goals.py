"""The goal: how many times faster than each peer the engine must be, on the same work in the same process."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.measure import Row
from benchmarks.work import Work

# Peer -> (goals on vectors of 10, of 100 and 1000 entries; on one thread), (the same on two threads)
VECTORS = {
    "NumPy, batched": ((12.0, 8.0), (15.0, 15.0)),
    "Numba + Generator": ((3.0, 3.0), (3.5, 3.5)),
    "JAX vmap + scan": ((8.0, 8.0), (12.0, 12.0)),
    "torch, batched": ((12.0, 12.0), (20.0, 20.0)),
}
SIGNS = {"NumPy, batched": 12.0}  # with Rademacher noise, from 100 entries on
SHAPES = ((8, 8), (32, 32), (64, 32), (128, 128))
MATRICES = {
    "NumPy, batched": (12.0, 4.0, 3.8, 2.0),
    "Numba + Generator": (15.0, 6.0, 5.5, 2.5),
    "JAX vmap + scan": (12.0, 4.0, 3.7, 1.8),
    "torch, batched": (15.0, 5.0, 4.5, 2.2),
    "optax muon": (2.0, 1.1, 1.1, 1.1),
}


class Goal(NamedTuple):
    """A row of the goal.

    Attributes
    ----------
    peer : str
    row : Row
    wanted, reached : float
        Times that the peer takes longer than we do.
    most : float
        The ratio if we did nothing but draw the noise.
    """

    peer: str
    row: Row
    wanted: float
    reached: float
    most: float

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.reached >= self.wanted


def wanted(peer: str, work: Work, threads: int) -> float | None:
    """The goal against `peer` on this work; None where there is none."""
    if work.geometry == "spectral":
        if threads != 1 or peer not in MATRICES or work.shape not in SHAPES:
            return None
        return MATRICES[peer][SHAPES.index(work.shape)]
    if threads > 2:
        return None
    if work.noise == "rademacher":
        return SIGNS.get(peer) if work.size >= 100 and threads == 1 else None
    if peer not in VECTORS:
        return None
    return VECTORS[peer][threads - 1][0 if work.size <= 10 else 1]


def goals(rows: list[Row]) -> list[Goal]:
    """All that there are for these rows."""
    found = []
    for row in rows:
        for name, timing in row.timings.items():
            least = wanted(name, row.work, row.threads)
            if least is not None:
                found.append(Goal(name, row, least, timing.ratio, timing.seconds / row.floor.seconds))
    return found
