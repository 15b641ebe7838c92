"""The conformance kit of regularizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from ntr import later as cp
from ntr import validation
from ntr.conformance.domain import always, domain_points, generator
from ntr.conformance.kit import at_most, close, identical, require, run
from ntr.cvx import solve
from ntr.linalg import Array, expand, inner
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf
from ntr.regularizer import Regularizer

# Of values computed by CVXPY, relative to 1 + |value|; and of closed forms.
SOLVED, ROUNDED = 1e-6, 1e-11


def check_regularizer(
    regularizer: Regularizer, shape: tuple[int, ...], *, seed: int = 0, exclude: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Test that an object is a proper closed convex function that says the truth about itself, on points of `shape`.

    - ``form``: shape and type of R(x), never NaN or -inf
    - ``batch``: a batch gives bit for bit what its slices give
    - ``arguments``: x is not modified
    - ``convex``: along segments
    - ``domain``: +inf exactly where `cvx` is infeasible
    - ``cvx_value``: `cvx` has the value of the call
    - ``infimum``: a lower bound, and the least value
    - ``subgradient_bound``: R is Lipschitz with that constant in l_1, l_2, l_inf; attained if it claims to be exact
    - ``fenchel_gap``, if it is given: gap >= 0, R(y) >= R(x) + <r, y - x> - gap, gap = R(x) + R*(r) - <r, x> with R* by
      CVXPY

    Parameters
    ----------
    regularizer : Regularizer
        With interior points in its domain.
    shape : tuple of int
        Shape of the points to test it on.
    seed : int
        Of the random points.
    exclude : mapping of name to reason, or None
        Checks that are known to fail.

    Returns
    -------
    tuple of str
        The names of the checks that ran.

    Raises
    ------
    ConformanceError
        If any check fails; `.failures` maps names to findings.
    """
    subject = _Subject(regularizer, validation.shape(shape), seed)
    zero = np.zeros(subject.shape)
    checks: list[Callable[[_Subject], None]] = [
        form, batch, arguments, convex, domain, cvx_value, infimum, subgradient_bound
    ]  # fmt: skip
    if regularizer.fenchel_gap(zero, zero) is not None:
        checks.append(fenchel_gap)
    return run(regularizer, [(check.__name__, partial(check, subject)) for check in checks], exclude)


