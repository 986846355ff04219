"""Charts by seaborn, as SVG whose text stays text, or as a picture for documents."""

from hnfusion.charts.bars import bars
from hnfusion.charts.canvas import HALF, PALETTE, WHOLE, picture, styled, svg, themed

__all__ = ["HALF", "PALETTE", "WHOLE", "bars", "picture", "styled", "svg", "themed"]
