"""The tuned parameters of T8 make the bound at most epsilon, for every delta and tau. Source: theory.md section 9."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofs_checks.algebra import Number, Terms, Tuning
from proofs_checks.algebra_nonconvex import combined, descent, gap_alpha

Parameters = Mapping[str, Number]


def _zero(
    eps: Number, L: Number, u: Number, less: Number, more: Number, spare: Number, kept: Number, over: Number
) -> Terms:
    """T2-R0 with L' = tau^2 L/kept, noise' = tau noise/kept, Delta' = Delta_0/kept, kept = 1 - delta <= tau."""
    p, tau = gap_alpha(u), kept + over
    a, smoothness = p["a"], tau**2 * L / kept
    level = eps / (2 * p["root"] * (1 + less))
    K = 32 * level / (a * eps) + more
    gap = Fraction(49, 2048) * a * eps**2 * K / (smoothness * (1 + spare))
    return {
        **p, "eps": eps, "L": L, "noise": level * kept / tau, "eta": Fraction(7, 64) * a * eps / smoothness, "K": K,
        "gap": gap * kept, "kept": kept, "tau": tau,
    }  # fmt: skip


def _zero_terms(p: Parameters) -> Terms:
    """mean c_k <= q + 2/(aK) and mean s_k <= sqrt(a/(2-a)) + 1/(aK), sqrt(a/(2-a)) = q/(2-a)."""
    a, kept, tau, floor = p["a"], p["kept"], p["tau"], p["L"] * p["eta"]
    spread = kept * combined(p) + (tau - kept) * p["noise"] * (p["root"] / (2 - a) + 1 / (a * p["K"]))
    return {
        "descent": descent(p) / kept, "noise": spread / kept, "curvature": tau**2 * floor / (2 * kept),
        "drift": (tau + kept) * tau * (1 - a) / a * floor / kept,
    }  # fmt: skip


def _replaced_terms(p: Parameters) -> Terms:
    a, kept, tau, floor = p["a"], p["kept"], p["tau"], p["L"] * p["eta"]
    return {
        "descent": descent(p) / kept, "noise": tau * combined(p) / kept, "curvature": tau**2 * floor / (2 * kept),
        "drift": 2 * tau**2 * (1 - a) / a * floor / kept,
    }  # fmt: skip


def _extrapolation(
    eps: Number, u: Number, less: Number, eta: Number, low: Number, high: Number, more: Number, spare: Number,
    kept: Number, over: Number,
) -> Terms:  # fmt: skip
    """T5 with the replaced constants: eta <= eps/(4L'), a sqrt(eps/(8H')), H' = tau^3 H/kept."""
    p, tau = gap_alpha(u), kept + over
    level = eps / (2 * p["root"] * (1 + less))
    K = 16 * level / (p["a"] * eps) + more
    return {
        **p, "eps": eps, "noise": level * kept / tau, "eta": eta, "K": K, "kept": kept, "tau": tau,
        "L": eps / (4 * eta * (1 + low)) * kept / tau**2,
        "H": p["a"] ** 2 * eps / (8 * eta**2 * (1 + high)) * kept / tau**3,
        "gap": eta * K * eps * kept / (8 * (1 + spare)),
    }  # fmt: skip


def _extrapolation_terms(p: Parameters) -> Terms:
    drift = p["tau"] ** 3 * (1 - p["a"]) * p["H"] * p["eta"] ** 2 / p["a"] ** 2 / p["kept"]
    return {**_replaced_terms(p), "drift": drift}


def _decay(
    L: Number, D: Number, u: Number, small: Number, less: Number, far: Number, start: Number, kept: Number, over: Number
) -> Terms:
    """eta = a eps/(16 tau^2 L D), eps <= 8 tau^2 L D^2, D tau noise root <= eps/2, X <= eps/(8 Phi), a eps/(32 eta tau noise)."""
    p, tau = gap_alpha(u), kept + over
    eps = 8 * tau**2 * L * D**2 / (1 + small)
    eta, level = p["a"] * eps / (16 * tau**2 * L * D), eps / (2 * D * p["root"] * (1 + less))
    X = p["a"] * eps / (32 * eta * level * (1 + far))
    return {
        **p, "eps": eps, "L": L, "D": D, "eta": eta, "noise": level / tau, "X": X,
        "Phi": eps / (8 * X * (1 + start)), "kept": kept, "tau": tau,
    }  # fmt: skip


def _decay_terms(p: Parameters) -> Terms:
    """As the sharp terms of T4, with tau noise, drift 2 tau (tau + kept) and curvature 2 tau^2."""
    a, D, tau, floor = p["a"], p["D"], p["tau"], p["L"] * p["eta"]
    return {
        "initial": p["X"] * p["Phi"], "noise": D * tau * p["noise"] * p["root"],
        "drift": D * 2 * tau * (tau + p["kept"]) * (1 - a) / a * floor, "curvature": 2 * D * tau**2 * floor,
        "initial noise": p["eta"] * tau * p["noise"] * (p["X"] + 2 * (1 - a) * p["X"] / (a - p["eta"] / D)),
    }  # fmt: skip


_COMMON = ("eps", "L", "u", "less", "more", "spare", "kept", "over")
TUNINGS = (
    Tuning("inexact_lmo/zero", "section 9", _COMMON, _zero, _zero_terms),
    Tuning("inexact_lmo/replaced", "section 9", _COMMON, _zero, _replaced_terms),
    Tuning("inexact_lmo/extrapolation", "section 9",
           ("eps", "u", "less", "eta", "low", "high", "more", "spare", "kept", "over"), _extrapolation, _extrapolation_terms),
    Tuning("inexact_lmo/decay", "section 9", ("L", "D", "u", "small", "less", "far", "start", "kept", "over"), _decay,
           _decay_terms),
)  # fmt: skip
CLAIMS = tuple(tuning.claim() for tuning in TUNINGS)
