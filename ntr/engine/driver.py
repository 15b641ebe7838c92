"""The only loop over iterations of the compiled engine, composed of the kernels of norm, problem and noise.

It receives its kernels as first-class functions, so it is compiled once. Every lane computes what it would compute alone,
in the same order: neither the number of lanes nor the way the iterations are cut into chunks changes a bit of the result.
"""

from __future__ import annotations

from typing import Any

from numba import types

from ntr.engine.kernels import DUAL, GRADIENT, MAXIMIZER, NOISE, STEP, block, lanes, params, words

# Rows of the statistics of a block: f and ||grad f||_* at x_k, sum and minimum of the norm over k = 0..K-1, and over
# k = 1..K. There is no composite kernel yet: R = 0, and stationarity and trust-region gap are the dual norm too.
VALUE, NORM, SUM, LEAST, SUM_AFTER, LEAST_AFTER = range(6)
ROWS = 6


def advance(
    noise: Any, gradient: Any, dual: Any, step: Any, maximizer: Any, root: Any, seeds: Any, first: Any, stops: Any,
    alpha: Any, eta: Any, decay: Any, scale: Any, extrapolate: Any, has_maximizer: Any, average: Any,
    noise_params: Any, problem_params: Any, norm_params: Any,
    x: Any, m: Any, g: Any, query: Any, u: Any, work: Any, statistics: Any, series: Any,
) -> None:  # fmt: skip
    """Iterations first .. first + len(eta) - 1; `alpha` has one entry more, for the query of the last step.

    `stops` are the checkpoints in (first, first + len(eta)]; series[c] receives the statistics at stops[c]. Sums and
    minima over k are kept where `average` asks for them.
    """
    size, width = x.shape
    value, norm, total, least = statistics[0], statistics[1], statistics[2], statistics[3]
    total_after, least_after = statistics[4], statistics[5]
    stop = 0
    for n in range(eta.shape[0] + 1):
        k = first + n
        at_stop = stop < stops.shape[0] and stops[stop] == k
        last = n == eta.shape[0]
        if last and not at_stop:
            break
        if at_stop or average or not extrapolate:
            gradient(x, problem_params, work, g, value)
        if at_stop or average:
            if has_maximizer:
                maximizer(g, norm_params, u)
                norm[:] = 0.0
                for i in range(size):
                    for lane in range(width):
                        norm[lane] += u[i, lane] * g[i, lane]
            else:
                dual(g, norm_params, work, norm)
            for lane in range(width):
                norm[lane] *= scale
        if at_stop:
            for row in range(4):
                for lane in range(width):
                    series[stop, row, lane] = statistics[row, lane]
            for lane in range(width):  # x_k counts for 1..k here, and is added below in the next iteration
                series[stop, 4, lane] = total_after[lane] + norm[lane]
                series[stop, 5, lane] = min(least_after[lane], norm[lane])
            stop += 1
        if last:
            break
        if average:
            for lane in range(width):
                total[lane] += norm[lane]
                least[lane] = min(least[lane], norm[lane])
            if k > 0:
                for lane in range(width):
                    total_after[lane] += norm[lane]
                    least_after[lane] = min(least_after[lane], norm[lane])
        if extrapolate:
            gradient(query, problem_params, work, g, value)
            noise(root, seeds, k, noise_params, problem_params, query, g)
        else:
            noise(root, seeds, k, noise_params, problem_params, x, g)
        a = alpha[n]
        if k == 0:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = g[i, lane]  # m_0 = g_0, the shared sample
        else:
            for i in range(size):
                for lane in range(width):
                    m[i, lane] = m[i, lane] + a * (g[i, lane] - m[i, lane])
        if extrapolate:
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane]
        if has_maximizer:
            maximizer(m, norm_params, u)
            for i in range(size):
                for lane in range(width):
                    x[i, lane] = (1.0 - decay[n]) * x[i, lane] - scale * eta[n] * u[i, lane]
        else:
            step(m, norm_params, 1.0 - decay[n], scale * eta[n], work, x)
        if extrapolate:
            ahead = (1.0 - alpha[n + 1]) / alpha[n + 1]
            for i in range(size):
                for lane in range(width):
                    query[i, lane] = x[i, lane] + ahead * (x[i, lane] - query[i, lane])


ADVANCE = types.void(
    *(types.FunctionType(kind) for kind in (NOISE, GRADIENT, DUAL, STEP, MAXIMIZER)),
    types.uint64, words, types.int64, types.int64[::1],
    lanes, lanes, lanes, types.float64, types.boolean, types.boolean, types.boolean, params, params, params,
    block, block, block, block, block, block, block, types.float64[:, :, ::1],
)  # fmt: skip
