"""H |x|^3/6: the kit, and its constants attained."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norms import L1, L2, LInf
from ntr.regularizers import L1Penalty
from proofs_checks.cubic import Cubic


@pytest.mark.parametrize("problem", [Cubic(2.0), Cubic(0.5, regularizer=L1Penalty(0.3))], ids=repr)
@pytest.mark.parametrize("norm", [L1((1,)), L2((1,)), LInf((1,))], ids=repr)
def test_the_kit_passes(problem, norm):
    check_problem(problem, norm, radius=2.0)


def test_second_smoothness_is_attained():
    problem, x = Cubic(2.0), np.array([[3.0], [1.0]])
    hessian = problem.curvature * abs(x[0, 0])
    remainder = problem.gradient(x)[1] - problem.gradient(x)[0] - hessian * (x[1] - x[0])
    assert abs(remainder[0]) == pytest.approx(problem.constants(L2((1,))).H.value / 2 * 4.0)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="curvature must be positive"):
        Cubic(-1.0)
