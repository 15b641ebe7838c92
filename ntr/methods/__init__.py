"""Methods: the trust-region method of the paper, its presets, and baselines."""

from ntr.methods.orthogonal_sgdm import OrthogonalSGDM
from ntr.methods.presets import muon, newton_schulz_muon, normalized_sgd, sign_sgd
from ntr.methods.state import Method, State
from ntr.methods.trust_region import Parameters, TrustRegion, parameters

__all__ = [
    "Method",
    "OrthogonalSGDM",
    "Parameters",
    "State",
    "TrustRegion",
    "muon",
    "newton_schulz_muon",
    "normalized_sgd",
    "parameters",
    "sign_sgd",
]
