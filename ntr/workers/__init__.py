"""Where the cases of a sweep are run: in this process, in local worker processes, or on a Dask cluster."""

from ntr.workers.cluster import Cluster
from ntr.workers.here import Here
from ntr.workers.local import Local
from ntr.workers.pool import Pool, Slice, WorkerDied, attempt

__all__ = ["Cluster", "Here", "Local", "Pool", "Slice", "WorkerDied", "attempt"]
