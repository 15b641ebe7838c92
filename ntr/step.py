"""The trust-region step: x+ = argmin {<m, x> + R(x) : ||x - c|| <= eta}. The first rule that fits, else a conic program."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr import validation
from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer
from ntr.steps.certificate import Certificate, certificate
from ntr.steps.general import solve_slices
from ntr.steps.rule import Rule, Step, first_fit, rule

__all__ = ["Certificate", "Rule", "Step", "certificate", "rule", "trust_region_step"]


def trust_region_step(norm: Norm, regularizer: Regularizer, m: Any, center: Any, radius: Any) -> Step:
    """Minimize <m, x> + R(x) over ||x - center|| <= radius.

    Closed or one-root forms: any norm with `Zero`; l_1, l_2, l_inf (and l_p without curvature) with every regularizer that
    is `separable`; l_2 with every regularizer that has a `prox`; docs/steps.md lists them, and which pair takes which.
    Everything else is a conic program that is built once per pair, solved by Clarabel, and certified to 1e-6 (relative)
    or better, unless a rule of your own (`ntr.step.rule`) fits. Ties are broken as the rules say, always the same way.
    `certificate` proves a step optimal.

    Parameters
    ----------
    norm : Norm
    regularizer : Regularizer
        R.
    m : array, shape (*batch, *norm.shape)
        The momentum; finite.
    center : array, shape of m
        Finite; it need not lie in dom R (Algorithm 2).
    radius : float or array
        eta in (0, inf): one number, or one per batch element.

    Returns
    -------
    Step
        x and the subgradient r of the optimality condition (theory.md Lemma 2b).

    Raises
    ------
    ValueError
        For wrong shapes, NaN or infinite m or center, a radius outside (0, inf), a ball that does not meet dom R.
    SolverError
        If the conic program is needed and does not reach its accuracy; the message names the slice.
    """
    if not isinstance(norm, Norm):
        raise TypeError(f"norm must be a Norm, got {norm!r}")
    if not isinstance(regularizer, Regularizer):
        raise TypeError(f"regularizer must be a Regularizer, got {regularizer!r}")
    m, center = validation.point(m, norm.shape, "m"), validation.point(center, norm.shape, "center")
    if center.shape != m.shape:
        raise ValueError(f"center must have the shape of m, {m.shape}, got {center.shape}")
    _require_finite(m, "m")
    _require_finite(center, "center")
    eta = _radius(radius, m.shape[: m.ndim - len(norm.shape)])
    step = first_fit(norm, regularizer, m, center, eta)
    return solve_slices(norm, regularizer, m, center, eta) if step is None else step


def _require_finite(value: Array, name: str) -> None:
    if not np.isfinite(value).all():
        raise ValueError(f"{name} must be finite, got {np.count_nonzero(~np.isfinite(value))} NaN or infinite entries")


def _radius(value: Any, batch: tuple[int, ...]) -> Array:
    """`value` as an array of shape `batch`, checked."""
    try:
        radius = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"radius must be a real number, or one per batch element, got {value!r}") from error
    if radius.shape not in ((), batch):
        raise ValueError(f"radius must be a number or of shape {batch}, got shape {radius.shape}")
    if not ((radius > 0) & (radius < np.inf)).all():
        raise ValueError(f"radius must be positive and finite, got {value!r}")
    return np.broadcast_to(radius, batch)
