"""Conformance kits: checks that anybody's own norm, regularizer, ... keeps the promises of its interface."""

from ntr.conformance.embedding import embedding_interval, embedding_lower_bound
from ntr.conformance.kit import ConformanceError
from ntr.conformance.method import check_method
from ntr.conformance.noise import check_noise
from ntr.conformance.norm import check_norm
from ntr.conformance.problem import check_problem
from ntr.conformance.regularizer import check_regularizer
from ntr.conformance.step import check_step

__all__ = [
    "ConformanceError",
    "check_method",
    "check_noise",
    "check_norm",
    "check_problem",
    "check_regularizer",
    "check_step",
    "embedding_interval",
    "embedding_lower_bound",
]
