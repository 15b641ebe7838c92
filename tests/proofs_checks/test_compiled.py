"""Which engine runs the checks: the compiled one, but for a few named pairs."""

from __future__ import annotations

from ntr.engine.program import Pieces, pieces
from ntr.norms import CvxNorm, Spectral
from ntr.regularizers import Box, CvxRegularizer
from proofs_checks import run
from tests.proofs_checks import planned


def test_the_theorems_at_their_own_parameters():
    rates = [rate for module in run.STEMS for rate in module.rate_checks(True)]
    assert len(rates) > 20
    for rate in rates:
        case = rate.theorem.tuned(rate.setting(rate.epsilons[0]), rate.epsilons[0])
        record = rate.theorem.record(case)
        if rate.current is not None:
            record = {**record, "current iterate": rate.current(case)}
        assert isinstance(pieces(case, record), Pieces), f"{rate.theorem.name}, {rate.problem}: {pieces(case, record)}"


def test_what_the_theorems_leave_to_numpy():
    left = {}
    for check in planned.everything():
        found = pieces(check.case, check.theorem.record(check.case))
        if not isinstance(found, Pieces):
            left[check.theorem.name, check.problem] = (check.case, found)
    for name, (case, found) in left.items():
        norm, regularizer = case.method.norm, case.problem.regularizer
        conic = isinstance(regularizer, CvxRegularizer) or (isinstance(norm, Spectral) and isinstance(regularizer, Box))
        # a norm by its CVXPY expression, a conic step, a problem of one or two steps
        assert isinstance(norm, CvxNorm) or conic or case.iterations <= 2, f"{name}: {found}"
    assert len(left) < 20
