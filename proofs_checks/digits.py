"""The constraint that weight decay sets on the real digits: ||W_k|| <= eta/beta in the norm of the method, and not without it.

Softmax regression, minibatches of 32, validation and test images held out as in `ntr compare --problem digits`, which
tunes Muon, signSGD, normalized SGD, Adam, SGD with momentum and Orthogonal-SGDM by one search and prints the test loss of
each with its constraint. Here the three norms start at 0 with one radius each, and decay takes them to a ball that
the same steps without decay leave. Source: theory.md Lemma 2c and sections 5 and 8.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ntr.case import Case
from ntr.linalg import Array
from ntr.methods import TrustRegion
from ntr.norm import Norm
from ntr.norms import L2, LInf, Spectral
from ntr.problem import Problem
from ntr.simulate import simulate
from ntr.trajectory import Observable, Point
from proofs_checks.compare_tasks import digits
from proofs_checks.explanation import Finding, exactly

SHAPE = (10, 64)
MOMENTUM = 0.1
STEPS, SEEDS = 80, 2
ROUNDING = 1e-12


class Geometry(NamedTuple):
    """A method of the paper on the digits.

    Attributes
    ----------
    name : str
    norm : Norm
    radius : float
        eta: what `ntr compare` finds at the same momentum without decay, rounded.
    domain : float
        D = eta/beta: below what `STEPS` steps reach without decay.
    """

    name: str
    norm: Norm
    radius: float
    domain: float


GEOMETRIES = (
    Geometry("Muon", Spectral(SHAPE), 0.1, 4.0),
    Geometry("normalized SGD", L2(SHAPE), 0.25, 6.0),
    Geometry("signSGD", LInf(SHAPE), 0.013, 0.5),
)


def case(geometry: Geometry, domain: float, iterations: int = STEPS, seeds: int = SEEDS) -> Case:
    """Softmax regression on the training images from 0 with eta/beta = `domain`; inf is no decay."""
    task = digits()
    method = TrustRegion(geometry.norm, geometry.radius, MOMENTUM, geometry.radius / domain)
    return Case(task.problem, task.noise, method, task.x0, iterations, range(seeds))


def sizes(chosen: Case, stops: range) -> Array:
    """||W_k|| at these k, (stops, seeds)."""
    norm = chosen.method.norm

    def function(point: Point) -> Array:
        return norm(point.state.x)

    return simulate(chosen, checkpoints=stops, record={"size": Observable(function, "last")}).series["size"]


def held_out_loss(chosen: Case) -> Array:
    """The loss of the held-out images at W_K, per seed."""
    judge = digits().judgement
    assert isinstance(judge, Problem)
    record = {"loss": Observable(lambda point: judge.objective(point.state.x), "last")}
    return simulate(chosen, checkpoints=[chosen.iterations], record=record).series["loss"][-1]


def stays(geometry: Geometry, domain: float, decayed: float, iterations: int = STEPS, seeds: int = SEEDS) -> Finding:
    """The claim that ||W_k|| <= `domain` for every k and seed of a run with eta/beta = `decayed`."""
    run = case(geometry, decayed, iterations, seeds)
    largest = float(sizes(run, range(1, iterations + 1)).max())
    decay = "no decay" if decayed == np.inf else f"eta/beta = {decayed:g}"
    return exactly(f"{geometry.name}, {decay}: max ||W_k||/{domain:g}", largest / domain, most=1 + ROUNDING)


def findings(level: float) -> list[Finding]:
    """Every norm stays in its ball with decay, and leaves it without; `level` is not used."""
    found = []
    for geometry in GEOMETRIES:
        found.append(stays(geometry, geometry.domain, geometry.domain))
        largest = float(sizes(case(geometry, np.inf), range(STEPS, STEPS + 1)).min()) / geometry.domain
        found.append(
            exactly(f"{geometry.name}, no decay: least ||W_K||/{geometry.domain:g} over seeds", largest, least=1.0)
        )
    return found
