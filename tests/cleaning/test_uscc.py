"""The vectorised check of unified social credit codes is python-stdnum's."""

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from hnfusion.cleaning import cells


def drawn(count, seed=2020):
    """Codes of which about half are right, the others wrong in one character."""
    chance = np.random.default_rng(seed)
    letters = np.array(list(cells.USCC_ALPHABET))
    bodies = [
        "".join(chance.choice(letters[:10], 8)) + "".join(chance.choice(letters, 9))
        for _ in range(count)
    ]
    right = [body + uscc.calc_check_digit(body) for body in bodies]
    places, others = chance.integers(8, 18, count), chance.choice(letters, count)
    spoilt = [c[:p] + o + c[p + 1 :] for c, p, o in zip(right, places, others, strict=True)]
    return right[: count // 2] + spoilt[count // 2 :]


def test_both_give_the_same_verdict_on_right_and_nearly_right_codes():
    codes = drawn(2000)
    verdicts = cells.is_valid_uscc(pd.Series(codes)).tolist()
    assert verdicts == [uscc.is_valid(code) for code in codes]
    assert 1000 <= sum(verdicts) < 1200


def test_both_refuse_what_is_no_code():
    codes = [
        "",
        "9143",
        "914301000000000000 ",
        "91430100000000000I",
        "A1430100000000000X",
        "九" * 18,
        "9" * 19,
    ]
    assert not cells.is_valid_uscc(pd.Series([*codes, None], dtype="str")).any()
    assert not any(uscc.is_valid(code) for code in codes if code.strip() == code)


def test_the_index_of_the_verdicts_is_the_codes_own():
    codes = pd.Series(["914301000000000000", None], index=[7, 3], dtype="str")
    assert cells.is_valid_uscc(codes).to_dict() == {7: True, 3: False}
