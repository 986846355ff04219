"""Draw the charts: as SVG with real text for pages, or as PNG for documents.

A drawing function returns a matplotlib ``Figure``, which ``svg`` or ``picture`` writes.
"""

from hnfusion.charts.bars import against, bars
from hnfusion.charts.canvas import PALETTE, picture
from hnfusion.charts.dumbbell import dumbbell
from hnfusion.charts.funnel import funnel
from hnfusion.charts.matrix import matrix
from hnfusion.charts.pareto import pareto, tailed
from hnfusion.charts.quarters import by_quarter, columns, lines, panels, sparkline
from hnfusion.charts.survival import survival
from hnfusion.charts.svg import svg, themed
from hnfusion.charts.tiles import tiles

__all__ = [
    "PALETTE",
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
    "survival",
    "svg",
    "tailed",
    "themed",
    "tiles",
]
