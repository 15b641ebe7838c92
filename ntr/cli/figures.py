"""Draw the theory figures.

examples:
  ntr figures                               all of them, into docs/figures
  ntr figures --list                        what there is
  ntr figures star_convex_decay             one
  ntr figures my_theorems:THEOREM           your own theorem, under the bound stacked from its terms
  ntr figures --out drawings --format svg   into another folder, SVG only
  ntr figures rates --from-scratch          compute all numbers again

Beside every figure stands its caption, a text file with all parameters and seeds. The bytes are the same on every run. The
numbers of long runs are kept in a store (numbers.sqlite in the folder) and taken from it until a parameter or the code that
computes them changes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ntr import debug
from ntr.cli.loading import checked_norm, load
from ntr.cli.output import write_json
from ntr.cli.progress import Progress
from ntr.theorem import Theorem


def options(command: argparse.ArgumentParser) -> None:
    """The options of `ntr figures`."""
    command.add_argument(
        "stems",
        nargs="*",
        metavar="STEM",
        help="which figures, or your own theorem as module:expression (default: all of ours)",
    )
    command.add_argument("--list", action="store_true", help="print the figures there are, and draw nothing")
    command.add_argument(
        "--out", default="docs/figures", metavar="FOLDER", help="where to write (default docs/figures)"
    )
    command.add_argument(
        "--format", action="append", metavar="KIND", help="svg, pdf or png, may be repeated (default: all three)"
    )
    command.add_argument("--norm", help="your own norm, as module:expression, for the figures that take one")
    command.add_argument("--store", metavar="FILE", help="where the numbers are kept (default FOLDER/numbers.sqlite)")
    command.add_argument("--from-scratch", action="store_true", help="compute all numbers again, and keep the new ones")
    command.add_argument(
        "--json", metavar="FILE", help="write the list of figures or files to FILE, - for standard output"
    )


def run(options: argparse.Namespace) -> int:
    """`ntr figures`: prints the paths of the files, or the list of figures."""
    from figures.draw import FORMATS, draw_all, draw_theorem, summaries
    from figures.kept import keeping

    if options.list:
        shown = summaries()
        width = max(map(len, shown))
        lines = [f"{name:{width}s}  {summary}" for name, summary in shown.items()]
        _print(options.json, shown, lines)
        return 0
    norm = None if options.norm is None else checked_norm(options.norm)
    out, formats = Path(options.out), options.format or FORMATS
    theorems = [load(text, Theorem, "STEM") for text in options.stems if ":" in text]
    stems = [text for text in options.stems if ":" not in text]
    out.mkdir(parents=True, exist_ok=True)
    with keeping(Path(options.store or out / "numbers.sqlite"), options.from_scratch):
        files = draw_all(stems, out, formats, norm, Progress()) if stems or not theorems else []
        for theorem in theorems:
            with debug.named(theorem.name):
                files += draw_theorem(theorem, out, formats, norm)
    _print(options.json, [str(path) for path in files], [str(path) for path in files])
    return 0


def _print(file: str | None, value: object, lines: list[str]) -> None:
    """The lines, or where a file is asked for the value as JSON."""
    if file is None:
        print("\n".join(lines))
    else:
        write_json(value, file)
