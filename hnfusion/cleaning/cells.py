"""Parse what an office writes in one cell: dates, codes, blanks, plain text."""

import re
import unicodedata
from datetime import date, timedelta

import numpy as np
import pandas as pd

from hnfusion.cleaning.columns import joined

INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
)
SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
BLANKS = frozenset(
    {"null", "nan", "none", "n/a", "nil", "(空)", "空", "空白", "无", "暂无", "/", "\\"}
    | {"-", "--", "—", "——", "–"}
)
"""Texts that mean a blank cell or, in the column of consulting bodies, 自行贯标."""
SELF_RUN_SPELLINGS = frozenset(
    {"自行贯标", "自行", "自主贯标", "自主", "企业自行贯标", "企业自主贯标", "自行开展"}
    | {"自行开展贯标", "自主开展", "自主开展贯标", "自贯标", "企业自行", "未聘请", "无咨询机构"}
)
"""What an office writes where an enterprise has no consulting body (二: 选择自行开展贯标)."""
ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|未计算)")
LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{2}")
"""Matches a long number as Excel shows it (9.14301E+17); only its first fifteen digits are kept."""
DATE = re.compile(
    r"(\d{4})\s?[-/.年、]\s?(\d{1,2})(?:\s?[-/.月、]\s?(\d{1,2})[日号]?|月?)"
    r"(?:[T ]?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?(\(1904\))?")
"""Matches a date as Excel stores it, a count of days: from 3 October 1954 to 2119. ``(1904)``
marks a count from 1904."""
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of Excel's count, by whether the workbook counts from 1904 (ECMA-376, 18.17.4.1)."""
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
TENS = re.compile(r"(\d?)十(\d?)")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC = f"[0-9]{{8}}[{USCC_ALPHABET}]{{10}}"
USCC_WEIGHTS = np.array([*(pow(3, place, 31) for place in range(17)), 1], dtype="float32")
"""3^i modulo 31 (GB 32100-2015, 5.6), and 1 for the check character itself; as floats, which numpy
multiplies fastest."""
USCC_VALUES = bytes.maketrans(USCC_ALPHABET.encode(), bytes(range(len(USCC_ALPHABET))))
"""Translates each character of a code into its value (``bytes.translate``)."""
LOOKALIKES = str.maketrans("OI", "01")
"""Letters that the alphabet of GB 32100 leaves out because they look like digits."""


def tidy_text(text: str) -> str:
    """Return a cell's text in its normal form.

    NFKC turns （） into () and Ａ into A. Removed are invisible characters, spaces at both ends and
    beside Chinese characters, and apostrophes at the beginning (Excel marks text by an apostrophe).
    Between Latin words one space stays.

    >>> tidy_text(" 长沙　示例（集团）有限公司 "), tidy_text("ISO  9001"), tidy_text("'9143")
    ('长沙示例(集团)有限公司', 'ISO 9001', '9143')
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return SPACE_BESIDE_CHINESE.sub("", " ".join(plain.split())).lstrip("'’‘`")


def parse_date(text: str) -> date | None:
    """Return the date that is written in a tidied text; ``None`` if the text is not a date.

    A month without a day gives the first day of the month. A number of five digits is a date as
    Excel stores it: a count of days from 1900 or, if ``(1904)`` follows, from 1904.

    >>> parse_date("2020年3月31日"), parse_date("2020.13")
    (datetime.date(2020, 3, 31), None)
    >>> parse_date("二〇二〇年三月"), parse_date("43921"), parse_date("42459(1904)")
    (datetime.date(2020, 3, 1), datetime.date(2020, 3, 31), datetime.date(2020, 3, 31))
    >>> parse_date("2020-02-30") is None
    True
    """
    serial = SERIAL.fullmatch(text)
    if serial:
        return EPOCHS[serial[2] is not None] + timedelta(days=int(serial[1]))
    # 二十一 is 21, 十 is 10.
    plain = TENS.sub(lambda ten: f"{ten[1] or 1}{ten[2] or 0}", text.translate(NUMERALS))
    match = DATE.fullmatch(plain) or COMPACT.fullmatch(plain)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_uscc(codes: pd.Series) -> pd.Series:
    """Return a Series of tidied codes in capitals, without spaces and hyphens.

    O and I become 0 and 1 where the check character proves that the code then is valid.

    >>> parse_uscc(pd.Series(["9143 01000000o00000", "Ox"])).tolist()
    ['914301000000000000', 'OX']
    """
    plain = codes.str.replace(r"[ -]", "", regex=True).str.upper()
    read = plain.str.replace("O", "0", regex=False).str.replace("I", "1", regex=False)
    return plain.mask(read.ne(plain) & is_valid_uscc(read), read)


def is_valid_uscc(codes: pd.Series) -> pd.Series:
    """Return a boolean Series: whether each text is a valid code of GB 32100-2015.

    A valid code has eighteen characters of the standard's alphabet, the first eight of them digits.
    The sum of the characters' values, each times its weight, is a multiple of 31. The results agree
    with those of python-stdnum.

    >>> is_valid_uscc(pd.Series(["914301000000000000", "91430100000000000X", None])).tolist()
    [True, False, False]
    """
    verdict = codes.astype("str").str.fullmatch(USCC)
    values = np.frombuffer(joined(codes[verdict]).translate(USCC_VALUES), dtype=np.uint8)
    sums = values.reshape(-1, len(USCC_WEIGHTS)).astype("float32") @ USCC_WEIGHTS
    verdict[verdict] = sums % len(USCC_ALPHABET) == 0
    return verdict
