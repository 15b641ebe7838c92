"""The tokens of a statement written as text, such as "(1/K) sum_{k<K} E||grad f(x_k)||_* <= L eta/2"."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "epsilon": "ε", "eta": "η", "theta": "θ",
    "kappa": "κ", "mu": "μ", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "xi": "ξ", "Phi": "Φ",
    "Delta": "Δ", "grad": "∇", "hess": "∇²", "l": "ℓ",
}  # fmt: skip
OPERATORS = {"sum", "min", "max", "sup", "inf", "mean", "dom", "log", "ceil", "sqrt", "E"}
SIGNS = {
    "<=": "≤", ">=": "≥", "<~": "≲", "->": "→", "!=": "≠", "-": "−", "...": "…", "..": "…", "+-": "±",
}  # fmt: skip

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<label>\b[TA]\d+(?:-\w+)*\b)"  # T2, T1-E0, A4: names, no products
    r"|(?P<compound>[A-Za-z]{2,}(?:-[A-Za-z]{2,})+|[a-z]{3,}_[a-z]{3,}\w*/\w+|\w+\.md)"  # star-convex, a stem
    r"|(?P<name>[a-z](?=[A-Z])|[A-Za-z]+)"  # aK is a product
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<sign>\.\.\.?|<=|>=|<~|->|!=|\+-|\|\||.)",
    re.DOTALL,
)

Kind = Literal["name", "operator", "number", "text", "sign"]


class Token(NamedTuple):
    """A piece of a statement.

    Attributes
    ----------
    kind : {"name", "operator", "number", "text", "sign"}
        "name": a variable, one letter or Greek. "operator": of `OPERATORS`. "text": a word. "sign": everything else.
    text : str
        As written.
    after, before : bool
        Whether a space stands before it, and behind it.
    """

    kind: Kind
    text: str
    after: bool
    before: bool


def tokens(statement: str) -> list[Token]:
    """The tokens in their order. A word that is glued to a bracket or an index, as in gap_D(x), is an operator."""
    found = list(_TOKEN.finditer(statement))
    made = []
    for i, match in enumerate(found):
        if match.lastgroup == "space":
            continue
        before = i + 1 < len(found) and found[i + 1].lastgroup == "space"
        after = i > 0 and found[i - 1].lastgroup == "space"
        following = statement[match.end() : match.end() + 4]
        made.append(Token(_kind(match, following), match.group(), after, before))
    return made


def _kind(match: re.Match[str], following: str) -> Kind:
    text = match.group()
    if match.lastgroup in ("label", "compound"):
        return "text"
    if match.lastgroup != "name":
        return "number" if match.lastgroup == "number" else "sign"
    if text in OPERATORS and following.startswith(" of "):
        return "text"  # the sum of squares
    if text in OPERATORS or (len(text) > 1 and text not in GREEK and following[:1] in ("_", "^", "(")):
        return "operator"
    return "name" if text in GREEK or len(text) == 1 else "text"
