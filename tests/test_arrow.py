"""What is told of whole columns is what is told of each text."""

import unicodedata
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hnfusion import cleaning
from hnfusion.cleaning import alike, cells, columns
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


def one_by_one(texts, tell):
    return [None if pd.isna(text) else tell(text) for text in texts]


def told(column):
    return [None if pd.isna(value) else value for value in column]


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
@pytest.mark.parametrize("kind", ["text", "uscc", "consultant", "city"])
def test_a_column_is_tidied_as_its_cells_are(form, kind):
    texts = drawn()
    tidied = cleaning.tidy(form(texts), kind)
    assert told(tidied) == one_by_one(texts, cleaning._tidy_or_none)
    assert tidied.index.equals(texts.index)


def test_every_character_is_tidied_as_by_itself():
    around = pd.Series([f"示例{character}企业" for character in EVERY], dtype="str")
    known = [unicodedata.category(character) != "Cn" for character in EVERY]
    found, expected = cleaning.tidy(around, "text")[known], around[known].map(cells.tidy_text)
    assert found.tolist() == expected.tolist()


def test_plain_texts_are_those_that_no_normal_form_changes():
    alone = pd.Series(EVERY, dtype="str")
    plain = alone[columns.is_plain(alone)]
    assert (plain.map(cells.tidy_text) == plain).all()
    assert set(plain) >= {chr(code) for code in range(0x4E00, 0x9FFF)}
    assert not {"'", " ", "（", "䷀", "\x7f"} & set(plain)
    assert all(unicodedata.combining(character) == 0 for character in plain)


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_bare_names_are_bare_one_by_one(form):
    names = drawn().fillna("示例")
    assert told(linkage.bare_names(form(names))) == one_by_one(names, linkage.bare)
    alone = pd.Series(EVERY, dtype="str")
    assert all(linkage.bare(character) == character for character in alone[columns.is_bare(alone)])


def test_names_connect_where_only_their_formatting_differs():
    names = pd.concat(
        [
            drawn().fillna("示例"),
            pd.Series(["示例(甲)厂", "示例甲厂", "示例（甲）厂", "示例iso", "示例ISO"]),
        ],
        ignore_index=True,
    )
    number = np.arange(len(names))
    claim = pd.DataFrame({"enterprise": names, "identity": [f"9143{n}" for n in number]})
    linked = linkage._connected(claim, number)
    assert (pd.factorize(linked)[0] == pd.factorize(names.map(linkage.bare))[0]).all()


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_texts_have_one_number_where_they_are_the_same(form):
    texts = drawn()
    numbers = alike.numbers(form(texts))
    assert [alike.numbers(texts.iloc[[n]])[0] for n in range(50)] == numbers[:50].tolist()
    assert (pd.factorize(numbers)[0] == pd.factorize(texts.fillna(""))[0]).all()


def test_a_long_text_has_one_number_whatever_stands_beside_it():
    letters = [100, 156, 128, 129, 127, 20_000, 1, 0]
    texts = pd.Series(["甲" * 200, "乙" * 43, *("x" * n for n in letters)], dtype="str")
    alone = [alike.numbers(texts.iloc[[n]])[0] for n in range(len(texts))]
    assert len({*alone}) == len(texts)
    for together in [[0], [0, 0], [2, 3], [2, 3, 0], [5, 6], [1, 4], range(len(texts))]:
        assert alike.numbers(texts.iloc[together]).tolist() == [alone[n] for n in together]
    ends = pd.Series(["x" * 200 + end for end in "aba"], dtype="str")
    assert alike.is_repeated(ends).tolist() == [True, False, True]
    assert alike.is_among(ends, ends.iloc[:1]).tolist() == [True, False, True]


def test_names_that_chance_gives_one_number_connect_nobody(monkeypatch):
    names = drawn().fillna("示例")
    claim = {"enterprise": names, "identity": [f"9143{n % 97}" for n in range(len(names))]}
    quarters = np.arange(len(names)) % 2
    linked = linkage._connected(pd.DataFrame(claim), quarters)
    monkeypatch.setattr(linkage, "numbers", lambda texts: np.zeros(len(texts), np.uint64))
    assert (linkage._connected(pd.DataFrame(claim), quarters) == linked).all()
    assert 1 < len({*linked}) < len({*claim["identity"]})


def test_repeated_identities_are_those_that_pandas_finds():
    codes = pd.Series(
        ["91430100000K4UT157", "91430100000K4UT15X", "示例甲厂", "示例甲", None], dtype="str"
    )
    drawn_ones = codes.sample(500, replace=True, random_state=1)
    rare = pd.Series([f"9143010000{n:08d}" for n in range(300)], dtype="str")
    every = pd.concat([drawn_ones, rare, codes.iloc[:1]], ignore_index=True)
    for identities in (every, codes, codes.iloc[:0], rare):
        expected = identities.duplicated(keep=False)
        pd.testing.assert_series_equal(alike.is_repeated(identities), expected)


def test_texts_that_share_a_number_are_told_apart(monkeypatch):
    texts, others = drawn().fillna("示例"), drawn(seed=8).fillna("示例")
    monkeypatch.setattr(alike, "numbers", lambda texts: np.zeros(len(texts), np.uint64))
    assert alike.is_repeated(texts).tolist() == texts.duplicated(keep=False).tolist()
    assert alike.is_among(texts, others).tolist() == texts.isin(others).tolist()


@pytest.mark.parametrize("form", [lambda texts: texts, chunked])
def test_replacing_and_looking_up_do_not_care_how_a_column_is_kept(form):
    texts = drawn()
    where = texts.str.len().fillna(0) > 5
    by = texts[where] + "!"
    expected = texts.mask(where, texts + "!")
    pd.testing.assert_series_equal(columns.replaced(form(texts), where, chunked(by)), expected)
    some = texts.dropna().sample(50, random_state=2)
    pd.testing.assert_series_equal(
        alike.is_among(form(texts), chunked(some)), texts.isin(some), check_names=False
    )


def test_a_missing_text_has_no_bytes_even_where_arrow_keeps_some():
    bytes_, begins = (
        pa.py_buffer("甲乙丙".encode()),
        pa.array([0, 3, 6, 9], pa.int64()).buffers()[1],
    )
    kept = pa.Array.from_buffers(pa.large_string(), 3, [pa.py_buffer(b"\x05"), begins, bytes_], 1)
    texts = pd.Series(pd.array(kept, dtype="str"))
    assert told(texts) == ["甲", None, "丙"]
    assert alike.numbers(texts).tolist() == alike.numbers(texts.fillna("")).tolist()


def test_bytes_are_those_of_the_text():
    texts = drawn()
    plain = texts.fillna("")
    for form in (texts, chunked(texts)):
        assert columns.lengths(form).tolist() == [len(text.encode()) for text in plain]
        second = [text.encode()[1] if len(text.encode()) > 1 else 0 for text in plain]
        assert columns.bytes_at(form, 1).tolist() == second
