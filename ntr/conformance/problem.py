"""check_problem: does a problem keep what its constants promise? A kit for anybody's problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from ntr.conformance import kit
from ntr.conformance.problem_moduli import check_coordinates, check_strong_convexity
from ntr.conformance.problem_search import ascended, descended, require, search, spread_points, unit_directions
from ntr.engine.kernels import GRADIENT, compiled
from ntr.linalg import Array, inner
from ntr.norm import Norm
from ntr.problem import FiniteSum, Problem

EPS = float(np.finfo(float).eps)


def check_problem(
    problem: Problem, norm: Norm, *, seed: int = 0, radius: float = 1.5, exclude: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Test a problem in one norm: gradient, constants, moduli, region, batches, samples, kernel.

    Inequalities are tested at random points of many scales and by a search that tries to break them; constants that
    are marked exact must be reached by the search within a per cent (H and bounds of the gradient: five).

    Parameters
    ----------
    problem : Problem
    norm : Norm
        Of the problem's shape; `ValueError` otherwise.
    seed : int
        Of the points; a failure is repeated with the same seed.
    radius : float
        Of the ball on which `region` is tested.
    exclude : mapping of name to reason, optional
        Checks that are known to fail.

    Returns
    -------
    tuple of str
        The names of the checks that ran.

    Raises
    ------
    ConformanceError
        An AssertionError with the names of the failed checks, the values and the seed.
    """
    if norm.shape != problem.shape:
        raise ValueError(f"norm must have the shape of the problem, {problem.shape}, got {norm.shape}")
    checks = [(name, partial(check, problem, norm, seed)) for name, check in CHECKS]
    return kit.run(problem, [*checks, ("region", partial(check_region, problem, norm, seed, radius))], exclude)


def check_batch(problem: Problem, norm: Norm, seed: int) -> None:
    """A batch gives bit for bit what its slices give; arguments are left alone; values are finite floats."""
    x = spread_points(problem, norm, seed, 6).reshape(2, 3, *problem.shape)
    before = x.copy()
    value, gradient, objective = problem.value(x), problem.gradient(x), problem.objective(x)
    require(np.array_equal(x, before), "batch: the argument was changed", seed)
    require(value.shape == objective.shape == (2, 3), "batch: shape of value", seed, value=value.shape)
    require(gradient.shape == x.shape, "batch: shape of gradient", seed, gradient=gradient.shape)
    require(np.isfinite(value).all() and np.isfinite(gradient).all(), "batch: finite", seed, value=value)
    for i in range(2):
        for j in range(3):
            one, slope = problem.value(x[i, j]), problem.gradient(x[i, j].copy())
            require(one == value[i, j], "batch = slices: value", seed, batch=value[i, j], single=one)
            require(np.array_equal(slope, gradient[i, j]), "batch = slices: gradient", seed, at=(i, j))


def check_gradient(problem: Problem, norm: Norm, seed: int) -> None:
    """Central differences of f along unit directions: off by at most L h, and by the rounding of f."""
    x, d = spread_points(problem, norm, seed, 24), unit_directions(norm, seed + 1, 24)
    smoothness = problem.constants(norm).L
    h = 1e-5
    ndim = len(problem.shape)
    slope = (problem.value(x + h * d) - problem.value(x - h * d)) / (2 * h)
    gradient = problem.gradient(x)
    expected = inner(gradient, d, ndim)
    curvature = norm.dual(gradient) if smoothness is None else smoothness.value
    allowed = h * curvature + 64 * EPS * (np.abs(problem.value(x)) + norm(x) * norm.dual(gradient)) / h
    bad = int(np.argmax(np.abs(slope - expected) - allowed))
    require(
        abs(slope[bad] - expected[bad]) <= allowed[bad],
        "gradient = finite differences",
        seed,
        difference=slope[bad],
        gradient=expected[bad],
        allowed=allowed[bad],
    )


def check_smoothness(problem: Problem, norm: Norm, seed: int) -> None:
    """A2: ||grad f(x) - grad f(y)||_* <= L ||x - y||; reached if L is marked exact."""
    bound = problem.constants(norm).L
    if bound is None:
        return

    def ratio(x: Array, d: Array, t: float) -> tuple[Array, Array, Array]:
        upper, lower = problem.gradient(x + t * d), problem.gradient(x - t * d)
        change = (upper - lower) / (2 * t)
        noise = 8 * EPS * (norm.dual(upper) + norm.dual(lower)) / (2 * t) * (1 + norm(x))
        return norm.dual(change), change, noise

    found = search(problem, norm, seed, ratio, bound.value, "L", (1e-4, 0.3))
    require(not bound.exact or found >= 0.99 * bound.value, "L is exact", seed, found=found, L=bound.value)


