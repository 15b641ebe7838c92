"""The checks of the default run, built once per process: what the tests choose from."""

from __future__ import annotations

import functools

from proofs_checks import run
from proofs_checks.check import Check


@functools.cache
def of_stem(stem: str) -> tuple[Check, ...]:
    """The checks of one theorem. What plants an error asks for them before, and runs a copy of the case.

    The plan depends on constants, and the setting of a case remembers them.
    """
    return tuple(run.plan([stem]).checks)


def everything() -> list[Check]:
    """The checks of all theorems, in the order of a run."""
    return [check for module in run.STEMS for check in of_stem(run.name_of(module))]
