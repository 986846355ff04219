"""The rule on nearly equal names of different enterprises.

It returns its findings as a frame with the columns ``rules.FOUND``, one row per finding.
"""

import re

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA, Postfix, Prefix

from hnfusion.audit.rules import beside, found, rule
from hnfusion.tally.linkage import LISTS, Case, bare

NEAR = 1
"""Maximum number of slips between two nearly equal names; a slip is one character wrong, missing or
added, or two neighbouring characters swapped.

Chosen on the labelled pairs of ``tests/audit/test_similar_names.py``: 0 misses every typo, 2 also
matches different companies such as 鼎元泰和 and 元泰和祥.
"""
FORM = re.compile("责任(?=公司)")
"""Matches what is left out of names: 有限责任公司 and 有限公司 are the same legal form (公司法
第八条)."""
ENUMERATION = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Characters that number sister companies (一厂, 二厂; 1号, 2号)."""


@rule
def similar_name(case: Case) -> pd.DataFrame:
    """Find pairs of enterprises in the quarter's lists with nearly the same name (通报三、3).

    Each pair is one finding, about the enterprise seen later; ``previous`` is the name of the
    enterprise seen first.
    """
    columns = ["who", "enterprise", "uscc", "city", "consultant", "file", "sheet", "row"]
    rows = pd.concat([case.now[n].reindex(columns=columns).assign(list=n) for n in LISTS])
    rows = rows.drop_duplicates(["who", "enterprise"], ignore_index=True)
    pairs = near_pairs(rows["enterprise"])
    pairs = pairs[rows["who"].to_numpy()[pairs["one"]] != rows["who"].to_numpy()[pairs["other"]]]
    known = pd.concat([case.before[name]["who"] for name in LISTS]).unique()
    is_known = rows["who"].isin(known).to_numpy()
    is_turned = is_known[pairs["other"]] & ~is_known[pairs["one"]]
    later = rows.iloc[np.where(is_turned, pairs["one"], pairs["other"])].reset_index(drop=True)
    first = rows.iloc[np.where(is_turned, pairs["other"], pairs["one"])]
    first_uscc = first["uscc"].fillna("无代码").to_numpy()
    rows = beside(later, first, "enterprise").assign(first_uscc=first_uscc)
    message = "与“{previous}”({first_uscc},{previous_place})名称近似,信用代码或身份不同"
    parts = {n: rows[rows["list"] == n] for n in LISTS}
    return pd.concat(
        found(part, n, "enterprise", part["enterprise"], message) for n, part in parts.items()
    )


def near_pairs(names: pd.Series) -> pd.DataFrame:
    """Return a frame of the pairs of names that are nearly equal (``is_near``), one row per pair.

    The columns are ``one`` and ``other``, the positions of the two names in ``names``; ``one`` is
    the smaller position. Only pairs that become equal if at most one character of each name is left
    out are compared, because no other pairs are nearly equal.

    >>> near_pairs(pd.Series(["示例甲骨有限公司", "示例(甲骨)有限责任公司", "示例甲壳有限公司",
    ...     "示例一厂", "示例二厂"])).to_numpy().tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    plain = [plain_name(name) for name in names]
    forms = pd.Series([[n, *(n[:i] + n[i + 1 :] for i in range(len(n)))] for n in plain]).explode()
    shared = forms[forms.duplicated(keep=False)].rename_axis("one").reset_index(name="form")
    shared = shared.drop_duplicates()
    pairs = shared.merge(shared.rename(columns={"one": "other"}), on="form")[["one", "other"]]
    pairs = pairs[pairs["one"] < pairs["other"]].drop_duplicates()
    pairs = pairs.sort_values(["one", "other"], ignore_index=True)
    near = [is_near(plain[a], plain[b]) for a, b in pairs.itertuples(index=False)]
    return pairs[np.array(near, dtype=bool)]


def plain_name(name: str) -> str:
    """Return a name in the form in which names are compared.

    It is made by ``bare``, and 有限责任公司 becomes 有限公司.

    >>> plain_name("示例(集团)有限责任公司")
    '示例集团有限公司'
    """
    return FORM.sub("", bare(name))


def is_near(one: str, other: str) -> bool:
    """Return whether two names of ``plain_name`` differ by at most ``NEAR`` slips.

    For names that differ only in characters of ``ENUMERATION`` (sister companies) it is False.

    >>> is_near("示例盛华机械", "示例华盛机械"), is_near("示例1厂", "示例2厂")
    (True, False)
    """
    if OSA.distance(one, other, score_cutoff=NEAR) > NEAR:
        return False
    start = Prefix.similarity(one, other)
    one, other = one[start:], other[start:]
    end = Postfix.similarity(one, other)
    differing = one[: len(one) - end] + other[: len(other) - end]
    return not differing or not ENUMERATION.issuperset(differing)
