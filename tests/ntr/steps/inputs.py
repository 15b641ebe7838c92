"""Inputs for the rules of the step: generic, degenerate, ill-scaled; and the certificate that each step must pass."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntr.step import certificate, trust_region_step

MOMENTA = ("normal", "integers", "any magnitude", "twenty decades", "sparse", "tied")
CENTERS = ("normal", "integers", "any magnitude", "twenty decades", "zero", "tied")
RADII = ("normal", "any magnitude", "like the center")


def points(kind: str, shape: tuple[int, ...], rng: np.random.Generator, decades: float):
    x = rng.normal(size=shape)
    return {
        "normal": x,
        "integers": np.round(x),
        "any magnitude": x * 10.0 ** rng.uniform(-decades, decades, size=(shape[0], *(1,) * (len(shape) - 1))),
        "twenty decades": x * 10.0 ** rng.uniform(-10, 10, size=shape),
        "sparse": x * (rng.random(shape) < 0.3),
        "tied": rng.choice([-1.0, 1.0, 0.0, 0.5], size=shape),
        "zero": np.zeros(shape),
    }[kind]


def inputs(norm, seed: int = 0, count: int = 40) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """(description, m, centers, radii) for every combination; the centers are not yet placed in dom R."""
    rng = np.random.default_rng(seed)
    for momentum in MOMENTA:
        for center in CENTERS:
            for kind in RADII:
                m = points(momentum, (count, *norm.shape), rng, 150)
                c = points(center, (count, *norm.shape), rng, 100)
                radius = {
                    "normal": np.abs(rng.normal(size=count)),
                    "any magnitude": 10.0 ** rng.uniform(-12, 12, size=count),
                    "like the center": np.exp(rng.normal(size=count)) * np.maximum(norm(c), 1e-30),
                }[kind]
                yield f"m {momentum}, center {center}, radius {kind}, seed {seed}", m, c, radius


def uncertified(what: str, norm, regularizer, m, center, radius) -> str:
    """What the step lacks, empty if nothing.

    The certificate to rounding: 1e-13 per sqrt(size), and the rounding of x = c + d, eps |c| / eta.
    """
    step = trust_region_step(norm, regularizer, m, center, radius)
    found = certificate(norm, regularizer, m, center, radius, step)
    size = np.prod(norm.shape)
    allowed = 1e-13 * (1 + np.sqrt(size)) + 8 * np.finfo(float).eps * norm(np.abs(center)) / radius
    for name, residual in (
        ("feasibility", found.feasibility),
        ("dual", np.abs(found.dual)),
        ("subgradient", found.subgradient),
    ):
        worst = int(np.argmax(residual - allowed))
        if not residual[worst] <= allowed[worst]:
            return (
                f"{what}: {name} {residual[worst]:.3e}, allowed {allowed[worst]:.3e}; m={m[worst]!r}, center={center[worst]!r}, "
                f"radius={radius[worst]!r}, x={step.x[worst]!r}, r={step.subgradient[worst]!r}"
            )
    inside = np.isfinite(regularizer(step.x, ndim=len(norm.shape))).all()
    return "" if inside else f"{what}: x outside dom R"
