"""Inexact linear minimization oracles, one per file."""

from ntr.lmos.newton_schulz import CUBIC, MUON, QUINTIC, NewtonSchulz
from ntr.lmos.one_sided import OneSided
from ntr.lmos.perturbed import Perturbed
from ntr.lmos.polar_express import PolarExpress

__all__ = ["CUBIC", "MUON", "QUINTIC", "NewtonSchulz", "OneSided", "Perturbed", "PolarExpress"]
