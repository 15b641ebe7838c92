"""Conformance kits: checks that anybody's own norm, regularizer, ... keeps the promises of its interface."""

from ntr.conformance.embedding import embedding_lower_bound
from ntr.conformance.kit import ConformanceError
from ntr.conformance.norm import check_norm
from ntr.conformance.regularizer import check_regularizer
from ntr.conformance.step import check_step

__all__ = ["ConformanceError", "check_norm", "check_regularizer", "check_step", "embedding_lower_bound"]