def check_second_smoothness(problem: Problem, norm: Norm, seed: int) -> None:
    """A4 used twice: ||grad f(x+d) - 2 grad f(x) + grad f(x-d)||_* <= H ||d||^2; nearly reached if H is marked exact."""
    bound = problem.constants(norm).H
    if bound is None:
        return

    def ratio(x: Array, d: Array, t: float) -> tuple[Array, Array, Array]:
        parts = problem.gradient(x + t * d), problem.gradient(x), problem.gradient(x - t * d)
        change = (parts[0] - 2 * parts[1] + parts[2]) / t**2
        noise = 16 * EPS * (norm.dual(parts[0]) + norm.dual(parts[1]) + norm.dual(parts[2])) / t**2 * (1 + norm(x))
        return norm.dual(change), change, noise

    found = search(problem, norm, seed, ratio, bound.value, "H", (1e-2, 0.3))
    require(not bound.exact or found >= 0.95 * bound.value, "H is exact", seed, found=found, H=bound.value)


def check_gradient_bound(problem: Problem, norm: Norm, seed: int) -> None:
    """||grad f(x)||_* <= the global bound."""
    bound = problem.constants(norm).gradient
    if bound is not None:
        length = norm.dual(problem.gradient(spread_points(problem, norm, seed, 200, widest=1e4)))
        require(length.max() <= bound.value * (1 + 1e-9), "gradient bound", seed, found=length.max(), bound=bound.value)


def check_infimum(problem: Problem, norm: Norm, seed: int) -> None:
    """The interval of inf F: no point is below it, not even after descent; the minimizer lies in it."""
    constants = problem.constants(norm)
    lower, upper = constants.infimum
    require(lower <= upper, "infimum: an interval", seed, infimum=constants.infimum)
    points = descended(problem, norm, seed, None)
    values = problem.objective(np.concatenate([spread_points(problem, norm, seed, 50), points]))
    slack = 1e-9 * (1 + abs(lower)) if np.isfinite(lower) else 0.0
    require(values.min() >= lower - slack, "infimum: lower end", seed, found=values.min(), lower=lower)
    if constants.minimizer is not None:
        value = float(problem.objective(constants.minimizer))
        require(
            lower - slack <= value <= upper + slack, "minimizer: value", seed, value=value, infimum=constants.infimum
        )
        require(values.min() >= value - slack, "minimizer: least", seed, found=values.min(), value=value)


def check_convexity(problem: Problem, norm: Norm, seed: int) -> None:
    """Convexity of f, and star-convexity about the minimizer, where they are claimed."""
    constants = problem.constants(norm)
    x = spread_points(problem, norm, seed, 300, widest=30.0)
    ndim = len(problem.shape)
    if constants.convex:
        y = spread_points(problem, norm, seed + 7, 300, widest=30.0)
        _check_support(problem, x, y, "convex: f(y) >= f(x) + <grad f(x), y - x>", seed)
    u = constants.minimizer
    if constants.star_convex == "f" and u is not None:
        _check_support(problem, x, np.broadcast_to(u, x.shape), "star-convex: <grad f(x), u - x> <= f(u) - f(x)", seed)
    if constants.star_convex == "F" and u is not None:
        x = np.concatenate([u + shrink * (x - u) for shrink in (1.0, 0.1, 0.01)])
        x = x[np.isfinite(problem.objective(x))]  # outside of dom R nothing is claimed
        part = np.random.default_rng(seed).uniform(size=len(x))
        between = x + part.reshape(-1, *(1,) * ndim) * (u - x)
        chord = (1 - part) * problem.objective(x) + part * problem.objective(u)
        bad = int(np.argmax(problem.objective(between) - chord))
        above = problem.objective(between[bad]) - chord[bad]
        require(above <= 1e-9 * (1 + abs(chord[bad])), "star-convex: F lies below its chords", seed, above=above)


def check_samples(problem: Problem, norm: Norm, seed: int) -> None:
    """A finite sum: all rows give the gradient, batches are slices, and the variance is at most `sample_variance`."""
    if not isinstance(problem, FiniteSum):
        return
    x = spread_points(problem, norm, seed, 4)
    rng = np.random.default_rng(seed)
    ndim = len(problem.shape)
    everything = np.broadcast_to(np.arange(problem.samples), (4, problem.samples))
    exact, mean = problem.gradient(x), problem.minibatch_gradient(x, everything)
    require(
        np.allclose(mean, exact, rtol=1e-9, atol=1e-11), "all samples = gradient", seed, off=np.abs(mean - exact).max()
    )
    rows = rng.integers(problem.samples, size=(4, 3))
    drawn = problem.minibatch_gradient(x, rows)
    variance = problem.sample_variance().value
    for i in range(4):
        one = problem.minibatch_gradient(x[i : i + 1].copy(), rows[i : i + 1])[0]
        require(np.array_equal(one, drawn[i]), "batch = slices: minibatch_gradient", seed, at=i)
        chosen = rng.permutation(problem.samples)[:200]
        single = problem.minibatch_gradient(np.broadcast_to(x[i], (len(chosen), *problem.shape)), chosen[:, None])
        pairs = np.stack([single[r] for r in range(min(3, len(chosen)))]).mean(axis=0)
        both = problem.minibatch_gradient(x[i : i + 1], chosen[None, : min(3, len(chosen))])[0]
        require(np.allclose(pairs, both, rtol=1e-9, atol=1e-11), "minibatch = mean of its samples", seed, at=i)
        if len(chosen) == problem.samples:
            spread = float(np.mean(inner(single - exact[i], single - exact[i], ndim)))
            require(spread <= variance * (1 + 1e-9), "sample variance", seed, found=spread, bound=variance)


