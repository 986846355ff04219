"""Turn clean values into what people type: aliases, stray spaces, dates of every kind."""

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
# The share of cells that get an alias (by column), extra spaces, lower case (codes) and wide
# brackets (names).
ALIASED = {"industry": 0.12, "stage": 0.08}
SPACED = 0.03
LOWERED = 0.04
WIDE_BRACKETS = 0.5
DATES = ("start_date", "issue_date", "expiry_date")
WIDE = str.maketrans("()", "（）")
# How many of a name's aliases people use, by column; these are the first aliases.
USUAL = {"city": 1, "industry": 3, "stage": 3}


def _chosen(
    values: Iterable[str], spellings: Spellings, share: float, rng: Generator
) -> list[str | None]:
    """Return a list of the values, about a ``share`` of them replaced by another spelling.

    ``spellings`` has the other spellings by value; a value without other spellings stays.
    """
    return [
        spellings[value][int(rng.integers(len(spellings[value])))]
        if rng.random() < share and value in spellings
        else value
        for value in values
    ]


def _spellings(column: str) -> Spellings:
    """Return a dict of the usual other spellings of each name in the codelist of a column.

    For a city they include its name without 市.
    """
    spellings = {}
    for value in codelists.codelist(column).to_dict("records"):
        usual = value["aliases"].split("|")[: USUAL[column]]
        spellings[value["name"]] = [*filter(None, [value.get("short"), *usual])]
    return spellings


def _spaced(values: Iterable[Cell], rng: Generator) -> list[Cell]:
    """Return a list of the cells, with extra spaces around a few of the texts."""
    return [
        SPACES[int(rng.integers(len(SPACES)))].format(value)
        if rng.random() < SPACED and isinstance(value, str)
        else value
        for value in values
    ]


def _typed(column: str, values: pd.Series, layout: Layout, rng: Generator) -> Sequence[Cell]:
    """Return the cells of one column of the schema as the office typed them."""
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
    """Return the rows of a clean list as the office typed them, each a tuple of cells.

    ``layout`` says which columns a row has and in which order.
    """
    columns: list[Sequence[Cell]] = []
    for column, _ in layout.headers:
        if column == NUMBER:
            columns.append(range(1, len(frame) + 1))
        elif column in INVENTED:
            columns.append([INVENTED[column]] * len(frame))
        else:
            columns.append(_spaced(_typed(column, frame[column], layout, rng), rng))
    return list(zip(*columns, strict=True))
