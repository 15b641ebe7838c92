"""Norms, one (or one family with a parameter) per file."""

from ntr.norms.cvx_norm import CvxNorm
from ntr.norms.l1 import L1
from ntr.norms.l2 import L2
from ntr.norms.linf import LInf
from ntr.norms.lp import Lp
from ntr.norms.nuclear import Nuclear
from ntr.norms.schatten import Schatten
from ntr.norms.spectral import Spectral

__all__ = ["L1", "L2", "CvxNorm", "LInf", "Lp", "Nuclear", "Schatten", "Spectral"]
