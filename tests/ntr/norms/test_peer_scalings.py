import numpy as np
import pytest
import scipy.linalg

from ntr import TrustRegion
from ntr.conformance import check_norm
from ntr.norms import (
    RMSToRMS,
    Transposed,
    modula_embed,
    modula_linear,
    muon_match_rms_adamw,
    muon_original,
    scion_column,
    scion_row,
    scion_sign,
    scion_spectral,
)

PRESETS = [
    modula_embed,
    modula_linear,
    muon_match_rms_adamw,
    muon_original,
    scion_column,
    scion_row,
    scion_sign,
    scion_spectral,
]


def reference(name, g):
    """The update direction each peer subtracts, for one G of full rank and shape (out, in): peers.md."""
    out, into = g.shape
    polar, _ = scipy.linalg.polar(g, side="right" if out >= into else "left")
    return {
        "scion_sign": np.sign(g) / into,
        "scion_row": g / (np.linalg.norm(g, axis=1, keepdims=True) * into**0.5),
        "scion_column": out**0.5 * g / np.linalg.norm(g, axis=0, keepdims=True),
        "scion_spectral": (out / into) ** 0.5 * polar,
        "muon_original": max(1, out / into) ** 0.5 * polar,
        "muon_match_rms_adamw": 0.2 * max(out, into) ** 0.5 * polar,
        "modula_linear": (out / into) ** 0.5 * polar,
        "modula_embed": into**0.5 * g / np.linalg.norm(g, axis=1, keepdims=True),  # (num_embed, d_embed)
    }[name]


@pytest.mark.parametrize("preset", PRESETS)
def test_conforms(preset):
    check_norm(preset((2, 4)))


@pytest.mark.parametrize("scale", [1e-150, 1e-3, 1.0, 1e150])
@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4), (1, 6), (6, 1)])
@pytest.mark.parametrize("preset", PRESETS)
def test_lmo_is_minus_the_update_of_the_peer(preset, shape, scale):
    for g in np.random.default_rng(0).normal(size=(5, *shape)):
        expected = -reference(preset.__name__, g)
        np.testing.assert_allclose(preset(shape).lmo(scale * g), expected, atol=1e-13 * np.abs(expected).max())


@pytest.mark.parametrize("preset", PRESETS)
def test_update_has_norm_one(preset):
    g = np.random.default_rng(1).normal(size=(20, 3, 5))
    np.testing.assert_allclose(preset((3, 5))(np.stack([reference(preset.__name__, one) for one in g])), 1, rtol=1e-13)


@pytest.mark.parametrize("preset", PRESETS)
def test_only_matrices(preset):
    with pytest.raises(ValueError, match="shape must have 2 axes"):
        preset((3,))


def test_muon_that_matches_adamw_has_entries_of_its_size():
    g = np.random.default_rng(2).normal(size=(5, 6, 4))
    u = muon_match_rms_adamw((6, 4)).lmo(g)
    np.testing.assert_allclose(np.sqrt(np.mean(u**2, axis=(1, 2))), 0.2, rtol=1e-13)


def test_modula_embed_is_the_transpose_of_scions_column():
    g = np.random.default_rng(3).normal(size=(5, 7, 3))
    norm, same = modula_embed((7, 3)), Transposed(scion_column((3, 7)))
    np.testing.assert_allclose(norm(g), same(g), rtol=1e-14)
    np.testing.assert_allclose(norm.dual(g), same.dual(g), rtol=1e-14)
    np.testing.assert_allclose(norm.lmo(g), same.lmo(g), rtol=1e-14)


def test_optax_muon_is_the_transposed_scaling():
    """optax stores (in, out): sqrt(max(1, columns/rows)). Its Newton-Schulz, cubic here, runs to the end."""
    jax = pytest.importorskip("jax")
    muon = pytest.importorskip("optax").contrib.muon
    g = np.random.default_rng(4).normal(size=(3, 4))
    optimizer = muon(1.0, ns_coeffs=(1.5, -0.5, 0.0), ns_steps=30, beta=0.0, nesterov=False, weight_decay=0.0)
    parameters = {"w": jax.numpy.zeros((3, 4))}
    step = jax.jit(lambda gradient: optimizer.update({"w": gradient}, optimizer.init(parameters), parameters)[0]["w"])
    update = np.asarray(step(jax.numpy.asarray(g)))
    np.testing.assert_allclose(Transposed(muon_original((4, 3))).lmo(g), update, atol=2e-6)  # float32


def scion(x, gradients, norm, momentum, step, scale, constrained):
    """Scion as in peers.md, with the LMO of peers.md in place of ours: d starts at the first gradient, as ours does."""
    d = gradients[0]
    for g in gradients:
        d = (1 - momentum) * d + momentum * g
        x = (1 - step) * x if constrained else x
        x = x - step * scale * reference(norm, d)
    return x


@pytest.mark.parametrize("constrained", [False, True])
@pytest.mark.parametrize("preset", [scion_sign, scion_row, scion_column, scion_spectral])
def test_trajectories_are_scions(preset, constrained):
    rng = np.random.default_rng(5)
    gradients = rng.normal(size=(8, 3, 4))
    x = rng.normal(size=(3, 4))
    step, scale = 0.1, 3.0
    method = TrustRegion(preset((3, 4)), radius=step * scale, momentum=0.3, weight_decay=step if constrained else 0.0)
    state = method.start(x[None], gradients[:1])
    for g in gradients:
        state = method.step(state, g[None])
    expected = scion(x, gradients, preset.__name__, 0.3, step, scale, constrained)
    np.testing.assert_allclose(state.x[0], expected, atol=1e-13)


def test_spectral_presets_are_rms_to_rms():
    assert scion_spectral((3, 5)) == modula_linear((3, 5)) == RMSToRMS((3, 5))
