"""Values that are worked out once for each norm and regularizer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ntr.norm import Norm
from ntr.regularizer import Regularizer

T = TypeVar("T")

# How many are kept; a run needs one or two, a test suite many.
KEPT = 64


class PerPair(Generic[T]):
    """function(norm, regularizer), remembered for the pairs used last.

    Equal pairs share a value; what cannot be hashed is told apart by identity. The key holds on to both objects, so that
    an identity is not used again while it is known.
    """

    def __init__(self, function: Callable[[Norm, Regularizer], T]) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Norm, Regularizer, T]] = OrderedDict()

    def __call__(self, norm: Norm, regularizer: Regularizer) -> T:
        """The value."""
        key = (_key(norm), _key(regularizer))
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][2]
        value = self._function(norm, regularizer)
        with self._lock:
            self._values[key] = norm, regularizer, value
            while len(self._values) > KEPT:
                self._values.popitem(last=False)
        return value


def _key(thing: object) -> Hashable:
    try:
        hash(thing)
    except TypeError:
        return type(thing), id(thing)
    return type(thing), thing
