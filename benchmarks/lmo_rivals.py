"""What an LMO is measured against: closed forms written naively, CVXPY cold and parametrised, other libraries."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, NamedTuple

import cvxpy as cp
import numpy as np
import scipy.linalg

from ntr.linalg import Array
from ntr.norm import Norm

# Libraries that have an LMO of one of our norms, and are measured where they are installed.
LIBRARIES = ("scipy", "optax", "copt", "pytorch_optimizer", "torch")

Rival = Callable[[Array], Array]


class Peer(NamedTuple):
    """An LMO of another library: its name, the function (batch -> batch), and whether it takes one point at a time."""

    name: str
    lmo: Rival
    loops: bool


# ---------------------------------------------------------------- NumPy, one point at a time, as one would write it


def _polar(g: Array) -> Array:
    u, _, vh = np.linalg.svd(g, full_matrices=False)
    return -u @ vh


def _rank_one(g: Array) -> Array:
    u, _, vh = np.linalg.svd(g, full_matrices=False)
    return -np.outer(u[:, 0], vh[0])


def _schatten(g: Array) -> Array:
    u, s, vh = np.linalg.svd(g, full_matrices=False)
    return -(u * np.sqrt(s) / np.sum(s**1.5) ** (1 / 3)) @ vh


def _first_k(g: Array, k: int) -> Array:
    u, _, vh = np.linalg.svd(g, full_matrices=False)
    return -u[:, :k] @ vh[:k]


def _largest(g: Array, k: int) -> Array:
    u = np.zeros_like(g)
    chosen = np.argsort(-np.abs(g))[:k]
    u[chosen] = -np.sign(g[chosen])
    return u


def _vertex(g: Array) -> Array:
    return _largest(g, 1)


def _top_k(g: Array, k: int) -> Array:
    return _vertex(g) if np.abs(g).max() >= np.abs(g).sum() / k else -np.sign(g) / k


def _k_support(g: Array, k: int) -> Array:
    h = np.abs(_largest(g, k)) * g
    return -h / np.linalg.norm(h)


def _permuted(g: Array, weights: Array) -> Array:
    u = np.empty_like(g)
    order = np.argsort(-np.abs(g))
    u[order] = -np.sign(g[order]) * weights
    return u


def _columns(g: Array) -> Array:
    return -g / np.linalg.norm(g, axis=0)


def _rows(g: Array) -> Array:
    return -g / np.linalg.norm(g, axis=1, keepdims=True)


def _cubic(g: Array) -> Array:
    return -np.sign(g) * np.sqrt(np.abs(g)) / np.sum(np.abs(g) ** 1.5) ** (1 / 3)


def _ellipse(g: Array, matrix: Array) -> Array:
    x = np.linalg.solve(matrix, g)
    return -x / np.sqrt(g @ x)


def naive(norm: Any) -> Rival | None:
    """The closed form for one point, in the words of a textbook; None where it is not a line or two."""
    formulas: dict[str, Rival] = {
        "L1": _vertex,
        "L2": lambda g: -g / np.linalg.norm(g),
        "LInf": lambda g: -np.sign(g),
        "Lp": _cubic,
        "Mahalanobis": lambda g: _ellipse(g, np.array(norm.matrix)),
        "TopK": lambda g: _top_k(g, norm.k),
        "TopKDual": lambda g: _largest(g, norm.k),
        "KSupport": lambda g: _k_support(g, norm.k),
        "SortedL1Dual": lambda g: _permuted(g, np.array(norm.weights)),
        "Spectral": _polar,
        "Nuclear": _rank_one,
        "Schatten": _schatten,
        "KyFanDual": lambda g: _first_k(g, norm.k),
        "RMSToRMS": lambda g: _polar(g) / norm.factor,
        "MaxColumn": _columns,
        "MaxRow": _rows,
        "OneToOne": lambda g: np.stack([_vertex(column) for column in g.T], axis=1),
        "InfToInf": lambda g: np.stack([_vertex(row) for row in g]),
        "Sandwich": lambda g: np.linalg.solve(norm.left, _polar(np.linalg.solve(norm.left.T, g))),
    }
    return formulas.get(type(norm).__name__)


def one_by_one(function: Rival) -> Rival:
    """A batch by a Python loop."""
    return lambda batch: np.stack([function(g) for g in batch])


# ---------------------------------------------------------------- CVXPY


def cold(norm: Norm) -> Rival:
    """A new CVXPY problem for each point."""

    def solve(g: Array) -> Array:
        u = cp.Variable(norm.shape)
        length, constraints = norm.cvx(u)
        cp.Problem(cp.Minimize(cp.sum(cp.multiply(g, u))), [length <= 1, *constraints]).solve(solver=cp.CLARABEL)
        return np.asarray(u.value)

    return solve


def parametrised(norm: Norm) -> Rival:
    """One CVXPY problem, of which g is a parameter (DPP)."""
    u, parameter = cp.Variable(norm.shape), cp.Parameter(norm.shape)
    length, constraints = norm.cvx(u)
    problem = cp.Problem(cp.Minimize(cp.sum(cp.multiply(parameter, u))), [length <= 1, *constraints])

    def solve(g: Array) -> Array:
        parameter.value = g
        problem.solve(solver=cp.CLARABEL)
        return np.asarray(u.value)

    return solve


# ---------------------------------------------------------------- other libraries


def missing() -> list[str]:
    """The libraries that are not installed, in words."""
    return [f"{name}: not installed" for name in LIBRARIES if not _installed(name)]


def peers(norm: Norm) -> list[Peer]:
    """The installed libraries that have this norm."""
    name, found = type(norm).__name__, []
    if name == "Spectral":
        found.append(Peer("scipy.linalg.polar", lambda g: -scipy.linalg.polar(g)[0], loops=True))
    if _installed("optax") and name in ("L2", "LInf", "Spectral"):
        found.append(_optax(name))
    if _installed("copt") and name in ("L1", "Nuclear"):
        found.append(_copt(norm))
    if _installed("pytorch_optimizer") and name in ("MaxEntry", "MaxRow", "MaxColumn", "Spectral"):
        found.append(_pytorch_optimizer(norm))
    if _installed("torch") and name == "Spectral":
        found.append(Peer("torch Muon, inexact", _torch_muon, loops=True))
    return found


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _copt(norm: Norm) -> Peer:
    """copt's LMOs return s - x for the s that maximizes <u, s>."""
    from copt import constraint

    origin = np.zeros(norm.shape).ravel()
    ball = constraint.L1Ball(1.0) if type(norm).__name__ == "L1" else constraint.TraceBall(1.0, norm.shape)
    return Peer("copt", lambda g: np.asarray(ball.lmo(-g.ravel(), origin)[0]).reshape(g.shape), loops=True)


