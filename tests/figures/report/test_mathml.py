"""Statements as MathML: every statement of the project is understood, nothing of it is lost, and others stay as they are."""

from __future__ import annotations

import importlib
import re
from xml.etree.ElementTree import Element, tostring

import pytest

from figures.report.hypotheses import NOTES, notes
from figures.report.mathml import _Parser, _Unreadable, formula
from figures.report.tokens import GREEK, SIGNS, tokens
from proofs_checks import claims, lemmas, run

STATEMENTS = [
    *(
        statement.statement
        for stem in map(run.name_of, run.STEMS)
        for statement in importlib.import_module(f"ntr.theorems.{stem}").STATEMENTS
    ),
    *(lemma.statement for module in lemmas.MODULES for lemma in module.LEMMAS),
    *(text for claim in claims.CLAIMS for text in (claim.name, claim.statement)),
    *(line for note in NOTES.values() for line in note.hypotheses),
]

# What is drawn by a sign or a layout instead of a word, and signs whose place the layout takes.
SHOWN = {**GREEK, **SIGNS, "sum": "∑", "sqrt": "", "*": "∗", "'": "′", "<": "⟨", ">": "⟩", "||": "‖"}
LAYOUT = set("()[]{}/_^⟨⟩<>")


def readable(statement: str) -> bool:
    """Whether the statement is understood as a formula, and does not fall back to text."""
    try:
        _Parser(tokens(statement)).pieces()
    except _Unreadable:
        return False
    return True


def atoms(text: str) -> list[str]:
    """Every letter, digit and sign of a text, without those whose place the layout takes."""
    return [c for c in text if c not in LAYOUT and not c.isspace()]


def math(text: str) -> str:
    """The MathML of a text that is one formula."""
    (found,) = formula(text)
    assert isinstance(found, Element)
    found.tail = None
    inner = tostring(found, encoding="unicode", method="html")
    inner = re.sub(r'<math display="inline" displaystyle="true">(.*)</math>', r"\1", inner)
    return re.sub(r' (class|form|stretchy|mathvariant)="\w+"', "", inner)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_is_understood_and_nothing_is_lost(statement: str) -> None:
    assert readable(statement), statement
    found = formula(statement)
    assert found.get("title") == statement
    # x_inf is the only index that is a word of its own
    said = re.sub(r"_inf\b", "_∞", statement)
    written = "".join(
        SHOWN.get(token.text, token.text) if token.kind != "text" else token.text for token in tokens(said)
    )
    # "in" is the sign of membership within an index, and a word elsewhere
    assert atoms("".join(found.itertext()).replace("∈", "in")) == atoms(written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L eta/2", "<mfrac><mrow><mi>L</mi><mi>η</mi></mrow><mn>2</mn></mfrac>"),
        ("(1-alpha)/alpha", "<mfrac><mrow><mn>1</mn><mo>−</mo><mi>α</mi></mrow><mi>α</mi></mfrac>"),
        ("x_{k+1}", "<msub><mi>x</mi><mrow><mi>k</mi><mo>+</mo><mn>1</mn></mrow></msub>"),
        ("M^-1 n", "<msup><mi>M</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup><mi>n</mi>"),
        ("sigma_*^2", "<msubsup><mi>σ</mi><mo>∗</mo><mn>2</mn></msubsup>"),
        ("F*", "<msup><mi>F</mi><mo>∗</mo></msup>"),
        ("sqrt(alpha)", "<msqrt><mi>α</mi></msqrt>"),
        ("||g||_*", "<msub><mrow><mo>‖</mo><mi>g</mi><mo>‖</mo></mrow><mo>∗</mo></msub>"),
        ("<g, u>", "<mrow><mo>⟨</mo><mi>g</mi><mo>,</mo><mi>u</mi><mo>⟩</mo></mrow>"),
        ("sum_{k<K} c_k", "<munder><mo>∑</mo><mrow><mi>k</mi><mo>&lt;</mo><mi>K</mi></mrow></munder>"
                          "<msub><mi>c</mi><mi>k</mi></msub>"),
        ("eps^-3 log(1/eps)", "</msup><mo>log</mo><mrow><mo>(</mo><mfrac><mn>1</mn><mi>ε</mi></mfrac><mo>)</mo></mrow>"),
        ("(1/K) x", "<mfrac><mn>1</mn><mi>K</mi></mfrac><mi>x</mi>"),
        ("psi(t/K)", "<mo>(</mo><mfrac><mi>t</mi><mi>K</mi></mfrac><mo>)</mo>"),
        ("(t/K)^2", "<mo>)</mo></mrow><mn>2</mn></msup>"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_formula(text: str, expected: str) -> None:
    assert expected in math(text)


def test_a_long_bound_breaks_before_its_signs() -> None:
    pieces = list(formula("R = 0: a <= b + c (d - e)"))
    assert [piece.tag for piece in pieces] == ["math", "wbr", "math", "math", "wbr", "math", "wbr", "math"]
    assert "".join(formula("R = 0: a <= b").itertext()) == "R=0: a≤b "


@pytest.mark.parametrize("text", ["(a + b", "a)", "a /", "x__2", "a <= (", "x_", "||a", "sqrt"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert not readable(text)
    assert formula(text).text == text
    assert len(formula(text)) == 0


def test_every_theorem_has_notes_and_a_foreign_one_speaks_for_itself() -> None:
    assert set(NOTES) == set(map(run.name_of, run.STEMS))
    foreign = notes("my_theorem", "My bound: f <= 1.\n\nMore.")
    assert foreign.title == "my theorem"
    assert foreign.hypotheses[0] == "My bound: f <= 1."
    assert len(notes("my_theorem", None).hypotheses) == 1
