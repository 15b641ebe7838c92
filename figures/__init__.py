"""Figures, one file each; `figures.draw` writes them."""
