"""Blocks of one flat array, each with a norm of its own: the layers of a network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.bound import Bound
from ntr.engine.kernels import MaximizerKernel
from ntr.linalg import Array, expand, flat
from ntr.norm import Norm
from ntr.norms.blocks_kernel import blocks_kernel
from ntr.norms.closed_dual import closed_dual
from ntr.norms.combine import Combine, combined_embedding, dual_combine, outer_norm
from ntr.norms.dual import Dual
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf


@dataclass(frozen=True)
class Blocks(Norm):
    """|(||x_1||_1 / c_1, ..., ||x_B||_B / c_B)|, where x = (x_1, ..., x_B) and |.| is the maximum, the sum or l_2.

    Its dual is |(c_1 ||g_1||_1*, ..., c_B ||g_B||_B*)|_*, with the sum, the maximum or l_2. Closed form:
    lmo(g)_b = c_b t_b lmo_b(g_b), where -t is the LMO of |.| at the vector of these c_b ||g_b||_b*: t = 1 for the
    maximum; the first largest of them only for the sum; proportional to them for l_2.

    Source: theory.md 13.1. With the maximum, block b moves by c_b times the radius at every step.

    Parameters
    ----------
    norms : sequence of Norm
        The norms of the blocks, in the order in which these lie in x, each block in C order.
    radii : float or sequence of float
        c_b in (0, inf), the radius of block b in the unit ball: one for all blocks, or one for each. Kept as a tuple.
    combine : {"max", "sum", "l2"}
        What |.| is.

    Attributes
    ----------
    shape : (int,)
        The sum of the sizes of the blocks.
    """

    norms: tuple[Norm, ...]
    radii: Any = 1.0
    combine: Combine = "max"
    shape: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        norms = validation.norms(self.norms, "norms")
        given = self.radii if isinstance(self.radii, Iterable) else (self.radii,) * len(norms)
        radii = tuple(validation.positive(radius, "radii") for radius in given)
        if len(radii) != len(norms):
            raise ValueError(f"radii must have one entry per norm, {len(norms)}, got {len(radii)}")
        outer_norm(self.combine, len(norms))  # refuses what it does not know
        object.__setattr__(self, "norms", norms)
        object.__setattr__(self, "radii", radii)
        object.__setattr__(self, "shape", (sum(math.prod(norm.shape) for norm in norms),))

    @property
    def tolerance(self) -> float:
        return max(norm.tolerance for norm in self.norms)

    def split(self, x: Array) -> list[Array]:
        """The blocks of x, (*batch, *norm.shape) each."""
        return self._split(validation.point(x, self.shape, "x"))

    def join(self, blocks: Sequence[Array]) -> Array:
        """The point with these blocks, (*batch, *norm.shape) each: the inverse of `split`."""
        if len(blocks) != len(self.norms):
            raise ValueError(f"blocks must have one entry per norm, {len(self.norms)}, got {len(blocks)}")
        pairs = zip(blocks, self.norms, strict=True)
        return np.concatenate([flat(validation.point(x, n.shape, "blocks"), len(n.shape)) for x, n in pairs], axis=-1)

    def __call__(self, x: Array) -> Array:
        parts = zip(self.norms, self.split(x), self.radii, strict=True)
        return self._outer(np.stack([norm(part) / radius for norm, part, radius in parts], axis=-1))

    def dual(self, g: Array) -> Array:
        return self._outer.dual(self._duals(self._split(validation.point(g, self.shape, "g"))))

    def lmo(self, g: Array) -> Array:
        blocks = self._split(validation.point(g, self.shape, "g"))
        lengths = -self._outer.lmo(self._duals(blocks)) * np.array(self.radii)
        parts = zip(self.norms, blocks, np.moveaxis(lengths, -1, 0), strict=True)
        return self.join([expand(length, len(norm.shape)) * norm.lmo(block) for norm, block, length in parts])

    def embedding(self, p: float) -> Bound:
        """From the blocks' own a_b = c_b sup ||u_b||_p: theory.md 13.1; see `combined_embedding`."""
        bounds = [norm.embedding(p) for norm in self.norms]
        scaled = [Bound(radius * b.value, b.exact) for radius, b in zip(self.radii, bounds, strict=True)]
        return combined_embedding(self._outer, validation.exponent(p), scaled)

    def cvx(self, x: Any) -> tuple[Any, list[Any]]:
        """|t| with ||x_b / c_b||_b <= t_b."""
        t = cp.Variable(len(self.norms))
        constraints = []
        for i, (norm, (start, stop)) in enumerate(zip(self.norms, self._edges, strict=True)):
            length, extra = norm.cvx(cp.reshape(x[start:stop] / self.radii[i], norm.shape, order="C"))
            constraints += [length <= t[i], *extra]
        return self._outer.cvx(t)[0], constraints

    def kernel(self) -> MaximizerKernel | None:
        """Where every block has one."""
        return blocks_kernel(self.norms, self.radii, self._outer.p)

    @property
    def _outer(self) -> L1 | L2 | LInf:
        return outer_norm(self.combine, len(self.norms))

    @property
    def _edges(self) -> list[tuple[int, int]]:
        return list(pairwise(accumulate((math.prod(norm.shape) for norm in self.norms), initial=0)))

    def _split(self, x: Array) -> list[Array]:
        pairs = zip(self.norms, self._edges, strict=True)
        return [x[..., start:stop].reshape(*x.shape[:-1], *norm.shape) for norm, (start, stop) in pairs]

    def _duals(self, blocks: list[Array]) -> Array:
        """c_b ||g_b||_b*, shape (*batch, number of blocks)."""
        parts = zip(self.norms, blocks, self.radii, strict=True)
        return np.stack([radius * norm.dual(block) for norm, block, radius in parts], axis=-1)


@closed_dual.register
def _(norm: Blocks) -> Norm:
    radii = tuple(1 / radius for radius in norm.radii)
    return Blocks(tuple(Dual(block) for block in norm.norms), radii, dual_combine(norm.combine))
