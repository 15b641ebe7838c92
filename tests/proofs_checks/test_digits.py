"""The ball of weight decay on the digits: kept in every norm, and left without decay or by a decay that is too small."""

from __future__ import annotations

import numpy as np
import pytest

from proofs_checks.digits import GEOMETRIES, case, held_out_loss, stays

STEPS = 25  # short: the balls are scaled down with it


@pytest.mark.parametrize("geometry", GEOMETRIES[1:], ids=lambda g: g.name)
def test_the_ball_is_kept_and_left(geometry):
    """The planted errors: no decay, and one that belongs to a ball four times as large."""
    domain = geometry.domain / 4
    statuses = [stays(geometry, domain, decayed, STEPS, 1).status for decayed in (domain, 4 * domain, np.inf)]
    assert statuses == ["verified", "refuted", "refuted"]


def test_the_test_loss_is_that_of_the_start_at_first_and_falls():
    geometry = GEOMETRIES[2]
    losses = [held_out_loss(case(geometry, np.inf, steps, 1))[0] for steps in (1, STEPS)]
    assert losses[1] < losses[0] < np.log(10)
