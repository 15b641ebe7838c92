"""The tuned parameters of T1, T2, T5, T9 and T10 make the bound at most epsilon. Source: theory.md sections 2, 3, 6, 10, 11.

A free parameter that is 0 gives equality in the choice it belongs to: K = its prescription + more, eta = its cap/(1 + less),
and so on, so that maxima, minima and roundings up are covered at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofs_checks.algebra import Claim, Number, Terms, Tuning

Parameters = Mapping[str, Number]


def paper_alpha(u: Number) -> Terms:
    """a = b^2 with b = sqrt a in (0, 1]."""
    b = 1 / (1 + u)
    return {"a": b**2, "root": b}


def ratio_alpha(u: Number) -> Terms:
    """a = 2c/(1+c) with sqrt(a/(2-a)) = sqrt c = r in (0, 1]."""
    r = 1 / (1 + u)
    return {"a": 2 * r**2 / (1 + r**2), "root": r}


def gap_alpha(u: Number) -> Terms:
    """a = 1 - sqrt(1 - q^2) with sqrt(a(2-a)) = q = 2t/(1+t^2), t in (0, 1]."""
    t = 1 / (1 + u)
    return {"a": 2 * t**2 / (1 + t**2), "root": 2 * t / (1 + t**2)}


# --- T1 --------------------------------------------------------------------------------------------------------------


def _t1_paper(eps: Number, L: Number, gap: Number, more: Number) -> Terms:
    """eta = eps/(3L), K >= 6 L Delta_0/eps^2."""
    return {"eps": eps, "L": L, "gap": gap, "eta": eps / (3 * L), "K": 6 * L * gap / eps**2 + more}


def _t1_gap(eps: Number, L: Number, gap: Number, more: Number) -> Terms:
    """eta = eps/L, K >= 2 L Delta_0/eps^2."""
    return {"eps": eps, "L": L, "gap": gap, "eta": eps / L, "K": 2 * L * gap / eps**2 + more}


def descent(p: Parameters) -> Number:
    """Delta_0/(eta K)."""
    return p["gap"] / (p["eta"] * p["K"])


def _t1_paper_terms(p: Parameters) -> Terms:
    return {"descent": descent(p), "curvature": Fraction(3, 2) * p["L"] * p["eta"]}


def _t1_gap_terms(p: Parameters) -> Terms:
    return {"descent": descent(p), "curvature": p["L"] * p["eta"] / 2}


def _t1_euclidean(eps: Number, L: Number, gap: Number, more: Number) -> Terms:
    """psi(t)^2 <= eps^2 and t^2 <= (9/4) L^2 eta^2 (the first branch) for eta^2 = eps^2/(2L^2), K^2 >= (16/3) L^2 gap^2/eps^4."""
    eta, K = eps**2 / (2 * L**2), Fraction(16, 3) * L**2 * gap**2 / eps**4 + more  # squares
    t = gap**2 / (eta * K)
    return {
        "eps^2 - psi^2": eps**2 - (L**2 * eta + 4 * t / 3),
        "9 L^2 eta^2/4 - t^2": Fraction(9, 4) * L**2 * eta - t,
    }


def _t1_euclidean_exact(eps: Number, L: Number, gap: Number, more: Number) -> Terms:
    """(K-1) h(eps) >= Delta_0 - eps^2/(2L), squared, with eta^2 = (4/3) eps^2/L^2 and (K-1)^2 >= (27/16) (L gap'/eps^2)^2.

    gap' = Delta_0 - eps^2/(2L), L Delta_0/eps^2 - 1/2 = L gap'/eps^2 (for gap' <= 0 there is nothing to prove, K = 1), and
    h = eta eps - L^2 eta^3/(4 eps) = eta (eps - L^2 eta^2/(4 eps)), as L eta/2 <= eps <= L eta.
    """
    eta = Fraction(4, 3) * eps**2 / L**2  # squared
    steps = Fraction(27, 16) * (L * gap / eps**2) ** 2 + more  # (K-1)^2
    h = eta * (eps - L**2 * eta / (4 * eps)) ** 2  # squared
    return {
        "(K-1)^2 h^2 - gap'^2": steps * h - gap**2,
        "L^2 eta^2 - eps^2": L**2 * eta - eps**2,
        "eps^2 - L^2 eta^2/4": eps**2 - L**2 * eta / 4,
    }


# --- T2 and T9 -------------------------------------------------------------------------------------------------------


def _t2_paper(eps: Number, L: Number, u: Number, less: Number, more: Number, spare: Number) -> Terms:
    """a = min{1, (eps/(4 noise))^2}, eta = a eps/(16 L), K >= 8 Delta_0/(eta eps), 16 noise/(a eps)."""
    p = paper_alpha(u)
    noise, eta = eps / (4 * p["root"] * (1 + less)), p["a"] * eps / (16 * L)
    K = 16 * noise / (p["a"] * eps) + more
    return {**p, "eps": eps, "L": L, "noise": noise, "eta": eta, "K": K, "gap": eta * K * eps / (8 * (1 + spare))}


def _t2_paper_terms(p: Parameters) -> Terms:
    a, noise, floor = p["a"], p["noise"], p["L"] * p["eta"]
    return {
        "descent": descent(p), "initial noise": 2 * noise / (a * p["K"]), "noise": 2 * p["root"] * noise,
        "curvature": Fraction(3, 2) * floor, "drift": 2 * floor / a,
    }  # fmt: skip


def _t2_common(p: Terms, eps: Number, L: Number, noise: Number, more: Number, spare: Number) -> Terms:
    """eta = 7a eps/(64L), K >= 2048 L Delta_0/(49 a eps^2), 32 noise/(a eps)."""
    a = p["a"]
    K = 32 * noise / (a * eps) + more
    gap = Fraction(49, 2048) * a * eps**2 * K / (L * (1 + spare))
    return {**p, "eps": eps, "L": L, "noise": noise, "eta": Fraction(7, 64) * a * eps / L, "K": K, "gap": gap}


def _t2_sharp(eps: Number, L: Number, u: Number, less: Number, more: Number, spare: Number) -> Terms:
    """a = 2c/(1+c), sqrt c = eps/(4 noise), or 1: 2 noise sqrt(a/(2-a)) <= eps/2."""
    p = ratio_alpha(u)
    return _t2_common(p, eps, L, eps / (4 * p["root"] * (1 + less)), more, spare)


def _t2_sharp_terms(p: Parameters) -> Terms:
    """(1/K) sum s_k <= sqrt(a/(2-a)) + 1/(aK)."""
    a, floor = p["a"], p["L"] * p["eta"]
    return {
        "descent": descent(p), "noise": 2 * p["noise"] * (p["root"] + 1 / (a * p["K"])),
        "curvature": Fraction(3, 2) * floor, "drift": 2 * (1 - a) / a * floor,
    }  # fmt: skip


def _t2_gap(eps: Number, L: Number, u: Number, less: Number, more: Number, spare: Number) -> Terms:
    """noise sqrt(a(2-a)) <= eps/2."""
    p = gap_alpha(u)
    return _t2_common(p, eps, L, eps / (2 * p["root"] * (1 + less)), more, spare)


def combined(p: Parameters) -> Number:
    """noise (1/K) sum c_k <= noise (sqrt(a(2-a)) + 2/(aK)): (0.1)."""
    return p["noise"] * (p["root"] + 2 / (p["a"] * p["K"]))


def _t2_gap_terms(p: Parameters) -> Terms:
    a, floor = p["a"], p["L"] * p["eta"]
    return {"descent": descent(p), "noise": combined(p), "curvature": floor / 2, "drift": 2 * (1 - a) / a * floor}


def _t2_iterations(eps: Number, L: Number, u: Number, gap: Number) -> Terms:
    """K <= max{335 L Delta_0 noise^2/eps^4, 256 noise^3/eps^3, (a=1) 42 L Delta_0/eps^2, 16}, with noise q = eps/2, a < 1."""
    p = gap_alpha(u)
    a, noise = p["a"], eps / (2 * p["root"])
    return {
        "descent": 335 * L * gap * noise**2 / eps**4 - Fraction(2048, 49) * L * gap / (a * eps**2),
        "noise": 256 * noise**3 / eps**3 - 32 * noise / (a * eps),
        "descent, a = 1": 42 * L * gap / eps**2 - Fraction(2048, 49) * L * gap / eps**2,
        "noise, a = 1, noise <= eps/2": 16 - 32 * (eps / 2 / (1 + u)) / eps,
    }


# --- T5 --------------------------------------------------------------------------------------------------------------


def _t5(p: Terms, eps: Number, level: Number, curvature: int, *rest: Number) -> Terms:
    """eta <= eps/(curvature L), a sqrt(eps/(8H)), K >= 8 Delta_0/(eta eps), 16 noise/(a eps); level = noise root/eps."""
    less, eta, low, high, more, spare = rest
    noise = level * eps / (p["root"] * (1 + less))
    K = 16 * noise / (p["a"] * eps) + more
    return {
        **p, "eps": eps, "noise": noise, "eta": eta, "K": K, "L": eps / (curvature * eta * (1 + low)),
        "H": p["a"] ** 2 * eps / (8 * eta**2 * (1 + high)), "gap": eta * K * eps / (8 * (1 + spare)),
    }  # fmt: skip


def _t5_paper(
    eps: Number, u: Number, less: Number, eta: Number, low: Number, high: Number, more: Number, spare: Number
) -> Terms:
    return _t5(paper_alpha(u), eps, Fraction(1, 4), 12, less, eta, low, high, more, spare)


def _t5_sharp(
    eps: Number, u: Number, less: Number, eta: Number, low: Number, high: Number, more: Number, spare: Number
) -> Terms:
    return _t5(ratio_alpha(u), eps, Fraction(1, 4), 12, less, eta, low, high, more, spare)


def _t5_gap(
    eps: Number, u: Number, less: Number, eta: Number, low: Number, high: Number, more: Number, spare: Number
) -> Terms:
    return _t5(gap_alpha(u), eps, Fraction(1, 2), 4, less, eta, low, high, more, spare)


def _t5_paper_terms(p: Parameters) -> Terms:
    return {**_t2_paper_terms(p), "drift": p["H"] * p["eta"] ** 2 / p["a"] ** 2}


def _second_drift(p: Parameters) -> Number:
    """(1-a) H eta^2/a^2."""
    return (1 - p["a"]) * p["H"] * p["eta"] ** 2 / p["a"] ** 2


def _t5_sharp_terms(p: Parameters) -> Terms:
    return {**_t2_sharp_terms(p), "drift": _second_drift(p)}


def _t5_gap_terms(p: Parameters) -> Terms:
    return {**_t2_gap_terms(p), "drift": _second_drift(p)}


def _t5_iterations(eps: Number, H: Number, u: Number, gap: Number) -> Terms:
    """8 Delta_0/(eta eps) <= 182 Delta_0 sqrt(H) noise^2/eps^{7/2} for eta = a sqrt(eps/(8H)), noise q = eps/2; squared."""
    p = gap_alpha(u)
    noise = eps / (2 * p["root"])
    prescribed = 64 * gap**2 * 8 * H / (p["a"] ** 2 * eps**3)
    return {
        "182^2 ...": 182**2 * gap**2 * H * noise**4 / eps**7 - prescribed,
        "128 noise^3/eps^3": 128 * noise**3 / eps**3 - 16 * noise / (p["a"] * eps),
    }


# --- T10 -------------------------------------------------------------------------------------------------------------


def _t10_clipping(eps: Number, L0: Number, L1: Number, gap: Number, more: Number, norm: Number) -> Terms:
    """eta = 1/(2L1), gamma = 1/(2L0): each step gains min(eta g, gamma g^2)/2 at least, and for g >= eps K of them Delta_0.

    The gain is that of the smaller of the two; K >= 4 L0 Delta_0/eps^2 and >= 4 L1 Delta_0/eps.
    """
    g, eta, gamma = eps + norm, 1 / (2 * L1), 1 / (2 * L0)
    first, second = 4 * L0 * gap / eps**2 + more, 4 * L1 * gap / eps + more
    return {
        "clipped": second * eta * g / 2 - gap,
        "not clipped": first * gamma * g**2 / 2 - gap,
        "(1 - (L0 gamma + L1 eta)/2) - 1/2": 1 - (L0 * gamma + L1 * eta) / 2 - Fraction(1, 2),
    }


def _t10_smooth(eps: Number, L0: Number, L1: Number, gap: Number, more: Number, norm: Number) -> Terms:
    """K >= 2 L0 Delta_0/eps^2 + 2 L1 Delta_0/eps steps that gain g^2/(2(L0 + L1 g)), g >= eps, gain Delta_0."""
    g, K = eps + norm, 2 * L0 * gap / eps**2 + 2 * L1 * gap / eps + more
    length = g / (L0 + L1 * g)
    return {
        "K gain - gap": K * g**2 / (2 * (L0 + L1 * g)) - gap,
        "gain": length * g - (L0 + L1 * g) * length**2 / 2 - g**2 / (2 * (L0 + L1 * g)),
    }


def _t10_stochastic(
    eps: Number, eta: Number, u: Number, less: Number, low: Number, high: Number, more: Number, spare: Number
) -> Terms:
    """noise sqrt(a(2-a)) <= eps/4, eta <= a/(4 L1), 7 a eps/(128 L0), gamma = 1/L0, K >= 64 gap/(7 eta eps), 64 noise/(a eps)."""
    p = gap_alpha(u)
    noise = eps / (4 * p["root"] * (1 + less))
    K = 64 * noise / (p["a"] * eps) + more
    return {
        **p, "eps": eps, "eta": eta, "noise": noise, "K": K, "gap": Fraction(7, 64) * eta * eps * K / (1 + spare),
        "L1": p["a"] / (4 * eta * (1 + low)), "L0": Fraction(7, 128) * p["a"] * eps / (eta * (1 + high)),
    }  # fmt: skip


def _t10_stochastic_terms(p: Parameters) -> Terms:
    """The terms are divided by 1 - q, q = L1 eta (2/a - 3/2)."""
    a, left = p["a"], 1 - p["L1"] * p["eta"] * (2 / p["a"] - Fraction(3, 2))
    floor = p["L0"] * p["eta"]
    return {
        "descent": descent(p) / left, "noise": combined(p) / left, "curvature": floor / 2 / left,
        "drift": 2 * floor * (1 - a) / a / left, "clipping": floor / 4 / left,
    }  # fmt: skip


_T1 = ("eps", "L", "gap", "more")
_T2 = ("eps", "L", "u", "less", "more", "spare")
_T5 = ("eps", "u", "less", "eta", "low", "high", "more", "spare")
_T10 = ("eps", "L0", "L1", "gap", "more", "norm")
TUNINGS = (
    Tuning("nonconvex_deterministic/paper", "section 2", _T1, _t1_paper, _t1_paper_terms),
    Tuning("nonconvex_deterministic/gap", "section 2", _T1, _t1_gap, _t1_gap_terms),
    Tuning("nonconvex_deterministic/zero", "section 2", _T1, _t1_gap, _t1_gap_terms),
    Tuning("nonconvex_momentum/paper", "section 3", _T2, _t2_paper, _t2_paper_terms, Fraction(31, 32)),
    Tuning("nonconvex_momentum/sharp", "section 3", _T2, _t2_sharp, _t2_sharp_terms),
    Tuning("nonconvex_momentum/gap", "section 3", _T2, _t2_gap, _t2_gap_terms),
    Tuning("nonconvex_momentum/zero", "section 3", _T2, _t2_gap, _t2_gap_terms),
    Tuning("nonconvex_extrapolation/paper", "section 6", _T5, _t5_paper, _t5_paper_terms),
    Tuning("nonconvex_extrapolation/sharp", "section 6", _T5, _t5_sharp, _t5_sharp_terms),
    Tuning("nonconvex_extrapolation/gap", "section 6", _T5, _t5_gap, _t5_gap_terms),
    Tuning("dual_noise/weighted", "section 10, noise = its level", _T2, _t2_gap, _t2_gap_terms),
    Tuning("dual_noise/type_two", "section 10, noise = its level", _T2, _t2_gap, _t2_gap_terms),
    Tuning("dual_noise/gaussian", "section 10, noise = its level", _T2, _t2_gap, _t2_gap_terms),
    Tuning("generalized_smoothness/stochastic", "section 11", ("eps", "eta", "u", "less", "low", "high", "more", "spare"),
           _t10_stochastic, _t10_stochastic_terms),
)  # fmt: skip
CLAIMS = (
    *(tuning.claim() for tuning in TUNINGS),
    Claim("nonconvex_deterministic/euclidean", "psi(Delta_0/(eta K)) <= eps", "section 2", _T1, _t1_euclidean),
    Claim("nonconvex_deterministic/euclidean_exact", "(K-1) h(eps) + eps^2/(2L) >= Delta_0", "section 2", _T1,
          _t1_euclidean_exact),
    Claim("T2, iterations", "K <= max{335 ..., 256 ..., 42 ..., 16}", "section 3", ("eps", "L", "u", "gap"), _t2_iterations),
    Claim("T5, iterations", "K <= max{..., 182 ..., 128 ...}", "section 6", ("eps", "H", "u", "gap"), _t5_iterations),
    Claim("generalized_smoothness/clipping", "K steps with ||G|| >= eps gain Delta_0", "section 11", _T10, _t10_clipping),
    Claim("generalized_smoothness/smooth", "K steps with ||G|| >= eps gain Delta_0", "section 11", _T10, _t10_smooth),
)  # fmt: skip
