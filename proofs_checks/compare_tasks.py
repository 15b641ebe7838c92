"""The problems that `ntr compare` knows by name."""

from __future__ import annotations

import numpy as np

from problems import Gaussian, Minibatch, Quadratic, Saturating, Separable, Softmax
from problems import digits as load
from proofs_checks.compare import Task

FOLDS = 5  # images i with i mod 5 = 3 select, with i mod 5 = 4 judge, the others train


def digits() -> Task:
    """Softmax regression on the digits: 10 x 64 weights, minibatches of 32, validation and test images held out."""
    features, labels = load()
    fold = np.arange(len(labels)) % FOLDS
    train, validation, test = (Softmax(features[rows], labels[rows]) for rows in (fold < 3, fold == 3, fold == 4))
    name = f"softmax on the digits, {train.samples} images, {validation.samples} to select, {test.samples} to test"
    return Task(name, train, Minibatch(32), np.zeros(train.shape), 300, validation, test)


def quadratic() -> Task:
    """An ill-conditioned quadratic in 20 dimensions, eigenvalues 1e-3 to 1, Gaussian noise."""
    rotation = np.linalg.qr(np.random.default_rng(20).normal(size=(20, 20)))[0]
    matrix = rotation @ np.diag(np.geomspace(1e-3, 1, 20)) @ rotation.T
    problem = Quadratic((matrix + matrix.T) / 2, np.ones(20))  # not centred at 0, where weight decay leads
    return Task("quadratic, d = 20, condition 1e3", problem, Gaussian(0.5), np.zeros(20), 300)


def saturating() -> Task:
    """The sum of t^2/(1 + t^2) over 6 x 4 entries: not convex, flat far from the minimum; Gaussian noise."""
    center = np.random.default_rng(24).normal(size=(6, 4))
    problem = Separable(Saturating(), center)
    return Task("saturating, 6 x 4", problem, Gaussian(0.5), np.zeros((6, 4)), 300)


TASKS = (digits, quadratic, saturating)
