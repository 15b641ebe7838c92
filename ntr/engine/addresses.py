"""Kernels that are called by their address: how a kernel uses others that it does not know, those of the blocks of a point.

A kernel may close over nothing, or the cache on disk is missed, and its parameters are numbers. The address of a compiled
kernel is a number too, below 2^53 and so exact as a float64; `call_step` and `call_maximizer` jump to it, with the
signatures `STEP` and `MAXIMIZER`. Addresses hold for one process: they are never stored. Called as plain Python, they are
looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic, overload

from ntr.engine.kernels import MAXIMIZER, STEP, compiled

_known: dict[float, Callable[..., None]] = {}


def address(function: Callable[..., None], signature: Any) -> float:
    """Where `function`, compiled for that signature, begins."""
    result = compiled(function, signature).get_compile_result(signature)
    found = float(result.library.get_pointer_to_function(result.fndesc.llvm_func_name))
    _known[found] = function  # compiled code lives as long as the process, see `compiled`
    return found


def call_step(at: float, m: Any, norm: Any, keep: float, eta: float, work: Any, x: Any) -> None:
    """The step kernel at this address."""
    _known[at](m, norm, keep, eta, work, x)


def call_maximizer(at: float, m: Any, norm: Any, u: Any) -> None:
    """The maximizer at this address."""
    _known[at](m, norm, u)


def _jump(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """values: the address as an integer, then the arguments."""
    kind = context.call_conv.get_function_type(types.none, signature.args)
    function = builder.inttoptr(values[0], kind.as_pointer())
    status, _ = context.call_conv.call_function(builder, function, types.none, signature.args, values[1:])
    unlikely: Any = cgutils.if_unlikely
    with unlikely(builder, status.is_error):
        context.call_conv.return_status_propagate(builder, status)
    return context.get_dummy_value()


@intrinsic
def _step(typing_context: Any, at: Any, m: Any, norm: Any, keep: Any, eta: Any, work: Any, x: Any) -> Any:
    return types.void(at, *STEP.args), lambda context, builder, _, values: _jump(context, builder, STEP, values)


@intrinsic
def _maximizer(typing_context: Any, at: Any, m: Any, norm: Any, u: Any) -> Any:
    return types.void(at, *MAXIMIZER.args), lambda context, builder, _, values: _jump(
        context, builder, MAXIMIZER, values
    )


step_at: Any = _step  # numba adds the first argument
maximizer_at: Any = _maximizer


@overload(call_step)
def _compiled_step(at: Any, m: Any, norm: Any, keep: Any, eta: Any, work: Any, x: Any) -> Any:
    def jump(at: Any, m: Any, norm: Any, keep: Any, eta: Any, work: Any, x: Any) -> Any:
        step_at(int(at), m, norm, keep, eta, work, x)

    return jump


@overload(call_maximizer)
def _compiled_maximizer(at: Any, m: Any, norm: Any, u: Any) -> Any:
    def jump(at: Any, m: Any, norm: Any, u: Any) -> Any:
        maximizer_at(int(at), m, norm, u)

    return jump
