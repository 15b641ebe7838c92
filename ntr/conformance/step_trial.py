"""What the checks of the step share: inputs, residuals, and the cold CVXPY solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from ntr import later as cp
from ntr.conformance.domain import domain_points, generator
from ntr.conformance.kit import at_most
from ntr.cvx import solve
from ntr.linalg import Array, expand, inner
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.step import Step, certificate
from ntr.steps.certificate import slope

StepFunction: TypeAlias = Callable[[Norm, Regularizer, Any, Any, Any], Step]

# How close a step comes to the value of a cold CVXPY solve, relative to eta and the slope of the model.
SOLVED = 1e-6


@dataclass(frozen=True)
class Trial:
    """A pair under test, and the inputs it is tested on."""

    norm: Norm
    regularizer: Regularizer
    seed: int
    tolerance: float
    step: StepFunction

    @property
    def decades(self) -> int:
        """How many powers of ten inputs may be apart."""
        return 6 if self.tolerance < 1e-8 else 3

    @property
    def ndim(self) -> int:
        """Axes of a point."""
        return len(self.norm.shape)

    @cached_property
    def _pool(self) -> Array:
        """Points of dom R, found once: each projection is a conic program."""
        return domain_points(self.regularizer, self.norm.shape, generator(self.seed, "domain"), 24)

    def inputs(self, name: str, count: int = 9) -> tuple[Array, Array, Array]:
        """m (some sparse, some with tied entries), centers in dom R, and radii around the size of the points."""
        random = generator(self.seed, name)
        center = self._pool[random.choice(len(self._pool), size=count, replace=False)]
        m = random.normal(size=center.shape)
        m[1::4] *= random.random(m[1::4].shape) < 0.5
        m[2::4] = np.sign(m[2::4])
        size = float(self.norm(center).max())
        radius = size * random.choice([0.03, 0.3, 1.0, 3.0], size=count)
        return m, center, radius

    def residuals(
        self, m: Array, center: Array, radius: Array, *, present: bool = True
    ) -> dict[str, tuple[Array, Array]]:
        """Name of the check -> its residual and what it may be, of the steps from these centers."""
        step = self.step(self.norm, self.regularizer, m, center, radius)
        # x = c + d is rounded by eps |c|, which matters where the radius is small against the center
        allowed = self.tolerance + 8 * np.finfo(np.float64).eps * (1 + self.norm(np.abs(center)) / radius)
        nothing = np.zeros(radius.shape)
        outside = np.where(np.isfinite(self.regularizer(step.x, ndim=self.ndim)), 0.0, 1.0)
        found = {"ball": (self.norm(step.x - center) / radius - 1, allowed), "domain": (outside, nothing)}
        if step.subgradient is not None:
            residual = certificate(self.norm, self.regularizer, m, center, radius, step)
            found["dual"] = (np.abs(residual.dual), allowed)
            found["subgradient"] = (residual.subgradient, allowed)
        elif present:
            found["subgradient"] = (nothing + np.inf, allowed)
        return found

    def require_all(self, what: str, m: Array, center: Array, radius: Array, *, present: bool = True) -> None:
        """Every residual of the steps from these centers is what it may be."""
        for name, (residual, allowed) in self.residuals(m, center, radius, present=present).items():
            at_most(f"{what}: residual of {name}", residual, 0.0, allowed, self.seed, center)

    def require_optimal(self, what: str, m: Array, center: Array, radius: Array) -> None:
        """The model value of the steps, slice by slice, against CVXPY."""
        step = self.step(self.norm, self.regularizer, m, center, radius)
        unit = radius * slope(self.norm, self.regularizer, m, step.subgradient)
        value = inner(m, step.x - center, self.ndim) + self.regularizer(step.x, ndim=self.ndim)
        least = np.array([cold_value(self, *slices) for slices in zip(m, center, radius, unit, strict=True)])
        at_most(f"{what}: model value against CVXPY", value / unit, least / unit, SOLVED, self.seed, center)
        at_most(f"{what}: CVXPY against the model value", least / unit, value / unit, SOLVED, self.seed, center)


def cold_value(subject: Trial, m: Array, center: Array, radius: float, unit: float) -> float:
    """min <m, x - c> + R(x) over the ball, as it is written, with x = c + eta u and the value in units of `unit`."""
    u = cp.Variable(subject.norm.shape)
    length, extra = subject.norm.cvx(u)
    penalty, domain = subject.regularizer.cvx(center + radius * u)
    objective = cp.sum(cp.multiply(m * (radius / unit), u)) + penalty / unit
    return unit * solve(cp.Minimize(objective), [length <= 1, *extra, *domain])


def outside_points(subject: Trial) -> Array:
    """Points outside dom R, (5, *shape) or fewer, the size of the last up to 1000; empty if there seem to be none."""
    random = generator(subject.seed, "outside dom R")
    points: Array = random.normal(size=(5, *subject.norm.shape)) * expand(
        np.array([0.1, 1, 10, 100, 1000]), subject.ndim
    )
    return np.asarray(points[~np.isfinite(subject.regularizer(points, ndim=subject.ndim))])
