"""CVXPY, imported when it is first used: that takes more than a second, and most simulations do without it."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """`name` of the module cvxpy."""
    import cvxpy

    return getattr(cvxpy, name)
