"""The threshold of similar names is the one that labelled pairs ask for."""

import itertools

import numpy as np
import pandas as pd
import pytest
from planted import typo
from rapidfuzz.distance import OSA

from hnfusion import sample
from hnfusion.audit import similar_names


def labelled_pairs(seed):
    """Names with a slip in them, and the nearest of the names that are different."""
    rng = np.random.default_rng(seed)
    real = sample.random_population(4000, seed)["enterprise"].tolist()
    same = [(name, typo(name, rng), True) for name in real[:1000]]
    by_place = sorted(real, key=lambda name: (name[:2], name[::-1]))
    by_head = sorted(real)
    different = [
        (one, other, False)
        for order in (by_place, by_head)
        for one, other in itertools.pairwise(order)
    ]
    # What shifts a word by one character is as near as two different names ever come.
    shifted = [(f"长沙示例{a}机械有限公司", f"长沙示例{a[1:]}盛机械有限公司", False) for a in
               ("鼎元泰和", "华宏远安", "金玉宝银")]  # fmt: skip
    return same + different + shifted


def judged(pairs, threshold):
    plain = [[similar_names.plain_name(name) for name in pair[:2]] for pair in pairs]
    near = np.array([OSA.distance(*pair) <= threshold for pair in plain])
    same = np.array([pair[2] for pair in pairs])
    hits = (near & same).sum()
    return hits / max(near.sum(), 1), hits / same.sum()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_threshold_has_the_best_precision_and_recall(seed):
    pairs = labelled_pairs(seed)
    scores = {threshold: judged(pairs, threshold) for threshold in range(4)}
    f1 = {t: 2 * p * r / (p + r) for t, (p, r) in scores.items()}
    assert max(f1, key=f1.get) == similar_names.NEAR
    assert min(scores[similar_names.NEAR]) > 0.95


def test_blocking_loses_no_pair():
    rng = np.random.default_rng(4)
    real = sample.random_population(150, 4)["enterprise"].tolist()
    every = pd.Series([*real, *(typo(name, rng) for name in real)])
    plain = [similar_names.plain_name(name) for name in every]
    brute = [
        (i, j)
        for i in range(len(plain))
        for j in range(i + 1, len(plain))
        if similar_names.is_near(plain[i], plain[j])
    ]
    assert [tuple(p) for p in similar_names.near_pairs(every).to_numpy().tolist()] == brute
    assert len(brute) >= 0.95 * len(real)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("湖南示例1号厂", "湖南示例2号厂", False),
        ("湖南示例一厂", "湖南示例二厂", False),
        ("湖南示例A公司", "湖南示例B公司", False),
        ("湖南示例东区公司", "湖南示例西区公司", False),
        ("湖南示例机械公司", "湖南示列机械公司", True),
        ("湖南示例机械公司", "湖南示例机械公司", True),
        ("湖南示例股份公司", "湖南示例公司", False),
    ],
)
def test_numbered_sisters_are_not_one(one, other, near):
    assert similar_names.is_near(one, other) is near
