"""The figures on top of a page, each with its changes and a sparkline of its history."""

from typing import Any

import pandas as pd

from hnfusion import charts, narrate
from hnfusion.exhibits.bulletin import for_files
from hnfusion.exhibits.record import KeyFigure, KeyFigures, Several, several
from hnfusion.quarter import Quarter

KEY_FIGURES = {
    "total_certified": ("累计获证企业", "家", "{now}新增", "new_certified"),
    "in_progress": ("在贯企业", "家", "{now}新启动", "new_started"),
    "self_run": ("自行贯标企业", "家", "上季度为", "self_run_previous"),
    "pilots": ("年度试点企业", "家", "{now}启动", "new_started_pilots"),
    "cities_without_start": ("没有新增启动的市州", "个", "", ""),
}
"""The figures on top of the page by their key in ``tally.headline``: label and unit, then the label
and the key of a second figure beside it, "" for no second figure."""
MAIN_FIGURES = 3
"""How many of ``KEY_FIGURES``, from the first, are the page's main facts."""


def key_figures(headline: pd.DataFrame, series: pd.DataFrame, quarter: Quarter) -> Several:
    """Return the page's ``KeyFigures``, and a ``Table`` of ``headline`` for csv and xlsx.

    A figure that is missing is left out. ``headline`` is from ``tally.headline``, ``series`` from
    ``tally.headlines``.
    """
    known = headline.dropna().set_index("key")["value"].to_dict()
    past = series[series["quarter"] <= str(quarter)].set_index("quarter")
    now = f"{quarter.ordinal}季度"
    figures = tuple(
        key_figure(
            label,
            known[key],
            past[key],
            quarter,
            unit=unit,
            news=f"{detail.format(now=now)} {known[beside]} {unit}" if beside in known else "",
            since=str(past[key].first_valid_index() or ""),
            trend=trend_line(key, label, past[key]),
            is_main=key in list(KEY_FIGURES)[:MAIN_FIGURES],
        )
        for key, (label, unit, detail, beside) in KEY_FIGURES.items()
        if key in known
    )
    return several(KeyFigures(figures), for_files("headline", headline))


def key_figure(
    label: str, value: int, past: pd.Series, quarter: Quarter, *, unit: str = "家", **about: Any
) -> KeyFigure:
    """Return a ``KeyFigure`` with its changes on the quarter and on the year.

    ``past`` has the figure's counts by quarter (``2020Q1``); ``about`` has further fields of
    ``KeyFigure``.
    """
    changes = tuple(narrate.change.compared(past, quarter, unit))
    return KeyFigure(label, int(value), unit, changes=changes, **about)


def trend_line(name: str, label: str, counts: pd.Series) -> str:
    """Return the sparkline of counts by quarter (``2020Q1``) as the text of an SVG.

    The line goes from the first known count to the last. The text is "" if fewer than two counts
    are known. ``name`` makes the ids in the SVG unique on the page; ``label`` says what is counted.
    """
    known = counts.dropna()
    if len(known) < 2:
        return ""
    words = "、".join(f"{quarter} {count}" for quarter, count in known.items())
    quarters = [Quarter.parse(str(quarter)) for quarter in known.index]
    every = [str(quarter) for quarter in quarters[0].until(quarters[-1])]
    line = charts.sparkline(known.reindex(every))
    title = f"{label},{every[0]} 至 {every[-1]}"
    return charts.svg(line, f"trend-{name}", title, words)
