"""The sum of norms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.norms.attained import attained
from ntr.norms.combination import ProgramCombination


@dataclass(frozen=True)
class Sum(ProgramCombination):
    """||x||_1 + ... + ||x||_n; its dual is min {max_i ||g_i||_i* : g_1 + ... + g_n = g}.

    Dual and LMO by a convex program (`BallProgram`). Weights: `Scaled` norms.

    Parameters
    ----------
    norms : sequence of Norm
        The summands, of one shape.

    Attributes
    ----------
    shape : tuple of int
        That of the norms.
    """

    def __call__(self, x: Array) -> Array:
        total = self.norms[0](x)
        for norm in self.norms[1:]:
            total = total + norm(x)
        return total

    def embedding(self, p: float) -> Bound:
        """1/(1/E_1 + ... + 1/E_n), as ||u||_p <= E_i ||u||_i, or, if no point attains it and it is less, by the basis.

        Exact where a point attains it: for instance e_1 for l_1 and l_2, the constant vector for l_inf and l_2.
        """
        harmonic = attained(self, p, 1 / sum(1 / norm.embedding(p).value for norm in self.norms))
        if harmonic.exact:
            return harmonic
        basis = Norm.embedding(self, p).value * (1 + self.tolerance)
        return attained(self, p, min(basis, harmonic.value))

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        pairs = [norm.cvx(x) for norm in self.norms]
        return sum(value for value, _ in pairs), [c for _, constraints in pairs for c in constraints]
