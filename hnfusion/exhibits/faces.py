"""What a reader sees of a numbered table: each row's name, its star, its figures and their bars."""

from typing import Any

import pandas as pd

from hnfusion import codelists

NOTHING = "—"
"""What stands for a figure that there is not."""
PARTS = ("new", "started")
"""Counts that are a part of another count of their row; their bars are of another colour."""


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as its ``name``, whether it ``is_recommended``, and its ``figures``.

    A city has the ``address`` of its page, others "".

    A figure has a ``value`` and, for a count that is not 0, its ``bar``: the share of the table's
    largest count, so that all bars of a table are of one scale; ``kind`` is ``part`` or ``whole``.

    >>> [row] = rows(pd.DataFrame({"city": ["长沙市"], "new": [20], "total": [80]}))
    >>> row["name"], row["is_recommended"], row["figures"][0]
    ('长沙市', False, {'value': 20, 'bar': '0.250', 'kind': 'part'})
    """
    key, *columns = [str(column) for column in table if column != "recommended"]
    counts = [column for column in columns if column != "share"]
    largest = int(table[counts].to_numpy().max(initial=0))
    plain = table.astype("object").where(table.notna(), NOTHING)
    return [
        {
            "name": row[key],
            "address": f"cities/{codelists.codes()[row[key]]}.html" if key == "city" else "",
            "is_recommended": bool(row.get("recommended", False)),
            "figures": [
                {
                    "value": row[column],
                    **_bar(column, row[column], largest if column in counts else 0),
                }
                for column in columns
            ],
        }
        for row in plain.to_dict("records")
    ]


def _bar(column: str, count: Any, largest: int) -> dict[str, str]:
    if not largest or not count:
        return {"bar": "", "kind": ""}
    return {"bar": f"{count / largest:.3f}", "kind": "part" if column in PARTS else "whole"}
