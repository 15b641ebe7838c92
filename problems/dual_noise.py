"""What noise with given variances is in a dual norm: the levels of T9 (theory.md section 10), by families of norms."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, pi, sqrt

import numpy as np
from scipy.integrate import quad
from scipy.special import erf, gamma

from ntr.bound import Bound
from ntr.linalg import Array
from ntr.noise import DualNoise
from ntr.norm import Norm
from ntr.norms.families import entrywise, schatten
from ntr.norms.powers import dual_exponent, power_norm
from problems.geometry import coordinate_duals, spread_dual

MOMENTS = (2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)  # the t that are tried: each gives a valid bound


def _length(values: Array, q: float) -> float:
    """||v||_q of all the entries."""
    return float(power_norm(values, q, values.ndim))


def weighted_level(norm: Norm, deviations: Array) -> float:
    """rho_M sigma_M for a good M, from variances E n_i^2 <= s_i^2 of the entries, whatever their correlations.

    l_p with p >= 2, q = p/(p-1): M = diag(w) has rho_M^2 = ||w||_{p/(p-2)} (Hoelder) and sigma_M^2 = sum s_i^2/w_i; the
    best w = s^(2-q) gives ||s||_q, for l_inf sum s_i. Schatten-p with p >= 2: M = W(.), W in the eigenbasis of
    Sigma = E n n^T, gives (tr Sigma^(q/2))^(1/q) likewise, for the spectral norm tr Sigma^(1/2). As lambda -> sum lambda^(q/2)
    is Schur-concave and the diagonal of Sigma is majorized by its eigenvalues, the norms of the rows of s stand for
    their square roots; the same with columns. p < 2: rho = 1, so ||s||_2. Any norm: M = diag(s_i/||e_i||_*) gives
    sum s_i ||e_i||_*, as |y_i| <= ||e_i||_* ||y||, and M = 1 gives rho ||s||_2.
    """
    p = entrywise(norm)
    if p is not None:
        return _length(deviations, min(dual_exponent(p), 2.0))
    p = schatten(norm)
    if p is not None:
        q = min(dual_exponent(p), 2.0)
        return min(_length(np.linalg.norm(deviations, axis=axis), q) for axis in (0, 1))
    return min(norm.rho * float(np.linalg.norm(deviations)), float(np.sum(deviations * coordinate_duals(norm))))


def type_two_constant(norm: Norm) -> float | None:
    """T with E ||sum d_j||_*^2 <= T^2 sum E ||d_j||_*^2 for martingale differences; None for unknown families.

    Dual l_q or Schatten-q, in n dimensions (singular values): for q <= 2, T = n^(1/q-1/2), the distance to the Euclidean
    norm. For q >= 2, T = sqrt(t-1) n^(1/t-1/q) for every t in [2, q]: sqrt(t-1) is the constant of l_t and Schatten-t
    (quoted: Pinelis; Ball, Carlen, Lieb), and ||v||_q <= ||v||_t <= n^(1/t-1/q) ||v||_q. The best t is 2, q, or
    l + sqrt(l^2 - 2 l) with l = log n, where the derivative vanishes.
    """
    p = entrywise(norm)
    count = float(np.prod(norm.shape))
    if p is None:
        p, count = schatten(norm), float(min(norm.shape))
    if p is None:
        return None
    q = dual_exponent(p)
    if q <= 2:
        return float(count ** (1 / q - 0.5))
    candidates = [2.0] + ([q] if np.isfinite(q) else [])
    size = np.log(count)
    if size > 2:
        candidates.append(min(q, size + sqrt(size * (size - 2))))
    return float(min(sqrt(t - 1) * count ** (1 / t - 1 / q) for t in candidates if t >= 2))


def second_moment(norm: Norm, deviations: Array, moment: Callable[[float], float]) -> float:
    """sigma_*^2 >= E ||n||_*^2 for independent entries n_i of mean 0 with E |n_i|^t <= s_i^t moment(t), moment(2) = 1.

    Dual l_q, q > 2: E ||n||_q^2 <= E ||n||_t^2 <= (sum E |n_i|^t)^(2/t) for every t in [2, q]. Dual Schatten-q, q >= 4:
    E ||n||_q^2 <= (E tr (n n^T)^2)^(1/2), and expanding the trace, E tr (n n^T)^2 = sum_i (sum_j s_ij^2)^2
    + sum_j (sum_i s_ij^2)^2 + sum (moment(4) - 2) s_ij^4. Always at most the square of `weighted_level`, as
    ||n||_*^2 <= rho_M^2 <n, M^-1 n>.
    """
    best = weighted_level(norm, deviations) ** 2
    p = entrywise(norm)
    if p is not None:
        q = dual_exponent(p)
        orders = [t for t in (*MOMENTS, q) if 2 <= t <= q and np.isfinite(t) and np.isfinite(moment(t))]
        return min([best, *(_length(deviations, t) ** 2 * moment(t) ** (2 / t) for t in orders)])
    p = schatten(norm)
    if p is not None and dual_exponent(p) >= 4 and np.isfinite(moment(4)):
        variances = deviations**2
        sides = sum(float(np.sum(variances.sum(axis=axis) ** 2)) for axis in (0, 1))
        return min(best, sqrt(sides + (moment(4) - 2) * float(np.sum(variances**2))))
    return best


def normal_moment(t: float) -> float:
    """E |N(0, 1)|^t."""
    return float(2 ** (t / 2) * gamma((t + 1) / 2) / sqrt(pi))


def gaussian_mean(norm: Norm, deviations: Array) -> Bound:
    """gamma = E ||Z||_* for independent Z_i ~ N(0, s_i^2).

    Exact (to the 1e-10 of quadrature) for dual l_1: sqrt(2/pi) sum s_i; dual l_2 and matrices with one non-zero row or
    column: E Q^(1/2) = pi^(-1/2) int_0^inf (1 - prod (1 + 2 s_i^2 u^2)^(-1/2)) u^-2 du, from
    x^(1/2) = (4 pi)^(-1/2) int (1 - e^(-t x)) t^(-3/2) dt; dual l_inf: int_0^inf (1 - prod erf(u/(sqrt(2) s_i))) du.
    Exact for 2 x 2 matrices with equal s: with the independent Rayleigh variables R_1, R_2 of scale sqrt(2) s,
    (z_11 + z_22)^2 + (z_12 - z_21)^2 = R_1^2 and (z_11 - z_22)^2 + (z_12 + z_21)^2 = R_2^2, the singular values are
    (R_1 +- R_2)/2 up to sign: the nuclear norm is max(R_1, R_2), of mean s sqrt(pi) (2 - 2^(-1/2)), the spectral norm
    (R_1 + R_2)/2, of mean s sqrt(pi). Otherwise an upper bound: (sum s_i^q E|N|^q)^(1/q) for dual l_q, and `weighted_level`.
    """
    p, flat = entrywise(norm), deviations.ravel()
    if p is not None:
        q = dual_exponent(p)
        if q == 1:
            return Bound(sqrt(2 / pi) * float(flat.sum()), exact=True)
        if q == 2:
            return Bound(_mean_length(flat), exact=True)
        if np.isinf(q):
            return Bound(_mean_largest(flat), exact=True)
        return Bound(_length(flat, q) * normal_moment(q) ** (1 / q), exact=False)
    p = schatten(norm)
    if p is not None:
        if _rank(deviations) <= 1:
            return Bound(_mean_length(flat), exact=True)
        if norm.shape == (2, 2) and np.ptp(flat) == 0 and p in (1, inf):
            return Bound(float(flat[0]) * sqrt(pi) * (1.0 if p == 1 else 2 - sqrt(0.5)), exact=True)
    return Bound(weighted_level(norm, deviations), exact=False)


def _rank(deviations: Array) -> int:
    """The largest rank of the noise: how many rows, or columns, are not 0."""
    return min(int(np.count_nonzero(deviations.any(axis=axis))) for axis in (0, 1))


def _mean_length(deviations: Array) -> float:
    top = float(np.linalg.norm(deviations))
    if top == 0:
        return 0.0
    squares = 2 * (deviations / top) ** 2

    def integrand(u: float) -> float:
        return float(-np.expm1(-0.5 * np.sum(np.log1p(squares * u * u))) / (u * u))

    parts = [quad(integrand, low, high, epsabs=1e-12, limit=200)[0] for low, high in ((0, 1), (1, 30), (30, inf))]
    return top * sum(parts) / sqrt(pi)


def _mean_largest(deviations: Array) -> float:
    top = float(deviations.max(initial=0.0))
    if top == 0:
        return 0.0
    scales = sqrt(2) * deviations[deviations > 0] / top

    def integrand(u: float) -> float:
        return float(1 - np.prod(erf(u / scales)))

    parts = [quad(integrand, low, low + 2, epsabs=1e-12, limit=200)[0] for low in range(0, 10, 2)]
    return top * sum(parts)  # beyond 10 top it is below d 1e-23


def independent_entries(
    norm: Norm, deviations: Array, moment: Callable[[float], float], largest: Array | None = None
) -> DualNoise:
    """The levels of independent entries with deviations s; `largest`: |n_i| <= b_i in every draw."""
    constant = type_two_constant(norm)
    bound = None if largest is None else Bound(*spread_dual(largest, norm))
    square = second_moment(norm, deviations, moment)
    if bound is not None:
        square = min(square, bound.value**2)
    return DualNoise(
        weighted=Bound(weighted_level(norm, deviations), exact=False),
        type_two=None if constant is None else Bound(constant * sqrt(square), exact=False),
        largest=bound,
    )


def gaussian_entries(norm: Norm, deviations: Array) -> DualNoise:
    """The levels of independent N(0, s_i^2) entries as `ntr.noise.normals` draws them."""
    levels = independent_entries(norm, deviations, normal_moment)
    return levels._replace(
        gaussian=gaussian_mean(norm, deviations), largest=Bound(_largest_draw(norm, deviations), False)
    )


# sqrt(-2 log u) with u >= 2^-52: the radius of Box-Muller is at most this.
LARGEST_RADIUS = sqrt(104 * np.log(2))


def _largest_draw(norm: Norm, deviations: Array) -> float:
    """sup ||n||_* over the draws: normals 2i and 2i + 1 are the coordinates of a point with a radius <= LARGEST_RADIUS.

    In dual l_q a pair is at most R ||(s, s')||_{2q/(2-q)} for q < 2 (Hoelder), and R max(s, s') for q >= 2. A Schatten
    norm is at most r^(1/q-1/2) times the Euclidean one for q < 2, where r bounds the rank, and at most it for q >= 2.
    """
    p, factor = entrywise(norm), 1.0
    if p is None:
        p, spectrum = 2.0, schatten(norm)
        factor = norm.rho if spectrum is None else _rank(deviations) ** max(1 / dual_exponent(spectrum) - 0.5, 0.0)
    q = dual_exponent(p)
    pairs = np.append(deviations.ravel(), np.zeros(deviations.size % 2)).reshape(-1, 2)
    order = 2 * q / (2 - q) if q < 2 else inf
    return factor * LARGEST_RADIUS * (1 + 1e-12) * _length(power_norm(pairs, order, 1), q)
