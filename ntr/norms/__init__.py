"""Norms, one (or one family with a parameter) per file."""

from ntr.norms.atoms import Atoms
from ntr.norms.blocks import Blocks
from ntr.norms.closed_dual import closed_dual
from ntr.norms.composition import Composition
from ntr.norms.cvx_norm import CvxNorm
from ntr.norms.dual import Dual
from ntr.norms.group import Group
from ntr.norms.induced import Induced
from ntr.norms.inequalities import Inequalities
from ntr.norms.inf_to_inf import InfToInf
from ntr.norms.infimal_convolution import InfimalConvolution
from ntr.norms.k_support import KSupport
from ntr.norms.ky_fan import KyFan
from ntr.norms.ky_fan_dual import KyFanDual
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.mahalanobis import Mahalanobis
from ntr.norms.max import Max
from ntr.norms.max_column import MaxColumn
from ntr.norms.max_entry import MaxEntry
from ntr.norms.max_row import MaxRow
from ntr.norms.mixed_lpq import MixedLpq
from ntr.norms.nuclear import Nuclear
from ntr.norms.one_to_one import OneToOne
from ntr.norms.peer_scalings import (
    modula_embed,
    modula_linear,
    muon_match_rms_adamw,
    muon_original,
    scion_column,
    scion_row,
    scion_sign,
    scion_spectral,
)
from ntr.norms.rms_to_rms import RMSToRMS
from ntr.norms.sandwich import Sandwich
from ntr.norms.scaled import Scaled
from ntr.norms.schatten import Schatten
from ntr.norms.sorted_l1 import SortedL1
from ntr.norms.sorted_l1_dual import SortedL1Dual
from ntr.norms.spectral import Spectral
from ntr.norms.stack import Stack
from ntr.norms.sum import Sum
from ntr.norms.top_k import TopK
from ntr.norms.top_k_dual import TopKDual
from ntr.norms.top_k_l2 import TopKL2
from ntr.norms.transposed import Transposed
from ntr.norms.weighted_lp import WeightedLp

__all__ = [
    "L1",
    "L2",
    "Atoms",
    "Blocks",
    "Composition",
    "CvxNorm",
    "Dual",
    "Group",
    "Induced",
    "Inequalities",
    "InfToInf",
    "InfimalConvolution",
    "KSupport",
    "KyFan",
    "KyFanDual",
    "LInf",
    "Lp",
    "Mahalanobis",
    "Max",
    "MaxColumn",
    "MaxEntry",
    "MaxRow",
    "MixedLpq",
    "Nuclear",
    "OneToOne",
    "RMSToRMS",
    "Sandwich",
    "Scaled",
    "Schatten",
    "SortedL1",
    "SortedL1Dual",
    "Spectral",
    "Stack",
    "Sum",
    "TopK",
    "TopKDual",
    "TopKL2",
    "Transposed",
    "WeightedLp",
    "closed_dual",
    "modula_embed",
    "modula_linear",
    "muon_match_rms_adamw",
    "muon_original",
    "scion_column",
    "scion_row",
    "scion_sign",
    "scion_spectral",
]
