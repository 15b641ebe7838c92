"""How much of the logarithm of a bound the iterations needed carry."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from figures.report import steps
from ntr.methods import TrustRegion
from ntr.norms import L2
from ntr.theorems.star_convex_decay import STATEMENTS
from problems import Gaussian
from proofs_checks import instances, instances_star_convex, run, stored, table
from proofs_checks.check import RateCheck, run_rate_check
from proofs_checks.logarithm import carried, contraction
from proofs_checks.rates import RatePoint

SHARP = next(theorem for theorem in STATEMENTS if theorem.form == "sharp")
EPSILONS = (0.25, 0.12, 0.06, 0.03)


def point(epsilon, share, seeds=4):
    """Phi_k = (1 - share)^k: N = log(1/eps)/-log(1 - share)."""
    stops = np.unique(np.round(np.geomspace(1, 20 / share, 3000)))
    curve = ((1 - share) ** stops)[:, None] * np.ones(seeds)
    return RatePoint(epsilon, stops[-1], stops, curve, curve)


def test_a_contraction_carries_it_all():
    found = carried([point(epsilon, epsilon**3) for epsilon in EPSILONS], [epsilon**3 for epsilon in EPSILONS])
    assert found.value == pytest.approx(1, abs=0.01)
    assert found.lower <= 1.01


def test_a_constant_distance_carries_none():
    """Phi_0 = 4 eps: N = log 4/share."""
    points = []
    for epsilon in EPSILONS:
        unit = point(0.25, epsilon**3)
        points.append(RatePoint(epsilon, unit.prescribed, unit.checkpoints, 4 * epsilon * unit.averaged, unit.current))
    assert carried(points, [epsilon**3 for epsilon in EPSILONS]).value == pytest.approx(0, abs=0.01)


def test_unknown_where_one_never_settles():
    points = [point(epsilon, 0.01) for epsilon in EPSILONS]
    stuck = RatePoint(points[1].epsilon, 2, [1, 2], np.ones((2, 4)), np.ones((2, 4)))
    assert math.isnan(carried([points[0], stuck, *points[2:]], [0.01] * 4).value)


def test_contraction():
    edge, box = instances.edge_fixed(0.25), instances_star_convex.edge_of_box(0.25)
    assert contraction(edge.case(TrustRegion(L2((1,)), 0.3, 1.0, 0.3), 1)) == 0.3
    assert contraction(box.case(TrustRegion(box.norm, 0.3), 1)) == 0.15
    assert contraction(instances.slope(0.25).case(TrustRegion(L2((1,)), 0.3), 1)) is None


def test_report():
    def edge(epsilon):
        return replace(instances.edge_fixed(epsilon), noise=Gaussian(0.0))

    check = RateCheck(SHARP, "edge, fixed slope", edge, None, EPSILONS, 1, hard=False)
    row = run_rate_check(check)
    assert row.error is None
    assert row.logarithm is not None
    assert row.logarithm.lower < 1 < row.logarithm.upper or row.logarithm.value == pytest.approx(1, abs=0.05)
    lines = table.lines(run.Results([], [row]))
    assert sum("logarithm: (eta/D) N against log(1/eps) " in line for line in lines) == 1
    assert json.loads(json.dumps(table.rate_json(row)))["logarithm"] == pytest.approx(row.logarithm[:3])
    assert "".join(steps.exponents([row]).itertext()).count("logarithm: (η/D) N against log(1/ε)") == 1
    back = stored.decode(stored.encode(row, stored.TASKS), stored.CLASSES, missing=check)
    assert back.logarithm == row.logarithm


def test_only_where_the_rate_has_a_logarithm():
    plain = replace(SHARP, rate=(3.0, 0))
    row = run_rate_check(RateCheck(plain, "edge(eps)", instances.edge, None, (0.5, 0.45, 0.4), 2, hard=True))
    assert row.error is None
    assert row.logarithm is None
    assert not any("logarithm:" in line for line in table.lines(run.Results([], [row])))
