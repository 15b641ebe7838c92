"""Every method once more, in a few lines of plain NumPy written from its source: what `equality` compares with.

One seed, f = ||x||_2^2/2, so that the gradient at q with the noise n_k is q + n_k. The functions share no code with
`ntr.methods`: momenta are 1 - alpha in the form of the sources, polar factors come from scipy, loops are written out.
Arguments are x_0 and the noise (steps, *shape); the result has the iterates x_1, ... in the same shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import scipy.linalg

from ntr.linalg import Array

MU = 0.8  # the weight of the old momentum: 1 - alpha
DECAY = 0.02
RADIUS = 1.5  # of the conditional gradient methods


def eta(k: int) -> float:
    """The step sizes: a schedule, so that its use is compared too."""
    return float(0.1 / np.sqrt(k + 1.0))


def polar(g: Array) -> Array:
    """U V' of g = U S V'."""
    return np.asarray(scipy.linalg.polar(g)[0])


def newton_schulz(g: Array, coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315)) -> Array:
    """Five steps of the released quintic."""
    a, b, c = coefficients
    x = g / np.sqrt(np.sum(g * g))
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return np.asarray(x)


def averaged(x0: Array, noise: Array, move: Callable[[int, Array], Array], decay: float = 0.0) -> Array:
    """m <- MU m + (1 - MU) g, x <- (1 - decay) x + move(k, m): every method that steps along an average of gradients."""
    x, m, iterates = x0, x0 + noise[0], []
    for k, n in enumerate(noise):
        m = MU * m + (1 - MU) * (x + n)
        x = (1 - decay) * x + move(k, m)
        iterates.append(x)
    return np.array(iterates)


def muon(x0: Array, noise: Array) -> Array:
    """Exact Muon with decay."""
    return averaged(x0, noise, lambda k, m: -eta(k) * polar(m), DECAY)


def newton_schulz_muon(x0: Array, noise: Array) -> Array:
    """Muon with five Newton-Schulz steps."""
    return averaged(x0, noise, lambda k, m: -eta(k) * newton_schulz(m))


def normalized_sgd(x0: Array, noise: Array) -> Array:
    """Normalized SGD."""
    return averaged(x0, noise, lambda k, m: -eta(k) * m / math.sqrt(float(np.sum(m * m))))


def sign_sgd(x0: Array, noise: Array) -> Array:
    """signSGD, with decay."""
    return averaged(x0, noise, lambda k, m: -eta(k) * np.sign(m), DECAY)


def sign_sgd_plain(x0: Array, noise: Array) -> Array:
    """signSGD without momentum and decay."""
    x, iterates = x0, []
    for k, n in enumerate(noise):
        x = x - eta(k) * np.sign(x + n)
        iterates.append(x)
    return np.array(iterates)


def uscg(x0: Array, noise: Array) -> Array:
    """Unconstrained Scion, "Sign": sign/d_in times the radius."""
    return averaged(x0, noise, lambda k, m: -eta(k) * RADIUS * np.sign(m) / x0.shape[1])


def scg(x0: Array, noise: Array) -> Array:
    """Constrained Scion, "ColNorm": sqrt(d_out) g_j/||g_j||, with the same step for the decay."""
    x, m, iterates = x0, x0 + noise[0], []
    for k, n in enumerate(noise):
        m = MU * m + (1 - MU) * (x + n)
        x = (1 - eta(k)) * x - eta(k) * RADIUS * math.sqrt(x.shape[0]) * m / np.sqrt((m * m).sum(axis=0))
        iterates.append(x)
    return np.array(iterates)


def clipped(x0: Array, noise: Array) -> Array:
    """Gradient clipping in the Euclidean norm, radius .1 and gamma .05."""
    return averaged(x0, noise, lambda k, m: -min(0.1 / math.sqrt(float(np.sum(m * m))), 0.05) * m)


def smooth_clipped(x0: Array, noise: Array) -> Array:
    """x <- x - t sign(g), t = ||g||_1/(L_0 + L_1 ||g||_1) with L_0 = 30 and L_1 = 2."""
    x, iterates = x0, []
    for n in noise:
        size = np.abs(x + n).sum()
        x = x - size / (30 + 2 * size) * np.sign(x + n)
        iterates.append(x)
    return np.array(iterates)


def steepest_descent(x0: Array, noise: Array) -> Array:
    """In l_inf: the sign, as long as the l_1 norm says."""
    return averaged(x0, noise, lambda k, m: -eta(k) * np.abs(m).sum() * np.sign(m), DECAY)


def polar_grad(x0: Array, noise: Array) -> Array:
    """PolarGrad: the polar factor times the nuclear norm <m, U V'>."""
    return averaged(x0, noise, lambda k, m: -eta(k) * np.sum(m * polar(m)) * polar(m))


def orthogonal_sgdm(x0: Array, noise: Array) -> Array:
    """B <- MU B + polar(g), W <- W - (1 - MU) eta B, from B = polar(g_0)/(1 - MU)."""
    x, b, iterates = x0, polar(x0 + noise[0]) / (1 - MU), []
    for k, n in enumerate(noise):
        b = MU * b + polar(x + n)
        x = x - (1 - MU) * eta(k) * b
        iterates.append(x)
    return np.array(iterates)


