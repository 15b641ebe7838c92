"""Steps of the general path at which Clarabel has failed: corners, tiny radii."""

import cvxpy as cp
import numpy as np
import pytest

from ntr.norms import L1, CvxNorm, KyFan, MaxRow, Nuclear, Spectral, TopK, modula_linear, muon_original
from ntr.norms.examples import one_norm_and_twice_maximum
from ntr.regularizers import Ball, Box, CvxRegularizer
from ntr.step import certificate, trust_region_step
from ntr.steps.program import TRIALS, general_program

# Centers on the surface of a curved ball, and radii so small that it is almost flat there.
TINY = [
    (
        modula_linear((2, 2)),
        Ball(Nuclear((2, 2)), 1.3),
        [[-0.4444960458937867, -1.2746293979921504], [-0.3296336595637907, 1.5988535963930144]],
        [[-0.41109609582188933, 0.41109609582188933], [0.8221921916437787, 0.0]],
        1.5613408951883995e-05,
    ),
    (
        muon_original((2, 3)),
        Ball(Spectral((2, 3)), 1.3),
        [[-1.447299850505758, 0.0, 0.38145374825782385], [0.0, -1.416488658017196, 0.0]],
        [
            [0.5243345916996036, 0.8389353467193656, 0.13982255778656094],
            [-1.0486691833992072, -0.1048669183399207, 0.2097338366798414],
        ],
        3.481054858354358e-06,
    ),
    (
        MaxRow((2, 2)),
        Ball(Nuclear((2, 2)), 1.0),
        [[0.4774895963520153, 0.03830917537786175], [-1.491177473442573, -2.380253839350134]],
        [[0.6, 0.0], [0.0, 0.4]],
        1.65e-06,
    ),
]


def residual(norm, regularizer, m, center, radius):
    """The largest of the certificate of the step."""
    m, center = np.array(m), np.array(center)
    step = trust_region_step(norm, regularizer, m, center, radius)
    return float(max(certificate(norm, regularizer, m, center, np.asarray(radius), step)))


@pytest.mark.parametrize(("norm", "regularizer", "m", "center", "radius"), TINY, ids=["nuclear", "spectral", "rows"])
def test_tiny_radius_at_a_curved_boundary(norm, regularizer, m, center, radius):
    assert residual(norm, regularizer, m, center, radius) <= 1e-6


@pytest.mark.parametrize("k", [7, 8])
def test_ky_fan_from_a_corner_of_a_box(k):
    rng = np.random.default_rng(3)
    norm, box = KyFan((8, 8), k), Box(np.zeros((8, 8)), np.ones((8, 8)))
    m, corner = rng.normal(size=(8, 8)), rng.choice([0.0, 1.0], size=(8, 8))
    for radius in (1.0, 3.0):
        assert residual(norm, box, m, corner, radius) <= 1e-6


def kinked(x):
    return cp.norm1(x) + cp.sum_squares(x)


@pytest.mark.parametrize(
    ("norm", "m", "center", "radius"),
    [
        (
            TopK((5,), 2),
            [1.0, 1.0, 1.0, 1.0, 1.0],
            [-14.568001842905442, 0.41642938949065555, -2.546329537833269, -1.3486700964033917, 10.31435074275815],
            4.121516365637454e-05,
        ),
        (CvxNorm((4,), one_norm_and_twice_maximum), [0.0, 0.0, 0.0, 0.0], [7.0, -10.0, 20.6, 6.5], 4.285e-06),
    ],
    ids=["top-k", "expression"],
)
def test_tiny_radius_far_from_0_with_a_regularizer_that_is_an_expression(norm, m, center, radius):
    """Its auxiliary variables are of the size of the center, a million times the radius."""
    assert residual(norm, CvxRegularizer(norm.shape, kinked), m, center, radius) <= 1e-6


def test_solving_again_is_the_same_step():
    norm, regularizer = L1((3,)), CvxRegularizer((3,), kinked)
    program = general_program(norm, regularizer)
    m, values = np.array([3.0, -2.0, 0.5]), (np.array([5.0, -4.0, 3.0]), 0.5)
    once = program.solve(m, values, 5.0, 1.0, TRIALS[0], True)
    again = program.solve_again(m, values, 5.0, 1.0, TRIALS[0], True)
    np.testing.assert_allclose(again.u, once.u, atol=1e-7)
    np.testing.assert_allclose(again.point, once.point, atol=1e-7)
    assert again.bound == pytest.approx(once.bound, rel=1e-8)
    assert again.error <= 1e-9
