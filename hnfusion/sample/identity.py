"""Names, codes and certificates of invented enterprises, which cannot be taken for real ones."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from hnfusion import codelists
from hnfusion.sample.quotas import TRADES

Numbers = NDArray[np.int64]
# An array of Python strings, which are objects to numpy.
Texts = NDArray[np.object_]

AUSPICIOUS = (
    "华盛鼎元泰和祥瑞丰隆恒昌兴旺达通宏远永安康宁福禄寿喜庆嘉吉利"
    "顺裕富贵荣誉辉腾飞龙凤麒麟金玉宝银珠翠松柏竹梅兰桂莲春晖锦绣"
    "泽"
)
FORMS = {"有限公司": 0.80, "股份有限公司": 0.09, "有限责任公司": 0.07, "(集团)有限公司": 0.04}
"""The legal forms in the names, and the share of names with each."""
VALID = pd.DateOffset(years=3, days=-1)
# GB 32100-2015, table 2: neither I, O, S, V nor Z.
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
# GB 11714: the weights of the eight characters; A counts 10, Z counts 35; a check of 10 is X.
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
ORGANISATION_VALUES = np.array([int(character, 36) for character in CODE_ALPHABET])
ORGANISATION_CHECKS = np.array([CODE_ALPHABET.index(check) for check in "0123456789X"])


def digits(numbers: Numbers, base: int, width: int) -> Numbers:
    """Return an array with one row per number: its ``width`` digits in ``base``, highest first."""
    return numbers[:, None] // base ** np.arange(width - 1, -1, -1) % base


def spelled(places: Numbers, alphabet: str) -> Texts:
    """Return an array of texts, one for each row of the two-dimensional array ``places``.

    A row has the positions, from 0, of the text's characters in ``alphabet``.
    """
    letters = np.ascontiguousarray(np.array(list(alphabet))[places])
    return letters.view(f"U{places.shape[1]}").ravel().astype(object)


def scattered(count: int, space: int, prime: int) -> Numbers:
    """Return an array of ``count`` different numbers below ``space``, in no visible order.

    ``space`` is a power of ``prime`` and at least ``count``.

    >>> scattered(4, 25, 5).tolist()
    [16, 7, 23, 14]
    """
    golden = int(space * 0.618) + 1
    step = golden + (golden % prime == 0)
    return (np.arange(1, count + 1, dtype=np.int64) * step) % space


def words(count: int) -> Texts:
    """Return an array of ``count`` words, any two of which differ in at least three characters.

    Two check characters follow the data characters: the sum of the data characters and their sum
    weighted 1, 2, 3, ..., modulo 61. Any two columns of this code are independent because 61 is
    prime, so different words differ in at least three positions (a shortened Reed-Solomon code).
    """
    base, width = len(AUSPICIOUS), 2
    while base**width < count:
        width += 1
    data = digits(scattered(count, base**width, base), base, width)
    weights = np.stack([np.ones(width, dtype=np.int64), np.arange(1, width + 1)], axis=1)
    return spelled(np.hstack([data, data @ weights % base]), AUSPICIOUS)


def credit_codes(divisions: Numbers) -> Texts:
    """Return an array with a different 统一社会信用代码 for each of ``divisions``.

    The codes are valid, but of no real organisation: the organisation code of an invented
    enterprise begins with 000. ``divisions`` are codes of administrative divisions, six digits.
    """
    count, base = len(divisions), len(CODE_ALPHABET)
    serial = digits(scattered(count, base**5, base), base, 5)
    organisation = np.hstack([np.zeros((count, 3), dtype=np.int64), serial])
    weighted = ORGANISATION_VALUES[organisation] @ ORGANISATION_WEIGHTS
    check = ORGANISATION_CHECKS[-weighted % 11]
    kind = np.tile([9, 1], (count, 1))
    body = np.hstack([kind, digits(divisions, 10, 6), organisation, check[:, None]])
    final = -(body @ CODE_WEIGHTS) % base
    return spelled(np.hstack([body, final[:, None]]), CODE_ALPHABET)


def certificate_numbers(issued: pd.Series) -> pd.Series:
    """Return a Series of certificate numbers, marked 示例, for the dates of issue ``issued``.

    They count in the order of the dates; a row without a date has "".

    >>> certificate_numbers(pd.Series(pd.to_datetime(["2020-03-05", None]))).tolist()
    ['示例AIITRE-00320IIIMS0000101', '']
    """
    held = issued.dropna().sort_values(kind="stable")
    width = max(5, len(str(len(held))))
    numbers = [f"示例AIITRE-003{day:%y}IIIMS{n:0{width}}01" for n, day in enumerate(held, 1)]
    return pd.Series(numbers, held.index, dtype="str").reindex(issued.index, fill_value="")


def identified(known: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Return the rows of ``known`` with invented names, codes, certificates and expiry dates.

    ``known`` has one row per enterprise and the other columns of ``story.population``. A name is
    ``<city>示例<four characters><trade>`` and a legal form such as 有限公司.
    """
    place, trade = known["city"].map(codelists.short_names()), known["industry"].map(TRADES)
    form = rng.choice([*FORMS], len(known), p=[*FORMS.values()])
    divisions = np.asarray(known["city"].map(codelists.codes()).astype(int), np.int64)
    rows = known.astype({"start_date": "datetime64[s]", "issue_date": "datetime64[s]"})
    return rows.assign(
        enterprise=place + "示例" + words(len(known)) + trade + form,
        uscc=credit_codes(divisions),
        certificate=certificate_numbers(rows["issue_date"]),
        expiry_date=rows["issue_date"] + VALID,
    )
