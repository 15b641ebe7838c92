"""A value type for compiled kernels: `WIDTH` float64 numbers in a register, with arithmetic on all of them at once.

Numba vectorizes a loop only where it is the innermost one. The matrix kernels keep several sums in registers while they
loop over rows, so they need the vector as a value. Plain twin: every operation is the IEEE operation on each number by
itself (`plus_product` and `minus_product` round once), so the result does not depend on `WIDTH`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic as numba_intrinsic
from numba.extending import models, register_model

# numba's annotations take the typing context for an argument of the call
intrinsic: Any = numba_intrinsic

# The registers of the machine: 512 bits where there are any, else 256 (two of 128 where there are only those).
WIDTH: int = 8 if llvmlite.binding.get_host_cpu_features().get("avx512f") else 4

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, WIDTH)
_INDEX = ir.IntType(32)


class VectorType(types.Type):
    """`WIDTH` float64 numbers."""

    def __init__(self) -> None:
        types.Type.__init__(self, name=f"float64x{WIDTH}")


Vector = VectorType()


@register_model(VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        models.PrimitiveModel.__init__(self, manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


def _spread(builder: Any, value: Any) -> Any:
    """A vector as it is, a number in every place."""
    if value.type == _VECTOR:
        return value
    one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(_INDEX, WIDTH), [0] * WIDTH))


def _define(operation: Any, instruction: str) -> None:
    """`operation` of two vectors, or of a vector and a number."""

    @infer_global(operation)  # type: ignore[no-untyped-call]
    class _Typing(AbstractTemplate):  # type: ignore[misc, unused-ignore]
        def generic(self, args: Any, kws: Any) -> Any:
            if len(args) != 2 or Vector not in args:
                return None
            for other in args:
                if other != Vector and not isinstance(other, types.Number):
                    return None
            return signature(Vector, *(arg if arg == Vector else types.float64 for arg in args))  # type: ignore[no-untyped-call]

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*(_spread(builder, arg) for arg in args))

    for kinds in ((Vector, Vector), (Vector, types.float64), (types.float64, Vector)):
        lower_builtin(operation, *kinds)(lower)  # type: ignore[no-untyped-call]


for _operation, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_operation, _instruction)


def _call(builder: Any, name: str, args: Sequence[Any]) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(args))
    name = f"llvm.{name}.v{WIDTH}f64"
    function = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    return builder.call(function, args)


Lowered = tuple[Any, Callable[..., Any]]


@intrinsic
def spread(typing: Any, number: Any) -> Lowered:
    """The vector with `number` in every place."""
    return Vector(types.float64), lambda context, builder, sig, args: _spread(builder, args[0])


@intrinsic
def sqrt(typing: Any, x: Any) -> Lowered:
    """Square roots."""
    return Vector(Vector), lambda context, builder, sig, args: _call(builder, "sqrt", args)


@intrinsic
def absolute(typing: Any, x: Any) -> Lowered:
    """Absolute values."""
    return Vector(Vector), lambda context, builder, sig, args: _call(builder, "fabs", args)


def _product(negative: bool) -> Callable[..., Lowered]:
    def typed(typing: Any, z: Any, x: Any, y: Any) -> Lowered:
        kinds = [kind if kind == Vector else types.float64 for kind in (z, x, y)]

        def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            z, x, y = (_spread(builder, arg) for arg in args)
            return _call(builder, "fma", [builder.fneg(x) if negative else x, y, z])

        return Vector(*kinds), lower

    return typed


@intrinsic
def plus_product(typing: Any, z: Any, x: Any, y: Any) -> Lowered:
    """z + x y, rounded once; each argument a vector or a number."""
    return _product(negative=False)(typing, z, x, y)


@intrinsic
def minus_product(typing: Any, z: Any, x: Any, y: Any) -> Lowered:
    """z - x y, rounded once; each argument a vector or a number."""
    return _product(negative=True)(typing, z, x, y)


@intrinsic
def where_greater(typing: Any, x: Any, y: Any, yes: Any, no: Any) -> Lowered:
    """`yes` where x > y, `no` elsewhere (and where x or y is NaN); each argument a vector or a number."""
    kinds = [kind if kind == Vector else types.float64 for kind in (x, y, yes, no)]

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        left, right, first, second = (_spread(builder, arg) for arg in args)
        return builder.select(builder.fcmp_ordered(">", left, right), first, second)

    return Vector(*kinds), lower


@intrinsic
def most(typing: Any, x: Any) -> Lowered:
    """The largest of the numbers, as a number; none of them may be NaN."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        parts = [builder.extract_element(args[0], ir.Constant(_INDEX, k)) for k in range(WIDTH)]
        while len(parts) > 1:
            pairs = zip(parts[::2], parts[1::2], strict=True)
            parts = [builder.select(builder.fcmp_ordered(">", left, right), left, right) for left, right in pairs]
        return parts[0]

    return types.float64(Vector), lower


def _address(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _VECTOR.as_pointer())


@intrinsic
def load(typing: Any, array: Any, index: Any) -> Lowered:
    """array[index : index + WIDTH] of a contiguous float64 array of one axis. Not checked."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        loaded = builder.load(_address(context, builder, sig.args[0], *args))
        loaded.align = 8
        return loaded

    return Vector(array, types.intp), lower


@intrinsic
def store(typing: Any, array: Any, index: Any, x: Any) -> Lowered:
    """array[index : index + WIDTH] = x for a contiguous float64 array of one axis. Not checked."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, sig.args[0], args[0], args[1]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, Vector), lower
