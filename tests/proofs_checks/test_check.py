"""What a rate check simulates."""

from __future__ import annotations

import pytest

from ntr.case import Case
from proofs_checks import check as checks
from proofs_checks import nonconvex_momentum


class _Enough(Exception):
    """In place of a simulation."""


def test_every_epsilon_of_a_rate_check_has_seeds_of_its_own(monkeypatch):
    """statistics.md section 4: the points of a grid are independent."""
    noisy = next(rate for rate in nonconvex_momentum.rate_checks() if rate.setting(0.5).sigma > 0)
    cases: list[Case] = []

    def recorded(case, **options):
        cases.append(case)
        raise _Enough

    monkeypatch.setattr(checks, "simulate", recorded)
    for index, epsilon in enumerate(noisy.epsilons):
        with pytest.raises(_Enough):
            checks._point(noisy, index, epsilon)
    assert len({case.root_seed for case in cases}) == len(cases) == len(noisy.epsilons) >= 8
