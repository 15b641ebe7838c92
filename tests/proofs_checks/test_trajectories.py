"""Paths in the plane: the steps reach the sphere of their norm and of no other, and theorems hold on the path."""

from __future__ import annotations

from dataclasses import replace

import cvxpy as cp
import numpy as np
import pytest

from figures import trajectories as figure
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, CvxNorm, LInf
from proofs_checks.geometry import NORMS
from proofs_checks.trajectories import LANDSCAPES, LONGEST, NOISE, START, findings, nonconvex, path, radius, reaches


def test_all_claims_hold():
    assert {found.status for found in findings(1e-6)} == {"verified"}


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_the_longest_steps_are_equally_long(norm):
    steps = np.linalg.norm(np.diff(path(nonconvex(norm)), axis=0), axis=1)
    assert steps.max() <= LONGEST * (1 + 1e-9)
    assert steps.max() >= LONGEST * 0.9


def test_a_path_begins_at_the_start_and_follows_one_seed():
    case = nonconvex(L2((2,)), NOISE)
    one, other = path(case), path(replace(case, seeds=range(1, 2)))
    np.testing.assert_array_equal(one[0], START)
    assert len(one) == case.iterations + 1
    assert not np.allclose(one, other)


def test_a_wrong_radius_is_refuted():
    """The planted error: steps of another length."""
    case = nonconvex(LInf((2,)))
    assert [found.status for found in reaches(case, radius(LInf((2,))))] == ["verified"] * 2
    assert [found.status for found in reaches(case, 1.001 * radius(LInf((2,))))] == ["verified", "refuted"]
    assert [found.status for found in reaches(case, 0.999 * radius(LInf((2,))))] == ["refuted", "verified"]


def test_steps_of_another_norm_are_refuted():
    case = nonconvex(L1((2,)))
    path_of_another = replace(case, method=TrustRegion(L2((2,)), radius(L1((2,))), 0.4))
    assert "refuted" in [found.status for found in reaches(path_of_another, radius(L2((2,))) * 0.9)]


def test_a_norm_of_the_user():
    own = CvxNorm((2,), lambda x: cp.norm2(x) + cp.norm_inf(x))
    assert sum("CvxNorm" in found.claim for found in findings(1e-6, own)) == 2 * len(LANDSCAPES)
    assert repr(own) in figure.caption(own)
