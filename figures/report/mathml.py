"""From a statement written as text to MathML: fractions, roots, indices, norms, sums; words stay words.

`formula` breaks the statement before every relation, sum and difference that stands outside all brackets, each piece is a
`<math>` of its own, and so a long bound wraps on a narrow screen. What is no formula stays as it was written, so that a
user's own theorem is never lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from figures.report.element import element
from figures.report.tokens import GREEK, SIGNS, Token, tokens

CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "||": "||", "|": "|"}
SHOWN = {"<": "⟨", ">": "⟩", "||": "‖", "|": "|"}  # of brackets
RELATIONS = {"<=", ">=", "<~", "->", "!=", "=", "<", ">"}
BREAKS = RELATIONS | {"+", "-", "+-"}
UNDER = {"sum", "min", "max", "sup", "inf"}  # their index is written under them
SEPARATORS = {",", ";", ":", "."}


class _Unreadable(ValueError):
    """The statement is no formula of this little language."""


def formula(statement: str) -> Element:
    """A `<span class="formula">` with the statement; its title is the text, for those who want to copy it."""
    try:
        pieces = _Parser(tokens(statement)).pieces()
    except _Unreadable:
        pieces = [statement]
    return element("span", *pieces, class_="formula", title=statement)


class _Parser:
    """Recursive descent over the tokens: row -> term -> factor -> primary; a term is a product, and a / b a fraction."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens, self.at = found, 0
        self.open: list[str] = []  # the closing signs that are waited for, the innermost last

    # ---- reading

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one behind it."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def take(self) -> Token:
        """The next token, which is consumed."""
        token = self.peek()
        if token is None:
            raise _Unreadable("it ends too early")
        self.at += 1
        return token

    def pieces(self) -> list[Element | str]:
        """The whole statement: `<math>` elements and plain words, with spaces between them."""
        done: list[Element | str] = []
        current: list[Element] = []

        def flush(behind: Element | str = " ") -> None:
            if current:
                done.extend([element("math", *current, display="inline", displaystyle="true"), behind])
                current.clear()

        while (token := self.peek()) is not None:
            if token.kind == "text":
                flush()
                done.append(f"{self.take().text}{'' if self._glued() else ' '}")
            elif token.text in SEPARATORS and token.kind == "sign":
                flush()
                if done and isinstance(done[-1], str):
                    done[-1] = done[-1].rstrip()
                done.append(f"{self.take().text} ")
            elif token.text in BREAKS and not self._opens(token):
                flush(element("wbr"))
                current.append(self.sign())
            else:
                current.extend(self.term())
        flush()
        return done

    def _glued(self) -> bool:
        following = self.peek()
        return following is None or (following.kind == "sign" and not following.after)

    def _opens(self, token: Token) -> bool:
        """Whether a < is the bracket of an inner product: nothing stands before it, and no space behind it."""
        before = self.tokens[self.at - 1] if self.at else None
        free = before is None or token.after or before.text in ("(", "[", "{", "+", "-", ",")
        return token.text == "<" and not token.before and free

    # ---- grammar

    def row(self, closing: str) -> list[Element]:
        """Everything up to the closing sign, which is consumed."""
        self.open.append(closing)
        made: list[Element] = []
        while (token := self.peek()) is None or token.text != closing:
            if token is None:
                raise _Unreadable(f"no {closing!r}")
            if token.kind == "text":
                made.append(self.word())
            elif token.kind == "sign" and not self._starts(token):
                made.append(self.sign())
            else:
                made.extend(self.term())
        self.take()
        self.open.pop()
        return made

    def term(self) -> list[Element]:
        """A product; a / b turns all that stands before the bar into the numerator."""
        made: list[Element] = []
        while (token := self.peek()) is not None and self._starts(token):
            made.append(self.factor())
            while (bar := self.peek()) is not None and bar.text == "/":
                self.take()
                top = _inner(made[0]) if len(made) == 1 else made
                made = [element("mfrac", _row(top), _row(_inner(self.factor())))]
        if not made:
            raise _Unreadable(f"{'nothing' if token is None else repr(token.text)} where a factor should be")
        return made

    def _starts(self, token: Token) -> bool:
        """Whether a factor begins here."""
        if token.kind in ("name", "number", "operator"):
            return True
        if self.open and token.text == self.open[-1]:
            return False
        return token.text in ("(", "[", "{", "||", "|", "...") or self._opens(token)

    def factor(self) -> Element:
        """A primary with its indices, exponents and stars."""
        token = self.peek()
        base = self.primary()
        under = token is not None and token.text in UNDER
        below: Element | None = None
        above: Element | None = None
        while (mark := self.peek()) is not None and mark.kind == "sign" and mark.text in ("_", "^", "*", "'"):
            if mark.text in ("_", "^"):
                self.take()
                argument = self.argument()
            elif mark.after:
                break
            else:
                argument = element("mo", "∗" if self.take().text == "*" else "′")
            if mark.text == "_" and below is None:
                below = argument
            elif mark.text != "_" and above is None:
                above = argument
            else:
                raise _Unreadable("two indices")
        return _scripted(base, below, above, "munder" if under else "msub", "munderover" if under else "msubsup")

    def argument(self) -> Element:
        """An index or exponent: a group without its brackets, a star, or one signed primary."""
        token = self.take()
        if token.text in ("{", "("):
            return _row(self.row(CLOSING[token.text]))
        if token.text == "*":
            return element("mo", "∗")
        if token.text == "-":
            return _row([element("mo", "−"), self.primary()])
        if token.text == "inf":
            return element("mi", "∞")
        self.at -= 1
        return self.primary()

    def primary(self) -> Element:
        """A name, a number, an operator, or a group with its brackets."""
        token = self.peek()
        if token is None or not self._starts(token):
            raise _Unreadable(f"{'nothing' if token is None else repr(token.text)} where a factor should be")
        self.take()
        if token.kind == "number":
            return element("mn", token.text)
        if token.kind == "name":
            upright = token.text in ("grad", "Delta", "Phi")
            return element("mi", GREEK.get(token.text, token.text), mathvariant="normal" if upright else None)
        if token.text == "sqrt":
            return element("msqrt", *_inner(self.factor()))
        if token.text == "E":
            return element("mi", "E", mathvariant="normal", class_="op")
        if token.kind == "operator":
            return element("mo", "∑" if token.text == "sum" else token.text, form="prefix", class_="op")
        if token.text == "...":
            return element("mo", "…")
        return self.group(token)

    def group(self, token: Token) -> Element:
        """A group with its brackets; a fraction on its own, as in (1/K) but not in psi(t/K) or (t/K)^2, needs none."""
        opening, before = token.text, self.tokens[self.at - 2] if self.at > 1 else None
        inner = self.row(CLOSING[opening])
        following = self.peek()
        argument = before is not None and not token.after and before.kind in ("name", "operator")
        scripted = following is not None and following.text in ("^", "_", "*")
        if opening == "(" and len(inner) == 1 and inner[0].tag == "mfrac" and not argument and not scripted:
            return inner[0]
        ends = (SHOWN.get(sign, sign) for sign in (opening, CLOSING[opening]))
        first, last = (element("mo", sign, stretchy="true" if opening in "([{" else None) for sign in ends)
        first.set("form", "prefix")
        last.set("form", "postfix")
        return element("mrow", first, *inner, last, class_="group" if opening == "(" else None)

    def word(self) -> Element:
        """Words within brackets, up to the next sign or formula; `in` is the sign of membership."""
        if self.tokens[self.at].text == "in":
            self.take()
            return element("mo", "∈")
        words = [self.take().text]
        while (token := self.peek()) is not None and token.kind == "text" and token.text != "in":
            words.append(self.take().text)
        return element("mtext", f"\u00a0{' '.join(words)}\u00a0")

    def sign(self) -> Element:
        """A relation, a plus or minus, or a separator."""
        token = self.take()
        if token.text in CLOSING.values() and token.text not in RELATIONS:
            raise _Unreadable(f"{token.text!r} closes nothing")
        if token.text in ("/", "^", "_"):
            raise _Unreadable(f"{token.text!r} without what it belongs to")
        previous = self.tokens[self.at - 2].text if self.at > 1 else "("
        alone = previous in CLOSING or previous in RELATIONS or previous in SEPARATORS
        form = "prefix" if alone and token.text in ("-", "+") else "infix"
        return element("mo", SIGNS.get(token.text, token.text), form=form)


def _row(children: Iterable[Element]) -> Element:
    made = list(children)
    return made[0] if len(made) == 1 else element("mrow", *made)


def _inner(made: Element) -> list[Element]:
    """What stands between the brackets of a group in ( ), else the element."""
    return list(made)[1:-1] if made.get("class") == "group" else [made]


def _scripted(base: Element, below: Element | None, above: Element | None, one: str, both: str) -> Element:
    if below is not None and above is not None:
        return element(both, base, below, above)
    if below is not None:
        return element(one, base, below)
    return base if above is None else element("msup", base, above)
