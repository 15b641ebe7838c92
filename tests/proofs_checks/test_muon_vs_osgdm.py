"""The exact limits of Orthogonal-SGDM, and the trust-region method below them (theory.md 12.2 to 12.4)."""

from __future__ import annotations

import pytest

from ntr.methods import OrthogonalSGDM
from proofs_checks.muon_vs_osgdm import LIMITS, check


def test_floors():
    """A coarse radius keeps this fast; it biases Orthogonal-SGDM by about the radius, the matrix limit is approached."""
    floors: dict[tuple[str, bool], list[float]] = {}
    for curve in check(distance=9.0, seeds=16, ratio=0.1):
        floors.setdefault((curve.example, isinstance(curve.case.method, OrthogonalSGDM)), []).append(curve.floor)
    for example, limit in LIMITS.items():
        assert floors[example, True] == pytest.approx([limit] * 3, rel=0.12), floors
        assert max(floors[example, False]) < 0.5 * limit, floors
        assert floors[example, False][-1] < 0.7 * floors[example, False][0], floors
