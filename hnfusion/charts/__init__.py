"""Charts by seaborn, as SVG whose text stays text, or as a picture for documents."""

from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import PALETTE, picture, styled, svg, themed
from hnfusion.charts.sparkline import sparkline

__all__ = ["PALETTE", "bars", "picture", "sparkline", "styled", "svg", "themed"]
