"""This project: the compiled engine, and its batched NumPy engine."""

from __future__ import annotations

import functools
from typing import Literal

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work
from ntr import Case, TrustRegion, simulate
from ntr.norms import L2, LInf, Spectral
from ntr.observables import gradient_norm, objective
from problems import Gaussian, Rademacher, Saturating, Separable

NORMS = {"l2": L2, "linf": LInf, "spectral": Spectral}
NOISES = {"gaussian": Gaussian, "rademacher": Rademacher}


def case(work: Work, iterations: int) -> Case:
    """The work as a case."""
    method = TrustRegion(NORMS[work.geometry](work.shape), RADIUS, MOMENTUM)
    problem = Separable(Saturating(), work.center())
    return Case(problem, NOISES[work.noise](work.sigma), method, np.zeros(work.shape), iterations, work.seeds)


def prepare(engine: Literal["compiled", "numpy"], work: Work, iterations: int, threads: int) -> Run:
    """Our front door."""
    experiment = case(work, iterations)
    record = {"f": objective(experiment.problem), "norm": gradient_norm(experiment.method.norm, "mean")}

    def run() -> Record:
        found = simulate(experiment, checkpoints=[iterations], record=record, engine=engine, threads=threads)
        return Record(found.series["f"][-1], found.series["norm"][-1])

    return run


COMPILED = Peer("ntr, compiled", functools.partial(prepare, "compiled"))
NUMPY = Peer("ntr, NumPy engine", functools.partial(prepare, "numpy"))
