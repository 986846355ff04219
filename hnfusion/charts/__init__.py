"""Charts by seaborn, as SVG whose text stays text, or as a picture for documents."""

from hnfusion.charts.against import against, by_quarter
from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import HALF, PALETTE, WHOLE, picture, styled, svg, themed
from hnfusion.charts.columns import columns
from hnfusion.charts.dumbbell import dumbbell
from hnfusion.charts.funnel import funnel
from hnfusion.charts.lines import lines, panels
from hnfusion.charts.matrix import matrix
from hnfusion.charts.pareto import pareto, tailed
from hnfusion.charts.sparkline import sparkline
from hnfusion.charts.survival import steps
from hnfusion.charts.tiles import tiles

__all__ = [
    "HALF",
    "PALETTE",
    "WHOLE",
    "against",
    "bars",
    "by_quarter",
    "columns",
    "dumbbell",
    "funnel",
    "lines",
    "matrix",
    "panels",
    "pareto",
    "picture",
    "sparkline",
    "steps",
    "styled",
    "svg",
    "tailed",
    "themed",
    "tiles",
]
