"""Recognise personal data, by a column's header or values, so that it is not read.

个人信息保护法 (2021) article 6: only what the purpose needs is collected. The lists need no
personal data.
"""

import re
from collections.abc import Iterable
from itertools import islice

COLUMNS = re.compile(
    r"联系|手机|电话|传真|座机|身份证|邮箱|邮件|e-?mail|微信|qq|姓名|法人|负责人", re.IGNORECASE
)
"""Matches a word that headers of columns about persons contain."""
APART, ENDED = r"(?<![\dA-Za-z])", r"(?![\dA-Za-z])"
PHONE = r"(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})"
EMAIL = r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
CITIZEN = r"[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
"""Matches a citizen's number (GB 11643): division, day of birth, serial number, check character."""
VALUE = re.compile(f"{APART}(?:{PHONE}|{EMAIL}|{CITIZEN}){ENDED}")
NAMED = re.compile(
    r"((?:联系|填[报表]人|制表|审核|负责人|经办|电话|手机|邮箱)[^::\s]{0,6}[::\s]).+", re.DOTALL
)
"""Matches words such as 联系人: (group 1) and the name or number that follows them."""
SAMPLE = 200
"""How many values of a column are checked: an office fills a whole column in the same way."""


def is_personal(header: str, values: Iterable[str]) -> bool:
    """Return whether a column is about persons, judged by its header or most of its values.

    >>> is_personal("联系 人", []), is_personal("", ["13800138000", "", "13900139000"])
    (True, True)
    >>> is_personal("邮编", ["410000"]), is_personal("", ["91430100000000008K"])
    (False, False)
    """
    if COLUMNS.search("".join(header.split())):
        return True
    looked_at = list(islice(filter(None, values), SAMPLE))
    return 2 * sum(VALUE.search(value) is not None for value in looked_at) > len(looked_at)


def masked(text: str) -> str:
    """Return a text with the names and numbers of persons replaced by an ellipsis.

    >>> masked("联系人:张三 13800138000"), masked("注:请致电13800138000")
    ('联系人:…', '注:请致电…')
    """
    return NAMED.sub(r"\1…", VALUE.sub("…", text))
