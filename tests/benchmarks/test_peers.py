"""The peers of the engine's benchmark do the same work: the same numbers without noise, the same mean with noise."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peers import FLOOR, OURS, PEERS
from benchmarks.work import Peer, Work

WORKS = [Work("l2", (5,), 3, sigma=0.0), Work("linf", (4,), 3, sigma=0.0), Work("spectral", (4, 3), 3, sigma=0.0)]


def skip_missing(peer: Peer) -> None:
    if not peer.installed:
        pytest.skip(f"{peer.requires} is not installed")


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.geometry)
@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.exact], ids=lambda peer: peer.name)
def test_without_noise_the_numbers_are_ours(peer, work):
    skip_missing(peer)
    ours, theirs = (p.prepare(work, 12, 2)() for p in (OURS, peer))
    assert ours.value.shape == theirs.value.shape == (3,)
    assert np.ptp(ours.norm) == 0
    np.testing.assert_allclose(theirs.norm, ours.norm, rtol=1e-9)
    # f is of the last iterate, or of the one before: they move by the radius
    before = OURS.prepare(work, 11, 1)().value
    assert min(abs(theirs.value - ours.value).max(), abs(theirs.value - before).max()) < 1e-9


@pytest.mark.parametrize("noise", ["gaussian", "rademacher"])
@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.exact], ids=lambda peer: peer.name)
def test_with_noise_the_means_are_ours(peer, noise):
    skip_missing(peer)
    work = Work("linf", (3,), 400, noise, sigma=2.0)
    ours, theirs = (p.prepare(work, 60, 1)().norm for p in (OURS, peer))
    error = np.sqrt(ours.var() / len(ours) + theirs.var() / len(theirs))
    assert abs(ours.mean() - theirs.mean()) < 5 * error
    assert 0.7 < theirs.std() / ours.std() < 1.4, "noise of another size, or the same in all seeds"


@pytest.mark.long  # half of it are imports
@pytest.mark.parametrize("peer", [peer for peer in PEERS if not peer.exact], ids=lambda peer: peer.name)
def test_inexact_peers_run(peer):
    skip_missing(peer)
    assert peer.can(Work("spectral", (4, 3), 2))
    assert not peer.can(WORKS[0])
    assert peer.prepare(Work("spectral", (4, 3), 2), 3, 1)() is None


@pytest.mark.parametrize("noise", ["gaussian", "rademacher"])
def test_noise_alone_runs(noise):
    assert FLOOR.prepare(Work("l2", (3,), 65, noise), 2, 2)() is None
