"""The conformance kit of the trust-region step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from ntr.conformance.domain import always, distance, generator
from ntr.conformance.kit import at_most, identical, require, run
from ntr.conformance.step_trial import StepFunction, Trial, outside_points
from ntr.linalg import Array, expand, largest
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.step import trust_region_step


def check_step(
    norm: Norm,
    regularizer: Regularizer,
    *,
    seed: int = 0,
    tolerance: float = 1e-6,
    exclude: Mapping[str, str] | None = None,
    step: StepFunction = trust_region_step,
) -> tuple[str, ...]:
    """Test the trust-region step of a pair: that it is optimal, and proves it by its subgradient.

    - ``form``: shape and type of x and r
    - ``ball``, ``domain``: x lies in the ball and in dom R
    - ``optimal``: the model value is that of a cold CVXPY solve
    - ``dual``: <m + r, x - c> = -eta ||m + r||_*
    - ``subgradient``: r is there if the center lies in dom R, and lies in dR(x)
    - ``batch``, ``repeatable``: equal to its slices (each with its own radius) and to itself, bit for bit
    - ``arguments``: m, center and radius are not modified
    - ``zero_momentum``: all of it at m = 0, and where only one entry of m is not 0
    - ``boundary``: all of it from the boundary of dom R, reached by an earlier step, and from 0
    - ``radii``: all of it for tiny and huge radii, 1e-6 to 1e6 times the size of the points
    - ``magnitudes``: all of it for m of tiny and huge size, 1e-12 to 1e12, and with entries over that range
    - ``outside``, if dom R has an outside: all but the presence of r from centers outside dom R whose ball meets it
      (Algorithm 2)
    - ``missing``, if dom R has an outside: a ball that does not meet dom R raises ValueError
    - ``bad_input``: NaN and infinity, wrong shapes, radii that are not positive raise ValueError

    Parameters
    ----------
    norm, regularizer : Norm, Regularizer
        The pair; they are trusted (`check_norm`, `check_regularizer`).
    seed : int
        Of the random inputs.
    tolerance : float
        Of ``ball``, ``dual`` and ``subgradient``, relative, before the rounding of center + step is added. 1e-6 is what
        CVXPY is held to; a closed form should pass with 1e-11. From 1e-8 on, ``radii`` and ``magnitudes`` span half as
        many powers of ten: a solver's error is relative to the largest number in its problem.
    exclude : mapping of name to reason, or None
        Checks that are known to fail.
    step : callable
        What is tested, with the arguments of `trust_region_step`.

    Returns
    -------
    tuple of str
        The names of the checks that ran.

    Raises
    ------
    ConformanceError
        If any check fails; `.failures` maps names to findings.
    """
    subject = Trial(norm, regularizer, seed, tolerance, step)
    checks: list[Callable[[Trial], None]] = [
        form, ball, domain, optimal, dual, subgradient, batch, repeatable, arguments, zero_momentum, boundary, radii,
        magnitudes, bad_input,
    ]  # fmt: skip
    if len(outside_points(subject)):
        checks += [outside, missing]
    return run((norm, regularizer), [(check.__name__, partial(check, subject)) for check in checks], exclude)


def form(subject: Trial) -> None:
    """Results are finite float64 arrays of the shape of m, for every batch shape."""
    m, center, radius = subject.inputs("form", 4)
    for batch in ((4,), (2, 2), ()):
        expected = (*batch, *subject.norm.shape)
        count = int(np.prod(batch))
        g, c = m[:count].reshape(expected), center[:count].reshape(expected)
        step = subject.step(subject.norm, subject.regularizer, g, c, radius[:count].reshape(batch))
        for name, value in (("x", step.x), ("subgradient", step.subgradient)):
            if value is not None:
                right = value.shape == expected and value.dtype == np.float64 and np.isfinite(value).all()
                require(
                    right, always(f"{name} must be finite float64 of shape {expected}, got {value.dtype}: {value!r}")
                )


def _residual(name: str, subject: Trial) -> None:
    m, center, radius = subject.inputs(name, 24 if subject.tolerance < 1e-8 else 6)
    found = subject.residuals(m, center, radius)
    if name in found:  # without r, only `subgradient` fails
        at_most(f"residual of {name}", found[name][0], 0.0, found[name][1], subject.seed, center)


def ball(subject: Trial) -> None:
    """||x - center|| <= radius."""
    _residual("ball", subject)


def domain(subject: Trial) -> None:
    """x lies in dom R."""
    _residual("domain", subject)


def dual(subject: Trial) -> None:
    """<m + r, x - center> = -radius ||m + r||_*."""
    _residual("dual", subject)


def subgradient(subject: Trial) -> None:
    """r is a subgradient of R at x."""
    _residual("subgradient", subject)


def optimal(subject: Trial) -> None:
    """The model value equals that of cold CVXPY."""
    subject.require_optimal("random points", *subject.inputs("optimal", 8))


def batch(subject: Trial) -> None:
    """A batch gives bit for bit what its slices give."""
    m, center, radius = subject.inputs("batch")
    together = subject.step(subject.norm, subject.regularizer, m, center, radius)
    alone = [subject.step(subject.norm, subject.regularizer, *one) for one in zip(m, center, radius, strict=True)]
    identical("x of a batch, against its slices", together.x, np.array([one.x for one in alone]), subject.seed)
    if together.subgradient is not None:
        slices = np.array([one.subgradient for one in alone])
        identical("subgradient of a batch, against its slices", together.subgradient, slices, subject.seed)


def repeatable(subject: Trial) -> None:
    """The same step again gives the same bits."""
    m, center, radius = subject.inputs("repeatable", 4)
    m[0] = 0.0
    first, again = (subject.step(subject.norm, subject.regularizer, m, center, radius) for _ in range(2))
    identical("x of the same step again", first.x, again.x, subject.seed)


def arguments(subject: Trial) -> None:
    """The arguments are not changed."""
    m, center, radius = subject.inputs("arguments", 4)
    before = m.copy(), center.copy(), radius.copy()
    subject.step(subject.norm, subject.regularizer, m, center, radius)
    for name, value, copy in zip(("m", "center", "radius"), (m, center, radius), before, strict=True):
        identical(f"{name} after the step", value, copy, subject.seed)


def zero_momentum(subject: Trial) -> None:
    """m = 0: a minimizer of R in the ball."""
    m, center, radius = subject.inputs("zero_momentum", 6)
    first = m.reshape(6, -1)[:, 0].copy()
    m[...] = 0.0
    m.reshape(6, -1)[np.arange(3, 6), np.arange(3) % m[0].size] = first[3:]
    subject.require_all("m = 0 or one entry of it", m, center, radius)
    subject.require_optimal("m = 0 or one entry of it", m, center, radius)


def boundary(subject: Trial) -> None:
    """Centers on the boundary of dom R."""
    m, center, radius = subject.inputs("boundary")
    edge = subject.step(subject.norm, subject.regularizer, m, center, 1e3 * radius).x
    edge[::3] = np.where(np.isfinite(subject.regularizer(0.0 * edge[0])), 0.0, edge[::3])
    # towards the outside, back inside, along the boundary and anywhere
    directions = np.concatenate((m[:3], -m[3:6], np.roll(m[6:], 1, axis=-1)))
    subject.require_all("from the boundary of dom R or from 0", directions, edge, radius)
    subject.require_optimal("from the boundary of dom R or from 0", directions[:6], edge[:6], radius[:6])


def radii(subject: Trial) -> None:
    """Tiny and huge radii."""
    m, center, radius = subject.inputs("radii", 8)
    spread = np.array([-1, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1])
    radius = float(subject.norm(center).max()) * 10.0 ** (subject.decades * spread)
    subject.require_all("tiny and huge radii", m, center, radius)


def magnitudes(subject: Trial) -> None:
    """Momenta of very different sizes."""
    m, center, radius = subject.inputs("magnitudes")
    decades = 2 * subject.decades
    m[:6] *= expand(10.0 ** (decades * np.array([-1, -0.5, -0.25, 0.25, 0.5, 1])), subject.ndim)
    m[6:] *= 10.0 ** generator(subject.seed, "decades").uniform(-decades, decades, m[6:].shape)
    subject.require_all("m of any magnitude", m, center, radius)


def outside(subject: Trial) -> None:
    """Centers outside dom R whose ball meets it."""
    m, center, radius = subject.inputs("outside", 6)
    edge = subject.step(subject.norm, subject.regularizer, m, center, 1e3 * radius).x
    # away from the domain by at most 0.9 eta, so that the edge is met
    away = -subject.norm.lmo(generator(subject.seed, "away").normal(size=m.shape) - m)
    m[::2] *= -1  # the edge is where m points; half of the steps leave it
    shares = expand(radius * np.resize([0.1, 0.5, 0.9], 6), subject.ndim)
    center = edge + shares * away
    subject.require_all("centers outside dom R", m, center, radius, present=False)
    subject.require_all("centers outside dom R, m = 0", 0 * m, center, radius, present=False)
    subject.require_optimal("centers outside dom R", m, center, radius)


def missing(subject: Trial) -> None:
    """A ball that misses dom R raises."""
    for center in outside_points(subject)[-3:]:
        away = distance(subject.norm, subject.regularizer, center)
        m = np.ones(subject.norm.shape)
        for radius in (0.5 * away, 0.999 * away):
            _require_raises(subject, f"a ball of radius {radius} at distance {away} from dom R", m, center, radius)


def bad_input(subject: Trial) -> None:
    """Wrong shapes, non-finite m and bad radii raise."""
    m, center, radius = subject.inputs("bad_input")
    for value in (np.nan, np.inf):
        bad = m.copy()
        bad[(-1,) * bad.ndim] = value
        _require_raises(subject, f"m with an entry {value}", bad, center, radius)
        bad = center.copy()
        bad[(-1,) * bad.ndim] = value
        _require_raises(subject, f"a center with an entry {value}", m, bad, radius)
    for bad_radius in (0.0, -1.0, np.nan, np.inf, radius[:3], np.where(radius == radius[0], -radius, radius)):
        _require_raises(subject, f"radius {bad_radius}", m, center, bad_radius)
    _require_raises(subject, "a center of another batch", m, center[:5], 1.0)
    _require_raises(subject, "m of another shape", np.ones((len(m), *subject.norm.shape, 2)), center, 1.0)


def _require_raises(subject: Trial, what: str, m: Array, center: Array, radius: Any) -> None:
    try:
        found = subject.step(subject.norm, subject.regularizer, m, center, radius)
    except ValueError:
        return
    raise AssertionError(f"{what} must raise ValueError, got a step with max|x| = {largest(found.x, found.x.ndim)}")
