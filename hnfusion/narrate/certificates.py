"""The trend's sentences on the way to the certificate and on what becomes of it."""

from typing import Any

import pandas as pd

from hnfusion.quarter import Quarter
from hnfusion.tally.validity import SHORTEST_MONTHS
from hnfusion.trend.retention import AHEAD
from hnfusion.trend.survival import MONTH

A_YEAR = 4
"""Quarters ahead in which ends of validity are told together."""


def time_to_certificate(summary: pd.Series) -> str:
    """Return how long the way to the certificate takes, as one basis has it.

    Args:
        summary: a row of ``trend.times``.
    """
    basis = f"按{summary['basis']}"
    if summary["followed"] == 0:
        return f"{basis},可观察的企业太少,不能估计从启动到获证的时间"
    if pd.isna(summary["median"]):
        return f"{basis}估计,{_share(summary)}获证还不到一半"
    return f"{basis}估计,启动后{months(summary['median'])}个月有一半企业获证"


def beyond_the_minimum(summary: pd.Series) -> str:
    """Return how many times the scheme's least running time the median is; "" if not longer.

    It goes on after ``time_to_certificate``.

    Args:
        summary: a row of ``trend.times``.
    """
    times = 0 if pd.isna(summary["median"]) else summary["median"] / MONTH / SHORTEST_MONTHS
    if times <= 1:
        return ""
    return f",是评定申请前体系至少运行时间({SHORTEST_MONTHS}个月)的{times:.1f}倍"


def kept(retention: pd.DataFrame) -> str:
    """Return who of all ever certified left the list, and whose certificate there has ended.

    Args:
        retention: ``trend.retention``.
    """
    now = retention[retention["quarter"] == retention["quarter"].max()]
    ever, listed, valid = (int(now[c].sum()) for c in ("ever", "listed", "valid"))
    if not ever:
        return "还没有企业获证"
    opening = f"曾获证的{ever}家企业"
    if not listed:
        return f"{opening}都已不在本期名单"
    left = f"中,{ever - listed}家已不在本期名单" if ever > listed else "全部仍在本期名单"
    ended = f"{listed - valid}家的证书已过期" if listed > valid else "的证书都在有效期内"
    return f"{opening}{left},名单中{ended}"


def ending(expiry: pd.DataFrame) -> str:
    """Return how many certificates end within a year, and when the first of all do."""
    ahead = expiry.iloc[1 : AHEAD + 1]
    coming = ahead[ahead["certificates"] > 0]
    if coming.empty:
        return "今后三年没有证书到期"
    first = coming.iloc[0]
    year = int(ahead["certificates"].iloc[:A_YEAR].sum())
    when = f"{Quarter.parse(first['until']).name}起有证书到期"
    return f"{when},今后一年共{year}家" if year else f"今后一年没有证书到期,{when}"


def months(days: Any) -> str:
    """Return days as months, one decimal; nothing reached is 未达到.

    >>> months(753), months(None)
    ('24.7', '未达到')
    """
    return "未达到" if pd.isna(days) else f"{days / MONTH:.1f}"


def _share(summary: pd.Series) -> str:
    """Return the share certified in the longest time that is known."""
    for month, words in ((12, "一年内"), (6, "半年内")):
        if pd.notna(summary[f"within_{month}"]):
            return f"{words}获证的占{summary[f'within_{month}']:.1f}%,观察期内"
    return "观察期内"
