"""Norms, one (or one family with a parameter) per file."""

from ntr.norms.blocks import Blocks
from ntr.norms.closed_dual import closed_dual
from ntr.norms.composition import Composition
from ntr.norms.cvx_norm import CvxNorm
from ntr.norms.dual import Dual
from ntr.norms.infimal_convolution import InfimalConvolution
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.max import Max
from ntr.norms.nuclear import Nuclear
from ntr.norms.scaled import Scaled
from ntr.norms.schatten import Schatten
from ntr.norms.spectral import Spectral
from ntr.norms.stack import Stack
from ntr.norms.sum import Sum

__all__ = [
    "L1",
    "L2",
    "Blocks",
    "Composition",
    "CvxNorm",
    "Dual",
    "InfimalConvolution",
    "LInf",
    "Lp",
    "Max",
    "Nuclear",
    "Scaled",
    "Schatten",
    "Spectral",
    "Stack",
    "Sum",
    "closed_dual",
]