@dataclass(frozen=True)
class _Subject:
    regularizer: Regularizer
    shape: tuple[int, ...]
    seed: int

    def points(self, name: str, count: int = 12) -> tuple[Array, np.random.Generator]:
        """Half in the domain, half anywhere."""
        random = generator(self.seed, name)
        inside = domain_points(self.regularizer, self.shape, random, count // 2)
        return np.concatenate((inside, 3 * random.normal(size=(count - count // 2, *self.shape)))), random

    def value(self, x: Array) -> Array:
        return np.asarray(self.regularizer(x, ndim=len(self.shape)))


def form(subject: _Subject) -> None:
    """Values have the shape of the batch."""
    x, _ = subject.points("form")
    grid, ndim = x.reshape(3, 4, *subject.shape), len(subject.shape)
    for argument, axes, shape in ((x, ndim, (12,)), (grid, ndim, (3, 4)), (x[0], None, ())):
        value = np.asarray(subject.regularizer(argument, ndim=axes))
        right = value.shape == shape and value.dtype == np.float64 and (value > -np.inf).all()
        require(right, always(f"R(x) must be float64 of shape {shape}, not NaN or -inf, got {value.dtype}: {value!r}"))


def batch(subject: _Subject) -> None:
    """A batch gives bit for bit what its slices give."""
    x, _ = subject.points("batch")
    alone = np.array([subject.regularizer(one) for one in x])
    identical("R of a batch, against its slices", subject.value(x), alone, subject.seed, x)


def arguments(subject: _Subject) -> None:
    """The argument is not changed."""
    x, _ = subject.points("arguments")
    before = x.copy()
    subject.value(x)
    identical("x after R(x)", x, before, subject.seed)


def convex(subject: _Subject) -> None:
    """R is convex along segments."""
    x, random = subject.points("convex", 24)
    y = x[random.permutation(len(x))]
    t = random.random(len(x))
    ends = (1 - t) * subject.value(x) + t * subject.value(y)
    finite = np.isfinite(ends)  # above +inf there is nothing to say
    middle = subject.value(x + expand(t, len(subject.shape)) * (y - x))[finite]
    ends = ends[finite]
    rounding = ROUNDED * (1 + np.abs(ends))
    at_most("R((1 - t) x + t y) against (1 - t) R(x) + t R(y)", middle, ends, rounding, subject.seed)


def domain(subject: _Subject) -> None:
    """+inf outside the domain, finite inside."""
    x, _ = subject.points("domain", 8)
    unit = np.eye(x[0].size)[:4].reshape(-1, *subject.shape)  # beyond single faces of the domain
    x = np.concatenate((x, x[0] + 4 * unit, x[0] - 4 * unit))
    value = subject.value(x)
    for one, finite in zip(x, np.isfinite(value), strict=True):
        point = cp.Variable(subject.shape)
        _, constraints = subject.regularizer.cvx(point)
        away = solve(cp.Minimize(cp.norm2(cp.vec(point - one, order="C"))), constraints) if constraints else 0.0
        size = 1 + float(np.abs(one).max())
        if finite:
            at_most("distance from the domain of cvx() where R is finite", away, 0.0, SOLVED * size, subject.seed, one)
        else:
            at_most(
                "0 against the distance from the domain of cvx() where R is +inf", SOLVED * size, away, 0, subject.seed
            )


def cvx_value(subject: _Subject) -> None:
    """`cvx` has the value of R."""
    random = generator(subject.seed, "cvx_value")
    x = domain_points(subject.regularizer, subject.shape, random, 6)
    for one, value in zip(x, subject.value(x), strict=True):
        point = cp.Variable(subject.shape)
        expression, constraints = subject.regularizer.cvx(point)
        solved = solve(cp.Minimize(expression), [*constraints, point == one])
        close("R(x) against cvx()", value, solved, SOLVED * (1 + abs(value)), subject.seed)


def infimum(subject: _Subject) -> None:
    """R is nowhere below `infimum`."""
    x, _ = subject.points("infimum")
    claimed = subject.regularizer.infimum
    require(np.isfinite(claimed), always(f"infimum must be finite, got {claimed}"))
    at_most("infimum against R(x)", claimed, subject.value(x), ROUNDED * (1 + abs(claimed)), subject.seed, x)
    point = cp.Variable(subject.shape)
    expression, constraints = subject.regularizer.cvx(point)
    slack = cp.Variable()  # CVXPY does not solve a problem without variables, such as that of Zero
    solved = solve(cp.Minimize(expression + slack), [*constraints, slack >= 0])
    close("infimum against the least value by cvx()", claimed, solved, SOLVED * (1 + abs(claimed)), subject.seed)


def subgradient_bound(subject: _Subject) -> None:
    """No subgradient is larger in the dual norm."""
    x, random = subject.points("subgradient_bound", 24)
    # along coordinates, sign vectors and random directions, from 0 and between random points
    unit = np.eye(x[0].size).reshape(-1, *subject.shape)
    ends = np.concatenate((random.choice([-1.0, 1.0], size=x.shape), unit, -unit, 1e3 * unit, x))
    starts = np.concatenate((np.zeros_like(ends[: -len(x)]), np.roll(x, 1, axis=0)))
    for norm in (L1(subject.shape), L2(subject.shape), LInf(subject.shape)):
        bound = subject.regularizer.subgradient_bound(norm)
        if bound is None:
            continue
        values = subject.value(np.concatenate((starts, ends)))
        require(np.isfinite(values), always(f"subgradient_bound({norm}) is {bound}, but R is +inf somewhere"))
        slopes = np.abs(values[len(starts) :] - values[: len(starts)]) / norm(ends - starts)
        rounding = ROUNDED * (1 + bound.value)
        at_most(f"slope of R in {norm} against {bound}", slopes, bound.value, rounding, subject.seed, ends - starts)
        if bound.exact:
            least = 0.99 * bound.value
            start = (ends - starts)[np.argmax(slopes)]
            largest = max(float(slopes.max()), _climb(subject, norm, start, random))
            at_most(f"99 % of {bound} in {norm} against the largest slope", least, largest, rounding, subject.seed)


def _climb(subject: _Subject, norm: Norm, direction: Array, random: np.random.Generator) -> float:
    """The largest slope from 0 that random changes of the direction lead to, each smaller than the one before."""
    best, zero = 0.0, float(subject.regularizer(np.zeros(subject.shape)))
    for size in np.geomspace(1.0, 0.03, 40):
        direction = direction / norm(direction)
        tried = direction + size * random.normal(size=(64, *subject.shape)) / np.sqrt(direction.size)
        tried = np.concatenate((direction[None], tried))
        slopes = (subject.value(tried) - zero) / norm(tried)
        best, direction = float(slopes.max()), tried[int(slopes.argmax())]
    return best


def fenchel_gap(subject: _Subject) -> None:
    """The Fenchel gap is 0 exactly for subgradients."""
    random, ndim = generator(subject.seed, "fenchel_gap"), len(subject.shape)
    x = domain_points(subject.regularizer, subject.shape, random, 8)
    y, _ = subject.points("fenchel_gap y", 8)
    for size in (0.0, 0.1, 10.0):
        for r in (size * random.normal(size=x.shape), size * np.sign(x), -size * np.sign(x)):
            gap = np.asarray(subject.regularizer.fenchel_gap(x, r, ndim=ndim))
            require(gap.shape == (len(x),), always(f"fenchel_gap must have shape {(len(x),)}, got {gap.shape}"))
            rounding = ROUNDED * (1 + size)
            at_most("0 against fenchel_gap", 0.0, gap, rounding, subject.seed, x)
            below = subject.value(x) + inner(r, y - x, ndim) - gap
            at_most("R(x) + <r, y - x> - fenchel_gap against R(y)", below, subject.value(y), rounding, subject.seed, y)
            for index in np.flatnonzero(np.isfinite(gap))[:1]:
                _compare_conjugate(subject, x[index], r[index], float(gap[index]))


def _compare_conjugate(subject: _Subject, x: Array, r: Array, gap: float) -> None:
    point = cp.Variable(subject.shape)
    expression, constraints = subject.regularizer.cvx(point)
    conjugate = solve(cp.Maximize(cp.sum(cp.multiply(r, point)) - expression), constraints)
    solved = float(subject.regularizer(x)) + conjugate - float((r * x).sum())
    close("fenchel_gap against CVXPY", gap, solved, SOLVED * (1 + abs(conjugate)), subject.seed, x)
