"""Regularizers: `Zero`, `L1Penalty`, and the indicators of a `Box` and of a `Ball`."""

from ntr.regularizers.ball import Ball
from ntr.regularizers.box import Box
from ntr.regularizers.l1_penalty import L1Penalty
from ntr.regularizers.zero import Zero

__all__ = ["Ball", "Box", "L1Penalty", "Zero"]
