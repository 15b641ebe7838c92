"""An independent reference for Euclidean steps: bisection on mu for ||prox(c - mu m) - c||_2 = eta, one slice at a time."""

from __future__ import annotations

import numpy as np


def by_bisection(prox, m, center, radius):
    """x = prox_{mu R}(c - mu m); its distance from c does not decrease in mu. 200 halvings of the exponent of mu."""

    def at(exponent):
        mu = 10.0**exponent
        return prox(center - mu * m, mu)

    low, high = -60.0, 60.0
    if np.linalg.norm(at(high) - center) <= radius:
        return at(high)
    for _ in range(200):
        middle = (low + high) / 2
        inside = np.linalg.norm(at(middle) - center) <= radius
        low, high = (middle, high) if inside else (low, middle)
    return at(low)
