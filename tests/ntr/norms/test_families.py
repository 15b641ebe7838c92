"""Which norms are l_p norms of the entries, and which of the singular values."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.norms.families import entrywise, schatten
from problems.geometry import is_euclidean


@pytest.mark.parametrize(
    ("norm", "p", "q", "euclidean"),
    [
        (L1(3), 1, None, False),
        (L2(3), 2, None, True),
        (L2((2, 3)), 2, 2, True),
        (LInf((2, 3)), np.inf, None, False),
        (Lp((2, 2), 2.0), 2, 2, True),
        (Lp(3, 3.0), 3, None, False),
        (Spectral((2, 3)), None, np.inf, False),
        (Nuclear((2, 3)), None, 1, False),
        (Schatten((2, 3), 2.0), 2, 2, True),
        (Schatten((2, 3), 3.0), None, 3, False),
    ],
    ids=repr,
)
def test_families(norm: Norm, p: float | None, q: float | None, euclidean: bool) -> None:
    assert (entrywise(norm), schatten(norm), is_euclidean(norm)) == (p, q, euclidean)
