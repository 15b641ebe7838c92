"""The norms whose LMO is the update of Muon, Scion and modula, scaling included.

Matrices have the shape (out, in) of a linear layer X v, as in torch; ``Transposed`` turns a norm round for layers stored
as (in, out). The peers move by plus their maximiser, or minus it; the LMO here is the minimizer, so radius * lmo(G) is the
whole update. Muon and Scion approximate the polar factor by Newton-Schulz steps; these norms have the exact one.
"""

from __future__ import annotations

import math

from ntr import validation
from ntr.norm import Norm
from ntr.norms.max_column import MaxColumn
from ntr.norms.max_entry import MaxEntry
from ntr.norms.max_row import MaxRow
from ntr.norms.rms_to_rms import RMSToRMS
from ntr.norms.scaled import Scaled
from ntr.norms.spectral import Spectral


def muon_original(shape: tuple[int, int]) -> Norm:
    """Muon as released, `adjust_lr_fn="original"` in torch: lmo(G) = -sqrt(max(1, out/in)) U V^T.

    The norm is ||X||_op / sqrt(max(1, out/in)). For weights of shape (in, out), optax has sqrt(max(1, columns/rows)).
    """
    out, into = validation.shape(shape, ndim=2)
    return Scaled(Spectral(shape), 1 / math.sqrt(max(1.0, out / into)))


def muon_match_rms_adamw(shape: tuple[int, int]) -> Norm:
    """Muon with the entries of AdamW's size, `adjust_lr_fn="match_rms_adamw"` in torch: lmo(G) = -.2 sqrt(max(out, in)) U V^T.

    The norm is ||X||_op / (.2 sqrt(max(out, in))); of a G of full rank, the root mean square of the entries of lmo(G) is .2.
    """
    return Scaled(Spectral(shape), 1 / (0.2 * math.sqrt(max(validation.shape(shape, ndim=2)))))


def scion_spectral(shape: tuple[int, int]) -> Norm:
    """Scion, "Spectral": lmo(G) = -sqrt(d_out/d_in) U V^T. The norm is sqrt(d_in/d_out) ||X||_op, which is `RMSToRMS`."""
    return RMSToRMS(shape)


def scion_sign(shape: tuple[int, int]) -> Norm:
    """Scion, "Sign": lmo(G)_ij = -sign(g_ij)/d_in. The norm is d_in max_ij |x_ij|."""
    return Scaled(MaxEntry(shape), validation.shape(shape, ndim=2)[1])


def scion_row(shape: tuple[int, int]) -> Norm:
    """Scion, "RowNorm": row i of lmo(G) is -g_i/(||g_i||_2 sqrt(d_in)). The norm is sqrt(d_in) max_i ||x_i||_2."""
    return Scaled(MaxRow(shape), math.sqrt(validation.shape(shape, ndim=2)[1]))


def scion_column(shape: tuple[int, int]) -> Norm:
    """Scion, "ColNorm": column j of lmo(G) is -sqrt(d_out) g_j/||g_j||_2.

    The norm is max_j ||x_j||_2/sqrt(d_out), the largest root mean square of a column: l_1 -> RMS, for one-hot inputs.
    """
    return Scaled(MaxColumn(shape), 1 / math.sqrt(validation.shape(shape, ndim=2)[0]))


def modula_linear(shape: tuple[int, int]) -> Norm:
    """modula, the atom Linear(fanout, fanin): lmo(G) = -sqrt(fanout/fanin) U V^T. The norm is `RMSToRMS`."""
    return RMSToRMS(shape)


def modula_embed(shape: tuple[int, int]) -> Norm:
    """modula, the atom Embed(d_embed, num_embed): row i of lmo(G) is -sqrt(d_embed) g_i/||g_i||_2.

    `shape` is (num_embed, d_embed): modula stores one embedding per row. The norm is max_i ||x_i||_2/sqrt(d_embed), the
    largest root mean square of a row; it is `scion_column` of the transposed matrix.
    """
    return Scaled(MaxRow(shape), 1 / math.sqrt(validation.shape(shape, ndim=2)[1]))