def check_kernel(problem: Problem, norm: Norm, seed: int) -> None:
    """The compiled twin computes the same f and gradient, to rounding."""
    kernel = problem.kernel()
    if kernel is None:
        return
    x = spread_points(problem, norm, seed, 5)
    flat = np.ascontiguousarray(x.reshape(5, -1).T)
    g, f = np.full_like(flat, np.nan), np.full(5, np.nan)
    params = np.ascontiguousarray(kernel.params, dtype=np.float64)
    compiled(kernel.gradient, GRADIENT)(flat, params, np.full((kernel.work_rows, 5), np.nan), g, f)
    value, gradient = problem.value(x), problem.gradient(x).reshape(5, -1).T
    require(np.allclose(f, value, rtol=1e-10, atol=1e-12), "kernel: f", seed, kernel=f, numpy=value)
    scale = 1e-10 * np.abs(gradient).max(axis=0) + 1e-13
    require((np.abs(g - gradient) <= scale).all(), "kernel: gradient", seed, off=np.abs(g - gradient).max())


def check_region(problem: Problem, norm: Norm, seed: int, radius: float) -> None:
    """What is claimed on {||x|| <= radius}: gradient bound, infimum, comparator."""
    region = problem.region(norm, radius)
    lower, upper = region.infimum
    slack = 1e-9 * (1 + abs(lower)) if np.isfinite(lower) else 0.0
    require(lower <= upper, "region: an interval", seed, infimum=region.infimum)
    rng = np.random.default_rng(seed)
    directions = unit_directions(norm, seed + 3, 200)
    inside = radius * rng.uniform(size=(200, *(1,) * len(problem.shape))) ** 0.3 * directions
    x = np.concatenate([inside, radius * directions, descended(problem, norm, seed, radius)])
    x = x[norm(x) <= radius * (1 + 1e-12)]
    values = problem.objective(x)
    require(values.min() >= lower - slack, "region: lower end of the infimum", seed, found=values.min(), lower=lower)
    if region.gradient is not None:
        steep = np.concatenate([x, ascended(problem, norm, seed, radius)])
        length = float(norm.dual(problem.gradient(steep)).max())
        limit = region.gradient.value
        require(length <= limit * (1 + 1e-9), "region: gradient bound", seed, found=length, bound=limit)
        near = not region.gradient.exact or length >= 0.95 * limit
        require(near, "region: gradient bound is exact", seed, found=length, bound=limit)
    if region.L is not None:
        for t in (1.0, 1e-3):  # chords of many lengths inside the ball
            y = x + t * (np.roll(x, 1, axis=0) - x)
            change, length_of = norm.dual(problem.gradient(y) - problem.gradient(x)), norm(y - x)
            limits = region.L.value * length_of + 1e-12 * (1 + norm.dual(problem.gradient(x)))
            bad = int(np.argmax(change - limits))
            require(
                change[bad] <= limits[bad], "region: L", seed, change=change[bad], distance=length_of[bad], L=region.L
            )
    u = region.comparator
    if u is not None:
        size, value = float(norm(u)), float(problem.objective(u))
        require(size <= radius * (1 + 1e-9), "comparator: in the ball", seed, norm=size, radius=radius)
        require(lower - slack <= value <= upper + slack, "comparator: value", seed, value=value, infimum=region.infimum)
        _check_support(problem, x, np.broadcast_to(u, x.shape), "comparator: <grad f(x), u - x> <= f(u) - f(x)", seed)


CHECKS: tuple[tuple[str, Callable[[Problem, Norm, int], None]], ...] = (
    ("batch", check_batch),
    ("gradient", check_gradient),
    ("smoothness", check_smoothness),
    ("second_smoothness", check_second_smoothness),
    ("gradient_bound", check_gradient_bound),
    ("infimum", check_infimum),
    ("convexity", check_convexity),
    ("strong_convexity", check_strong_convexity),
    ("coordinates", check_coordinates),
    ("samples", check_samples),
    ("kernel", check_kernel),
)


def _check_support(problem: Problem, x: Array, u: Array, name: str, seed: int) -> None:
    """<grad f(x), u - x> <= f(u) - f(x) for each pair, up to rounding."""
    gradient, value, target = problem.gradient(x), problem.value(x), problem.value(u)
    ndim = len(problem.shape)
    excess = inner(gradient, u - x, ndim) - (target - value)
    allowed = 1e-10 * (1 + np.abs(value) + np.abs(target) + inner(np.abs(gradient), np.abs(u) + np.abs(x), ndim))
    bad = int(np.argmax(excess - allowed))
    require(excess[bad] <= allowed[bad], name, seed, excess=excess[bad], x=x[bad], u=u[bad])
