"""What is done to whole columns is what is done to each string."""

import re
import unicodedata
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hnfusion import cleaning
from hnfusion.cleaning import cells, columns
from hnfusion.tally import linkage

EVERY = [chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000]
PIECES = [
    *"长沙示例(集团)ABz09 '’`·-—《》#㐀䷀一鿿가",
    "（",
    "）",
    "Ａ",
    "\u3000",
    "\u200b",
    "\n",
    "无",
    "null",
    "\x7f",
]


def drawn(count=4000, seed=7):
    chance = np.random.default_rng(seed)
    texts = ["".join(chance.choice(PIECES, chance.integers(0, 12))) for _ in range(count)]
    column = pd.Series(texts, index=range(count, 0, -1), dtype="str")
    return column.mask(chance.random(count) < 0.05)


def chunked(texts):
    """The same column as it comes from files: in pieces, each a slice of something longer."""
    whole = pa.array(["头", *texts.array, "尾"], pa.large_string(), from_pandas=True)
    at = [1, 2, 2, len(texts) // 2, len(texts) + 1]
    parts = [whole.slice(a, b - a) for a, b in pairwise(at)]
    return pd.Series(pd.array(pa.chunked_array(parts), dtype="str"), texts.index)


def one_by_one(texts, change):
    return [None if pd.isna(text) else change(text) for text in texts]


def listed(column):
    return [None if pd.isna(value) else value for value in column]


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_a_column_is_tidied_as_its_cells_are(form):
    texts = drawn()
    tidied = cleaning.tidy(form(texts))
    assert listed(tidied) == one_by_one(texts, cleaning._tidy_or_none)
    assert tidied.index.equals(texts.index)


def test_every_character_is_tidied_as_by_itself():
    around = pd.Series([f"示例{character}企业" for character in EVERY], dtype="str")
    known = [unicodedata.category(character) != "Cn" for character in EVERY]
    found, expected = cleaning.tidy(around)[known], around[known].map(cells.tidy_text)
    assert found.tolist() == expected.tolist()


def test_tidy_texts_are_those_that_no_normal_form_changes():
    alone = pd.Series([character * 9 for character in EVERY], dtype="str")
    plain = alone[alone.str.fullmatch(cleaning.TIDY)]
    assert (plain.map(cleaning._tidy_or_none) == plain).all()
    characters = {text[0] for text in plain}
    assert characters >= {chr(code) for code in range(0x4E00, 0x9FFF)}
    assert not {"'", " ", "（", "䷀", "\x7f"} & characters
    assert all(unicodedata.combining(character) == 0 for character in characters)
    assert not any(re.fullmatch(cleaning.TIDY, blank) for blank in cells.BLANKS)


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_names_are_numbered_by_their_bare_form(form):
    names = drawn().fillna("示例")
    expected, _ = pd.factorize(names.map(linkage.bare))
    numbers = linkage._numbered(form(names), linkage._is_formatted(form(names)))
    assert (pd.factorize(numbers)[0] == expected).all()
    alone = pd.Series(EVERY, dtype="str")
    assert all(linkage.bare(c) == c for c in alone[~alone.str.contains(linkage.FORMATTED)])
    assert linkage.bare("示例_(集团)") == "".join(filter(str.isalnum, "示例_(集团)"))


def test_names_connect_where_only_their_formatting_differs():
    names = pd.concat(
        [
            drawn().fillna("示例"),
            pd.Series(["示例(甲)厂", "示例甲厂", "示例（甲）厂", "示例iso", "示例ISO"]),
        ],
        ignore_index=True,
    )
    number = np.arange(len(names))
    claims = {"enterprise": names, "identity": [f"9143{n}" for n in number], "quarter": number}
    linked = linkage._connected(pd.DataFrame(claims))
    assert (pd.factorize(linked)[0] == pd.factorize(names.map(linkage.bare))[0]).all()


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_replacing_and_looking_up_do_not_care_how_a_column_is_kept(form):
    texts = drawn()
    where = texts.str.len().fillna(0) > 5
    by = texts[where] + "!"
    expected = texts.mask(where, texts + "!")
    pd.testing.assert_series_equal(columns.replaced(form(texts), where, chunked(by)), expected)
    some = texts.dropna().sample(50, random_state=2)
    pd.testing.assert_series_equal(
        columns.is_among(form(texts), chunked(some)), texts.isin(some), check_names=False
    )


def test_a_missing_text_is_missing_even_where_arrow_keeps_bytes_of_it():
    bytes_, begins = (
        pa.py_buffer("甲乙丙".encode()),
        pa.array([0, 3, 6, 9], pa.int64()).buffers()[1],
    )
    kept = pa.Array.from_buffers(pa.large_string(), 3, [pa.py_buffer(b"\x05"), begins, bytes_], 1)
    texts = pd.Series(pd.array(kept, dtype="str"))
    assert listed(texts) == ["甲", None, "丙"]
    assert columns.is_among(texts, pd.Series(["乙", "丙", None])).tolist() == [False, False, True]
    assert listed(columns.normal(texts)) == ["甲", None, "丙"]
