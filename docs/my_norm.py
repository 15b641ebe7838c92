from dataclasses import dataclass

import cvxpy as cp
import numpy as np

from ntr.linalg import expand, norm2, scaled, total
from ntr.norm import Norm
from ntr.validation import point


@dataclass(frozen=True)
class Elastic(Norm):
    """sqrt(||x||_2^2 + c^2 ||x||_1^2); its dual is min_t sqrt(||soft(g, t)||_2^2 + t^2/c^2), t thresholds |g_i|."""

    shape: tuple[int]
    c: float

    def __call__(self, x):
        x = point(x, self.shape, "x")
        return norm2(np.stack([norm2(x, 1), self.c * total(np.abs(x), 1)], axis=-1), 1)

    def dual(self, g):
        soft, t, size = self._soften(g)
        return size * norm2(np.stack([norm2(soft, 1), t / self.c], axis=-1), 1)

    def lmo(self, g):
        soft, _, _ = self._soften(g)
        return -soft / expand(np.maximum(self(soft), 1e-300), 1)

    def _soften(self, g):
        unit, size = scaled(point(g, self.shape, "g"), 1)
        sums = np.cumsum(-np.sort(-np.abs(unit), axis=-1), axis=-1)
        t = (sums / (self.c**-2 + np.arange(1, self.shape[0] + 1))).max(axis=-1)
        return np.sign(unit) * np.maximum(np.abs(unit) - expand(t, 1), 0.0), t, size

    def cvx(self, x):
        return cp.norm2(cp.hstack([cp.norm2(x), self.c * cp.norm1(x)])), []
