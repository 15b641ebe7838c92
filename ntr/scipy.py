"""The trust-region method as a method of `scipy.optimize.minimize`."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, OptimizeResult, OptimizeWarning

from ntr import validation
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.methods.state import at
from ntr.norm import Norm
from ntr.norms import L2
from ntr.regularizer import Regularizer
from ntr.regularizers import Box, Zero
from ntr.step import trust_region_step

# As scipy's own methods: 0 converged, 1 limit reached, 2 broken off, 99 stopped by the callback.
MESSAGES = {
    0: "The stationarity measure is at most gtol.",
    1: "The maximum number of iterations has been reached.",
    2: "The function or its gradient is NaN or infinite; x is the last good iterate.",
    99: "`callback` raised `StopIteration`.",
}


def diminishing(k: int) -> float:
    """1/sqrt(k + 1): the default radius, whose sum diverges while it goes to 0."""
    return 1 / float(np.sqrt(k + 1))


def trust_region(
    fun: Callable[..., Any],
    x0: Array,
    args: tuple[Any, ...] = (),
    jac: Callable[..., Array] | None = None,
    hess: Any = None,
    hessp: Any = None,
    bounds: Any = None,
    constraints: Any = (),
    callback: Callable[..., Any] | None = None,
    *,
    norm: Norm | Callable[[tuple[int, ...]], Norm] = L2,
    radius: float | Callable[[int], float] = diminishing,
    momentum: float | Callable[[int], float] = 1.0,
    weight_decay: float | Callable[[int], float] = 0.0,
    extrapolate: bool = False,
    regularizer: Regularizer = Zero(),  # noqa: B008 - a constant
    maxiter: int = 1000,
    gtol: float = 1e-5,
    tol: float | None = None,
    disp: bool = False,
    return_all: bool = False,
    **unknown: Any,
) -> OptimizeResult:
    """min f + R by Algorithms 1 to 3: ``minimize(f, x0, jac=True, method=ntr.scipy.trust_region, options={...})``.

    m_{k+1} = (1 - alpha) m_k + alpha grad f(query_k), x_{k+1} = argmin {<m_{k+1}, x> + R(x) : ||x - (1 - beta) x_k|| <= eta}.
    Deterministic: the gradients may be noisy, but then set ``gtol=0``, since the measure below is of one gradient.
    Source: the paper, Algorithms 1 to 3.

    Parameters
    ----------
    fun, x0, args, jac, bounds, callback
        As in `scipy.optimize.minimize`. `jac` is required: a function, or True if `fun` returns (f, grad f). Bounds
        become the regularizer `Box`, and are met by every iterate. A callback takes ``intermediate_result`` by that
        name, or x; `StopIteration` ends the run.
    hess, hessp
        Not used; `OptimizeWarning` if given.
    constraints
        `ValueError` if there are any: use `bounds` or a regularizer.
    norm : Norm, or function of a shape
        ||.||, with as many entries as x_0 has; x is reshaped to its shape. Default: L2.
    radius, momentum, weight_decay, extrapolate
        Of `TrustRegion`, constants or functions of k. The default radius is 1/sqrt(k + 1).
    regularizer : Regularizer
        R; not together with bounds.
    maxiter : int
        >= 1.
    gtol : float
        >= 0; stop when the stationarity measure is at most gtol: ||grad f(x)||_* if R = 0, else the trust-region gap
        max {<grad f(x), x - s> + R(x) - R(s) : ||s - x|| <= eta}/eta; under weight decay (R = 0) the Frank-Wolfe gap over
        the ball of radius D = eta/beta, divided by D (theory.md section 0). Under decay with R the run is not stopped.
    tol : float, optional
        The `tol` of `minimize`: replaces gtol.
    disp, return_all : bool
        Print the message at the end; keep all iterates as `allvecs`.

    Returns
    -------
    OptimizeResult
        x (the last iterate), fun (f + R there), jac (grad f), nit, nfev, njev, status, success, message; `stationarity`
        is the measure; `allvecs` if asked for.

    Warns
    -----
    OptimizeWarning
        For options that do not exist, as scipy's own methods do; the warning names them and lists those that do.
    """
    _complain(unknown, hess, hessp, constraints)
    if jac is None:
        raise ValueError("jac must be given: a function, or True if fun returns (f, grad f)")
    x0 = validation.array(x0, "x0", ndim=1)
    geometry = norm if isinstance(norm, Norm) else norm((x0.size,))
    if int(np.prod(geometry.shape)) != x0.size:
        raise ValueError(f"norm must have as many entries as x0, {x0.size}, got the shape {geometry.shape}")
    shape = geometry.shape
    composite = _with_bounds(regularizer, bounds, shape)
    start = x0.reshape(shape)
    if not np.isfinite(composite(start, ndim=len(shape))):
        raise ValueError(f"x0 must meet the bounds and lie in the domain of the regularizer, got {x0}")
    method = TrustRegion(geometry, radius, momentum, weight_decay, extrapolate)
    most = validation.integer(maxiter, "maxiter", least=1)
    target = validation.nonnegative(gtol if tol is None else tol, "gtol")

    count = {"nfev": 0, "njev": 0}

    def value(x: Array) -> float:
        count["nfev"] += 1
        return float(np.asarray(fun(x.ravel().copy(), *args)).item())

    def gradient(x: Array) -> Array:
        count["njev"] += 1
        return validation.point(np.reshape(jac(x.ravel().copy(), *args), shape), shape, "jac")

    def total(x: Array) -> float:
        return value(x) + float(composite(x, ndim=len(shape)))

    x, f, g = start, total(start), gradient(start)
    if not _finite(f, g):
        raise ValueError(f"fun and jac must be finite at x0, got fun = {f}")
    state, steps, visited = method.start(x[None], g[None]), 0, [x.ravel().copy()]
    while True:
        measure = _stationarity(method, composite, x, g, steps)
        if measure <= target or steps == most:
            status = 0 if measure <= target else 1
            break
        query = gradient(state.query[0]) if extrapolate and steps else g
        if not np.isfinite(query).all():
            status = 2
            break
        following = method.step(state, query[None], composite)
        f_new, g_new = total(following.x[0]), gradient(following.x[0])
        if not _finite(f_new, g_new):
            status = 2
            break
        state, x, f, g, steps = following, following.x[0], f_new, g_new, steps + 1
        if return_all:
            visited.append(x.ravel().copy())
        if callback is not None and _stopped(callback, x.ravel().copy(), f):
            status = 99
            break

    result = OptimizeResult(
        x=x.ravel().copy(),
        fun=f,
        jac=g.ravel().copy(),
        nit=steps,
        status=status,
        success=status == 0,
        message=MESSAGES[status],
        stationarity=measure,
        **count,
    )
    if return_all:
        result.allvecs = visited
    if disp:
        print(f"{result.message}\n  f = {f:.6g}, stationarity {measure:.3g}, {steps} iterations")
    return result


def _complain(unknown: dict[str, Any], hess: Any, hessp: Any, constraints: Any) -> None:
    if unknown:
        parameters = inspect.signature(trust_region).parameters.values()
        known = ", ".join(p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY)
        text = f"Unknown solver options: {', '.join(sorted(unknown))}; there are: {known}"
        warnings.warn(text, OptimizeWarning, stacklevel=4)
    if hess is not None or hessp is not None:
        warnings.warn("trust_region does not use hess or hessp", OptimizeWarning, stacklevel=4)
    if np.size(constraints):
        raise ValueError("constraints are not supported: give bounds, or a regularizer in the options")


def _with_bounds(regularizer: Regularizer, bounds: Any, shape: tuple[int, ...]) -> Regularizer:
    """The regularizer, or Box for bounds in either of scipy's forms."""
    if not isinstance(regularizer, Regularizer):
        raise TypeError(f"regularizer must be a Regularizer, got {regularizer!r}")
    if bounds is None:
        return regularizer
    if not isinstance(regularizer, Zero):
        raise ValueError("give either bounds or a regularizer, not both")
    if isinstance(bounds, Bounds):
        ends = [bounds.lb, bounds.ub]
    else:
        pairs = list(bounds)
        ends = [
            [-np.inf if low is None else low for low, _ in pairs],
            [np.inf if high is None else high for _, high in pairs],
        ]
    size = int(np.prod(shape))
    lower, upper = (np.broadcast_to(np.asarray(end, dtype=np.float64), size).reshape(shape) for end in ends)
    return Box(lower, upper)


def _stationarity(method: TrustRegion, regularizer: Regularizer, x: Array, g: Array, k: int) -> float:
    ndim, radius = len(x.shape), at(method.radius, k, validation.positive, "radius")
    decay = at(method.weight_decay, k, validation.weight_decay, "weight_decay")
    if isinstance(regularizer, Zero):
        slope = float(method.norm.dual(g))
        return slope if decay == 0 else slope + float(np.sum(g * x)) * decay / radius
    if decay > 0:
        return float("inf")
    best = trust_region_step(method.norm, regularizer, g, x, radius).x
    return float((np.sum(g * (x - best)) + regularizer(x, ndim=ndim) - regularizer(best, ndim=ndim)) / radius)


def _finite(f: float, g: Array) -> bool:
    return bool(np.isfinite(f) and np.isfinite(g).all())


def _stopped(callback: Callable[..., Any], x: Array, f: float) -> bool:
    """Call it the way its signature asks for, as `minimize` does; whether it raised StopIteration."""
    by_name = set(inspect.signature(callback).parameters) == {"intermediate_result"}
    try:
        if by_name:
            callback(intermediate_result=OptimizeResult(x=x, fun=f))
        else:
            callback(x)
    except StopIteration:
        return True
    return False
