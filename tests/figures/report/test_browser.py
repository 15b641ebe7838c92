"""The report in a real headless Chromium: loads quietly, sorts, filters, unfolds; formulas and figures have a size.

Skipped where Chromium or selenium is not installed. `.ci/run` installs Chromium and sets NTR_BROWSER=required, so that a
missing one fails there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Chromium looks for updates and services of its own, which are no requests of the page.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1280,900",
)  # fmt: skip
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


def missing() -> str | None:
    """What the browser tests lack."""
    programs = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if importlib.util.find_spec("selenium") is None:
        programs.append("selenium")
    return f"no {', '.join(programs)}" if programs else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    lacking = missing()
    if lacking is not None:
        if os.environ.get("NTR_BROWSER") == "required":
            pytest.fail(lacking)
        pytest.skip(lacking)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(shutil.which("chromedriver"))))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, report: Path) -> Any:
    """The report, freshly loaded; what the browser has logged before is forgotten."""
    browser.get("about:blank")
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get(report.as_uri())
    return browser


def run(page: Any, script: str) -> Any:
    """What a script returns."""
    return page.execute_script(f"return {script}")


CHECKS = "document.querySelector('#nonconvex_deterministic table.sortable')"


def column(page: Any, index: int) -> list[str]:
    """The visible cells of a column of the checks."""
    rows = f"[...{CHECKS}.tBodies].filter(b => b.offsetHeight > 0)"
    return run(page, f"{rows}.map(b => b.rows[0].cells[{index}].firstChild.textContent)")


def press(page: Any, text: str) -> None:
    """Press a heading of the checks, by the keyboard."""
    page.execute_script(f"[...{CHECKS}.tHead.querySelectorAll('button')].find(b => b.textContent === '{text}').focus()")
    page.switch_to.active_element.send_keys("\n")


def test_it_loads_without_errors_and_without_requests(page: Any, report: Path) -> None:
    assert run(page, "document.readyState") == "complete"
    assert page.get_log("browser") == []
    entries = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in entries if e["method"] == "Network.requestWillBeSent"]
    assert report.as_uri() in asked
    assert [url for url in asked if url != report.as_uri() and not url.startswith("data:")] == []


def test_formulas_and_figures_are_drawn(page: Any) -> None:
    sizes = run(page, "[...document.querySelectorAll('math')].filter(m => m.checkVisibility())"
                      ".map(m => [m.getBoundingClientRect().width, m.getBoundingClientRect().height])")  # fmt: skip
    assert len(sizes) > 20
    assert min(width for width, _ in sizes) > 3
    # a fraction is two lines high: MathML is laid out, and not read as plain text
    fraction, line = run(page, "['mfrac', 'mi'].map(t => document.querySelector(`#nonconvex_deterministic ${t}`)"
                               ".getBoundingClientRect().height)")  # fmt: skip
    assert fraction > 1.6 * line
    width, height = run(
        page, "(r => [r.width, r.height])(document.querySelector('.drawing svg').getBoundingClientRect())"
    )
    assert width > 500
    assert height > 100
    clipped = run(page, "[...document.querySelectorAll('.drawing [clip-path]')].map(e => e.getAttribute('clip-path'))"
                        ".filter(u => !document.getElementById(u.slice(5, -1)))")  # fmt: skip
    assert clipped == []


def test_tables_sort_by_number_and_by_text_from_the_keyboard(page: Any) -> None:
    press(page, "problem")
    names = column(page, 3)
    assert names == ["<script>alert(1)</script>&\"'", "a, first", "b, second", "c"], "as text, not as a script"
    press(page, "problem")
    assert column(page, 3) == names[::-1]
    press(page, "measured / bound")
    ratios = [float(text) for text in column(page, 10) if text != "–"]
    assert ratios == sorted(ratios)
    assert len(ratios) == 3
    assert run(page, f"[...{CHECKS}.tHead.querySelectorAll('[aria-sort=ascending]')].length") == 1


def test_the_filter_hides_rows_everywhere(page: Any) -> None:
    page.find_element("id", "find").send_keys("l1 second")
    assert column(page, 3) == ["b, second"]
    assert run(page, "document.getElementById('shown').textContent").startswith("1 of ")
    page.find_element("id", "find").clear()
    page.execute_script("document.getElementById('find').dispatchEvent(new Event('input'))")
    page.find_element("id", "status").send_keys("refuted")
    assert column(page, 3) == ["a, first"]
    assert run(page, "[...document.querySelectorAll('#algebra tbody')].every(b => b.offsetHeight === 0)")


def test_a_line_unfolds_its_terms_and_its_command(page: Any) -> None:
    details = f"{CHECKS}.tBodies[0].rows[1]"
    assert run(page, f"{details}.offsetHeight") == 0
    page.execute_script(f"{CHECKS}.tBodies[0].querySelector('button.more').focus()")
    page.switch_to.active_element.send_keys("\n")
    assert run(page, f"{details}.offsetHeight") > 100
    text = run(page, f"{details}.innerText")
    for part in ("descent", "curvature", "ntr verify nonconvex_deterministic --norm L1", "Constants of the case"):
        assert part in text, text
    assert run(page, f"{CHECKS}.tBodies[0].querySelector('button.more').getAttribute('aria-expanded')") == "true"


def test_a_phone_reads_it_without_scrolling_sideways(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        assert run(page, "document.documentElement.scrollWidth") <= PHONE["width"]
        assert run(page, "getComputedStyle(document.querySelector('td.wide')).display") == "none"
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_paper(page: Any, scheme: str) -> None:
    """The contrast of text, quiet text and links is at least 4.5, as WCAG 2 asks for."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    paper = luminance(run(page, "getComputedStyle(document.body).backgroundColor"))
    assert (paper > 0.5) == (scheme == "light")
    for selector in ("h1", ".quiet", "td a", ".kicker"):
        ink = luminance(run(page, f"getComputedStyle(document.querySelector('{selector}')).color"))
        contrast = (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)
        assert contrast >= 4.5, (selector, contrast)
    for badge in ("verified", "refuted"):
        style = f"getComputedStyle(document.querySelector('.badge.{badge}'))"
        ink, ground = (luminance(run(page, f"{style}.{name}")) for name in ("color", "backgroundColor"))
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5, badge


def luminance(colour: str) -> float:
    """The relative luminance of "rgb(r, g, b)"."""
    channels = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_without_scripts_everything_is_open(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.refresh()
        assert page.find_element("css selector", "tr.more").size["height"] > 0
        assert not page.find_element("css selector", "button.more").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
