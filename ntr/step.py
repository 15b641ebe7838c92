"""The trust-region step: x+ = argmin {<m, x> + R(x) : ||x - c|| <= eta}. The first rule that fits, else CVXPY."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from ntr.linalg import Array
from ntr.norm import Norm
from ntr.regularizer import Regularizer


class Step(NamedTuple):
    """The result of a trust-region step.

    Attributes
    ----------
    x : Array
        argmin {<m, x> + R(x) : ||x - center|| <= radius}, shape of m.
    subgradient : Array or None
        r in dR(x) with -(m + r) in the normal cone of the ball at x: <m + r, x - center> = -radius ||m + r||_*
        (theory.md Lemma 2b). None only where no such r exists or none could be certified; never so if the center
        lies in dom R (Algorithm 1).
    """

    x: Array
    subgradient: Array | None


Rule: TypeAlias = Callable[[Norm, Regularizer, Array, Array, Array], Step | None]
