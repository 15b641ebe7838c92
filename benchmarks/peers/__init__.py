"""Those who do the work of `benchmarks.work`, one file each."""

from benchmarks.peers import (
    jax_scan,
    normals,
    numba_generator,
    numpy_batched,
    numpy_seeds,
    optax_muon,
    ours,
    torch_batched,
    torch_muon,
)

OURS, FLOOR = ours.COMPILED, normals.PEER
PEERS = (
    numpy_seeds.PEER,
    numpy_batched.PEER,
    ours.NUMPY,
    numba_generator.PEER,
    jax_scan.PEER,
    torch_batched.PEER,
    optax_muon.PEER,
    torch_muon.PEER,
)
