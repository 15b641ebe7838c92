"""A certified constant: the least one, or an upper bound of it."""

from typing import NamedTuple


class Bound(NamedTuple):
    """A number that is proved to be at least the constant it stands for.

    Attributes
    ----------
    value : float
        The certified value.
    exact : bool
        True if `value` is the constant itself (nothing smaller would do), False if it is only an upper bound.
    """

    value: float
    exact: bool
