"""Norms, one (or one family with a parameter) per file."""

from ntr.norms.atoms import Atoms
from ntr.norms.blocks import Blocks
from ntr.norms.closed_dual import closed_dual
from ntr.norms.composition import Composition
from ntr.norms.cvx_norm import CvxNorm
from ntr.norms.dual import Dual
from ntr.norms.group import Group
from ntr.norms.inequalities import Inequalities
from ntr.norms.infimal_convolution import InfimalConvolution
from ntr.norms.k_support import KSupport
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.mahalanobis import Mahalanobis
from ntr.norms.max import Max
from ntr.norms.nuclear import Nuclear
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
    "Inequalities",
    "InfimalConvolution",
    "KSupport",
    "LInf",
    "Lp",
    "Mahalanobis",
    "Max",
    "Nuclear",
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
    "WeightedLp",
    "closed_dual",
]
