"""What an inexact oracle attains in a run is within its certificate."""

from __future__ import annotations

from ntr.lmos import NewtonSchulz
from ntr.methods import TrustRegion
from ntr.norms import Spectral
from problems import Gaussian
from proofs_checks import inexact_lmo
from proofs_checks.catalogue import descending


def test_measured_accuracy_of_a_run_is_within_the_certificate():
    problem = next(
        case.problem for name, case in inexact_lmo.stochastic(False) if name == "matrix saturating, Muon's 5 steps"
    )
    case = descending(problem, Spectral((5, 4)), Gaussian(1.0), 0.1, 50)
    assert isinstance(case.method, TrustRegion)
    spoilt = inexact_lmo.spoilt(case, NewtonSchulz())
    measured, certified = inexact_lmo.measured_accuracy(spoilt), NewtonSchulz().certified(Spectral((5, 4)))
    assert 0.1 < measured.delta <= certified.delta, (measured, certified)
    assert 1.0 < measured.tau <= certified.tau, (measured, certified)
