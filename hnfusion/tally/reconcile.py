"""Compare the computed figures with those that the bulletin prints."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hnfusion.errors import Problem, refuse

PLACES_NAMED = 5
"""Number of ranks that have an id, such as ``started_by_city.new#1``; the bulletin names four."""


def figures(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> pd.Series:
    """Return a Series with every figure of a report, indexed by the figure's id.

    An id is ``table.column.key`` for a cell (``started_by_city.new.长沙市``), ``table.column#n``
    for the key that is n-th by that column, ``headline.key`` for a headline figure and
    ``fact.rank.name`` for a rank of ``quarter.toml`` (``fact.rank.national``).

    ``tables`` has the tables by name; the first column of a table is its key. ``facts`` is the
    content of ``quarter.toml``.

    >>> cities = pd.DataFrame({"city": ["长沙市", "株洲市"], "new": [3, 5]})
    >>> figures({"started_by_city": cities}, {}).to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'started_by_city.new.长沙市': 3, 'started_by_city.new.株洲市': 5,
     'started_by_city.new#1': '株洲市', 'started_by_city.new#2': '长沙市'}
    """
    found: dict[str, Any] = {}
    for name, table in tables.items():
        found |= _headline(table) if name == "headline" else _table(name, table)
    for place, rank in facts.get("rank", {}).items():
        found[f"fact.rank.{place}"] = rank
    return pd.Series(found, dtype="object")


def compare(published: pd.DataFrame, computed: pd.Series, text: str) -> pd.DataFrame:
    """Return a frame with a row for each printed figure, beside the computed figure of that id.

    ``published`` has the columns ``id, value, phrase`` of ``published.toml``, ``computed`` is from
    ``figures``, ``text`` is the text of the bulletin.

    Returns:
        ``id, phrase, published, computed, difference, agrees, is_worded``: only numbers have a
        ``difference``; ``is_worded`` is True if the text contains the phrase as printed.

    Raises:
        BulletinError: with all printed figures that have no computed value.
    """
    refuse(
        Problem(
            "published.toml",
            what=f"“{id_}”({phrase})没有对应的计算结果",
            remedy="补上它所依据的名单(如年度试点企业名单、上季度的名单)"
            if id_ in computed
            else "更正 id,或补充计算",
        )
        for id_, phrase in published[["id", "phrase"]].itertuples(index=False)
        if computed.get(id_) is None
    )
    rows = [
        (id_, phrase, value, computed[id_], _difference(value, computed[id_]))
        for id_, value, phrase in published[["id", "value", "phrase"]].itertuples(index=False)
    ]
    beside = pd.DataFrame(rows, columns=["id", "phrase", "published", "computed", "difference"])
    return beside.assign(
        agrees=beside["published"] == beside["computed"],
        is_worded=[phrase in text for phrase in beside["phrase"]],
    )


def _headline(table: pd.DataFrame) -> dict[str, Any]:
    values = table.astype({"value": "object"}).set_index("key")["value"]
    return {f"headline.{key}": None if pd.isna(v) else int(v) for key, v in values.items()}


def _table(name: str, table: pd.DataFrame) -> dict[str, Any]:
    key, *columns = table.columns
    found: dict[str, Any] = {}
    for column in columns:
        found |= {
            f"{name}.{column}.{k}": v
            for k, v in zip(table[key], table[column].tolist(), strict=True)
        }
        by_rank = table.sort_values(column, ascending=False, kind="stable")[key].head(PLACES_NAMED)
        found |= {f"{name}.{column}#{n}": k for n, k in enumerate(by_rank, start=1)}
    return found


def _difference(published: object, computed: object) -> float | None:
    if isinstance(published, int | float) and isinstance(computed, int | float):
        return round(computed - published, 1)
    return None
