"""Inline SVG: unique ids, nothing that reaches the rest of the page, nothing from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from figures.report.element import element, html
from figures.report.svg import inline

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 3">'


def svg(tmp_path: Path, inner: str, head: str = HEAD) -> Path:
    file = tmp_path / "a.svg"
    file.write_text(f"{head}{inner}</svg>", encoding="utf-8")
    return file


def test_ids_and_what_refers_to_them_get_a_prefix(tmp_path: Path) -> None:
    file = svg(
        tmp_path,
        '<defs><style>*{stroke: red}</style><path id="p" d="M0 0"/></defs><metadata>date</metadata><!-- text -->'
        '<g id="g" clip-path="url(#c)" style="fill: url(#p)"><use xlink:href="#p"/></g><clipPath id="c"/>',
    )
    pages = [html(element("body", inline(file, name, "what it shows"))) for name in ("one", "two")]
    for page, name in zip(pages, ("one", "two"), strict=True):
        for part in (f'id="{name}-p"', f'clip-path="url(#{name}-c)"', f"url(#{name}-p)", f'href="#{name}-p"'):
            assert part in page, page
        assert 'aria-label="what it shows"' in page
        for part in ("style>", "metadata", "<!-- ", "xmlns", 'id="p"'):
            assert part not in page, page


def test_references_to_outside_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must not refer to anything outside itself, got 'http://a/b'"):
        inline(svg(tmp_path, '<use xlink:href="http://a/b"/>'), "a", "b")
    inline(svg(tmp_path, '<image xlink:href="data:image/png;base64,AA=="/>'), "a", "b")


def test_a_size_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must have a viewBox"):
        inline(svg(tmp_path, "", '<svg xmlns="http://www.w3.org/2000/svg">'), "a", "b")


def test_text_is_escaped_and_scripts_cannot_end_early() -> None:
    page = html(element("p", '<b>&"', element("i"), "\x00<", title='"><script>'))
    # HTML allows < in an attribute
    assert page == '<!doctype html>\n<p title="&quot;&gt;<script&gt;">&lt;b&gt;&amp;"<i></i>\ufffd&lt;</p>\n'
    with pytest.raises(ValueError, match="a script must not contain"):
        html(element("script", "'</script>'"))
