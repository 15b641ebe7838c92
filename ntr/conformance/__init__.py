"""Conformance kits: checks that anybody's own norm, regularizer, ... keeps the promises of its interface."""

from ntr.conformance.embedding import embedding_lower_bound
from ntr.conformance.kit import ConformanceError
from ntr.conformance.norm import check_norm

__all__ = ["ConformanceError", "check_norm", "embedding_lower_bound"]
