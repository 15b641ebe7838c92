"""Methods: the trust-region method of the paper, its presets, and baselines."""

from ntr.methods.adagrad import AdaGrad
from ntr.methods.adam import Adam
from ntr.methods.clipped import Clipped
from ntr.methods.lion import Lion
from ntr.methods.nsisa import NSISA
from ntr.methods.orthogonal_sgdm import OrthogonalSGDM
from ntr.methods.pisa import PISA
from ntr.methods.presets import muon, newton_schulz_muon, normalized_sgd, polar_grad, sign_sgd
from ntr.methods.proximal_point import StochasticProximalPoint
from ntr.methods.released_muon import ReleasedMuon
from ntr.methods.scion import nigt, scg, uscg
from ntr.methods.sgdm import SGDM
from ntr.methods.smooth_clipped import SmoothClipped
from ntr.methods.state import Method, State
from ntr.methods.steepest_descent import SteepestDescent
from ntr.methods.trust_region import Parameters, TrustRegion, parameters

__all__ = [
    "NSISA",
    "PISA",
    "SGDM",
    "AdaGrad",
    "Adam",
    "Clipped",
    "Lion",
    "Method",
    "OrthogonalSGDM",
    "Parameters",
    "ReleasedMuon",
    "SmoothClipped",
    "State",
    "SteepestDescent",
    "StochasticProximalPoint",
    "TrustRegion",
    "muon",
    "newton_schulz_muon",
    "nigt",
    "normalized_sgd",
    "parameters",
    "polar_grad",
    "scg",
    "sign_sgd",
    "uscg",
]
