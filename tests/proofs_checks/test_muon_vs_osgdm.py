"""The exact limits of Orthogonal-SGDM, and the trust-region method below them (theory.md 12.2 to 12.4)."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.methods import OrthogonalSGDM, TrustRegion
from proofs_checks.muon_vs_osgdm import LIMITS, check, curve, distance_to_median, largest, problem_case


def test_floors():
    """A coarse radius keeps this fast; it biases Orthogonal-SGDM by about the radius, the matrix limit is approached."""
    floors: dict[tuple[str, bool], list[float]] = {}
    for shown in check(distance=9.0, seeds=16, ratio=0.1):
        floors.setdefault((shown.example, isinstance(shown.case.method, OrthogonalSGDM)), []).append(
            shown.floors.mean()
        )
    for example, limit in LIMITS.items():
        assert floors[example, True] == pytest.approx([limit] * 3, rel=0.12), floors
        assert max(floors[example, False]) < 0.5 * limit, floors
        assert floors[example, False][-1] < 0.7 * floors[example, False][0], floors


def test_the_interval_about_the_median_would_refute_the_trust_region_method():
    """The prediction for Orthogonal-SGDM is narrow: the other method, in its place, is far outside."""
    median, other = (problem_case("scalar", method, 0.1) for method in (OrthogonalSGDM, TrustRegion))
    off = distance_to_median(median)
    assert abs(curve("scalar", median).average.mean() - 1) < off
    assert curve("scalar", other).average.mean() < 1 - off


def test_the_maximum_holds_on_the_way():
    case = problem_case("scalar", OrthogonalSGDM, 0.5, ratio=1.0, distance=600.0)
    shown = curve("scalar", case)
    assert np.max(shown.values) <= largest(case)
