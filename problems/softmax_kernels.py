"""Kernels of softmax regression: see `ntr.engine.kernels`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ntr.engine.random import counter, row_of, threefry, u64


def softmax_gradient(x: Any, problem: Any, work: Any, g: Any, f: Any) -> None:
    """problem = [C, labels, features by rows]."""
    size, lanes = x.shape
    classes = int(problem[0])
    columns = size // classes
    samples = (problem.shape[0] - 1) // (columns + 1)
    top, sums = classes, classes + 1
    f[:] = 0.0
    g[:] = 0.0
    for i in range(samples):
        row, label = 1 + samples + i * columns, int(problem[1 + i])
        for c in range(classes):
            work[c] = 0.0
            for j in range(columns):
                entry = problem[row + j]
                for lane in range(lanes):
                    work[c, lane] += entry * x[c * columns + j, lane]
        for lane in range(lanes):
            work[top, lane] = work[0, lane]
            work[sums, lane] = 0.0
        for c in range(1, classes):
            for lane in range(lanes):
                work[top, lane] = max(work[top, lane], work[c, lane])
        for lane in range(lanes):
            f[lane] += work[top, lane] - work[label, lane]
        for c in range(classes):
            for lane in range(lanes):
                work[c, lane] = np.exp(work[c, lane] - work[top, lane])
                work[sums, lane] += work[c, lane]
        for lane in range(lanes):
            f[lane] += np.log(work[sums, lane])
        for c in range(classes):
            hit = 1.0 if c == label else 0.0
            for lane in range(lanes):
                work[c, lane] = work[c, lane] / work[sums, lane] - hit
            for j in range(columns):
                entry = problem[row + j]
                for lane in range(lanes):
                    g[c * columns + j, lane] += work[c, lane] * entry
    for lane in range(lanes):
        f[lane] /= samples
    for j in range(size):
        for lane in range(lanes):
            g[j, lane] /= samples


def softmax_minibatch(root: Any, seeds: Any, k: Any, noise: Any, problem: Any, x: Any, g: Any) -> None:
    """noise = [b], problem = [C, labels, features by rows]; every lane draws rows of its own."""
    size, lanes = x.shape
    batch, classes = int(noise[0]), int(problem[0])
    columns = size // classes
    samples = (problem.shape[0] - 1) // (columns + 1)
    word, row, start = np.empty((2, lanes), np.uint64), np.empty(lanes, np.int64), np.empty(lanes, np.int64)
    logits, top, sums = np.empty((classes, lanes)), np.empty(lanes), np.empty(lanes)
    g[:] = 0.0
    for i in range(batch):
        for lane in range(lanes):
            if i % 2 == 0:
                word[0, lane], word[1, lane] = threefry(u64(k), counter(0, i >> 1), root, seeds[lane])
            row[lane] = np.int64(row_of(word[i % 2, lane], samples))
            start[lane] = 1 + samples + row[lane] * columns
        top[:] = -np.inf
        sums[:] = 0.0
        for c in range(classes):
            logits[c] = 0.0
            for j in range(columns):
                for lane in range(lanes):
                    logits[c, lane] += problem[start[lane] + j] * x[c * columns + j, lane]
            for lane in range(lanes):
                top[lane] = max(top[lane], logits[c, lane])
        for c in range(classes):
            for lane in range(lanes):
                logits[c, lane] = np.exp(logits[c, lane] - top[lane])
                sums[lane] += logits[c, lane]
        for c in range(classes):
            for lane in range(lanes):
                hit = 1.0 if problem[1 + row[lane]] == c else 0.0
                logits[c, lane] = (logits[c, lane] / sums[lane] - hit) / batch
            for j in range(columns):
                for lane in range(lanes):
                    g[c * columns + j, lane] += logits[c, lane] * problem[start[lane] + j]
