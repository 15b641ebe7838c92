"""The tuned parameters of T3, T4, T6 and T7 make the bound at most epsilon. Source: theory.md sections 4, 5, 7, 8.

The logarithm enters as one number: X = (1-l)^(K-1) <= exp(-l(K-1)) <= 1/E for K = 1 + ceil((1/l) log E), l = eta/D (and
(1-l)^K <= 1/E in the paper forms, where K = ceil((1/l) log E)). Free parameters as in `algebra_nonconvex`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofs_checks.algebra import Claim, Number, Terms, Tuning
from proofs_checks.algebra_nonconvex import combined, descent, gap_alpha, paper_alpha

Parameters = Mapping[str, Number]

# --- T3 and T4 -------------------------------------------------------------------------------------------------------


def _last(p: Terms, share: int, *rest: Number) -> Terms:
    """eta = a eps/(share L D), eps <= (share/2) L D^2, noise root <= eps/(2D), X <= eps/(8 Phi), a eps/(32 eta noise)."""
    L, D, small, less, far, start = rest
    eps = Fraction(share, 2) * L * D**2 / (1 + small)
    eta = p["a"] * eps / (share * L * D)
    noise = eps / (2 * D * p["root"] * (1 + less))
    X = p["a"] * eps / (32 * eta * noise * (1 + far))
    return {
        **p, "eps": eps, "L": L, "D": D, "eta": eta, "noise": noise, "X": X,
        "Phi": eps / (8 * X * (1 + start)),
    }  # fmt: skip


def _t3(L: Number, D: Number, u: Number, small: Number, less: Number, far: Number, start: Number) -> Terms:
    return _last(gap_alpha(u), 8, L, D, small, less, far, start)


def _t4(L: Number, D: Number, u: Number, small: Number, less: Number, far: Number, start: Number) -> Terms:
    return _last(gap_alpha(u), 16, L, D, small, less, far, start)


def _sharp(p: Parameters, drift: Number, curvature: Number) -> Terms:
    """The terms of `ntr.star_convex.sharp_terms`, with ((1-l)^n - (1-a)^n)/(a-l) <= X/(a-l), w <= 1, 1 - l <= 1."""
    a, share = p["a"], p["eta"] / p["D"]
    return {
        "initial": p["X"] * p["Phi"], "noise": p["D"] * p["noise"] * p["root"],
        "drift": p["D"] * drift, "curvature": p["D"] * curvature,
        "initial noise": p["eta"] * p["noise"] * (p["X"] + 2 * (1 - a) * p["X"] / (a - share)),
    }  # fmt: skip


def _t3_terms(p: Parameters) -> Terms:
    floor, a = p["L"] * p["eta"], p["a"]
    return _sharp(p, 2 * (1 - a) / a * floor, floor / 2)


def _t3_objective_terms(p: Parameters) -> Terms:
    floor, a = p["L"] * p["eta"], p["a"]
    return _sharp(p, 2 * (1 - a) / a * floor, floor)


def _t4_terms(p: Parameters) -> Terms:
    floor, a = p["L"] * p["eta"], p["a"]
    return _sharp(p, 4 * (1 - a) / a * floor, 2 * floor)


def _t4_objective_terms(p: Parameters) -> Terms:
    floor, a = p["L"] * p["eta"], p["a"]
    return _sharp(p, 4 * (1 - a) / a * floor, 4 * floor)


def _paper(p: Terms, constant: int, *rest: Number) -> Terms:
    """noise sqrt a <= eps/(4D), eta <= a eps/(16 noise), a eps/(constant L D), X = (1-l)^K <= eps/(8 Phi)."""
    eps, D, X, less, short, low, start = rest
    noise = eps / (4 * D * p["root"] * (1 + less))
    eta = p["a"] * eps / (16 * noise * (1 + short))
    return {
        **p, "eps": eps, "D": D, "eta": eta, "noise": noise, "L": p["a"] * eps / (constant * eta * D * (1 + low)),
        "X": X, "Phi": eps / (8 * X * (1 + start)),
    }  # fmt: skip


def _t3_paper(
    eps: Number, D: Number, X: Number, u: Number, less: Number, short: Number, low: Number, start: Number
) -> Terms:
    return _paper(paper_alpha(u), 10, eps, D, X, less, short, low, start)


def _t4_paper(
    eps: Number, D: Number, X: Number, u: Number, less: Number, short: Number, low: Number, start: Number
) -> Terms:
    return _paper(paper_alpha(u), 24, eps, D, X, less, short, low, start)


def _paper_terms(p: Parameters, drift: Number, curvature: Number) -> Terms:
    """The terms of `ntr.star_convex.paper_terms`."""
    return {
        "initial": p["X"] * p["Phi"], "initial noise": 2 * p["eta"] * p["noise"] / p["a"],
        "noise": 2 * p["D"] * p["root"] * p["noise"], "drift": p["D"] * drift, "curvature": p["D"] * curvature,
    }  # fmt: skip


def _t3_paper_terms(p: Parameters) -> Terms:
    floor = p["L"] * p["eta"]
    return _paper_terms(p, 2 / p["a"] * floor, floor / 2)


def _t4_paper_terms(p: Parameters) -> Terms:
    floor = p["L"] * p["eta"]
    return _paper_terms(p, 4 / p["a"] * floor, 2 * floor)


def _t3_t4_iterations(eps: Number, L: Number, D: Number, u: Number) -> Terms:
    """D/eta = 8 L D^2/(a eps) <= 64 L D^4 noise^2/eps^3 (T4: 16 and 128), for D noise sqrt(a(2-a)) = eps/2."""
    p = gap_alpha(u)
    noise = eps / (2 * D * p["root"])
    return {f"{64 * k}": 64 * k * L * D**4 * noise**2 / eps**3 - 8 * k * L * D**2 / (p["a"] * eps) for k in (1, 2)}


# --- T6 --------------------------------------------------------------------------------------------------------------


def _t6(curvature: int, *rest: Number) -> Terms:
    """eta <= eps/(curvature L D), a sqrt(eps/(32 D H)), a D/2; noise root <= eps/(2D), X <= eps/(8 Phi), a eps/(32 eta noise)."""
    eps, D, u, less, short, low, high, far, start = rest
    p = gap_alpha(u)
    noise, eta = eps / (2 * D * p["root"] * (1 + less)), p["a"] * D / (2 * (1 + short))
    X = p["a"] * eps / (32 * eta * noise * (1 + far))
    return {
        **p, "eps": eps, "D": D, "noise": noise, "eta": eta, "X": X, "Phi": eps / (8 * X * (1 + start)),
        "L": eps / (curvature * eta * D * (1 + low)), "H": p["a"] ** 2 * eps / (32 * D * eta**2 * (1 + high)),
    }  # fmt: skip


def _t6_sharp(
    eps: Number,
    D: Number,
    u: Number,
    less: Number,
    short: Number,
    low: Number,
    high: Number,
    far: Number,
    start: Number,
) -> Terms:
    return _t6(16, eps, D, u, less, short, low, high, far, start)


def _t6_objective(
    eps: Number,
    D: Number,
    u: Number,
    less: Number,
    short: Number,
    low: Number,
    high: Number,
    far: Number,
    start: Number,
) -> Terms:
    return _t6(32, eps, D, u, less, short, low, high, far, start)


def _second(p: Parameters) -> Number:
    """H eta^2/a^2."""
    return p["H"] * p["eta"] ** 2 / p["a"] ** 2


def _t6_terms(p: Parameters) -> Terms:
    return _sharp(p, 4 * (1 - p["a"]) * _second(p), 2 * p["L"] * p["eta"])


def _t6_objective_terms(p: Parameters) -> Terms:
    return _sharp(p, 4 * (1 - p["a"]) * _second(p), 4 * p["L"] * p["eta"])


def _t6_paper(
    eps: Number, D: Number, X: Number, u: Number, less: Number, short: Number, low: Number, high: Number, start: Number
) -> Terms:
    """eta <= eps/(16 L D), a sqrt(eps/(32 D H)), a eps/(16 noise)."""
    p = _paper(paper_alpha(u), 16, eps, D, X, less, short, low, start)
    return {
        **p, "L": eps / (16 * p["eta"] * D * (1 + low)),
        "H": p["a"] ** 2 * eps / (32 * D * p["eta"] ** 2 * (1 + high)),
    }  # fmt: skip


def _t6_paper_terms(p: Parameters) -> Terms:
    return _paper_terms(p, 4 * _second(p), 2 * p["L"] * p["eta"])


def _t6_iterations(eps: Number, D: Number, H: Number, u: Number) -> Terms:
    """D/eta <= 45.3 D^{7/2} sqrt(H) noise^2 eps^{-5/2}, squared, and 2/a <= 16 D^2 noise^2/eps^2."""
    p = gap_alpha(u)
    noise = eps / (2 * D * p["root"])
    return {
        "45.3^2 ...": Fraction(453, 10) ** 2 * D**7 * H * noise**4 / eps**5 - D**2 * 32 * D * H / (p["a"] ** 2 * eps),
        "16 ...": 16 * D**2 * noise**2 / eps**2 - 2 / p["a"],
    }


# --- T7 --------------------------------------------------------------------------------------------------------------


def _t7_simple(eps: Number, L: Number, D: Number, u: Number, less: Number, more: Number, spare: Number) -> Terms:
    """eta = a eps/(24 L D), K >= 8 D Delta_0/(eta eps), 16 D noise/(a eps)."""
    p = paper_alpha(u)
    noise, eta = eps / (4 * D * p["root"] * (1 + less)), p["a"] * eps / (24 * L * D)
    K = 16 * D * noise / (p["a"] * eps) + more
    return {
        **p, "eps": eps, "L": L, "D": D, "noise": noise, "eta": eta, "K": K, "gap": eta * K * eps / (8 * D * (1 + spare)),
    }  # fmt: skip


def _t7_sharp(eps: Number, L: Number, D: Number, u: Number, less: Number, more: Number, spare: Number) -> Terms:
    """eta = 7 a eps/(128 L D), K >= 4096 L D^2 Delta_0/(49 a eps^2), 32 D noise/(a eps)."""
    p = gap_alpha(u)
    a, noise = p["a"], eps / (2 * D * p["root"] * (1 + less))
    K = 32 * D * noise / (a * eps) + more
    return {
        **p, "eps": eps, "L": L, "D": D, "noise": noise, "eta": Fraction(7, 128) * a * eps / (L * D), "K": K,
        "gap": Fraction(49, 4096) * a * eps**2 * K / (L * D**2 * (1 + spare)),
    }  # fmt: skip


def _t7_extrapolated(
    eps: Number, D: Number, u: Number, less: Number, eta: Number, low: Number, high: Number, more: Number, spare: Number
) -> Terms:
    """eta <= eps/(16 L D), a sqrt(eps/(32 D H)), K >= 8 D Delta_0/(eta eps), 16 D noise/(a eps)."""
    p = gap_alpha(u)
    noise = eps / (2 * D * p["root"] * (1 + less))
    K = 16 * D * noise / (p["a"] * eps) + more
    return {
        **p, "eps": eps, "D": D, "noise": noise, "eta": eta, "K": K, "L": eps / (16 * eta * D * (1 + low)),
        "H": p["a"] ** 2 * eps / (32 * D * eta**2 * (1 + high)), "gap": eta * K * eps / (8 * D * (1 + spare)),
    }  # fmt: skip


def _t7_simple_terms(p: Parameters) -> Terms:
    a, D, floor = p["a"], p["D"], p["L"] * p["D"] * p["eta"]
    return {
        "descent": D * descent(p), "initial noise": 2 * D * p["noise"] / (a * p["K"]),
        "noise": 2 * p["root"] * D * p["noise"], "curvature": 2 * floor, "drift": 4 * floor / a,
    }  # fmt: skip


def _t7_sharp_terms(p: Parameters) -> Terms:
    a, D, floor = p["a"], p["D"], p["L"] * p["D"] * p["eta"]
    return {
        "descent": D * descent(p), "noise": D * combined(p), "curvature": 2 * floor, "drift": 4 * (1 - a) / a * floor,
    }  # fmt: skip


def _t7_extrapolated_terms(p: Parameters) -> Terms:
    return {**_t7_sharp_terms(p), "drift": 4 * (1 - p["a"]) * p["D"] * _second(p)}


def _t7_iterations(eps: Number, L: Number, D: Number, u: Number, gap: Number) -> Terms:
    """4096 L D^2 Delta_0/(49 a eps^2) <= 669 L D^4 Delta_0 noise^2/eps^4, for D noise sqrt(a(2-a)) = eps/2."""
    p = gap_alpha(u)
    noise = eps / (2 * D * p["root"])
    prescribed = Fraction(4096, 49) * L * D**2 * gap / (p["a"] * eps**2)
    return {"669": 669 * L * D**4 * gap * noise**2 / eps**4 - prescribed}


_T34 = ("L", "D", "u", "small", "less", "far", "start")
_T34_PAPER = ("eps", "D", "X", "u", "less", "short", "low", "start")
_T6 = ("eps", "D", "u", "less", "short", "low", "high", "far", "start")
_T7 = ("eps", "L", "D", "u", "less", "more", "spare")
_T7_SECOND = ("eps", "D", "u", "less", "eta", "low", "high", "more", "spare")
TUNINGS = (
    Tuning("star_convex_clipping/paper", "section 4", _T34_PAPER, _t3_paper, _t3_paper_terms),
    Tuning("star_convex_clipping/sharp", "section 4", _T34, _t3, _t3_terms),
    Tuning("star_convex_clipping/objective", "section 4", _T34, _t3, _t3_objective_terms),
    Tuning("star_convex_decay/paper", "section 5", _T34_PAPER, _t4_paper, _t4_paper_terms),
    Tuning("star_convex_decay/sharp", "section 5", _T34, _t4, _t4_terms),
    Tuning("star_convex_decay/objective", "section 5", _T34, _t4, _t4_objective_terms),
    Tuning("star_convex_extrapolation/sharp", "section 7", _T6, _t6_sharp, _t6_terms),
    Tuning("star_convex_extrapolation/objective", "section 7", _T6, _t6_objective, _t6_objective_terms),
    Tuning("star_convex_extrapolation/paper", "section 7", ("eps", "D", "X", "u", "less", "short", "low", "high", "start"),
           _t6_paper, _t6_paper_terms),
    Tuning("constrained_gap/simple", "section 8", _T7, _t7_simple, _t7_simple_terms),
    Tuning("constrained_gap/sharp", "section 8", _T7, _t7_sharp, _t7_sharp_terms),
    Tuning("constrained_gap/extrapolated", "section 8", _T7_SECOND, _t7_extrapolated, _t7_extrapolated_terms),
)  # fmt: skip
CLAIMS = (
    *(tuning.claim() for tuning in TUNINGS),
    Claim("T3 and T4, iterations", "K <~ 64 (128) L D^4 noise^2/eps^3 log", "sections 4, 5", ("eps", "L", "D", "u"),
          _t3_t4_iterations),
    Claim("T6, iterations", "D/eta <= max{..., 45.3 ..., 16 ...}", "section 7", ("eps", "D", "H", "u"), _t6_iterations),
    Claim("T7, iterations", "K <~ 669 L D^4 Delta_0 noise^2/eps^4", "section 8", ("eps", "L", "D", "u", "gap"),
          _t7_iterations),
)  # fmt: skip
