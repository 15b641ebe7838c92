import pickle

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate, trust_region_step
from ntr.conformance import check_norm, embedding_lower_bound
from ntr.norms import L1, L2, Blocks, CvxNorm, LInf, Lp, Nuclear, Scaled, Spectral, Sum
from ntr.regularizers import Zero
from problems import Gaussian, Quadratic

LAYERS = (Spectral((3, 2)), LInf((3,)), L2((2,)))
NESTED = Blocks((Scaled(Spectral((2, 2)), 2), Blocks((LInf((2,)), L1((2,))), (1, 3), "sum")), (1, 0.3), "l2")


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
def test_conforms(combine):
    check_norm(Blocks(LAYERS, (1.0, 0.2, 3.0), combine))


@pytest.mark.parametrize("norm", [NESTED, Blocks((L1((3,)),), 2.0), Blocks((Nuclear((2, 2)), Lp((3,), 1.5)))], ids=str)
def test_conforms_nested_or_alone(norm):
    check_norm(norm)


def test_conforms_with_a_block_that_needs_a_solver():
    check_norm(Blocks((Sum((L1((2,)), L2((2,)))), LInf((2,))), (2, 1)))


@pytest.mark.parametrize(("combine", "power", "dual_power"), [("max", np.inf, 1), ("sum", 1, np.inf), ("l2", 2, 2)])
def test_formulas(combine, power, dual_power):
    """|| (||x_b|| / c_b)_b ||, with the blocks cut by hand."""
    radii = np.array([2.0, 0.5, 3.0])
    norm = Blocks(LAYERS, radii, combine)
    for x in np.random.default_rng(0).normal(size=(10, 11)):
        value = [np.linalg.norm(x[:6].reshape(3, 2), 2), np.abs(x[6:9]).max(), np.linalg.norm(x[9:])] / radii
        dual = [np.linalg.norm(x[:6].reshape(3, 2), "nuc"), np.abs(x[6:9]).sum(), np.linalg.norm(x[9:])] * radii
        assert norm(x) == pytest.approx(np.linalg.norm(value, power), rel=1e-14)
        assert norm.dual(x) == pytest.approx(np.linalg.norm(dual, dual_power), rel=1e-14)


def test_lmo_of_the_maximum_moves_every_layer_by_its_radius():
    norm = Blocks(LAYERS, (1.0, 0.2, 3.0))
    g = np.random.default_rng(1).normal(size=(4, 11))
    for u, part, block, radius in zip(norm.split(norm.lmo(g)), norm.split(g), LAYERS, norm.radii, strict=True):
        np.testing.assert_allclose(u, radius * block.lmo(part), rtol=1e-15)


def test_lmo_of_the_sum_moves_one_layer():
    norm = Blocks(LAYERS, 1.0, "sum")
    g = np.random.default_rng(2).normal(size=(20, 11))
    lengths = np.stack([block(u) for block, u in zip(LAYERS, norm.split(norm.lmo(g)), strict=True)], axis=-1)
    np.testing.assert_allclose(np.sort(lengths, axis=-1), np.tile([0.0, 0.0, 1.0], (20, 1)), atol=1e-14)


def test_blocks_of_single_entries_are_the_outer_norm():
    radii = np.array([1.0, 2.0, 0.5])
    x = np.random.default_rng(3).normal(size=(10, 3))
    for combine, outer in (("max", LInf((3,))), ("sum", L1((3,))), ("l2", L2((3,)))):
        norm = Blocks([L2((1,))] * 3, radii, combine)
        np.testing.assert_allclose(norm(x), outer(x / radii), rtol=1e-15)
        np.testing.assert_allclose(norm.lmo(x), radii * outer.lmo(radii * x), rtol=1e-14)


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0, np.inf])
def test_embedding_is_what_a_search_finds(combine, p):
    norm = Blocks((LInf((3,)), L1((2,)), L2((2,))), (1.0, 0.7, 1.3), combine)
    value, exact = norm.embedding(p)
    assert exact
    assert embedding_lower_bound(norm, p)[0] == pytest.approx(value, rel=1e-7)


