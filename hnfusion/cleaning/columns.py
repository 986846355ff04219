"""Whole columns of texts at once, by the way in which Arrow keeps them.

A column is one buffer with the bytes of all its texts, and where each begins. To look at the
bytes costs a nanosecond a byte, to call a function of Python a microsecond a text.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Begins = NDArray[np.int64]
"""Where each text begins among the bytes, and where the last one ends."""
Marks = NDArray[np.bool_]
STEP = 1 << 14
"""Texts that are looked at together, half a megabyte: they stay in the processor's cache."""
CHINESE = ((0x80, 0xBF), (0xE4, 0xE9))
"""The bytes of U+4000 to U+9FFF in UTF-8; the characters that we mean begin at U+4E00."""
FIRST_CHINESE = (0xE4, 0xB8)
"""The first two bytes of U+4E00."""
UNCHANGED = ((0x21, 0x26), (0x28, 0x5F), (0x61, 0x7E))
"""ASCII without spaces, controls and apostrophes."""
CAPITALS = ((0x30, 0x39), (0x41, 0x5A))
"""0 to 9 and A to Z."""


def by_distinct(values: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return the values as a function changes them, which sees each distinct one once.

    Of a category the distinct ones are known, and need not be looked for.

    >>> by_distinct(pd.Series(["a", None, "a"]), lambda distinct: distinct.str.upper()).tolist()
    ['A', nan, 'A']
    """
    places, distinct = pd.factorize(values)
    before = pd.Series(distinct, dtype=values.dtype)
    changed = change(before)
    if changed.equals(before):
        return values
    return pd.Series(changed.array.take(places, allow_fill=True), values.index)


def each(values: pd.Series, change: Callable[[str], object], dtype: Any) -> pd.Series:
    """Return the values changed one by one; blanks stay.

    >>> each(pd.Series(["a", None, "b"]), {"a": "A"}.get, "str").tolist()
    ['A', nan, nan]
    """
    return values.astype("object").map(change, na_action="ignore").astype(dtype)


def replaced(values: pd.Series, where: pd.Series | Marks, by: pd.Series) -> pd.Series:
    """Return the values with those of ``where`` replaced, in their order, by others.

    >>> replaced(pd.Series(["a", "b"]), pd.Series([False, True]), pd.Series(["c"])).tolist()
    ['a', 'c']
    """
    if not len(by):
        return values
    changed = values.copy()
    changed[where] = by.array
    return changed


def told(texts: pd.Series, tell: Callable[[Bytes, Begins], NDArray[Any]]) -> NDArray[Any]:
    """Return what a function tells of each text; a missing one is told of as if it were empty.

    Args:
        texts: of dtype ``str``.
        tell: takes the bytes of some texts and where they begin, returns a value for each.
    """
    parts = [tell(*step) for step in _steps(texts)]
    return np.concatenate(parts or [tell(np.zeros(0, np.uint8), np.zeros(1, np.int64))])


def lengths(texts: pd.Series) -> NDArray[np.int64]:
    """Return how many bytes each text has in UTF-8.

    >>> lengths(pd.Series(["长沙市", "ISO", None], dtype="str")).tolist()
    [9, 3, 0]
    """
    return np.asarray(pc.fill_null(pc.binary_length(_column(texts)), 0))


def bytes_at(texts: pd.Series, place: int) -> Bytes:
    """Return the byte of each text in a place, 0 where it is shorter.

    >>> bytes_at(pd.Series(["#N/A", "", None], dtype="str"), 0).tolist()
    [35, 0, 0]
    """

    def tell(content: Bytes, begins: Begins) -> Bytes:
        filled = content if len(content) else np.zeros(1, np.uint8)
        at = np.minimum(begins[:-1] + place, len(filled) - 1)
        return filled[at] * (np.diff(begins) > place)

    return told(texts, tell)


def is_plain(texts: pd.Series) -> Marks:
    """Say for each text whether no normal form changes it: Chinese characters and printed ASCII.

    An apostrophe is none of these, since Excel marks text by one.

    >>> is_plain(pd.Series(["示例(集团)", "示例（集团）", "示例 ", None], dtype="str")).tolist()
    [True, False, False, True]
    """
    return told(texts, lambda content, begins: _has_only(content, begins, UNCHANGED))


def is_bare(texts: pd.Series) -> Marks:
    """Say for each text whether it has only Chinese characters, figures and capitals.

    >>> is_bare(pd.Series(["示例A1", "示例(集团)", "iso"], dtype="str")).tolist()
    [True, False, False]
    """
    return told(texts, lambda content, begins: _has_only(content, begins, CAPITALS))


def normal(texts: pd.Series) -> pd.Series:
    """Return the texts in Unicode's normal form NFKC, without spaces around them.

    >>> normal(pd.Series(["长沙示例（集团）\u3000", None], dtype="str")).tolist()
    ['长沙示例(集团)', nan]
    """
    plain = pc.utf8_trim(pc.utf8_normalize(_column(texts), "NFKC"), " \t\r\n")
    return pd.Series(pd.array(plain, dtype="str"), texts.index)


def in_one_piece(texts: pd.Series) -> pd.Series:
    """Return the texts in one piece; to take some of several pieces costs a copy of all.

    >>> in_one_piece(pd.concat([pd.Series(["甲"]), pd.Series(["乙"])])).tolist()
    ['甲', '乙']
    """
    return pd.Series(pd.array(_whole(_column(texts)), dtype="str"), texts.index)


def _has_only(content: Bytes, begins: Begins, ascii_: tuple[tuple[int, int], ...]) -> Marks:
    is_other = np.ones(len(content), dtype=np.bool_)
    for low, high in (*ascii_, *CHINESE):
        is_other &= content - np.uint8(low) > high - low
    first, second = FIRST_CHINESE
    is_other[:-1] |= (content[:-1] == first) & (content[1:] < second)
    marks = np.ones(len(begins) - 1, dtype=np.bool_)
    marks[np.searchsorted(begins, np.flatnonzero(is_other), side="right") - 1] = False
    return marks


def _column(texts: pd.Series) -> pa.Array | pa.ChunkedArray:
    return pa.array(texts.array, pa.large_string(), from_pandas=True).cast(pa.large_string())


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _steps(texts: pd.Series) -> Iterator[tuple[Bytes, Begins]]:
    """Return the bytes of some texts after others, and where each of them begins."""
    for chunk in pa.chunked_array(_column(texts)).chunks:
        content, begins = _buffers(chunk)
        if chunk.null_count and np.diff(begins)[np.asarray(chunk.is_null())].any():
            content, begins = _buffers(chunk.fill_null(""))
        for start in range(0, len(chunk), STEP):
            own = begins[start : start + STEP + 1]
            yield content[own[0] : own[-1]], own - own[0]


def _buffers(texts: pa.LargeStringArray) -> tuple[Bytes, Begins]:
    _, begins, content = texts.buffers()
    data = np.frombuffer(content, np.uint8) if content else np.zeros(0, np.uint8)
    return data, np.frombuffer(begins, np.int64)[texts.offset : texts.offset + len(texts) + 1]
