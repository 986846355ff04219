"""The tallies and the audit over lists that are kept in pieces, on one machine or on several.

The lists are Dask DataFrames, and Dask runs on whatever it is told to: its threads (as it comes),
its processes (``dask.config.set(scheduler="processes")``) or a cluster
(``distributed.Client("tcp://...")``). The functions of ``tally`` and ``audit`` are the same as for
whole lists, and so is what they return. Dask is in the ``dev`` extra, and nothing else imports it.

An enterprise must be whole in one partition, the same one in all lists and quarters, under every
code and name that it ever had: ``together`` sees to that. An index counts a list's rows.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hnfusion import audit, tally
from hnfusion.quarter import Quarter
from hnfusion.tally.linkage import LISTS, bare_names

Pieces = Mapping[Quarter, Mapping[str, Any]]
"""The lists of each quarter by name, each a Dask DataFrame with as many partitions."""
EXACT = tuple(rule for rule in audit.RULES if rule != "similar_name")
"""The rules that are judged. 名称近似 compares every name with every other: it has no partition."""
HOME = "home"


class Enterprises(NamedTuple):
    """What the tables of ``tally`` are counted from.

    Attributes:
        certified: ``tally.certified``.
        started: ``tally.started``.
        pilots: the year's pilots.
        earlier: the ``started`` list of the quarter before, where there is one.
    """

    certified: pd.DataFrame
    started: pd.DataFrame
    pilots: pd.DataFrame
    earlier: dict[Quarter, pd.DataFrame]


COUNTED = ["identity", "city", "industry", "consultant"]
COLUMNS = {
    "certified": [*COUNTED, "is_new", "is_new_this_year"],
    "started": [
        *(*COUNTED, "stage", "is_new", "is_new_this_year"),
        *("is_self_run", "is_pilot", "is_backdated"),
    ],
    "pilots": ["identity", "city"],
    "earlier": ["identity", "city", "consultant", "start_date"],
}
"""The columns that are counted; names and places stay where they are."""


def together(pieces: Pieces, count: int) -> Pieces:
    """Return the lists in that many partitions, each enterprise whole in one of them.

    Together is what a code or a name connects, in any list of any quarter. What ``audit.linked``
    refuses to connect (a name that two codes bear in one quarter) is together, too: it must be
    seen to be refused.
    """
    import dask.dataframe as dd

    rows = [lists[name] for lists in pieces.values() for name in LISTS]
    names = dd.concat([each[["identity", "enterprise"]].map_partitions(_names) for each in rows])
    shared = names.shuffle("name", npartitions=count).map_partitions(_shared).compute()
    placed = partial(_placed, homes=_homes(shared))
    return {
        quarter: {
            name: each.map_partitions(placed)
            .shuffle(HOME, npartitions=count)
            .map_partitions(_settled)
            for name, each in lists.items()
            if name in LISTS
        }
        for quarter, lists in pieces.items()
    }


def findings(pieces: Pieces, quarter: Quarter, only: tuple[str, ...] = EXACT) -> pd.DataFrame:
    """Return what ``audit.judge`` finds, by the exact rules.

    Args:
        pieces: the lists of the quarter and of every earlier one, each enterprise ``together``.
        quarter: the quarter that is audited.
        only: the rules to apply.
    """
    earlier = tuple(sorted(q for q in pieces if q < quarter))
    applicable = audit.rules.applicable(has_earlier=bool(earlier)).index
    names = tuple(name for name in applicable if name in only)
    parts = _of_each(pieces, partial(_judged, quarter, names))
    found = {name: pd.concat([part[name] for part in parts]) for name in names}
    whole = {
        name: audit.PROVINCE[name].judge(found[name], quarter, earlier)
        for name in names
        if name in audit.PROVINCE
    }
    return audit.in_order(found | whole)


def enterprises(pieces: Pieces, quarter: Quarter) -> Enterprises:
    """Return each enterprise once, as ``tally`` counts it, in the columns that are counted.

    Args:
        pieces: the lists of the quarter and of every earlier one, each enterprise ``together``.
        quarter: the quarter that is counted.
    """
    parts = _of_each(pieces, partial(_counted, quarter))
    whole = {name: pd.concat([part[name] for part in parts]).sort_index() for name in COLUMNS}
    earlier = {quarter.previous: whole.pop("earlier")} if quarter.previous in pieces else {}
    return Enterprises(whole["certified"], whole["started"], whole["pilots"], earlier)


def _of_each(pieces: Pieces, work: Callable[[audit.Snapshots], dict[str, pd.DataFrame]]) -> Any:
    """Return what a function makes of the lists of each partition, on Dask's scheduler."""
    from dask.base import compute
    from dask.delayed import delayed

    keys = [(quarter, name) for quarter in sorted(pieces) for name in LISTS]
    columns = [pieces[quarter][name].to_delayed() for quarter, name in keys]
    task = delayed(partial(_of_one, work, keys), pure=False)
    return compute(*(task(*lists) for lists in zip(*columns, strict=True)))


