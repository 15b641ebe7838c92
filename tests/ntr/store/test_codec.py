"""Results as text and back, exactly; and what is no result is refused."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntr.store import decode, encode


class Inner(NamedTuple):
    value: float
    rows: np.ndarray


class Outer(NamedTuple):
    task: object
    inner: tuple[Inner, ...]
    note: str | None


def test_a_result_comes_back_exactly():
    rows = np.array([[np.pi, -0.0], [np.inf, 5e-324]])
    result = Outer(object(), (Inner(0.1 + 0.2, rows), Inner(float("-inf"), np.arange(3))), None)
    back = decode(encode(result._replace(task=None)), [Inner, Outer])
    assert back.inner[0].value == 0.1 + 0.2
    assert back.inner[0].rows.tobytes() == rows.tobytes()
    assert back.inner[1].rows.dtype == np.arange(3).dtype
    assert encode(back) == encode(result._replace(task=None))


def test_what_is_left_out_is_put_in_by_the_reader():
    text = encode(Outer(Fixed(3), (), "a"), left_out=(Fixed,))
    assert decode(text, [Outer], missing="here") == Outer("here", (), "a")


class Fixed(NamedTuple):
    x: int


@pytest.mark.parametrize("value", [object(), {1: 2}, {1, 2}, b"bytes", np.array([None]), lambda: 0])
def test_other_values_are_refused(value):
    with pytest.raises(TypeError, match="a result must be made of"):
        encode([value])


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"class":"Outer"}', '{"class":"os","fields":{}}', '{"array":"AA","dtype":"O","shape":[1]}', '{"a":1}',
     '{"array":"####","dtype":"<f8","shape":[1]}', '{"array":"","dtype":"<f8","shape":[-1,0]}', "[" * 100000],
)  # fmt: skip
def test_damaged_text_is_refused(text):
    with pytest.raises(ValueError, match="the stored result is damaged"):
        decode(text, [Outer, Inner])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
    max_leaves=8,
)


@given(VALUES)
def test_every_value_comes_back(value):
    assert decode(encode(value), []) == value


@given(
    st.text()
    | VALUES.map(encode).flatmap(lambda text: st.integers(0, len(text)).map(lambda i: text[:i] + "}" + text[i:]))
)
def test_any_text_is_decoded_or_refused(text):
    with contextlib.suppress(ValueError):
        decode(text, [Outer, Inner])
