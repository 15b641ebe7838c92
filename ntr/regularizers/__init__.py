"""Regularizers, one per file: penalties, indicators of sets, sums, and whatever CVXPY can express."""

from ntr.regularizers.affine import Affine
from ntr.regularizers.ball import Ball
from ntr.regularizers.box import Box
from ntr.regularizers.cvx_regularizer import CvxRegularizer
from ntr.regularizers.elastic_net import ElasticNet
from ntr.regularizers.group_lasso import GroupLasso
from ntr.regularizers.l1_penalty import L1Penalty
from ntr.regularizers.nonnegative import Nonnegative
from ntr.regularizers.nuclear_penalty import NuclearPenalty
from ntr.regularizers.simplex import Simplex
from ntr.regularizers.squared_l2 import SquaredL2
from ntr.regularizers.sum import Sum
from ntr.regularizers.zero import Zero

__all__ = [
    "Affine",
    "Ball",
    "Box",
    "CvxRegularizer",
    "ElasticNet",
    "GroupLasso",
    "L1Penalty",
    "Nonnegative",
    "NuclearPenalty",
    "Simplex",
    "SquaredL2",
    "Sum",
    "Zero",
]
