"""The figure of the exact worst case: its bounds are those of theory.md section 2, and lie above."""

from __future__ import annotations

import numpy as np

from figures import worst_case
from proofs_checks.exact import EUCLIDEAN_WORST


def test_bounds_are_those_of_the_table_and_lie_above_the_worst_case() -> None:
    bounds = worst_case.bounds()
    counts = worst_case.COUNTS
    np.testing.assert_allclose(bounds["paper"], 5 / counts + 1.5, rtol=1e-12)
    np.testing.assert_allclose(bounds["$R=0$"], 5 / counts + 0.5 + 1 / counts, rtol=1e-12)
    for label, bound in bounds.items():
        assert (bound >= EUCLIDEAN_WORST).all(), label
