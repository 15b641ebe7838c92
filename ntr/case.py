"""One experiment, complete: problem, noise, method, start, length, seeds. Same case, same result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ntr.domain import enclosing_ball
from ntr.inexact_lmo import InexactLMO
from ntr.linalg import Array
from ntr.methods import Method, StochasticProximalPoint, TrustRegion
from ntr.noise import Noise
from ntr.norm import Norm
from ntr.problem import Constants, Problem, Region
from ntr.regularizers import Zero
from ntr.validation import array, integer


@dataclass(frozen=True, eq=False)
class Setting:
    """What a theorem tunes for: everything of an experiment but the method and its length.

    Attributes
    ----------
    problem, norm, noise : Problem, Norm, Noise
    x0 : Array
        The start, shape `problem.shape`.
    seeds : range
        The independent repetitions.
    root_seed : int
        The root of all randomness, in [0, 2^64).
    domain_radius : float or None
        D = eta/beta: the radius of the ball ||x|| <= D that weight decay keeps the iterates in; None without it.
        tau eta/beta with an inexact oracle.
    lmo : InexactLMO or None
        The oracle of the method; None is the exact one.
    """

    problem: Problem
    norm: Norm
    noise: Noise
    x0: Array
    seeds: range
    root_seed: int = 0
    domain_radius: float | None = None
    lmo: InexactLMO | None = None

    @cached_property
    def constants(self) -> Constants:
        """`problem.constants(norm)`."""
        return self.problem.constants(self.norm)

    @cached_property
    def region(self) -> Region | None:
        """`problem.region(norm, domain_radius)`, None without weight decay."""
        return None if self.domain_radius is None else self.problem.region(self.norm, self.domain_radius)

    @cached_property
    def domain(self) -> Region | None:
        """What is certified on dom R: `problem.region` of a ball that contains it. None if dom R is not known to be bounded."""
        ball = enclosing_ball(self.problem.regularizer, self.problem.shape)
        return None if ball is None else self.problem.region(*ball)

    @cached_property
    def sigma(self) -> float:
        """The certified sigma of A1."""
        return self.noise.deviation(self.problem).value

    @cached_property
    def initial_gap(self) -> float:
        """Delta_0 = F(x_0) - inf F, with the certified lower end of inf F: an upper bound of it."""
        return float(self.problem.objective(self.x0)) - self.constants.infimum[0]

    @cached_property
    def smoothness(self) -> float:
        """The certified L of A2: on the whole space or, with weight decay, on the ball that the iterates stay in."""
        bounds = [self.constants.L, None if self.region is None else self.region.L]
        known = [bound.value for bound in bounds if bound is not None]
        if not known:
            raise ValueError(f"{type(self.problem).__name__} has no certified L in {self.norm!r}")
        return min(known)

    @cached_property
    def second_smoothness(self) -> float:
        """The certified H of A4, on the whole space."""
        if self.constants.H is None:
            raise ValueError(f"{type(self.problem).__name__} has no certified H in {self.norm!r}")
        return self.constants.H.value

    @cached_property
    def generalized_smoothness(self) -> tuple[float, float] | None:
        """`problem.generalized_smoothness(norm)`."""
        return self.problem.generalized_smoothness(self.norm)

    @cached_property
    def dual_deviation(self) -> float:
        """rho sigma: what A1 and A3 give for the dual norm of the noise."""
        return self.norm.rho * self.sigma

    def case(self, method: Method, iterations: float) -> Case:
        """The case of this setting with a method and max(1, ceil(iterations)) iterations."""
        if not math.isfinite(iterations):  # as where a constant of a tuning is infinite
            raise ValueError(f"iterations must be finite, got {iterations}")
        count = max(1, math.ceil(iterations))
        return Case(self.problem, self.noise, method, self.x0, count, self.seeds, self.root_seed)


@dataclass(frozen=True, eq=False)
class Case:
    """One experiment.

    Parameters
    ----------
    problem : Problem
    noise : Noise
    method : Method
    x0 : array_like, shape `problem.shape`
        The start, in dom R; one for all seeds.
    iterations : int
        K >= 1; `simulate` runs at most 2^53.
    seeds : range or int
        The independent repetitions: a range of step 1 in [0, 2^63), or n for range(n).
    root_seed : int
        The root of all randomness, in [0, 2^64). Seed s of root r draws the same numbers in every batch.

    Raises
    ------
    TypeError, ValueError
        If the shapes of problem, norm and start differ, x_0 lies outside dom R, or the method has no composite step
        and the problem needs one; and see `StochasticProximalPoint.require`.
    """

    problem: Problem
    noise: Noise
    method: Method
    x0: Array
    iterations: int
    seeds: range
    root_seed: int = 0

    def __post_init__(self) -> None:
        problem, norm = self.problem, self.method.norm
        if norm.shape != problem.shape:
            raise ValueError(f"the norm of the method has shape {norm.shape}, the problem {problem.shape}")
        object.__setattr__(self, "x0", array(self.x0, "x0", shape=problem.shape))
        _require_start(problem, self.x0)
        if not self.method.composite and not isinstance(problem.regularizer, Zero):
            name = type(self.method).__name__
            raise ValueError(
                f"{name} has no composite step: the regularizer must be Zero(), got {problem.regularizer!r}"
            )
        if isinstance(self.method, StochasticProximalPoint):  # it minimizes sampled functions, not only their gradients
            self.method.require(problem, self.noise)
        object.__setattr__(self, "iterations", integer(self.iterations, "iterations", least=1))
        given: Any = self.seeds
        seeds = given if isinstance(given, range) else range(integer(given, "seeds", least=1))
        if seeds.step != 1 or seeds.start < 0 or seeds.stop > 2**63 or not seeds:
            raise ValueError(
                f"seeds must be a positive number or a non-empty range of step 1 in [0, 2^63), got {self.seeds!r}"
            )
        object.__setattr__(self, "seeds", seeds)
        if integer(self.root_seed, "root_seed") >= 2**64:
            raise ValueError(f"root_seed must be less than 2^64, got {self.root_seed!r}")

    @cached_property
    def setting(self) -> Setting:
        """What a theorem's tuning sees of this case."""
        method = self.method
        domain = method.domain_radius if isinstance(method, TrustRegion) else None
        lmo = method.lmo if isinstance(method, TrustRegion) else None
        return Setting(
            self.problem, method.norm, self.noise, self.x0, self.seeds, self.root_seed, domain_radius=domain, lmo=lmo
        )


def _require_start(problem: Problem, x0: Array) -> None:
    """f and R must be finite at the start; the code of f may be the user's."""
    value = np.asarray(problem.value(x0))
    name = f"{type(problem).__name__}.value"
    if value.shape != () or value.dtype.kind not in "fiu":
        raise TypeError(f"{name} must return a real number for one point, got {value!r}")
    if not np.isfinite(value):
        raise ValueError(f"{name} must be finite at x0, got {value}")
    if not np.isfinite(problem.regularizer(x0, ndim=len(problem.shape))):
        raise ValueError(f"x0 must lie in the domain of the regularizer {problem.regularizer!r}")
