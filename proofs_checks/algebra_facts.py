"""Facts and identities in the proofs of theory.md that are pure algebra."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.algebra import Claim, Number, Terms


def _both(left: Number, right: Number) -> Terms:
    """An identity: both differences are >= 0."""
    return {"left - right": left - right, "right - left": right - left}


def _steady(u: Number) -> Terms:
    """c_inf = (2-a) sqrt(a/(2-a)) = sqrt(a(2-a)), squared."""
    a = 1 / (1 + u)
    return _both((2 - a) ** 2 * a / (2 - a), a * (2 - a))


def _transient(u: Number, root: Number, w: Number, q: Number) -> Terms:
    """s_k <= s_inf + w q as s_k^2 = s_inf^2 + w^2 q^2, for any s_inf = root, w, q; w^2 = 2(1-a)/(2-a) <= 1; the sums of (0.1)."""
    a = 1 / (1 + u)
    return {
        "(s_inf + w q)^2 - s_k^2": (root + w * q) ** 2 - root**2 - w**2 * q**2,
        "1 - w^2": 1 - 2 * (1 - a) / (2 - a),
        "2/a - (1 + 2(1-a)/a)": 2 / a - (1 + 2 * (1 - a) / a),
    }


def _paper_form(u: Number, v: Number) -> Terms:
    """s_{k-1} <= (1-a)^k + sqrt(a), with b = sqrt(a) and q = (1-a)^(k-1): the three lines of the proof."""
    b, q = 1 / (1 + u), 1 / (1 + v)
    a = b**2
    square = a / (2 - a) + 2 * (1 - a) / (2 - a) * q**2
    first = ((1 - a) * q + b) ** 2 - square
    second = 2 * (1 - a) * b * q - a * (1 - a) / (2 - a) * ((3 - a) * q**2 - 1)
    third = 2 * (1 - a) * b * q - a * (1 - a) * q**2
    identity = _both(first, second)
    return {**identity, "second - third": second - third, "third": third, "the claim": first}


def _mean_drift(u: Number) -> Terms:
    """(1/K) sum_{k<K} (1 - (1-a)^k) = 1 - (1-(1-a)^K)/(aK) <= 1, K = 1..6."""
    a = 1 / (1 + u)
    found: Terms = {}
    for K in range(1, 7):
        mean = sum((1 - (1 - a) ** k for k in range(K)), 0 * a) / K
        closed = 1 - (1 - (1 - a) ** K) / (a * K)
        found |= {f"K = {K}, {name}": value for name, value in _both(mean, closed).items()}
        found[f"K = {K}, 1 - mean"] = 1 - mean
    return found


def _noise_sum(u: Number) -> Terms:
    """(1-a)^(2k) + a^2 sum_{i<k} (1-a)^(2i) = s_k^2, k = 0..6."""
    a = 1 / (1 + u)
    found: Terms = {}
    for k in range(7):
        total = (1 - a) ** (2 * k) + a**2 * sum(((1 - a) ** (2 * i) for i in range(k)), 0 * a)
        square = a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k)
        found |= {f"k = {k}, {name}": value for name, value in _both(total, square).items()}
    return found


def _drift_sum(u: Number) -> Terms:
    """sum_{i=1}^k (1-a)^i = ((1-a)/a) tau_k, k = 0..6."""
    a = 1 / (1 + u)
    found: Terms = {}
    for k in range(7):
        total = sum(((1 - a) ** i for i in range(1, k + 1)), 0 * a)
        closed = (1 - a) / a * (1 - (1 - a) ** k)
        found |= {f"k = {k}, {name}": value for name, value in _both(total, closed).items()}
    return found


def _extrapolated(u: Number) -> Terms:
    """(1/2)[(1-a) + a((1-a)/a)^2] = (1-a)/(2a): the remainders of Lemma 3'."""
    a = 1 / (1 + u)
    return _both(((1 - a) + a * ((1 - a) / a) ** 2) / 2, (1 - a) / (2 * a))


def _two_point(p: Number, q: Number, d: Number, L: Number) -> Terms:
    """(1.1) from the inequality of a convex 2L-smooth phi = f + (L/2)||.||^2, in one dimension: p = f'(x), q = f'(y), d = x-y.

    What (1.1) adds to f(y) equals <phi'(y), d> + (phi'(x)-phi'(y))^2/(4L) - (L/2)(x^2 - y^2), with x = y + d; y cancels.
    """
    y = q  # any point
    x = y + d
    slope_x, slope_y = p + L * x, q + L * y
    from_convexity = slope_y * d + (slope_x - slope_y) ** 2 / (4 * L) + L / 2 * (y**2 - x**2)
    claim = (p + q) * d / 2 + (p - q) ** 2 / (4 * L) - L / 4 * d**2
    return _both(from_convexity, claim)


