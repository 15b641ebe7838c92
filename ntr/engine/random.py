"""Counter-based random numbers: a pure function of (root seed, seed, k, index), hence no state.

Threefry-2x64 with 13 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), and
Box-Muller with polynomials for the logarithm, sine and cosine (fdlibm's). The same source lines run in the compiled
engine and on NumPy arrays; there are no branches, no library calls and no fused operations in them, so they give the
same bits everywhere: in both engines, for any number of threads, any batch and after any resume.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from ntr.engine.kernels import compiled, helper, words
from ntr.linalg import Array

u64 = np.uint64


@helper
def rotate(x: Any, n: Any) -> Any:
    """x rotated left by n bits."""
    return (x << u64(n)) | (x >> u64(64 - n))


@helper
def threefry(c0: Any, c1: Any, k0: Any, k1: Any) -> Any:
    """Threefry-2x64-13: two random words from the counter (c0, c1) and the key (k0, k1)."""
    k2 = k0 ^ k1 ^ u64(0x1BD11BDAA9FC1A22)
    x, y = c0 + k0, c1 + k1
    x = x + y
    y = rotate(y, 16) ^ x
    x = x + y
    y = rotate(y, 42) ^ x
    x = x + y
    y = rotate(y, 12) ^ x
    x = x + y
    y = rotate(y, 31) ^ x
    x, y = x + k1, y + (k2 + u64(1))
    x = x + y
    y = rotate(y, 16) ^ x
    x = x + y
    y = rotate(y, 32) ^ x
    x = x + y
    y = rotate(y, 24) ^ x
    x = x + y
    y = rotate(y, 21) ^ x
    x, y = x + k2, y + (k0 + u64(2))
    x = x + y
    y = rotate(y, 16) ^ x
    x = x + y
    y = rotate(y, 42) ^ x
    x = x + y
    y = rotate(y, 12) ^ x
    x = x + y
    y = rotate(y, 31) ^ x
    x, y = x + k0, y + (k1 + u64(3))
    x = x + y
    y = rotate(y, 16) ^ x
    return x, y


@helper
def bits(x: Any) -> Any:
    """The bits of a float64."""
    return np.float64(x).view(np.uint64)


@helper
def real(b: Any) -> Any:
    """The float64 with these bits."""
    return np.uint64(b).view(np.float64)


@helper
def unit(r: Any) -> Any:
    """Uniform on (0, 1], 52 bits, from a random word."""
    return 2.0 - real((r >> u64(12)) | u64(0x3FF0000000000000))


@helper
def logarithm(v: Any) -> Any:
    """log v for a normal v > 0: v = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt 2), and fdlibm's polynomial; < 1 ulp."""
    t = bits(v) + u64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
    e = real((t >> u64(52)) | u64(0x4330000000000000)) - 4503599627371519.0
    f = real((t & u64(0x000FFFFFFFFFFFFF)) + u64(0x3FE6A09E667F3BCD)) - 1.0
    q = f / (2.0 + f)
    z = q * q
    p = z * (
        6.666666666666735130e-01
        + z
        * (
            3.999999999940941908e-01
            + z
            * (
                2.857142874366239149e-01
                + z
                * (
                    2.222219843214978396e-01
                    + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))
                )
            )
        )
    )
    h = 0.5 * f * f
    return e * 6.93147180559945309417e-01 + (f - (h - q * (h + p)))


@helper
def turned(radius: Any, s: Any) -> Any:
    """The point of this radius in the direction that a random word draws, uniform on the circle."""
    a = (real((s >> u64(12)) | u64(0x3FF0000000000000)) - 1.5) * 1.5707963267948966  # angle in [-pi/4, pi/4)
    w = a * a
    sine = a + a * w * (
        -1.66666666666666324348e-01
        + w
        * (
            8.33333333332248946124e-03
            + w
            * (
                -1.98412698298579493134e-04
                + w * (2.75573137070700676789e-06 + w * (-2.50507602534068634195e-08 + w * 1.58969099521155010221e-10))
            )
        )
    )
    cosine = (1.0 - 0.5 * w) + w * w * (
        4.16666666666666019037e-02
        + w
        * (
            -1.38888888888741095749e-03
            + w
            * (
                2.48015872894767294178e-05
                + w * (-2.75573143513906633035e-07 + w * (2.08757232129817482790e-09 - w * 1.13596475577881948265e-11))
            )
        )
    )
    half, quarter = s << u64(63), u64(0) - ((s >> u64(1)) & u64(1))  # two more bits turn the point by pi and pi/2
    c, d = bits(radius * cosine), bits(radius * sine)
    swap = (c ^ d) & quarter
    return real(c ^ swap ^ half ^ (quarter << u64(63))), real(d ^ swap ^ half)


@helper
def box_muller(r: Any, s: Any) -> Any:
    """Two independent standard normals from two random words."""
    return turned(np.sqrt(-2.0 * logarithm(unit(r))), s)


