"""The conformance kit of norms: what `ntr.norm.Norm` promises, as named checks that take any norm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from ntr import validation
from ntr.conformance import norm_axioms as axioms
from ntr.conformance import norm_duality as duality
from ntr.conformance.kit import run
from ntr.conformance.norm_trial import Trial
from ntr.norm import Norm

CHECKS: dict[str, Callable[[Trial], None]] = {
    "shapes": axioms.shapes,
    "bad input": axioms.bad_input,
    "NaN": axioms.not_a_number,
    "zero": axioms.zero,
    "positivity": axioms.positivity,
    "homogeneity": axioms.homogeneity,
    "symmetry": axioms.symmetry,
    "triangle inequality": axioms.triangle,
    "batch equals slices": axioms.batches,
    "memory layout": axioms.memory_layout,
    "arguments unchanged": axioms.arguments,
    "determinism": axioms.determinism,
    "double precision": axioms.double_precision,
    "sign of the LMO": duality.sign,
    "feasibility": duality.feasibility,
    "duality": duality.duality,
    "ties": duality.ties,
    "Cauchy-Schwarz": duality.cauchy_schwarz,
    "scales": duality.scales,
    "CVXPY value": duality.cvx_value,
    "dual against CVXPY": duality.cvx_dual,
    "embedding": duality.embedding,
    "kernel": duality.kernel,
}


def check_norm(
    norm: Norm, *, seed: int = 0, tolerance: float | None = None, exclude: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Check that `norm` keeps every promise of `ntr.norm.Norm`; needs no test framework.

    Parameters
    ----------
    norm : Norm
        The norm; small shapes (up to some hundred entries) keep the solver's part short.
    seed : int
        Of the random points, at least 0.
    tolerance : float, optional
        Relative error of value, dual and LMO that counts as none. By default 2^-48 (size + 16) + norm.tolerance: sums
        of `size` terms and singular values of matrices with `size` entries are off by a small multiple of size 2^-53.
    exclude : mapping of check to reason, optional
        Known failures.

    Returns
    -------
    tuple of str
        The names of the checks that ran.

    Raises
    ------
    ConformanceError
        An AssertionError that names the failed checks, with values, tolerance and seed.
    TypeError
        If `norm` is not a `Norm`.
    ValueError
        If `exclude` names an unknown check or gives no reason.
    """
    if not isinstance(norm, Norm):
        raise TypeError(f"norm must be an instance of ntr.norm.Norm, got {norm!r}")
    if tolerance is None:
        tolerance = 2.0**-48 * (int(np.prod(norm.shape)) + 16) + norm.tolerance
    trial = Trial(norm, validation.integer(seed, "seed"), validation.positive(tolerance, "tolerance"))
    with threadpool_limits(1):  # two BLAS threads make singular values from 48 x 48 up many times slower
        return run(norm, [(name, partial(check, trial)) for name, check in CHECKS.items()], exclude)
