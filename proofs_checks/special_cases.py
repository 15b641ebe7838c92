"""Muon, normalized SGD and signSGD with momentum and decay are one method in three norms (the paper, section 2).

The iterates of `TrustRegion` are those of a reference of a few lines, written from the sources of the three methods
(`equality_references`), with the same noise. On f = ||X||_F^2/2 without noise and momentum each of them lowers something
of its own by eta a step: Muon the singular values, normalized SGD the length, signSGD the entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norm import Norm
from ntr.norms import L2, LInf, Spectral
from proofs_checks import equality_references as references
from proofs_checks.equality import STEPS, difference, inputs, iterates
from proofs_checks.equality_methods import ROUNDING
from proofs_checks.explanation import Finding, exactly

SHAPE = (4, 3)
RADIUS = 0.01  # of the runs without noise


class Special(NamedTuple):
    """One of the three.

    Attributes
    ----------
    name : str
    norm : Norm
        Its geometry: what makes a `TrustRegion` of it.
    direction : callable
        m -> the direction of the step, as its source writes it.
    lowered : str
        What falls by eta a step on ||X||_F^2/2.
    sizes : callable
        X -> these sizes, shape (*batch, number).
    """

    name: str
    norm: Norm
    direction: Callable[[Array], Array]
    lowered: str
    sizes: Callable[[Array], Array]

    def method(self) -> TrustRegion:
        """With the momentum, the schedule and the decay of the references."""
        return TrustRegion(self.norm, references.eta, 1 - references.MU, references.DECAY)

    def reference(self, x0: Array, noise: Array) -> Array:
        """x_1, x_2, ... by the reference."""
        direction = self.direction
        return references.averaged(x0, noise, lambda k, m: -references.eta(k) * direction(m), references.DECAY)

    def calm(self) -> tuple[Array, Array]:
        """x_0 and x_0, x_1, ... without noise, momentum and decay, until one of the sizes is below two radii."""
        x0, _ = inputs(SHAPE)
        steps = int(self.sizes(x0).min() / RADIUS) - 2
        return x0, np.concatenate(
            [x0[None], iterates(TrustRegion(self.norm, RADIUS), x0, np.zeros((max(steps, 1), *SHAPE)))]
        )


def _normalized(m: Array) -> Array:
    return np.asarray(m / np.sqrt(np.sum(m * m)))


def _singular_values(x: Array) -> Array:
    return np.asarray(np.linalg.svd(x, compute_uv=False))


def _length(x: Array) -> Array:
    return np.asarray(np.sqrt((x * x).sum(axis=(-1, -2)))[..., None])


def _entries(x: Array) -> Array:
    return np.abs(x).reshape(*x.shape[:-2], -1)


SPECIALS = (
    Special("Muon", Spectral(SHAPE), references.polar, "singular values", _singular_values),
    Special("normalized SGD", L2(SHAPE), _normalized, "length", _length),
    Special("signSGD", LInf(SHAPE), np.sign, "absolute entries", _entries),
)


def matches(special: Special, other: Special) -> Finding:
    """The claim that the trust-region method in the norm of one is the reference of the other: true for one and the same."""
    x0, noise = inputs(SHAPE)
    claim = f"{other.name} is the trust-region method in {type(special.norm).__name__}: largest difference of {STEPS} iterates"
    return exactly(claim, difference(iterates(special.method(), x0, noise), other.reference(x0, noise)), most=ROUNDING)


def lowers(special: Special, sizes: Callable[[Array], Array]) -> Finding:
    """The claim that a calm run lowers these sizes, all of them, by eta a step."""
    x0, path = special.calm()
    expected = sizes(x0) - RADIUS * np.arange(len(path))[:, None]
    claim = f"{special.name} on ||X||_F^2/2 lowers its {special.lowered} by eta a step: largest deviation"
    return exactly(claim, difference(sizes(path), expected), most=1e-12)


def findings(level: float) -> list[Finding]:
    """Equal iterates, and what each of the three lowers; nothing is random, so `level` is not used."""
    return [matches(s, s) for s in SPECIALS] + [lowers(s, s.sizes) for s in SPECIALS]
