"""Methods: the trust-region method of the paper, its presets, and baselines."""

from ntr.methods.clipped import Clipped
from ntr.methods.orthogonal_sgdm import OrthogonalSGDM
from ntr.methods.presets import muon, newton_schulz_muon, normalized_sgd, sign_sgd
from ntr.methods.smooth_clipped import SmoothClipped
from ntr.methods.state import Method, State
from ntr.methods.trust_region import Parameters, TrustRegion, parameters

__all__ = [
    "Clipped",
    "Method",
    "OrthogonalSGDM",
    "Parameters",
    "SmoothClipped",
    "State",
    "TrustRegion",
    "muon",
    "newton_schulz_muon",
    "normalized_sgd",
    "parameters",
    "sign_sgd",
]