def _of_one(
    work: Callable[[audit.Snapshots], dict[str, pd.DataFrame]],
    keys: list[tuple[Quarter, str]],
    *lists: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    snapshots: dict[Quarter, dict[str, pd.DataFrame]] = {}
    for (quarter, name), rows in zip(keys, lists, strict=True):
        snapshots.setdefault(quarter, {})[name] = _texts(rows)
    return work(snapshots)


def _judged(
    quarter: Quarter, names: tuple[str, ...], snapshots: audit.Snapshots
) -> dict[str, pd.DataFrame]:
    of = audit.case(snapshots, quarter)
    gather = {name: rule.gather for name, rule in audit.PROVINCE.items()}
    return {name: gather.get(name, audit.RULES[name])(of) for name in names}


def _counted(quarter: Quarter, snapshots: audit.Snapshots) -> dict[str, pd.DataFrame]:
    now = snapshots[quarter]
    earlier = {q: lists["started"] for q, lists in snapshots.items() if q < quarter}
    counted = {
        "certified": tally.certified(now["certified"], quarter),
        "started": tally.started(now["started"], quarter, now["pilots"], earlier),
        "pilots": now["pilots"],
        "earlier": earlier.get(quarter.previous, now["started"].iloc[:0]),
    }
    return {name: rows[COLUMNS[name]] for name, rows in counted.items()}


def _texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with texts as pandas has them; Dask's own have another missing value."""
    kinds = rows.dtypes[[isinstance(kind, pd.StringDtype) for kind in rows.dtypes]]
    return rows.astype(dict.fromkeys(kinds.index, "str"))


def _names(rows: pd.DataFrame) -> pd.DataFrame:
    texts = _texts(rows)
    names = pd.DataFrame({"name": bare_names(texts["enterprise"]), "identity": texts["identity"]})
    return names.drop_duplicates()


def _shared(names: pd.DataFrame) -> pd.DataFrame:
    """Return the names that several identities bear; all of a name are in one partition."""
    ties = names.drop_duplicates()
    return ties[ties["name"].duplicated(keep=False)]


def _homes(ties: pd.DataFrame) -> pd.Series:
    """Return of each identity that a name ties to another the one that stands for them all."""
    name, names = pd.factorize(ties["name"])
    identity, identities = pd.factorize(ties["identity"])
    size = len(identities) + len(names)
    ends = (identity, len(identities) + name)
    graph = coo_array((np.ones(len(ties), dtype=np.int8), ends), shape=(size, size))
    label = connected_components(graph, directed=False)[1][: len(identities)]
    first = pd.Series(identities).groupby(label).transform("min")
    return pd.Series(first.to_numpy(), identities)


def _placed(rows: pd.DataFrame, homes: pd.Series) -> pd.DataFrame:
    own = _texts(rows)["identity"]
    return rows.assign(**{HOME: own.map(homes).astype("str").fillna(own)})


def _settled(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns=HOME).sort_index()