def _composite_worst_case(p: Number, z: Number, t: Number) -> Terms:
    """T1-E, L = eta = 1: D_k at its worst d. Near (p < 1): (3/4)p + X/(4p) >= (sqrt3/2) sqrt X, squared, X = M^2 - 1.

    And phi(psi(t)) = t where psi^2 = 1 + 4t^2/3: (3/4)(psi^2 - 1) = t^2. Between: with z = sqrt(mu^2 - 1) and r = sqrt 3,
    1/2 + mu^2/4 - (r/2) z = (z - r)^2/4.
    """
    X = z**2
    near = (3 * p / 4 + X / (4 * p)) ** 2 - 3 * X / 4  # = (3p/4 - X/(4p))^2
    return {
        **_both(near, (3 * p / 4 - X / (4 * p)) ** 2),
        **{f"phi(psi(t))^2, {k}": v for k, v in _both(Fraction(3, 4) * (1 + 4 * t**2 / 3 - 1), t**2).items()},
    }


def _between(z: Number, r: Number) -> Terms:
    """1/2 + mu^2/4 - (r/2) z = (z - r)^2/4 for mu^2 = 1 + z^2 and r^2 = 3; here for any r, with r^2 in place of 3."""
    mu = 1 + z**2
    return _both(Fraction(1, 4) * (r**2 - 1) + mu / 4 - r * z / 2, (z - r) ** 2 / 4)


def _zero_worst_case(u: Number) -> Terms:
    """T1-E0: 1/2 + e^2/4 - e + 1/(4e) >= 0 on (0, 1]."""
    e = 1 / (1 + u)
    return {"value": Fraction(1, 2) + e**2 / 4 - e + 1 / (4 * e)}


def _best_radius(L: Number, root: Number, eta: Number) -> Terms:
    """h(eta) = eta eps - L^2 eta^3/(4 eps) is largest at the tuned radius e*, eps^2 = (3/4) L^2 e*^2.

    h(e*) - h(eta) = (L^2/(4 eps)) (eta - e*)^2 (eta + 2 e*); here both sides times eps, root = e*.
    """
    square = Fraction(3, 4) * L**2 * root**2
    gain = (root - eta) * square - L**2 / 4 * (root**3 - eta**3)
    return _both(gain, L**2 / 4 * (eta - root) ** 2 * (eta + 2 * root))


def _noiseless(u: Number, B: Number, G: Number, floor: Number) -> Terms:
    """T2-det (iii): B + ((1-a)/a) hbar <= B(1 + 4/b) + floor/b + 2G/a, where hbar (1 - b/2) <= 2bB + G + b floor/2.

    G = ||G_0||/K, b = sqrt a, floor = L eta.
    """
    b = 1 / (1 + u)
    hbar = (2 * b * B + G + b * floor / 2) / (1 - b / 2)
    right = B * (1 + 4 / b) + floor / b + 2 * G / b**2
    return {"right - left": right - B - (1 - b**2) / b**2 * hbar}


def _averaging(u: Number, x: Number) -> Terms:
    """T2-det (iii): s hbar <= 2B + sG + (s(s-1)/2)(a floor + a hbar) divided by s, with a(s-1) <= b and 1/s <= b, b = sqrt a."""
    b = 1 / (1 + u)
    s = 1 / b + 1 / (1 + x)  # s = ceil(1/b) lies in [1/b, 1/b + 1]
    return {"b - a(s-1)": b - b**2 * (s - 1), "b - 1/s": b - 1 / s}


def _run(u: Number, v: Number, h: Number, x: Number) -> Terms:
    """T2-det (v), c/a = u: the step from n to n + 1 of the induction times c^(n+1), and the slack where the run is longer than n.

    h = h_n = h_(n+1) - 1, t = 1/(1+v), u = h + t in the slack, n = h + x.
    """
    a, t = 1 / (1 + u), 1 / (1 + v)
    step = _both((1 - a) * (h - u) + a * (h + 1), h + 1 - u)
    n, r = h + x, h + t
    slack = (n + 2) * r / 2 - (n + 1) * h / 2 - r * t
    return {**step, "slack": slack}


def _initial_momentum(u: Number, v: Number) -> Terms:
    """T2-det (vi), a = 1 - c > 1/2: T = 1 + e P, the entry x_k y_k, the tie of y_k at step k, what K = 1 + v steps gain."""
    c = 1 / (2 + u)
    a, b, e, K = 1 - c, 1 - 2 * c, 1 - c**2, 1 + v
    T = (1 + e * c) / (1 - e**2)
    gradients = b * K * (K + 1) / 2 + 2 * c * K + 2 * a * c * (K - 1)
    value = b * K**2 / 2 + c * K
    return {
        **{f"T, {name}": term for name, term in _both(T, 1 + e * (c + e * T)).items()},
        "x_k y_k": 1 - b - 2 * a * c,
        **{f"tie, {name}": term for name, term in _both(a * 2 * a * c, c * 2 * a**2).items()},
        **{f"gain, {name}": term for name, term in _both(gradients - value - K / 2, 2 * a * c * (K - 1)).items()},
    }


