"""Change whole columns of strings: in pandas, in ``pyarrow.compute``, or once per distinct value.

A Python call takes a microsecond, so the functions of ``cells`` are called once per distinct
string, and only where pyarrow cannot do their work.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def by_distinct(values: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return a Series of the values changed by ``change``, called once, with the distinct values.

    Missing values stay missing.

    >>> by_distinct(pd.Series(["a", None, "a"]), lambda distinct: distinct.str.upper()).tolist()
    ['A', nan, 'A']
    """
    positions, distinct = pd.factorize(values)
    changed = change(pd.Series(distinct, dtype=values.dtype))
    return pd.Series(changed.array.take(positions, allow_fill=True), values.index)


def each(values: pd.Series, change: Callable[[str], object], dtype: Any) -> pd.Series:
    """Return a Series of the values, each changed by ``change``; missing values stay missing.

    >>> each(pd.Series(["a", None, "b"]), {"a": "A"}.get, "str").tolist()
    ['A', nan, nan]
    """
    return values.astype("object").map(change, na_action="ignore").astype(dtype)


def replaced(values: pd.Series, where: pd.Series, by: pd.Series) -> pd.Series:
    """Return a Series of ``values``, replaced by the values of ``by`` where ``where`` is True.

    ``by`` has one value for each True in ``where``, in the same order.
    """
    if by.empty:
        return values
    changed = values.copy()
    changed[where.to_numpy()] = by.array
    return changed


def normal(texts: pd.Series) -> pd.Series:
    """Return a Series of the strings in Unicode's normal form NFKC, without spaces around them.

    >>> normal(pd.Series(["长沙示例（集团）\u3000", None], dtype="str")).tolist()
    ['长沙示例(集团)', nan]
    """
    plain = pc.utf8_trim(pc.utf8_normalize(_arrow(texts), "NFKC"), " \t\r\n")
    return pd.Series(pd.array(plain, dtype="str"), texts.index)


def is_among(texts: pd.Series, others: pd.Series) -> pd.Series:
    """Return a boolean Series: whether each string is among ``others``; a missing string is not.

    pandas' own ``isin`` takes twenty times as long for a million strings.
    """
    found = pc.is_in(_arrow(texts), value_set=_arrow(others), skip_nulls=True)
    return pd.Series(np.asarray(found), texts.index)


def joined(texts: pd.Series) -> bytes:
    """Return the strings of a Series concatenated, as bytes in UTF-8.

    >>> joined(pd.Series(["A1", "B2"]))
    b'A1B2'
    """
    every = pa.table({"text": _arrow(texts)})["text"].cast(pa.string()).combine_chunks()
    whole = pc.binary_join(pa.ListArray.from_arrays([0, len(every)], every), "")
    return bytes(whole[0].as_buffer())


def _arrow(texts: pd.Series) -> pa.Array | pa.ChunkedArray:
    return pa.array(texts.array, pa.large_string(), from_pandas=True).cast(pa.large_string())
