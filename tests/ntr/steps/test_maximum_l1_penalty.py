"""l_inf with an l1 penalty."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import LInf, Lp
from ntr.regularizers import L1Penalty
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, require_certified


@pytest.mark.parametrize("norm", [LInf((4,)), LInf((2, 3)), LInf((1,)), Lp((4,), np.inf)], ids=repr)
def test_conforms(norm):
    check_step(norm, L1Penalty(0.7), tolerance=1e-11)


@pytest.mark.parametrize("weight", [1.0, 1e-9])
def test_certified_for_all_inputs(weight):
    norm = LInf((5,))
    for what, m, center, radius in inputs(norm):
        require_certified(what, norm, L1Penalty(weight), m, center, radius)


def test_every_case_of_one_coordinate():
    """(m, c) -> (x, r) at w = 1, eta = 1, worked out by hand: m above w, below -w, between, at the ties, and kinks."""
    cases = {
        (2.0, 5.0): (4.0, 1.0),
        (2.0, 0.5): (-0.5, -1.0),
        (2.0, 1.0): (0.0, -1.0),  # the lower end is 0: the r closest to -m
        (-2.0, 0.5): (1.5, 1.0),
        (-2.0, -3.0): (-2.0, -1.0),
        (0.5, 3.0): (2.0, 1.0),
        (0.5, -3.0): (-2.0, -1.0),
        (0.5, 0.25): (0.0, -0.5),
        (0.0, 0.25): (0.0, 0.0),
        (1.0, 0.25): (0.0, -1.0),  # tie: every x in [-0.75, 0] is a minimizer
        (-1.0, 0.25): (0.0, 1.0),
        (1.0, -3.0): (-2.0, -1.0),
        (-1.0, -3.0): (-2.0, -1.0),
    }
    m, c = np.array(list(cases)).T
    step = trust_region_step(LInf((len(m),)), L1Penalty(1.0), m, c, 1.0)
    assert np.column_stack((step.x, step.subgradient)).tolist() == [list(pair) for pair in cases.values()]
