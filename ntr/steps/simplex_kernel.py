"""The compiled twin of `sum_simplex`, and the indicator of a simplex."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.kernels import CompositeKernel
from ntr.norm import Norm
from ntr.regularizers import Simplex
from ntr.regularizers.ball import MARGIN
from ntr.steps import sum_simplex
from ntr.steps.twin import twin


@twin(sum_simplex.step)
def simplex_twin(norm: Norm, regularizer: Simplex) -> CompositeKernel:
    """Transport to the cheapest coordinate, see `sum_simplex`."""
    params = np.array([regularizer.total, MARGIN * regularizer.total])
    return CompositeKernel(transport, simplex_penalty, params)


# Kernels: see ntr.engine.kernels; params = [the sum, how far a computed one may be off].


def transport(m: Any, params: Any, keep: Any, eta: Any, x: Any, r: Any) -> None:
    """eta/2 leaves the dearest coordinates for the cheapest one, as far as there is."""
    size, lanes = m.shape
    y, open_ = np.empty(size), np.empty(size)
    for lane in range(lanes):
        sink, spoilt = 0, 0.0
        for i in range(size):
            sink = i if m[i, lane] < m[sink, lane] else sink
            spoilt += m[i, lane] - m[i, lane]
            y[i], open_[i] = keep * x[i, lane], 1.0
        if spoilt != 0.0:  # NaN: x must not hide it
            x[:, lane] = np.nan
            continue
        least, total, price, moved = m[sink, lane], 0.0, 0.0, False
        while True:
            best, first = 0.0, -1
            for i in range(size):
                if m[i, lane] - least > best and open_[i] > 0.0 and y[i] > 0.0:
                    best, first = m[i, lane] - least, i
            if first < 0:
                break
            room = y[first]
            total += room
            taken = min(max(0.5 * eta - (total - room), 0.0), room)  # rounded as in `sum_simplex`
            y[first] = 0.0 if taken == room else room - taken
            moved, open_[first] = moved or taken > 0.0, 0.0
            if taken < room:
                price = 0.5 * best
                break
        others = 0.0
        for i in range(size):
            others += y[i] if i != sink else 0.0
        if moved:
            y[sink] = max(params[0] - others, 0.0)
        level = -price - least
        for i in range(size):
            x[i, lane] = y[i]
            r[i, lane] = level if y[i] > 0.0 else min(level, price - m[i, lane])


def simplex_penalty(x: Any, params: Any, out: Any) -> None:
    """out <- 0 where x_i >= 0 and the sum is right, else inf."""
    for lane in range(x.shape[1]):
        total, outside = 0.0, False
        for i in range(x.shape[0]):
            total += x[i, lane]
            outside = outside or not x[i, lane] >= 0.0
        out[lane] = np.inf if outside or not abs(total - params[0]) <= params[1] else 0.0
