"""The momentum error e_k = m_{k+1} - grad f(x_k): its noise and drift, summed (theory.md section 0 and Lemma 3).

With the shared sample, E||e_k||_* <= rho sigma s_k + kappa L eta ((1-a)/a) tau_k, where

    s_k = sqrt(a/(2-a) + (2(1-a)/(2-a)) (1-a)^(2k)),     tau_k = 1 - (1-a)^k,

and the noise of ||e_k|| + ||E_k e_k|| together is rho sigma c_k, with c_0 = 1 and c_k = s_k + (1-a) s_{k-1}.
`a` is the momentum alpha, K (`iterations`) a float array.
"""

from __future__ import annotations

import numpy as np

from ntr.linalg import Array


def _transient(a: float) -> float:
    """w = sqrt(2(1-a)/(2-a)): s_k <= sqrt(a/(2-a)) + w (1-a)^k."""
    return float(np.sqrt(2 * (1 - a) / (2 - a)))


def _forgotten(a: float, iterations: Array) -> Array:
    """1 - (1-a)^K, to full relative accuracy for small a."""
    return -np.expm1(iterations * np.log1p(-a)) if a < 1 else np.where(iterations > 0, 1.0, 0.0)


def noise_scale(a: float, k: Array) -> Array:
    """s_k = sqrt(a/(2-a) + (2(1-a)/(2-a)) (1-a)^(2k)), exact: E ||noise of e_k||_2^2 = sigma^2 s_k^2 for independent noise."""
    return np.sqrt(a / (2 - a) + 2 * (1 - a) / (2 - a) * (1 - a) ** (2 * k))


def mean_noise(a: float, iterations: Array) -> Array:
    """Upper bound of (1/K) sum_{k<K} s_k: sqrt(a/(2-a)) + w (1 - (1-a)^K)/(a K)."""
    return np.sqrt(a / (2 - a)) + _transient(a) * _forgotten(a, iterations) / (a * iterations)


def mean_combined_noise(a: float, iterations: Array) -> Array:
    """Upper bound of (1/K) sum_{k<K} c_k: sqrt(a(2-a)) (K-1)/K + (1 + 2w ((1-a)/a) (1 - (1-a)^(K-1)))/K."""
    steady = np.sqrt(a * (2 - a)) * (iterations - 1) / iterations
    return steady + (1 + 2 * _transient(a) * (1 - a) / a * _forgotten(a, iterations - 1)) / iterations


def mean_drift(a: float, iterations: Array) -> Array:
    """(1/K) sum_{k<K} tau_k = 1 - (1 - (1-a)^K)/(a K)."""
    return 1 - _forgotten(a, iterations) / (a * iterations)


def contracted_transient(a: float, b: float, iterations: Array) -> Array:
    """(1-b)^(K-1) + 2w(1-a) ((1-b)^(K-1) - (1-a)^(K-1))/(a-b): sum_{k<K} (1-b)^(K-1-k) (c_k - sqrt(a(2-a))), bounded.

    The fraction is sum_{i<n} (1-b)^i (1-a)^(n-1-i) with n = K - 1, which is how it is computed: stable where a = b.
    """
    n = iterations - 1
    large, gap = 1 - min(a, b), abs(a - b)
    if large == 0:  # a = b = 1: only n = 1 leaves something
        geometric = np.where(n == 1, 1.0, 0.0)
    elif gap == 0:
        geometric = n * large ** (n - 1)
    else:
        geometric = large**n * _forgotten(gap / large, n) / gap
    return (1 - b) ** n + 2 * _transient(a) * (1 - a) * geometric


def momentum_for(level: float, noise: float) -> float:
    """The largest alpha in (0, 1] with rho sigma sqrt(alpha(2-alpha)) <= level: 1 - sqrt(1 - (level/(rho sigma))^2).

    Computed as q/(1 + sqrt(1 - q)) with q = (level/noise)^2, which keeps all digits of a small alpha.
    """
    if level >= noise:
        return 1.0
    q = (level / noise) ** 2
    return float(q / (1 + np.sqrt(1 - q)))


def paper_momentum_for(level: float, noise: float) -> float:
    """The largest alpha in (0, 1] with 2 sqrt(alpha) rho sigma <= level: min{1, (level/(2 rho sigma))^2}."""
    return min(1.0, (level / (2 * noise)) ** 2) if noise > 0 else 1.0


def stationarity_momentum_for(level: float, noise: float) -> float:
    """The largest alpha in (0, 1] with 2 rho sigma sqrt(alpha/(2-alpha)) <= level: 2c/(1 + c), c = (level/(2 rho sigma))^2."""
    c = paper_momentum_for(level, noise)
    return 2 * c / (1 + c)