def test_embedding_claims_no_more_than_its_blocks_do():
    loose = CvxNorm((2,), lambda x: LInf((2,)).cvx(x)[0])
    assert not Blocks((loose, L1((2,)))).embedding(2).exact
    assert not Blocks((loose, L1((2,))), combine="sum").embedding(2).exact
    assert Blocks((loose, L1((2,))), (1.0, 5.0), "sum").embedding(2) == (5.0, True)


def test_split_and_join():
    norm = Blocks(LAYERS)
    x = np.arange(22.0).reshape(2, 11)
    parts = norm.split(x)
    assert [part.shape for part in parts] == [(2, 3, 2), (2, 3), (2, 2)]
    np.testing.assert_array_equal(parts[0][1], [[11, 12], [13, 14], [15, 16]])
    np.testing.assert_array_equal(norm.join(parts), x)
    with pytest.raises(ValueError, match="one entry per norm, 3, got 2"):
        norm.join(parts[:2])
    with pytest.raises(ValueError, match=r"trailing axes \(3,\)"):
        norm.join([parts[0], parts[2], parts[1]])


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_layers_of_very_different_size(scale):
    """A layer with a tiny gradient moves as far as the others do."""
    norm = Blocks(LAYERS, (1.0, 0.2, 3.0))
    parts = norm.split(np.random.default_rng(4).normal(size=11))
    u = norm.lmo(norm.join([parts[0], scale * parts[1], parts[2]]))
    np.testing.assert_allclose(u, norm.lmo(norm.join(parts)), rtol=1e-14)


def test_a_layer_without_gradient_stays():
    norm = Blocks(LAYERS, combine="l2")
    g = np.random.default_rng(5).normal(size=11)
    g[6:9] = 0.0
    u = norm.lmo(g)
    np.testing.assert_array_equal(u[6:9], 0.0)
    assert norm(u) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("combine", ["max", "sum", "l2"])
def test_trust_region_step(combine):
    norm = Blocks(LAYERS, (1.0, 0.2, 3.0), combine)
    m, center = np.random.default_rng(6).normal(size=(2, 4, 11))
    x, r = trust_region_step(norm, Zero(), m, center, 0.5)
    np.testing.assert_array_equal(r, 0.0)
    np.testing.assert_allclose(norm(x - center), 0.5, rtol=1e-12)
    np.testing.assert_allclose((m * (x - center)).sum(axis=-1), -0.5 * norm.dual(m), rtol=1e-12)


def test_simulates_a_network_layout():
    norm = Blocks(LAYERS, (1.0, 0.2, 3.0))
    problem = Quadratic(np.eye(11))
    case = Case(problem, Gaussian(0.1), TrustRegion(norm, 0.05, 0.3), np.ones(11), 40, seeds=3)
    assert norm.rho == pytest.approx(np.sqrt(2 + 0.2**2 * 3 + 9), rel=1e-15)
    trajectory = simulate(case)
    assert trajectory.engine == "compiled"
    assert (problem.value(trajectory.final) < 0.5 * problem.value(np.ones(11))).all()
    again = simulate(Case(problem, Gaussian(0.1), case.method, np.ones(11), 40, seeds=range(1, 2)))
    assert again.final[0].tobytes() == trajectory.final[1].tobytes()


def test_is_a_value():
    assert Blocks(LAYERS, (1, 2, 3)) == Blocks(list(LAYERS), [1.0, 2.0, 3.0])
    assert pickle.loads(pickle.dumps(NESTED)) == NESTED
    assert Blocks(LAYERS, 2.0).radii == (2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (((),), ValueError, "norms must have at least one norm"),
        ((L1((2,)),), TypeError, "norms must be a sequence of norms"),
        (((L1((2,)), 3),), TypeError, "norms must be a Norm, got 3"),
        ((LAYERS, (1.0, 2.0)), ValueError, "radii must have one entry per norm, 3, got 2"),
        ((LAYERS, (1.0, 2.0, 0.0)), ValueError, "radii must be positive, got 0.0"),
        ((LAYERS, 1.0, "mean"), ValueError, "combine must be .* got 'mean'"),
    ],
)
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        Blocks(*arguments)
