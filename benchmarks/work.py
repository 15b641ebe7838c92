"""The work that every peer of `benchmarks.engine` does, and what a peer is."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from ntr.linalg import Array
from ntr.validation import shape as valid_shape

RADIUS, MOMENTUM = 0.01, 0.1


@dataclass(frozen=True)
class Work:
    """S seeds of the momentum method on f(x) = sum_i t_i^2/(1 + t_i^2), t = x - c, from x_0 = 0.

    Step k: f and the dual norm of grad f at x_k are evaluated, the norm is averaged over k; g = grad f(x_k) + noise of
    deviation sigma (sigma/sqrt(d) per entry); m += a (g - m), m = g at k = 0; x += eta lmo(m).

    Parameters
    ----------
    geometry : {"l2", "linf", "spectral"}
        lmo(m) is -m/||m||_2 with dual norm l_2, -sign(m) with l_1, the polar factor -U V^T with the nuclear norm.
    shape : tuple of int
        Of a point; a matrix for "spectral".
    seeds : int
        S >= 1.
    noise : {"gaussian", "rademacher"}
    sigma : float
        At least 0.
    """

    geometry: Literal["l2", "linf", "spectral"]
    shape: tuple[int, ...]
    seeds: int
    noise: Literal["gaussian", "rademacher"] = "gaussian"
    sigma: float = 1.0

    def __post_init__(self) -> None:
        valid_shape(self.shape, ndim=2 if self.geometry == "spectral" else 1)

    @property
    def size(self) -> int:
        """Entries of a point."""
        return int(np.prod(self.shape))

    @property
    def name(self) -> str:
        """For tables."""
        return f"{self.geometry} {'x'.join(map(str, self.shape))} {self.noise}"

    def center(self) -> Array:
        """c: the same for all peers."""
        return np.random.default_rng(0).normal(size=self.shape)


class Record(NamedTuple):
    """What a run records: f at x_{K-1} or x_K, as it comes, and the mean of the dual norm over k < K; of shape (S,) each."""

    value: Array
    norm: Array


Run = Callable[[], Record | None]  # None: nothing is recorded


class Peer(NamedTuple):
    """Someone who can do the work.

    Attributes
    ----------
    name : str
    prepare : callable
        (work, iterations, threads) -> run; what is compiled or allocated once belongs here, and a first call of run.
    geometries : tuple of str
        Of the work it can do.
    requires : str
        The package to import, and to install where it is missing; empty for what is always there.
    exact : bool
        False: the polar factor is approximate, and nothing is recorded.
    noises : tuple of str
        Of the work it can do.
    """

    name: str
    prepare: Callable[[Work, int, int], Run]
    geometries: tuple[str, ...] = ("l2", "linf", "spectral")
    requires: str = ""
    exact: bool = True
    noises: tuple[str, ...] = ("gaussian", "rademacher")

    def can(self, work: Work) -> bool:
        """Whether it does this work here."""
        return work.geometry in self.geometries and work.noise in self.noises and self.installed

    @property
    def installed(self) -> bool:
        """Whether what it requires is there."""
        return not self.requires or importlib.util.find_spec(self.requires) is not None


def parts(seeds: int, threads: int) -> list[int]:
    """How many seeds each thread takes."""
    return [len(part) for part in np.array_split(np.arange(seeds), threads)]


def joined(records: list[Any]) -> Record:
    """The record of all threads."""
    return Record(*(np.concatenate(series) for series in zip(*records, strict=True)))
