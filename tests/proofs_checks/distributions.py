"""Distributions like those that occur (statistics.md section 5), of mean 1, with their certified maxima."""

import numpy as np
import pytest
from scipy import stats

NEVER = 1e-100  # a level that switches one of the two decisions off, to measure the other alone
SEEDS = 1024


def averages(generator, size):
    """T2 running averages: cv .03, skew 1, maximum ten times the mean."""
    return np.minimum(1 + 0.03 * (generator.gamma(4, 1, size) - 4) / 2, 10.0)


def last_iterates(generator, size):
    """T4 last iterates: cv 1, skew 2, maximum about ten times the mean."""
    return np.minimum(generator.exponential(1, size), 10.0) / -np.expm1(-10.0)


def lognormal(generator, size):
    """cv 1.3, skew above 4; cut at 50 so that a maximum exists, and divided by the mean after the cut."""
    cut = 50.0
    mean = np.exp(0.5) * stats.norm.cdf(np.log(cut) - 1) + cut * stats.norm.sf(np.log(cut))
    return np.minimum(generator.lognormal(0, 1, size), cut) / mean


def piled_at_maximum(generator, size):
    """T3 tight, a = 1: skew -2.1, piled up at its maximum 1.1; Student's t breaks here."""
    return generator.beta(3, 0.3, size) * 1.1


def rare_outliers(generator, size):
    """1 % of the values are 60 times the others."""
    base = 1 + 0.01 * generator.uniform(-1, 1, size)
    return np.where(generator.random(size) < 0.01, 60, 1) * base / 1.59


def rare_low_values(generator, size):
    """2 % of the values are 0, the others nearly equal."""
    base = 1 + 0.01 * generator.uniform(-1, 1, size)
    return np.where(generator.random(size) < 0.02, 0, base) / 0.98


MAXIMUM = {
    averages: 10.0,
    last_iterates: 10.0 / -np.expm1(-10.0),
    lognormal: 50.0 / 1.55,
    piled_at_maximum: 1.1,
    rare_outliers: 60.6 / 1.59,
    rare_low_values: 1.01 / 0.98,
}
distributions = pytest.mark.parametrize("draw", MAXIMUM, ids=lambda draw: draw.__name__)
