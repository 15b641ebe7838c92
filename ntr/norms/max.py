"""The largest of several norms: the intersection of their balls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntr import later as cp
from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.attained import attained
from ntr.norms.combination import ProgramCombination


@dataclass(frozen=True)
class Max(ProgramCombination):
    """max_i ||x||_i, whose unit ball is the intersection of those of the norms.

    Its dual is the infimal convolution min {||g_1||_1* + ... + ||g_n||_n* : g_1 + ... + g_n = g}. Dual and LMO by a
    convex program (`BallProgram`). Balls of other radii: `Scaled` norms.

    Parameters
    ----------
    norms : sequence of Norm
        The norms, of one shape.

    Attributes
    ----------
    shape : tuple of int
        That of the norms.
    """

    def __call__(self, x: Array) -> Array:
        return np.asarray(np.max([norm(x) for norm in self.norms], axis=0))

    def embedding(self, p: float) -> Bound:
        """The least of those of the norms or, if no point attains it and it is less, (sum_i ||e_i||_*^p)^(1/p)."""
        least = attained(self, p, min(norm.embedding(p).value for norm in self.norms))
        if least.exact:
            return least
        basis = Norm.embedding(self, p).value * (1 + self.tolerance)
        return attained(self, p, min(basis, least.value))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        pairs = [norm.cvx(x) for norm in self.norms]
        constraints = [c for _, extra in pairs for c in extra]
        return cp.max(cp.hstack([value for value, _ in pairs])), constraints
