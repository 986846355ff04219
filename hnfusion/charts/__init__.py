"""Draw the charts: SVG whose text stays text, or a picture for documents."""

from hnfusion.charts.against import against
from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import PALETTE, picture, svg, themed
from hnfusion.charts.columns import by_quarter, columns
from hnfusion.charts.dumbbell import dumbbell
from hnfusion.charts.funnel import funnel
from hnfusion.charts.lines import lines, panels, sparkline
from hnfusion.charts.matrix import matrix
from hnfusion.charts.pareto import pareto, tailed
from hnfusion.charts.survival import survival
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
