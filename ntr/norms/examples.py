"""One small instance of everything that `ntr.norms` exports: for tests, tables and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from ntr import later as cp
from ntr import norms
from ntr.linalg import Array
from ntr.norm import Norm

Family: TypeAlias = Literal["vectors", "matrices", "combinators", "peers"]


class Example(NamedTuple):
    """An exported norm, and instances of it.

    Attributes
    ----------
    name : str
        As exported by `ntr.norms`.
    family : {"vectors", "matrices", "combinators", "peers"}
        Where it belongs in tables.
    norm : Norm
        A small instance, with several entries and no accidental symmetry.
    plane : Norm
        An instance of which a plane is drawn.
    section : callable
        (n, 2) -> (n, *plane.shape): the points of that plane.
    solved : str
        Which of value, dual and LMO of `norm` call a solver; empty for closed forms.
    """

    name: str
    family: Family
    norm: Norm
    plane: Norm
    section: Callable[[Array], Array]
    solved: str


def entries(points: Array) -> Array:
    """The two entries themselves, (n, 2) -> (n, 2): all of R^2."""
    return points


def diagonal(points: Array) -> Array:
    """[[a, 0], [0, b]], (n, 2) -> (n, 2, 2): |a| and |b| are the singular values."""
    a, b = points.T
    return np.stack([a, 0 * a, 0 * a, b], axis=-1).reshape(-1, 2, 2)


def circulant(points: Array) -> Array:
    """[[a, b], [b, a]] / sqrt(2), (n, 2) -> (n, 2, 2): equal rows and columns, up to their order; an isometry of l_2."""
    a, b = points.T / np.sqrt(2)
    return np.stack([a, b, b, a], axis=-1).reshape(-1, 2, 2)


def one_norm_and_twice_maximum(x: Any) -> Any:
    """||x||_1 + 2 ||x||_inf, a CVXPY expression."""
    return cp.norm1(x) + 2 * cp.norm_inf(x)


def examples() -> tuple[Example, ...]:
    """All of them, in the order of tables; made anew at every call."""
    return (*_vectors(), *_matrices(), *_combinators(), *_peers())


def _vectors() -> Iterator[Example]:
    shape, plane = (5,), (2,)
    matrix = np.array([[2.0, 0.9], [0.9, 1.0]])
    corners = np.array([[1.0, 0.2], [0.6, 0.9], [-0.5, 0.9]])
    rows = np.vstack([np.eye(4), np.ones(4), [1.0, -2.0, 0.5, 0.0]])
    pairs: list[tuple[str, Norm, Norm]] = [
        ("L1", norms.L1(shape), norms.L1(plane)),
        ("L2", norms.L2(shape), norms.L2(plane)),
        ("LInf", norms.LInf(shape), norms.LInf(plane)),
        ("Lp", norms.Lp(shape, 3.0), norms.Lp(plane, 3.0)),
        (
            "WeightedLp",
            norms.WeightedLp(shape, 1.5, [1.0, 0.5, 2.0, 3.0, 0.1]),
            norms.WeightedLp(plane, 1.5, [1.0, 2.0]),
        ),
        ("Mahalanobis", norms.Mahalanobis((4,), np.diag([1.0, 2.0, 3.0, 4.0]) + 0.5), norms.Mahalanobis(plane, matrix)),
        ("TopK", norms.TopK(shape, 2), norms.TopK(plane, 2)),
        ("TopKDual", norms.TopKDual(shape, 2), norms.TopKDual(plane, 2)),
        ("TopKL2", norms.TopKL2(shape, 2), norms.TopKL2(plane, 1)),
        ("KSupport", norms.KSupport(shape, 2), norms.KSupport(plane, 1)),
        ("SortedL1", norms.SortedL1(shape, [3.0, 2.0, 1.0, 1.0, 0.0]), norms.SortedL1(plane, [1.0, 0.5])),
        ("SortedL1Dual", norms.SortedL1Dual(shape, [3.0, 2.0, 1.0, 1.0, 0.0]), norms.SortedL1Dual(plane, [1.0, 0.5])),
        ("Group", norms.Group(shape, [0, 1, 0, 1, 2], 2.0, 1.0), norms.Group(plane, [0, 0], 2.0, 1.0)),
        ("Atoms", norms.Atoms((4,), rows), norms.Atoms(plane, corners)),
        ("Inequalities", norms.Inequalities((4,), rows), norms.Inequalities(plane, corners)),
    ]
    return (Example(name, "vectors", norm, drawn, entries, "") for name, norm, drawn in pairs)


def _matrices() -> Iterator[Example]:
    shape, plane = (3, 4), (2, 2)
    left, right = np.array([[1.0, 0.5, 0.0], [0.0, 2.0, 0.0], [0.3, 0.0, 1.0]]), np.diag([1.0, 2.0, 0.5, 1.5])
    sandwich = norms.Sandwich(norms.Spectral(plane), np.array([[1.0, 0.4], [0.4, 1.0]]), np.eye(2))
    triples: list[tuple[str, Norm, Norm, Callable[[Array], Array]]] = [
        ("Spectral", norms.Spectral(shape), norms.Spectral(plane), diagonal),
        ("Nuclear", norms.Nuclear(shape), norms.Nuclear(plane), diagonal),
        ("Schatten", norms.Schatten(shape, 3.0), norms.Schatten(plane, 3.0), diagonal),
        ("KyFan", norms.KyFan(shape, 2), norms.KyFan(plane, 2), diagonal),
        ("KyFanDual", norms.KyFanDual(shape, 2), norms.KyFanDual(plane, 2), diagonal),
        ("RMSToRMS", norms.RMSToRMS(shape), norms.RMSToRMS(plane), diagonal),
        ("Sandwich", norms.Sandwich(norms.Spectral(shape), left, right), sandwich, circulant),
        ("MaxColumn", norms.MaxColumn(shape), norms.MaxColumn(plane), circulant),
        ("MaxRow", norms.MaxRow(shape), norms.MaxRow(plane), circulant),
        ("MaxEntry", norms.MaxEntry(shape), norms.MaxEntry(plane), circulant),
        ("OneToOne", norms.OneToOne(shape), norms.OneToOne(plane), circulant),
        ("InfToInf", norms.InfToInf(shape), norms.InfToInf(plane), circulant),
        ("Induced", norms.Induced(shape, 1.0, 3.0), norms.Induced(plane, 1.0, 3.0), circulant),
        ("MixedLpq", norms.MixedLpq(shape, 1.5, 3.0), norms.MixedLpq(plane, 1.5, 3.0), circulant),
        ("Transposed", norms.Transposed(norms.RMSToRMS((4, 3))), norms.Transposed(norms.RMSToRMS(plane)), diagonal),
    ]
    return (Example(name, "matrices", norm, drawn, section, "") for name, norm, drawn, section in triples)


def _combinators() -> Iterator[Example]:
    shape, plane, one = (4,), (2,), (1,)
    layers = (norms.Spectral((2, 3)), norms.LInf((3,)))
    tall = np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 1.0]])
    map_ = np.eye(4) + np.triu(np.full((4, 4), 0.3), 1)
    drawn_sum = norms.Sum((norms.L1(plane), norms.L2(plane)))
    rows: list[tuple[str, Norm, Norm, str]] = [
        ("Scaled", norms.Scaled(norms.L1(shape), 0.7), norms.Scaled(norms.L1(plane), 0.7), ""),
        ("Dual", norms.Dual(norms.Sum((norms.L1(shape), norms.L2(shape)))), norms.Dual(drawn_sum), "value, LMO"),
        ("Sum", norms.Sum((norms.L1(shape), norms.L2(shape))), drawn_sum, "dual, LMO"),
        ("Max", norms.Max((norms.L2(shape), norms.Scaled(norms.L1(shape), 0.6))),
         norms.Max((norms.L2(plane), norms.Scaled(norms.L1(plane), 0.8))), "dual, LMO"),
        ("InfimalConvolution", norms.InfimalConvolution((norms.L1(shape), norms.Scaled(norms.LInf(shape), 1.5))),
         norms.InfimalConvolution((norms.L2(plane), norms.Scaled(norms.LInf(plane), 1.2))), "value"),
        ("Composition", norms.Composition(norms.L1(shape), map_), norms.Composition(norms.L1((3,)), tall), ""),
        ("Blocks", norms.Blocks(layers, (1.0, 0.5), "l2"), norms.Blocks((norms.L2(one),) * 2, (1.0, 0.5), "sum"), ""),
        ("CvxNorm", norms.CvxNorm(shape, one_norm_and_twice_maximum),
         norms.CvxNorm(plane, one_norm_and_twice_maximum), "dual, LMO"),
    ]  # fmt: skip
    yield from (Example(name, "combinators", norm, drawn, entries, solved) for name, norm, drawn, solved in rows)
    stack = norms.Stack(norms.Spectral((2, 3)), 3, "max")
    yield Example("Stack", "combinators", stack, norms.Stack(norms.L2(plane), 2, "l2"), diagonal, "")


def _peers() -> Iterator[Example]:
    shape, plane = (2, 3), (2, 2)
    exported: list[Callable[[tuple[int, int]], Norm]] = [
        norms.muon_original,
        norms.muon_match_rms_adamw,
        norms.scion_spectral,
        norms.scion_sign,
        norms.scion_row,
        norms.scion_column,
        norms.modula_linear,
        norms.modula_embed,
    ]
    for make in exported:
        spectral = make.__name__.endswith(("original", "adamw", "spectral", "linear"))
        yield Example(make.__name__, "peers", make(shape), make(plane), diagonal if spectral else circulant, "")
