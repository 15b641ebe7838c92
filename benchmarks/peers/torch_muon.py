"""`torch.optim.Muon`: one parameter per seed, Newton-Schulz in bfloat16, and nothing is recorded."""

from __future__ import annotations

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Run, Work


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """torch's own threads."""
    import torch

    torch.set_num_threads(threads)
    center, scale = torch.from_numpy(work.center()), work.sigma / np.sqrt(work.size)

    @torch.no_grad()
    def run() -> None:
        torch.manual_seed(0)
        points = torch.zeros((work.seeds, *work.shape), dtype=torch.float64)
        gradients = torch.zeros_like(points)
        parameters = [torch.nn.Parameter(points[seed]) for seed in range(work.seeds)]
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        muon = torch.optim.Muon(parameters, lr=RADIUS, momentum=1 - MOMENTUM, nesterov=False, weight_decay=0.0)
        for _ in range(iterations):
            t = points - center
            torch.div(2 * t, (1 + t * t) ** 2, out=gradients)
            gradients += scale * torch.randn_like(gradients)
            muon.step()

    return run


PEER = Peer("torch.optim.Muon", prepare, geometries=("spectral",), requires="torch", exact=False, noises=("gaussian",))
