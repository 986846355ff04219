"""Clean values as people type them: aliases, stray spaces, dates of every kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd
from numpy.random import Generator

from hnfusion import codelists
from hnfusion.sample.layouts import INVENTED, NUMBER, REAL, STYLES, Layout

Cell = str | int | date | None
Spellings = Mapping[str, Sequence[str | None]]

SELF_RUN: Spellings = {"": ("自行贯标", "自行贯标", "自行贯标", "自主贯标", "无", None)}
SPACES = ("{} ", " {}", "{}\u3000", "\u3000{}", "{}  ")
# The share of cells that are changed so; that of aliases by column.
ALIASED = {"industry": 0.12, "stage": 0.08}
SPACED = 0.03
LOWERED = 0.04
WIDE_BRACKETS = 0.5
DATES = ("start_date", "issue_date", "expiry_date")
WIDE = str.maketrans("()", "（）")
# How many of a name's aliases are usual; they are the first ones.
USUAL = {"city": 1, "industry": 3, "stage": 3}


def _chosen(
    values: Iterable[str], spellings: Spellings, share: float, rng: Generator
) -> list[str | None]:
    """Return the values, a ``share`` of them in one of their other spellings."""
    return [
        spellings[value][int(rng.integers(len(spellings[value])))]
        if rng.random() < share and value in spellings
        else value
        for value in values
    ]


def _spellings(column: str) -> Spellings:
    """Return the usual other spellings of each name of a codelist, such as a city without 市."""
    spellings = {}
    for value in codelists.codelist(column).to_dict("records"):
        usual = value["aliases"].split("|")[: USUAL[column]]
        spellings[value["name"]] = [*filter(None, [value.get("short"), *usual])]
    return spellings


def _spaced(values: Iterable[Cell], rng: Generator) -> list[Cell]:
    """Return the cells, with extra spaces around a few of the texts."""
    return [
        SPACES[int(rng.integers(len(SPACES)))].format(value)
        if rng.random() < SPACED and isinstance(value, str)
        else value
        for value in values
    ]


def _typed(column: str, values: pd.Series, layout: Layout, rng: Generator) -> Sequence[Cell]:
    """Return one column of the schema as the office typed it."""
    if column in DATES:
        styles = rng.choice(layout.dates, len(values))
        days = [value.date() for value in values]
        return [
            day if style == REAL else STYLES[style].format(day=day)
            for style, day in zip(styles, days, strict=True)
        ]
    if column in USUAL:
        share = ALIASED.get(column, layout.city_short)
        return _chosen(values, _spellings(column), share, rng)
    if column == "uscc":
        return [code.lower() if rng.random() < LOWERED else code for code in values]
    if column == "enterprise":
        return [name.translate(WIDE) if rng.random() < WIDE_BRACKETS else name for name in values]
    return _chosen(values.fillna(""), SELF_RUN, 1, rng)


def typed(frame: pd.DataFrame, layout: Layout, rng: Generator) -> list[tuple[Cell, ...]]:
    """Return the rows of a clean list as the office typed them, with columns in its own order."""
    columns: list[Sequence[Cell]] = []
    for column, _ in layout.headers:
        if column == NUMBER:
            columns.append(range(1, len(frame) + 1))
        elif column in INVENTED:
            columns.append([INVENTED[column]] * len(frame))
        else:
            columns.append(_spaced(_typed(column, frame[column], layout, rng), rng))
    return list(zip(*columns, strict=True))