def released_muon(x0: Array, noise: Array) -> Array:
    """M <- MU M + (1-MU) G, U = MU M + (1-MU) G, W <- (1 - decay) W - eta sqrt(max(1, rows/columns)) NS5(U)."""
    x, m, iterates = x0, x0 + noise[0], []
    for k, n in enumerate(noise):
        g = x + n
        m = MU * m + (1 - MU) * g
        update = newton_schulz(MU * m + (1 - MU) * g) * math.sqrt(max(1, x.shape[0] / x.shape[1]))
        x = (1 - DECAY) * x - eta(k) * update
        iterates.append(x)
    return np.array(iterates)


def nigt(x0: Array, noise: Array) -> Array:
    """y = x + (MU/(1-MU)) (x - x_previous), m <- MU m + (1-MU) g(y), x <- x - eta m/||m||."""
    x, previous, m, iterates = x0, x0, x0 + noise[0], []
    for k, n in enumerate(noise):
        y = x + MU / (1 - MU) * (x - previous)
        m = MU * m + (1 - MU) * (y + n)
        previous, x = x, x - eta(k) * m / math.sqrt(float(np.sum(m * m)))
        iterates.append(x)
    return np.array(iterates)


def lion(x0: Array, noise: Array) -> Array:
    """Lion with (.9, MU), from m = g_0."""
    x, m, iterates = x0, x0 + noise[0], []
    for k, n in enumerate(noise):
        g = x + n
        x = (1 - DECAY) * x - eta(k) * np.sign(0.9 * m + 0.1 * g)
        m = MU * m + (1 - MU) * g
        iterates.append(x)
    return np.array(iterates)


def sgdm(x0: Array, noise: Array) -> Array:
    """Polyak's form: x_{k+1} = x_k - (1-MU) eta_k g_k + MU (eta_k/eta_{k-1}) (x_k - x_{k-1}); the first step is eta_0 g_0."""
    x, previous, iterates = x0 - eta(0) * (x0 + noise[0]), x0, []
    iterates.append(x)
    for k, n in enumerate(noise[1:], start=1):
        following = x - (1 - MU) * eta(k) * (x + n) + MU * eta(k) / eta(k - 1) * (x - previous)
        previous, x = x, following
        iterates.append(x)
    return np.array(iterates)


def sgdm_nesterov(x0: Array, noise: Array) -> Array:
    """B <- MU B + g, x <- x - (1-MU) eta (g + MU B), from B = g_0/(1-MU)."""
    x, b, iterates = x0, (x0 + noise[0]) / (1 - MU), []
    for k, n in enumerate(noise):
        g = x + n
        b = MU * b + g
        x = x - (1 - MU) * eta(k) * (g + MU * b)
        iterates.append(x)
    return np.array(iterates)


def adagrad(x0: Array, noise: Array) -> Array:
    """x <- x - eta g/sqrt(.1 + sum of g^2 so far)."""
    x, gradients, iterates = x0, [], []
    for k, n in enumerate(noise):
        gradients.append(x + n)
        x = x - eta(k) * gradients[-1] / np.sqrt(0.1 + np.sum(np.square(gradients), axis=0))
        iterates.append(x)
    return np.array(iterates)


def adam(x0: Array, noise: Array) -> Array:
    """Kingma and Ba, Algorithm 1, with decoupled decay."""
    x, m, v, iterates = x0, np.zeros_like(x0), np.zeros_like(x0), []
    for k, n in enumerate(noise):
        g = x + n
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        corrected, square = m / (1 - 0.9 ** (k + 1)), v / (1 - 0.999 ** (k + 1))
        x = (1 - DECAY) * x - eta(k) * corrected / (np.sqrt(square) + 1e-8)
        iterates.append(x)
    return np.array(iterates)


def proximal_point(x0: Array, noise: Array) -> Array:
    """argmin ||y||^2/2 + <n, y> + ||y - x||^2/(2 eta) = (x - eta n)/(1 + eta)."""
    x, iterates = x0, []
    for k, n in enumerate(noise):
        x = (x - eta(k) * n) / (1 + eta(k))
        iterates.append(x)
    return np.array(iterates)


def pisa(x0: Array, noise: Array) -> Array:
    """Two workers, sigma = 5, rho = 3, lambda = .1, mu = .2; worker i of a round has every second draw."""
    w, pi, iterates = x0, np.zeros((2, *x0.shape)), []
    for k in range(0, len(noise), 2):
        local = np.array([w - (w + noise[k + i] + pi[i] + 0.2 * w) / (5 + 3) for i in (0, 1)])
        pi = pi + 5 * (local - w)
        iterates.append(w)
        w = ((5 * local + pi) / (5 + 0.1)).mean(axis=0)
        iterates.append(w)
    return np.array(iterates)


def nsisa(x0: Array, noise: Array) -> Array:
    """The same with orthogonalized momentum: the old b weighs MU, epsilon = 1e-8."""
    w, pi, b, iterates = x0, np.zeros((2, *x0.shape)), np.zeros((2, *x0.shape)), []
    for k in range(0, len(noise), 2):
        gradients = w + noise[k : k + 2]
        b = MU * b + gradients
        factor = math.sqrt(max(1, w.shape[0] / w.shape[1]))
        u = np.array([newton_schulz(g + MU * buffer) for g, buffer in zip(gradients, b, strict=True)]) * factor
        d = u + pi + 0.2 * w
        local = w - d / (5 + 3 * (np.abs(d) + 1e-8))
        pi = pi + 5 * (local - w)
        iterates += [w, ((5 * local + pi) / (5 + 0.1)).mean(axis=0)]
        w = iterates[-1]
    return np.array(iterates)
