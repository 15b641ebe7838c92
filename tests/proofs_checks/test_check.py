"""What a rate check simulates."""

from __future__ import annotations

from proofs_checks import check as checks
from proofs_checks import nonconvex_momentum


def test_every_epsilon_of_a_rate_check_has_seeds_of_its_own():
    """statistics.md section 4: the points of a grid are independent."""
    noisy = next(rate for rate in nonconvex_momentum.rate_checks() if rate.setting(0.5).sigma > 0)
    cases = [checks._tuned(noisy, index, epsilon) for index, epsilon in enumerate(noisy.epsilons)]
    assert len({case.root_seed for case in cases}) == len(cases) == len(noisy.epsilons) >= 8
