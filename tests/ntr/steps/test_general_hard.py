"""Steps of the general path at which Clarabel has failed: corners, tiny radii at curved boundaries, many vertices."""

import numpy as np
import pytest

from ntr.norms import KyFan, Nuclear, Spectral, modula_linear, muon_original
from ntr.regularizers import Ball, Box
from ntr.step import certificate, trust_region_step

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
]


def residual(norm, regularizer, m, center, radius):
    """The largest of the certificate of the step."""
    m, center = np.array(m), np.array(center)
    step = trust_region_step(norm, regularizer, m, center, radius)
    return float(max(certificate(norm, regularizer, m, center, np.asarray(radius), step)))


@pytest.mark.parametrize(("norm", "regularizer", "m", "center", "radius"), TINY, ids=["nuclear", "spectral"])
def test_tiny_radius_at_a_curved_boundary(norm, regularizer, m, center, radius):
    assert residual(norm, regularizer, m, center, radius) <= 1e-6


@pytest.mark.parametrize("k", [7, 8])
def test_ky_fan_from_a_corner_of_a_box(k):
    rng = np.random.default_rng(3)
    norm, box = KyFan((8, 8), k), Box(np.zeros((8, 8)), np.ones((8, 8)))
    m, corner = rng.normal(size=(8, 8)), rng.choice([0.0, 1.0], size=(8, 8))
    for radius in (1.0, 3.0):
        assert residual(norm, box, m, corner, radius) <= 1e-6
