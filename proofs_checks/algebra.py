"""Algebraic claims, proved by sympy and checked in exact rational arithmetic.

A claim is a set of quantities that are >= 0 for all non-negative values of its free parameters. Ranges are built in: a in
(0, 1] is 1/(1 + u), eta <= c is c/(1 + u), K >= c is c + u; where a square root occurs, the parameters are chosen such that it
is rational. Each quantity is then a rational function, and it is >= 0 if numerator and denominator have, as polynomials in the
free parameters, no negative coefficient: that is the proof. On random rationals the same functions are evaluated exactly.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

Number: TypeAlias = Any  # Fraction, float, or an expression of sympy: only +, -, *, / and integer powers are used
Terms: TypeAlias = dict[str, Number]


@dataclass(frozen=True)
class Claim:
    """Quantities that are >= 0 for all values >= 0 of the free parameters.

    Attributes
    ----------
    name : str
    statement : str
        In math.
    source : str
        The section of theory.md.
    free : tuple of str
        The free parameters; each is the name of an argument of `slacks`.
    slacks : callable
        (**free) -> {name: quantity}.
    """

    name: str
    statement: str
    source: str
    free: tuple[str, ...]
    slacks: Callable[..., Terms]


@dataclass(frozen=True)
class Tuning:
    """The claim that a bound is at most epsilon at the tuned parameters of a theorem.

    Attributes
    ----------
    theorem : str
        stem/form.
    source : str
        The section of theory.md.
    free : tuple of str
        As in `Claim`.
    parameters : callable
        (**free) -> the constants of the setting and the parameters of the method, such as "L", "noise", "a", "eta", "K".
    terms : callable
        (parameters) -> the terms of an upper bound of what is measured, named as in the theorem.
    share : Fraction
        The bound is at most this share of epsilon.
    """

    theorem: str
    source: str
    free: tuple[str, ...]
    parameters: Callable[..., Terms]
    terms: Callable[[Mapping[str, Number]], Terms]
    share: Fraction = Fraction(1)

    def slacks(self, **values: Number) -> Terms:
        """share epsilon minus the sum of the terms."""
        found = self.parameters(**values)
        return {"share eps - bound": self.share * found["eps"] - sum(self.terms(found).values())}

    def claim(self) -> Claim:
        """As a claim."""
        statement = f"the bound of {self.theorem} at its tuned parameters is at most {self.share} eps"
        return Claim(self.theorem, statement, self.source, self.free, self.slacks)


def prove(claim: Claim) -> list[str]:
    """What is not proved: the quantities with a negative coefficient, a line each. Empty: the claim is a theorem.

    The numerator and denominator are those of sympy's `cancel`, with a positive leading coefficient in the denominator.
    """
    sympy: Any = importlib.import_module("sympy")  # `ntr verify` runs without it

    symbols = {name: sympy.Symbol(name, nonnegative=True) for name in claim.free}
    lines = []
    for name, quantity in claim.slacks(**symbols).items():
        numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(sympy.sympify(quantity))))
        polynomials = [sympy.Poly(part, *symbols.values()) for part in (numerator, denominator)]
        signs = [{bool(c > 0) for c in polynomial.coeffs() if c != 0} for polynomial in polynomials]
        if len(signs[0]) > 1 or len(signs[1]) != 1 or (signs[0] and signs[0] != signs[1]):
            lines.append(
                f"{claim.name}, {name}: {sympy.factor(quantity)} has coefficients of both signs, or is negative"
            )
    return lines


def check(claim: Claim, seed: int = 0, count: int = 200) -> list[str]:
    """Counterexamples among `count` random rational parameters, in exact arithmetic, a line each.

    The parameters are p/q of very different sizes; often most of them are nearly 0, where the choices that they loosen are
    equalities.
    """
    generator = random.Random(seed)
    lines = []
    for _ in range(count):
        edge = generator.choice((0.1, 0.5, 0.8))
        values = {name: _rational(generator, edge) for name in claim.free}
        for name, quantity in claim.slacks(**values).items():
            if not isinstance(quantity, Fraction | int):
                raise TypeError(f"{claim.name}, {name}: must be rational, got {quantity!r}")
            if quantity < 0:
                lines.append(f"{claim.name}, {name}: {float(quantity):g} at {_listed(values)}, seed {seed}")
    return lines


def _rational(generator: random.Random, edge: float) -> Fraction:
    """A positive rational: of order 1, far from it, or, with probability `edge`, nearly 0."""
    value = Fraction(generator.randint(1, 99), generator.randint(1, 99))
    if generator.random() < edge:
        return value / 10**12
    return value * Fraction(10) ** generator.choice((0, 0, 0, -1, 1, -3, 3, 12))


def _listed(values: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
