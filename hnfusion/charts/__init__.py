"""Charts by seaborn, as SVG whose text stays text, or as a picture for documents."""

from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import HALF, PALETTE, WHOLE, picture, styled, svg, themed
from hnfusion.charts.columns import columns
from hnfusion.charts.lines import lines, panels
from hnfusion.charts.matrix import matrix
from hnfusion.charts.steps import steps

__all__ = [
    "HALF",
    "PALETTE",
    "WHOLE",
    "bars",
    "columns",
    "lines",
    "matrix",
    "panels",
    "picture",
    "steps",
    "styled",
    "svg",
    "themed",
]