def _pytorch_optimizer(norm: Norm) -> Peer:
    """The norms of its SCION, without the scalings; their `lmo` is the maximizer. Float64, but for Newton-Schulz."""
    import torch
    from pytorch_optimizer.optimizer import scion

    torch.set_num_threads(1)  # as ours
    rows, columns = norm.shape
    theirs, factor = {
        "MaxEntry": (scion.Sign(normalize=False), 1.0),
        "MaxRow": (scion.Row(normalized=False), 1.0),
        "MaxColumn": (scion.Col(normalized=False), rows**0.5),
        "Spectral": (scion.Spectral(normalize=True), (rows / columns) ** 0.5),
    }[type(norm).__name__]
    label = "pytorch_optimizer, inexact" if type(norm).__name__ == "Spectral" else "pytorch_optimizer"
    return Peer(label, lambda g: -theirs.lmo(torch.from_numpy(g)).double().numpy() / factor, loops=True)


def _torch_muon(g: Array) -> Array:
    """A step of torch.optim.Muon from 0 without momentum: five Newton-Schulz steps in bfloat16."""
    import torch

    torch.set_num_threads(1)  # as ours
    parameter = torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.float64))
    parameter.grad = torch.from_numpy(g)
    torch.optim.Muon([parameter], lr=1.0, weight_decay=0.0, momentum=0.0, nesterov=False).step()
    return parameter.detach().numpy() / max(1.0, g.shape[0] / g.shape[1]) ** 0.5


def _optax(name: str) -> Peer:
    """optax on jax in float64, compiled and vectorised over the batch; its muon takes five Newton-Schulz steps."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    transform = {
        "L2": optax.normalize_by_update_norm,
        "LInf": optax.scale_by_sign,
        "Spectral": lambda: optax.contrib.scale_by_muon(beta=0.0, nesterov=False),
    }[name]()

    def update(g: Any) -> Any:
        return -transform.update(g, transform.init(g), g)[0]

    compiled = jax.jit(jax.vmap(update))
    label = "optax muon, inexact" if name == "Spectral" else "optax"
    return Peer(label, lambda batch: np.asarray(compiled(batch)), loops=False)
