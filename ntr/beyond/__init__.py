"""Theorems of the neighbours' literature, through the same `Theorem`: one file each, with its proof.

- `proximal_point`: the stochastic proximal point method on strongly convex problems, an equality on isotropic quadratics.
- `adagrad`: the coordinate-wise bound of AdaGrad on convex separable problems.
- `adam`: Adam without momentum (bias-corrected RMSProp) on smooth problems, without noise.
- `pisa`: PISA with curvature = penalty, which is SGD with minibatches, exactly.

There is none for NSISA: its workers take a step of bounded length along a direction that does not know the size of the
gradient, and no bound with constants of a run is known to us. Adam with momentum or with noise, and PISA with another
curvature, are left out: we have no proof of a page whose constants a run could refute.
"""
