"""Charts by seaborn, as SVG whose text stays text, or as a picture for documents."""

from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import HALF, PALETTE, WHOLE, picture, styled, svg, themed
from hnfusion.charts.city import against, by_quarter
from hnfusion.charts.dumbbell import dumbbell
from hnfusion.charts.funnel import funnel
from hnfusion.charts.pareto import pareto
from hnfusion.charts.sparkline import sparkline
from hnfusion.charts.tiles import tiles

__all__ = [
    "HALF",
    "PALETTE",
    "WHOLE",
    "against",
    "bars",
    "by_quarter",
    "dumbbell",
    "funnel",
    "pareto",
    "picture",
    "sparkline",
    "styled",
    "svg",
    "themed",
    "tiles",
]
