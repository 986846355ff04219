"""Which texts of long columns are alike.

They are looked for by 64-bit numbers, which cost less than texts, and what is met is proved by the
texts themselves.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hnfusion.cleaning.columns import Begins, Bytes, told

WORD = 8
FIRST_BYTES = np.array([(1 << 8 * count) - 1 for count in range(WORD + 1)], dtype=np.uint64)
"""What is kept of a word to keep so many of its bytes."""
MIXER, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""By what the words of a text are mixed into one number."""
MOST = 128
"""So many bytes of a text are mixed, more than a name has."""


def numbers(texts: pd.Series) -> NDArray[np.uint64]:
    """Return a number for each text: equal texts have the same, others all but never.

    Longer ones than ``MOST`` bytes have the same, too, where their length and beginning are.

    >>> one, other, again = numbers(pd.Series(["长沙示例甲有限公司", "长沙示例乙有限公司"] * 2))[:3]
    >>> bool(one == again), bool(one == other)
    (True, False)
    """

    def tell(content: Bytes, begins: Begins) -> NDArray[np.uint64]:
        number = np.diff(begins).astype(np.uint64)
        even, width = _even(content, begins)
        padded = np.append(even, np.zeros(WORD, np.uint8))
        words = np.ndarray(len(even) + 1, dtype="<u8", buffer=padded, strides=(1,))
        for start in range(0, min(width, MOST), WORD):
            word = words[start : len(even) : width] & FIRST_BYTES[min(width - start, WORD)]
            word *= MIXER
            word ^= word >> SHIFT
            number += word * np.uint64(pow(int(MIXER), start + 2, 1 << 64))
        return number

    return told(texts, tell)


def is_repeated(texts: pd.Series) -> pd.Series:
    """Say for each text whether another row has the same.

    Equal ones have equal numbers; who shares a number with another is compared as text.

    >>> is_repeated(pd.Series(["914301000000000000", "甲", "乙", "甲"])).tolist()
    [False, True, False, True]
    """
    number = numbers(texts)
    twice = recurring(number)
    if not len(twice):
        return pd.Series(data=False, index=texts.index)
    verdict = pd.Series(number, texts.index).isin(twice)
    verdict[verdict] = texts[verdict].duplicated(keep=False).to_numpy()
    return verdict


def recurring(number: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the numbers that are there more than once."""
    in_order = np.sort(number)
    found: NDArray[np.uint64] = in_order[1:][in_order[1:] == in_order[:-1]]
    return found


def is_among(texts: pd.Series, others: pd.Series) -> pd.Series:
    """Say for each text whether it is among the others.

    It is looked for by its number, and what is met there is proved by the texts.

    >>> is_among(pd.Series(["甲", "乙"]), pd.Series(["乙", "丙"])).tolist()
    [False, True]
    """
    known, firsts = pd.Index(numbers(others)), others
    if not known.is_unique:
        known, firsts = known.unique(), others[~known.duplicated()]
    at = known.get_indexer(pd.Index(numbers(texts)))
    is_met = at >= 0
    met = firsts.array.take(at[is_met])
    if not (texts.array[is_met] == met).all():
        return texts.isin(others)  # chance gave two texts one number
    return pd.Series(is_met, texts.index)


def _even(content: Bytes, begins: Begins) -> tuple[Bytes, int]:
    """Return the texts, or the first ``MOST`` bytes, filled to one length, and this length."""
    longest = int(np.diff(begins).max(initial=0))
    if len(content) == longest * (len(begins) - 1):
        return content, longest
    buffers = [None, pa.py_buffer(begins), pa.py_buffer(content)]
    texts = pa.Array.from_buffers(pa.large_binary(), len(begins) - 1, buffers)
    cut = pc.binary_slice(texts, 0, MOST) if longest > MOST else texts
    width = min(longest, MOST)
    filled = pc.ascii_rpad(cut.view(pa.large_string()), width, padding="\0")
    return np.frombuffer(filled.buffers()[2], np.uint8), width