def _clipping(gamma: Number, eta: Number, v: Number) -> Terms:
    """T10: gamma v^2 - eta v + eta^2/(4 gamma) = gamma (v - eta/(2 gamma))^2."""
    return _both(gamma * v**2 - eta * v + eta**2 / (4 * gamma), gamma * (v - eta / (2 * gamma)) ** 2)


def _inexact(u: Number, c: Number, e: Number, s: Number, p: Number) -> Terms:
    """T8: kept <= tau gives tau s_k + kept (1-a) s_{k-1} <= tau c_k and (tau + kept) tau <= 2 tau^2."""
    a, kept = 1 / (1 + u), e
    tau = kept + c
    return {
        "noise": tau * (s + (1 - a) * p) - (tau * s + kept * (1 - a) * p),
        "drift": 2 * tau**2 - (tau + kept) * tau,
    }


def _momenta(u: Number, v: Number) -> Terms:
    """The tuned alphas: a(2-a) = q^2 and a >= q^2/2 for a = 1 - sqrt(1-q^2), q = 2t/(1+t^2); a/(2-a) = c for a = 2c/(1+c)."""
    t, c = 1 / (1 + v), 1 / (1 + u)
    a, q, b = 2 * t**2 / (1 + t**2), 2 * t / (1 + t**2), 2 * c / (1 + c)
    root = (1 - t**2) / (1 + t**2)  # of 1 - q^2
    found = {"a - q^2/2": a - q**2 / 2}
    for name, (left, right) in {
        "1 - root": (a, 1 - root), "root^2": (root**2, 1 - q**2), "a(2-a)": (a * (2 - a), q**2), "a/(2-a)": (b / (2 - b), c),
    }.items():  # fmt: skip
        found |= {f"{name}, {side}": value for side, value in _both(left, right).items()}
    return found


CLAIMS = (
    Claim("c_inf", "((2-a) s_inf)^2 = a(2-a)", "section 0", ("u",), _steady),
    Claim(
        "(0.1)",
        "s_k <= s_inf + w(1-a)^k, w <= 1, 1 + 2(1-a)/a <= 2/a",
        "section 0",
        ("u", "root", "w", "q"),
        _transient,
    ),
    Claim("mean tau_k", "(1/K) sum tau_k = 1 - (1-(1-a)^K)/(aK) <= 1", "section 0", ("u",), _mean_drift),
    Claim("s_k", "the weights of the noise in e_k have the sum of squares s_k^2", "Lemma 3", ("u",), _noise_sum),
    Claim("drift", "sum_{i<=k} (1-a)^i = ((1-a)/a) tau_k", "Lemma 3", ("u",), _drift_sum),
    Claim("Lemma 3, paper form", "s_{k-1} <= (1-a)^k + sqrt a", "Lemma 3", ("u", "v"), _paper_form),
    Claim("Lemma 3'", "(1-a) + a((1-a)/a)^2 = (1-a)/a", "Lemma 3'", ("u",), _extrapolated),
    Claim("(1.1)", "the two-point inequality is that of phi", "section 1", ("p", "q", "d", "L"), _two_point),
    Claim("T1-E", "AM-GM for p < L eta; phi(psi(t)) = eta t", "section 2", ("p", "z", "t"), _composite_worst_case),
    Claim("T1-E, between", "1/2 + mu^2/4 - (r/2) z = (z-r)^2/4", "section 2", ("z", "r"), _between),
    Claim("T1-E0", "1/2 + e^2/4 - e + 1/(4e) >= 0", "section 2", ("u",), _zero_worst_case),
    Claim("T1-E0, best radius", "h is largest at 2 eps/(sqrt3 L)", "section 2", ("L", "root", "eta"), _best_radius),
    Claim("T2-det (iii)", "the floor L eta/sqrt a", "section 3", ("u", "B", "G", "floor"), _noiseless),
    Claim("T2-det (iii), s", "s = ceil(1/sqrt a)", "section 3", ("u", "x"), _averaging),
    Claim(
        "T2-det (v)",
        "wrong steps in one dimension: a run of l has sum |G_k| <= (l+1)c/(2a)",
        "section 3",
        ("u", "v", "h", "x"),
        _run,
    ),
    Claim("T2-det (vi)", "the initial momentum is needed", "section 3", ("u", "v"), _initial_momentum),
    Claim("T8", "the sharp form is below the replaced one", "section 9", ("u", "c", "e", "s", "p"), _inexact),
    Claim("T10, clipping", "t||m|| >= eta||m|| - eta^2/(4 gamma)", "section 11", ("gamma", "eta", "v"), _clipping),
    Claim("tuned alphas", "sqrt(a(2-a)) = q, a >= q^2/2", "section 3", ("u", "v"), _momenta),
)
