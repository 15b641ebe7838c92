"""ntr: numerical verification of the convergence theory of stochastic non-Euclidean trust-region methods."""

from ntr.case import Case
from ntr.methods import OrthogonalSGDM, TrustRegion, muon, normalized_sgd, sign_sgd
from ntr.simulate import simulate
from ntr.step import trust_region_step

__all__ = [
    "Case",
    "OrthogonalSGDM",
    "TrustRegion",
    "muon",
    "normalized_sgd",
    "sign_sgd",
    "simulate",
    "trust_region_step",
]
