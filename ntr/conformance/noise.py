"""check_noise: is a noise model unbiased, of the deviation it states, and a pure function of its key?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from ntr.conformance import kit
from ntr.conformance.problem_search import require
from ntr.engine.kernels import NOISE, compiled
from ntr.linalg import Array, inner
from ntr.noise import AdditiveNoise, Key, Noise
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Nuclear, Spectral
from ntr.problem import Problem

SEEDS = 4096
LIMIT = 5.0  # standard errors; the draws are fixed by the seed, so this is no source of chance failures


def check_noise(
    noise: Noise, problem: Problem, *, seed: int = 0, exclude: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Test a noise model on a problem.

    Mean 0; E ||n||_2^2 <= sigma^2, with equality where the deviation is marked exact; the same key gives the same draw;
    other seeds, iterations and roots give others, uncorrelated; order and company of the seeds do not matter; the
    compiled twin gives the same bits; what `in_norm` states of sums of draws is not below what is drawn.

    Parameters
    ----------
    noise : Noise
    problem : Problem
    seed : int
        Root of the draws; the check is deterministic.
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
    checks = {
        "reproducible": _check_reproducible,
        "moments": _check_moments,
        "independence": _check_independence,
        "kernel": _check_kernel,
        "dual": _check_dual,
    }
    return kit.run(noise, [(name, partial(check, noise, problem, seed)) for name, check in checks.items()], exclude)


def _check_reproducible(noise: Noise, problem: Problem, seed: int) -> None:
    seeds = np.array([5, 0, 3, 17, 2**63], dtype=np.uint64)
    x = _points(problem, seed, len(seeds))
    before, exact = x.copy(), problem.gradient(x)
    kept = exact.copy()
    first = noise.gradient(problem, x, Key(seed, seeds, 4), exact)
    require(first.shape == x.shape and np.isfinite(first).all(), "shape and finiteness", seed, shape=first.shape)
    noise.gradient(problem, x, Key(seed, seeds, 5), exact)  # a draw in between must not matter
    unchanged = (
        np.array_equal(x, before) and np.array_equal(exact, kept) and np.array_equal(seeds, [5, 0, 3, 17, 2**63])
    )
    require(unchanged, "arguments are left alone", seed)
    again = noise.gradient(problem, x, Key(seed, seeds, 4), exact)
    require(np.array_equal(first, again), "the same key gives the same draw", seed)
    without = noise.gradient(problem, x, Key(seed, seeds, 4))
    require(np.array_equal(first, without), "the same draw without `exact`", seed)
    turned = noise.gradient(problem, x[::-1].copy(), Key(seed, seeds[::-1].copy(), 4), exact[::-1].copy())
    require(np.array_equal(first, turned[::-1]), "the order of the seeds does not matter", seed)
    for i in range(len(seeds)):
        alone = noise.gradient(
            problem, x[i : i + 1].copy(), Key(seed, seeds[i : i + 1].copy(), 4), exact[i : i + 1].copy()
        )
        require(np.array_equal(first[i], alone[0]), "a batch gives what its slices give", seed, at=i)


def _check_moments(noise: Noise, problem: Problem, seed: int) -> None:
    sigma = noise.deviation(problem)
    require(sigma.value >= 0, "deviation: not negative", seed, sigma=sigma)
    n = _errors(noise, problem, seed, k=1)
    if sigma.value == 0:
        require(not n.any(), "deviation 0: no noise", seed, largest=np.abs(n).max())
        return
    flat = n.reshape(SEEDS, -1)
    error = np.maximum(flat.std(axis=0), 1e-12 * sigma.value) / np.sqrt(SEEDS)
    z = flat.mean(axis=0) / error
    worst = int(np.argmax(np.abs(z)))
    require(abs(z[worst]) <= LIMIT, "mean 0", seed, entry=worst, mean=flat[:, worst].mean(), standard_errors=z[worst])
    squares = np.sum(flat**2, axis=1)
    mean, error_of_mean = squares.mean(), squares.std() / np.sqrt(SEEDS) + 1e-9 * sigma.value**2
    score = (mean - sigma.value**2) / error_of_mean
    require(score <= LIMIT, "E ||n||_2^2 <= sigma^2", seed, mean=mean, bound=sigma.value**2, standard_errors=score)
    equal = not sigma.exact or score >= -LIMIT
    require(equal, "E ||n||_2^2 = sigma^2", seed, mean=mean, exact=sigma.value**2, standard_errors=score)


def _check_independence(noise: Noise, problem: Problem, seed: int) -> None:
    if noise.deviation(problem).value == 0:
        return
    n, ndim = _errors(noise, problem, seed, k=1), len(problem.shape)
    others = {
        "neighbouring seeds": np.roll(n, 1, axis=0),
        "distant seeds": np.roll(n, 64, axis=0),
        "the next iteration": _errors(noise, problem, seed, k=2),
        "another root": _errors(noise, problem, seed + 1, k=1),
    }
    for name, other in others.items():
        product = inner(n, other, ndim)
        z = product.mean() / max(product.std() / np.sqrt(SEEDS), 1e-300)
        require(abs(z) <= LIMIT, f"uncorrelated: {name}", seed, standard_errors=z)
        require(not np.array_equal(n, other), f"not equal: {name}", seed)


def _check_kernel(noise: Noise, problem: Problem, seed: int) -> None:
    kernel, twin = noise.kernel(problem), problem.kernel()
    if kernel is None:
        return
    seeds = np.array([3, 0, 8], dtype=np.uint64)
    x = _points(problem, seed, 3)
    exact = problem.gradient(x)
    g, flat = (np.array(part.reshape(3, -1).T, order="C") for part in (exact, x))  # copies: the kernel writes into g
    data = np.empty(0) if twin is None else np.ascontiguousarray(twin.params, dtype=np.float64)
    compiled(kernel.noise, NOISE)(np.uint64(seed), seeds, 9, np.asarray(kernel.params, dtype=np.float64), data, flat, g)
    expected = noise.gradient(problem, x, Key(seed, seeds, 9), exact).reshape(3, -1).T
    if isinstance(noise, AdditiveNoise):
        require(np.array_equal(g, expected), "kernel: the same bits", seed, off=np.abs(g - expected).max())
    else:
        scale = 1e-12 * (1 + np.abs(expected).max())
        require((np.abs(g - expected) <= scale).all(), "kernel: the same draw", seed, off=np.abs(g - expected).max())


def _check_dual(noise: Noise, problem: Problem, seed: int) -> None:
    shape = problem.shape
    norms: list[Norm] = [L1(shape), L2(shape), LInf(shape)]
    if len(shape) == 2:
        norms += [Nuclear(shape), Spectral(shape)]
    draws = [_errors(noise, problem, seed, k) for k in (1, 2, 3)]
    for norm in norms:
        levels = noise.in_norm(problem, norm)
        if levels is None:
            continue
        if levels.largest is not None:
            top = max(float(norm.dual(n).max()) for n in draws)
            require(top <= levels.largest.value * (1 + 1e-9), "dual: largest", seed, norm=norm, drawn=top)
        for weights in ((1.0, 0.0, 0.0), (0.6, 0.6, 0.6)):
            scale = float(np.linalg.norm(weights))
            size = norm.dual(weights[0] * draws[0] + weights[1] * draws[1] + weights[2] * draws[2]) / scale
            mean, error = float(size.mean()), float(size.std()) / np.sqrt(SEEDS)
            for name, level in (
                ("weighted", levels.weighted),
                ("type_two", levels.type_two),
                ("gaussian", levels.gaussian),
            ):
                if level is not None:
                    slack = LIMIT * error + 1e-9 * level.value
                    equal = name == "gaussian" and level.exact
                    fine = mean <= level.value + slack and (not equal or mean >= level.value - slack)
                    require(fine, f"dual: {name}", seed, norm=norm, mean=mean, level=level, error=error)


def _errors(noise: Noise, problem: Problem, seed: int, k: int) -> Array:
    """n for many seeds at one point."""
    point = _points(problem, 0, 1)
    x = np.broadcast_to(point, (SEEDS, *problem.shape))
    exact = np.broadcast_to(problem.gradient(point), x.shape)
    return noise.gradient(problem, x, Key(seed, np.arange(SEEDS, dtype=np.uint64), k), exact) - exact


def _points(problem: Problem, seed: int, count: int) -> Array:
    return np.random.default_rng(seed).normal(size=(count, *problem.shape))
