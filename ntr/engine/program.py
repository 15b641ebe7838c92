"""What a case is composed of in the compiled engine: its kernels, or what has none; and how the driver is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ntr.case import Case
from ntr.engine.driver import (
    ADVANCE,
    CLIPPED,
    COMPOSED,
    DOMAIN_GAP,
    ERROR,
    GAP,
    GAP_LEAST,
    GAP_SUM,
    INEXACT,
    LEAST,
    LEAST_AFTER,
    LINEAR,
    LINEAR_GAP,
    LOCAL_GAP,
    NO_GAP,
    NORM,
    ORTHOGONAL,
    PLAIN,
    SLOPE,
    SLOPE_LEAST,
    SLOPE_SUM,
    SMOOTH,
    SPOILT,
    SUM,
    SUM_AFTER,
    VALUE,
    advance,
)
from ntr.engine.kernels import (
    ASIDE,
    COMPOSITE,
    DUAL,
    GRADIENT,
    MAXIMIZER,
    NOISE,
    PENALTY,
    SPOIL,
    STEP,
    CompositeKernel,
    DirectionKernel,
    MaximizerKernel,
    NoiseKernel,
    NormKernel,
    ProblemKernel,
    SpoiltKernel,
    compiled,
    no_aside,
    no_composite,
    no_direction,
    no_dual,
    no_maximizer,
    no_penalty,
    no_spoil,
    no_step,
)
from ntr.linalg import Array
from ntr.methods import SGDM, Clipped, OrthogonalSGDM, SmoothClipped, SteepestDescent, TrustRegion
from ntr.regularizers import Zero
from ntr.steps.twin import composite_kernel
from ntr.trajectory import Observable

KINDS = {
    TrustRegion: PLAIN,
    Clipped: CLIPPED,
    SmoothClipped: SMOOTH,
    SteepestDescent: CLIPPED,
    SGDM: LINEAR,
    OrthogonalSGDM: ORTHOGONAL,
}
ROWS_OF = {  # (what, reduce, first) -> row of the statistics; sums become means
    ("objective", "last", 0): VALUE,
    ("norm", "last", 0): NORM,
    ("norm", "mean", 0): SUM,
    ("norm", "min", 0): LEAST,
    ("norm", "last", 1): NORM,
    ("norm", "mean", 1): SUM_AFTER,
    ("norm", "min", 1): LEAST_AFTER,
    ("slope", "last", 1): SLOPE,
    ("slope", "mean", 1): SLOPE_SUM,
    ("slope", "min", 1): SLOPE_LEAST,
    ("gap", "last", 0): GAP,
    ("gap", "mean", 0): GAP_SUM,
    ("gap", "min", 0): GAP_LEAST,
    ("error", "last", 0): ERROR,
}
MAXIMIZERS, MAXIMIZED = (-1, -2), (2, 4)  # in `functions` and in `params`: of the norm and of its dual
SUMS = (SUM, SUM_AFTER, SLOPE_SUM, GAP_SUM)


class Pieces(NamedTuple):
    """The kernels of a case."""

    noise: NoiseKernel
    problem: ProblemKernel
    norm: NormKernel | MaximizerKernel
    composite: CompositeKernel | None
    direction: DirectionKernel | SpoiltKernel | None  # of an inexact oracle
    gap: Observable | None  # the gap that is recorded


def pieces(case: Case, record: dict[str, Observable]) -> Pieces | list[str]:
    """The kernels that `case` is composed of, or what has none."""
    missing, direction = [], None
    if type(case.method) not in KINDS:
        missing.append(f"method {type(case.method).__name__}")
    elif isinstance(case.method, TrustRegion) and case.method.lmo is not None:
        direction = case.method.lmo.kernel(case.method.norm)
        if direction is None:
            missing.append(f"lmo {type(case.method.lmo).__name__}")
    composite = None
    if not isinstance(case.problem.regularizer, Zero):
        composite = _composite(case, record)
        if composite is None:
            missing.append(f"regularizer {type(case.problem.regularizer).__name__}")
    gaps = [o for o in record.values() if quantity(o, composite is not None) == "gap"]
    missing += [
        f"observable {name}"
        for name, o in record.items()
        if (quantity(o, composite is not None), o.reduce, o.first) not in ROWS_OF
        or (o in gaps and (o.kernel, o.radius) != (gaps[0].kernel, gaps[0].radius))
    ]
    noise, problem, norm = case.noise.kernel(case.problem), case.problem.kernel(), case.method.norm.kernel()
    if noise is None:
        missing.append(f"noise {type(case.noise).__name__}")
    if problem is None:
        missing.append(f"problem {type(case.problem).__name__}")
    if norm is None:
        missing.append(f"norm {type(case.method.norm).__name__}")
    if noise is None or problem is None or norm is None or missing:
        return missing
    return Pieces(noise, problem, norm, composite, direction, gaps[0] if gaps else None)


def _composite(case: Case, record: dict[str, Observable]) -> CompositeKernel | None:
    method = case.method
    if not isinstance(method, TrustRegion):
        return None
    # Frank-Wolfe's gap has 0 for a center, as weight decay nearly has
    decays = callable(method.weight_decay) or method.weight_decay > 0
    decays = decays or any(o.kernel == "frank_wolfe_gap" for o in record.values())
    return composite_kernel(method.norm, case.problem.regularizer, case.x0, decays)


def quantity(observable: Observable, composed: bool) -> str | None:
    """What the driver calls it: without a regularizer, stationarity and trust-region gap are the dual norm of the gradient."""
    kernel = observable.kernel
    if not composed and kernel in ("stationarity", "trust_region_gap"):
        return "norm"
    names = {
        "objective": "objective",
        "gradient_norm": "norm",
        "stationarity": "slope",
        "trust_region_gap": "gap",
        "frank_wolfe_gap": "gap",
        "momentum_error": "error",
    }
    return None if kernel is None else names[kernel]


def reduced(series: Array, checkpoints: np.ndarray, observable: Observable, composed: bool) -> Array:
    """The series of an observable from the rows of the statistics."""
    what = quantity(observable, composed)
    assert what is not None
    row = ROWS_OF[what, observable.reduce, observable.first]
    return series[:, row] / checkpoints[:, None] if row in SUMS else series[:, row]


class Program(NamedTuple):
    """The driver and what it is called with in every block."""

    advance: Any
    functions: tuple[Any, ...]
    params: tuple[Array, ...]
    work_rows: int
    scale: float
    lengths: float  # the scale of the dual of the norm
    radius: float  # of the gap
    kind: int  # of the step
    gaps: int  # which gap
    maximizes: bool  # whether the norm has a maximizer instead of a dual and a step
    lengthens: bool  # whether its dual has
    averages: bool  # whether sums or minima over k are recorded: else all is needed at checkpoints only
    slopes: bool  # whether the dual norm of grad f + r is
    errors: bool  # whether that of m - grad f is
    careful: tuple[MaximizerKernel | None, ...]  # of the norm and of its dual: with a careful maximizer, see there

    def with_care(self) -> Program:
        """The same with the careful maximizers."""
        functions, params = list(self.functions), list(self.params)
        for kernel, function, own in zip(self.careful, MAXIMIZERS, MAXIMIZED, strict=True):
            if kernel is not None:
                other = kernel.with_care()
                functions[function], params[own] = compiled(other.maximizer, MAXIMIZER), _plain(other.params)
        return self._replace(functions=tuple(functions), params=tuple(params), careful=(None, None))


def program(case: Case, kernels: Pieces, record: dict[str, Observable]) -> Program:
    """The driver for these kernels and this record."""
    norm, composite, direction = kernels.norm, kernels.composite, kernels.direction
    dual, step, maximizer = _functions(norm)
    spoilt = direction if isinstance(direction, SpoiltKernel) else SpoiltKernel(no_aside, no_spoil)
    length = spoilt.length or NormKernel(no_dual, no_step)
    measured, _, longest = _functions(length)
    functions: tuple[tuple[Callable[..., None], Any], ...] = (
        (kernels.noise.noise, NOISE),
        (kernels.problem.gradient, GRADIENT),
        (dual, DUAL),
        (step, STEP),
        (no_composite if composite is None else composite.step, COMPOSITE),
        (no_penalty if composite is None else composite.penalty, PENALTY),
        (direction.direction if isinstance(direction, DirectionKernel) else no_direction, MAXIMIZER),
        (spoilt.aside, ASIDE),
        (spoilt.spoil, SPOIL),
        (measured, DUAL),
        (longest, MAXIMIZER),
        (maximizer, MAXIMIZER),
    )
    params = [kernels.noise.params, kernels.problem.params, norm.params]
    terms = composite or direction
    params += [np.empty(0) if terms is None else terms.params, length.params]
    quantities = [quantity(o, composite is not None) for o in record.values()]
    gap = kernels.gap
    return Program(
        compiled(advance, ADVANCE),
        tuple(compiled(function, kind) for function, kind in functions),
        tuple(_plain(p) for p in params),
        max(kernels.problem.work_rows, norm.work_rows, length.work_rows, 1),
        scale=norm.scale,
        lengths=length.scale,
        radius=0.0 if gap is None or gap.radius is None else gap.radius,
        kind=_kind(case, kernels),
        gaps=_gaps(gap, composite is not None),
        maximizes=isinstance(norm, MaximizerKernel),
        lengthens=isinstance(length, MaximizerKernel),
        averages=any(o.reduce != "last" for o in record.values()),
        slopes="slope" in quantities,
        errors="error" in quantities,
        careful=(_careful(norm), _careful(length)),
    )


def _plain(params: Array) -> Array:
    """A copy: kernels take writeable arrays."""
    return np.array(params, dtype=np.float64).ravel()


def _careful(norm: NormKernel | MaximizerKernel) -> MaximizerKernel | None:
    return norm if isinstance(norm, MaximizerKernel) and norm.careful is not None else None


def _functions(norm: NormKernel | MaximizerKernel) -> tuple[Callable[..., None], ...]:
    """`dual`, `step` and `maximizer`."""
    if isinstance(norm, MaximizerKernel):
        return no_dual, no_step, norm.maximizer
    return norm.dual, norm.step, no_maximizer


def _kind(case: Case, kernels: Pieces) -> int:
    if kernels.composite is not None:
        return COMPOSED
    if kernels.direction is not None:
        return SPOILT if isinstance(kernels.direction, SpoiltKernel) else INEXACT
    return KINDS[type(case.method)]


def _gaps(gap: Observable | None, composed: bool) -> int:
    if gap is None:
        return NO_GAP
    if gap.kernel == "trust_region_gap":
        return LOCAL_GAP
    return DOMAIN_GAP if composed else LINEAR_GAP
