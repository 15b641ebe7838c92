"""Two engines, one result: the batched NumPy loop (`batched`) and the compiled lanes (`lanes`).

`random` is the counter-based noise both share, `kernels` the kinds of compiled pieces and their cache.
"""
