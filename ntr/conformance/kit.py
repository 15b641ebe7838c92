"""What the conformance kits share: running named checks, and comparisons that print what they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from ntr import debug
from ntr.linalg import Array

Subject = TypeVar("Subject")


class ConformanceError(AssertionError):
    """Some checks failed.

    Attributes
    ----------
    failures : dict of str to str
        What went wrong, by the name of the check, in the order they ran.
    """

    def __init__(self, subject: str, failures: Mapping[str, str]) -> None:
        self.failures = dict(failures)
        lines = "\n".join(f"[{name}] {message}" for name, message in failures.items())
        super().__init__(f"{subject} fails {len(failures)} checks:\n{lines}")


def run(
    subject: Any, checks: Iterable[tuple[str, Callable[[], None]]], exclude: Mapping[str, str] | None
) -> tuple[str, ...]:
    """Run the checks that are not excluded; the names of those that ran.

    All of them run even if one fails: which fail together says more about a mistake than the first one does. An
    exception inside a check is a failure of that check.

    Parameters
    ----------
    subject : object
        What is checked; only its repr is used.
    checks : iterable of (name, function)
        Each function raises AssertionError on failure.
    exclude : mapping of name to reason, or None
        Known failures.

    Raises
    ------
    ConformanceError
        If any check failed.
    ValueError
        If `exclude` names an unknown check, or gives no reason.
    """
    named = dict(checks)
    for name, reason in (exclude or {}).items():
        if name not in named:
            raise ValueError(f"exclude must name checks among {sorted(named)}, got {name!r}")
        if not str(reason or "").strip():
            raise ValueError(f"exclude must give a reason for {name!r}, got {reason!r}")
    failures, ran = {}, []
    for name, check in named.items():
        if name in (exclude or {}):
            continue
        ran.append(name)
        try:
            check()
        except AssertionError as error:
            failures[name] = str(error)
        except (Exception, SystemExit) as error:  # third-party code may raise anything; its check is named all the same
            debug.tell()
            failures[name] = f"raised {type(error).__name__}: {error}"
    if failures:
        raise ConformanceError(repr(subject), failures)
    return tuple(ran)


def require(holds: Any, message: str | Callable[[Any], str]) -> None:
    """Every entry of `holds` is true; a `message` that is a function gets the index of the first that is not."""
    holds = np.asarray(holds, dtype=bool)
    if not holds.all():
        index = tuple(int(i) for i in np.argwhere(~holds)[0])
        text = message if isinstance(message, str) else message(index)
        raise AssertionError(f"{text} ({np.count_nonzero(~holds)} of {holds.size} cases)")


def close(what: str, measured: Any, expected: Any, allowed: Any, seed: int, points: Array | None = None) -> None:
    """|measured - expected| <= allowed, entry by entry; NaN fails. Of the first that fails, `points[i]` is shown."""
    measured, expected, allowed = np.broadcast_arrays(measured, expected, allowed)

    def message(i: Any) -> str:
        return (
            f"{what}: got {measured[i]!r}, expected {expected[i]!r}, difference {measured[i] - expected[i]:.3e}, "
            f"allowed {allowed[i]:.3e}, seed {seed}{at(points, i)}"
        )

    require(np.abs(measured - expected) <= allowed, message)


def at_most(what: str, measured: Any, limit: Any, allowed: Any, seed: int, points: Array | None = None) -> None:
    """measured <= limit + allowed, entry by entry; NaN fails."""
    measured, limit, allowed = np.broadcast_arrays(measured, limit, allowed)

    def message(i: Any) -> str:
        return (
            f"{what}: got {measured[i]!r}, at most {limit[i]!r} is right, excess {measured[i] - limit[i]:.3e}, "
            f"allowed {allowed[i]:.3e}, seed {seed}{at(points, i)}"
        )

    require(measured <= limit + allowed, message)


def identical(what: str, measured: Array, expected: Array, seed: int, points: Array | None = None) -> None:
    """The same shape, type and bits."""
    measured, expected = np.asarray(measured), np.asarray(expected)
    if measured.shape != expected.shape or measured.dtype != expected.dtype:
        raise AssertionError(
            f"{what}: got shape {measured.shape} of {measured.dtype}, expected {expected.shape} of {expected.dtype}"
        )
    if measured.tobytes() != expected.tobytes():
        difference = np.abs(measured - expected).max(initial=0.0)
        raise AssertionError(f"{what}: other bits, largest difference {difference:.3e}, seed {seed}{at(points, ())}")


def at(points: Array | None, index: Any) -> str:
    """ " at [...]", the point that shows a failure, abbreviated; nothing without points."""
    if points is None:
        return ""
    return f", at {np.array2string(np.asarray(points)[index], precision=17, threshold=24, separator=', ')}"
