"""The inexact linear minimization oracle: a direction that is nearly the best one of a norm, and how nearly, certified."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np

from ntr.engine.kernels import DirectionKernel, SpoiltKernel
from ntr.linalg import Array, inner
from ntr.norm import Norm


class Accuracy(NamedTuple):
    """(delta, tau) of the model of theory.md section 9: <g, d> <= -(1 - delta) ||g||_* and ||d|| <= tau.

    The exact oracle has (0, 1). As ||d|| >= 1 - delta for such a d, tau >= 1 - delta.

    Attributes
    ----------
    delta : float
        The part of the decrease that is lost, less than 1; negative if d gains more than a unit step would.
    tau : float
        The length of the step in units of the radius, positive.
    """

    delta: float
    tau: float


class InexactLMO(ABC):
    """d(g) in place of argmin {<g, u> : ||u|| <= 1}. Final classes are frozen dataclasses.

    A batch gives bit for bit what its slices give; the direction of 0 is 0.
    """

    @abstractmethod
    def direction(self, norm: Norm, g: Array) -> Array:
        """d, shape of g, which is (*batch, *norm.shape)."""

    @abstractmethod
    def certified(self, norm: Norm) -> Accuracy:
        """(delta, tau) that hold for every g; `ValueError` for a norm that it has no certificate for."""

    def kernel(self, norm: Norm) -> DirectionKernel | SpoiltKernel | None:
        """The compiled twin of `direction`, up to the sign; None (the default): the NumPy engine runs."""
        return None

    def measured(self, norm: Norm, g: Array) -> Accuracy:
        """The least (delta, tau) that hold for the g of this batch: what its certificate can be compared with."""
        closeness, length = self.attained(norm, g)
        return Accuracy(float(1 - closeness.min()), float(length.max()))

    def attained(self, norm: Norm, g: Array) -> tuple[Array, Array]:
        """-<g, d>/||g||_* and ||d||, shape (*batch,); at g = 0, where all directions are as good, 1 and ||d||."""
        d, dual = self.direction(norm, g), norm.dual(g)
        descent = -inner(g, d, len(norm.shape))
        return np.where(dual > 0, descent / np.where(dual > 0, dual, 1.0), 1.0), norm(d)


def certified_accuracy(lmo: InexactLMO | None, norm: Norm) -> Accuracy:
    """(delta, tau) of an oracle of a method; None is the exact one."""
    return Accuracy(0.0, 1.0) if lmo is None else lmo.certified(norm)