@helper
def exponential_minus_one(x: Any) -> Any:
    """e^x - 1 for |x| < 700: x = n log 2 + f with |f| <= log(2)/2, and 13 terms of the series; 2 ulp."""
    t = x * 1.44269504088896338700 + 6755399441055744.0  # the low bits of t are those of n
    n = t - 6755399441055744.0
    f = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
    p = 1.0 / 6227020800.0
    p = 1.0 / 479001600.0 + f * p
    p = 1.0 / 39916800.0 + f * p
    p = 1.0 / 3628800.0 + f * p
    p = 1.0 / 362880.0 + f * p
    p = 1.0 / 40320.0 + f * p
    p = 1.0 / 5040.0 + f * p
    p = 1.0 / 720.0 + f * p
    p = 1.0 / 120.0 + f * p
    p = 1.0 / 24.0 + f * p
    p = 1.0 / 6.0 + f * p
    p = 0.5 + f * p
    power = real((bits(t) + u64(1023)) << u64(52))  # 2^n
    return (power - 1.0) + power * (f + f * f * p)


@helper
def student(r: Any, s: Any, df: Any) -> Any:
    """Student's t with `df` degrees of freedom from two random words: Bailey's polar form."""
    x, _ = turned(np.sqrt(df * exponential_minus_one(-2.0 / df * logarithm(unit(r)))), s)
    return x


@helper
def row_of(word: Any, samples: Any) -> Any:
    """Uniform on 0 .. samples - 1, from a random word: the upper half of word * samples; samples < 2^32."""
    n, low, half = u64(samples), u64(0xFFFFFFFF), u64(32)
    return ((word >> half) * n + (((word & low) * n) >> half)) >> half


@helper
def sign_of(word: Any, bit: Any) -> Any:
    """+1 or -1 from one bit (0..63) of a random word."""
    return real(bits(1.0) ^ ((word << u64(63 - bit)) & u64(0x8000000000000000)))


# The counter is (k, stream, index): the second word holds the stream in its upper 16 bits.
@helper
def counter(stream: Any, index: Any) -> Any:
    """The second counter word: the stream in the upper 16 bits, the index below."""
    return (u64(stream) << u64(48)) | u64(index)


def _fill_words(root: Any, seeds: Any, k: Any, stream: Any, out: Any) -> None:
    for s in range(out.shape[0]):
        for i in range(0, out.shape[1], 2):
            r, t = threefry(u64(k), counter(stream, i >> 1), root, seeds[s])
            out[s, i] = r
            if i + 1 < out.shape[1]:
                out[s, i + 1] = t


def _fill_normals(root: Any, seeds: Any, k: Any, stream: Any, out: Any) -> None:
    for s in range(out.shape[0]):
        for i in range(0, out.shape[1], 2):
            r, t = threefry(u64(k), counter(stream, i >> 1), root, seeds[s])
            y, z = box_muller(r, t)
            out[s, i] = y
            if i + 1 < out.shape[1]:
                out[s, i + 1] = z


def _fill_students(root: Any, seeds: Any, k: Any, stream: Any, df: Any, out: Any) -> None:
    for s in range(out.shape[0]):
        for i in range(out.shape[1]):
            r, t = threefry(u64(k), counter(stream, i), root, seeds[s])
            out[s, i] = student(r, t, df)


def _fill_signs(root: Any, seeds: Any, k: Any, stream: Any, out: Any) -> None:
    for s in range(out.shape[0]):
        for i in range(0, out.shape[1], 128):  # 128 signs from one call
            r, t = threefry(u64(k), counter(stream, i >> 7), root, seeds[s])
            for j in range(i, min(i + 64, out.shape[1])):
                out[s, j] = sign_of(r, j - i)
            for j in range(i + 64, min(i + 128, out.shape[1])):
                out[s, j] = sign_of(t, j - i - 64)


_REALS = types.void(types.uint64, words, types.int64, types.int64, types.float64[:, ::1])
_STUDENTS = types.void(types.uint64, words, types.int64, types.int64, types.float64, types.float64[:, ::1])
_WORDS = types.void(types.uint64, words, types.int64, types.int64, types.uint64[:, ::1])


def fill_words(root: int, seeds: np.ndarray, k: int, stream: int, size: int) -> np.ndarray:
    """Random words (seeds, size), uint64; words 2i and 2i + 1 come from the counter (k, stream, i)."""
    out = np.empty((len(seeds), size), np.uint64)
    compiled(_fill_words, _WORDS)(u64(root), seeds, k, stream, out)
    return out


def fill_normals(root: int, seeds: np.ndarray, k: int, stream: int, size: int) -> Array:
    """Standard normals (seeds, size); 2i and 2i + 1 by Box-Muller from words 2i and 2i + 1."""
    out = np.empty((len(seeds), size))
    compiled(_fill_normals, _REALS)(u64(root), seeds, k, stream, out)
    return out


def fill_students(root: int, seeds: np.ndarray, k: int, stream: int, size: int, df: float) -> Array:
    """Student's t with `df` degrees of freedom (seeds, size); number i from words 2i and 2i + 1."""
    out = np.empty((len(seeds), size))
    compiled(_fill_students, _STUDENTS)(u64(root), seeds, k, stream, df, out)
    return out


def fill_signs(root: int, seeds: np.ndarray, k: int, stream: int, size: int) -> Array:
    """Signs +-1 with probability 1/2 (seeds, size): the bits of the words, lowest first."""
    out = np.empty((len(seeds), size))
    compiled(_fill_signs, _REALS)(u64(root), seeds, k, stream, out)
    return out
