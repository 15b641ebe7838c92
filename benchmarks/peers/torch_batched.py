"""torch in float64, vectorised over the seeds, without autograd."""

from __future__ import annotations

import numpy as np

from benchmarks.work import MOMENTUM, RADIUS, Peer, Record, Run, Work


def prepare(work: Work, iterations: int, threads: int) -> Run:
    """torch's own threads."""
    import torch

    torch.set_num_threads(threads)
    center, scale = torch.from_numpy(work.center()), work.sigma / np.sqrt(work.size)
    axes = tuple(range(1, 1 + len(work.shape)))

    @torch.no_grad()
    def run() -> Record:
        torch.manual_seed(0)
        x = torch.zeros((work.seeds, *work.shape), dtype=torch.float64)
        m, total, value = torch.zeros_like(x), 0.0, x.sum(axes)
        for k in range(iterations):
            t = x - center
            square = t * t
            value = (square / (1 + square)).sum(axes)
            g = 2 * t / (1 + square) ** 2
            if work.geometry == "l2":
                total = total + g.square().sum(axes).sqrt()
            elif work.geometry == "linf":
                total = total + g.abs().sum(axes)
            else:
                total = total + torch.linalg.svdvals(g).sum(axes[:-1])
            if work.noise == "gaussian":
                g += scale * torch.randn_like(g)
            else:
                g += scale * (2 * torch.empty_like(g).bernoulli_(0.5) - 1)
            m = g if k == 0 else m.lerp(g, MOMENTUM)
            if work.geometry == "l2":
                x -= RADIUS / m.square().sum(axes, keepdim=True).sqrt() * m
            elif work.geometry == "linf":
                x -= RADIUS * m.sign()
            else:
                u, _, vh = torch.linalg.svd(m, full_matrices=False)
                x -= RADIUS * (u @ vh)
        assert isinstance(total, torch.Tensor)
        return Record(value.numpy(), (total / iterations).numpy())

    return run


PEER = Peer("torch, batched", prepare, requires="torch")
