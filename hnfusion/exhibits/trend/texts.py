"""The trend's texts and tables: its opening, its figures in rows, its data for files."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hnfusion import narrate
from hnfusion.exhibits import bulletin, legacy
from hnfusion.exhibits.legacy import Exhibit
from hnfusion.exhibits.record import Text
from hnfusion.exhibits.trend.numbering import DATA
from hnfusion.quarter import Quarter

TITLES = {
    "quarter": "季度",
    "total_certified": "累计获证",
    "new_certified": "新增获证",
    "in_progress": "在贯",
    "self_run": "其中自行贯标",
    "new_started": "新增启动(通报口径)",
    "first_seen": "新增启动(首次出现)",
    "backdated": "其中填报更早启动",
}
NOTHING = "—"


def about(table: pd.DataFrame) -> Exhibit:
    """Return which lists the page is made from, and which quarters between have none."""
    quarters = [Quarter.parse(text) for text in table["quarter"]]
    missing, at = [], quarters[0]
    while at < quarters[-1]:
        at = at.next
        missing += [] if at in quarters else [at.name]
    names = [quarter.name for quarter in quarters]
    plain = f"本页按截至本季度的全部名单编制,共{len(names)}期"
    html = _html("about", periods=names, missing=missing)
    return Exhibit({"text/html": html, "text/plain": plain}, kind="note")


def lead(
    table: pd.DataFrame,
    flows: pd.DataFrame,
    summary: pd.DataFrame,
    kept: pd.DataFrame,
    ends: pd.DataFrame,
) -> Exhibit | Text | None:
    """Return the main facts, a paragraph each.

    Args:
        table: ``trend.by_quarter``.
        flows: ``trend.flows``.
        summary: ``trend.summary`` of both ways to count a start, the one as filed first.
        kept: ``trend.retention``.
        ends: ``trend.expiry``.
    """
    validity = f"{narrate.certificates.kept(kept)};{narrate.certificates.ending(ends)}。"
    if narrate.trend.only_one(table):
        now = table.iloc[-1]
        first = f"{Quarter.parse(now['quarter']).name}末,全省在贯企业{now['in_progress']}家,"
        first += f"累计获证企业{now['total_certified']}家。{narrate.trend.only_one(table)}"
        return bulletin.paragraphs(first, validity)
    last = flows[(flows["since"] == table["quarter"].iloc[-2])]
    last = last[last["until"] == table["quarter"].iloc[-1]]
    told = [
        narrate.certificates.time_to_certificate(row) + narrate.certificates.beyond_the_minimum(row)
        for _, row in summary.iterrows()
    ]
    return bulletin.paragraphs(
        f"{narrate.trend.totals(table)}。",
        f"{narrate.trend.new(table)}。{narrate.trend.first_seen(table)}{narrate.trend.backdated(table)}。",
        f"{narrate.trend.flow(last)}。",
        f"{';'.join(told)}。",
        validity,
    )


def quarters(table: pd.DataFrame) -> Exhibit:
    """Return the province's figures, a row a quarter (``trend.by_quarter``)."""
    shown = table[list(TITLES)].astype("object")
    shown = shown.where(shown.notna(), NOTHING)
    shown["quarter"] = [Quarter.parse(text).name for text in shown["quarter"]]
    rows = shown.to_numpy().tolist()
    values = {"titles": list(TITLES.values()), "rows": rows, "look": "table wide"}
    note = "首期名单没有更早的名单可比,不能判断首次出现。"
    return _numbers("trend_by_quarter", table, "表1 各季度总量与新增(家)", note, **values)


def times(summary: pd.DataFrame) -> Exhibit:
    """Return how long the way to the certificate takes, by both ways to count the start."""
    if not summary["followed"].any():
        return data("trend_time_to_certificate", summary)
    rows: list[list[Any]] = [
        ["可观察的企业(家)", *summary["followed"]],
        ["其中已获证(家)", *summary["certified"]],
        ["半数获证所需时间(月)", *(_interval(row, "median") for _, row in summary.iterrows())],
        ["6个月内获证(%)", *(_interval(row, "within_6") for _, row in summary.iterrows())],
        ["12个月内获证(%)", *(_interval(row, "within_12") for _, row in summary.iterrows())],
    ]
    note = "括号内为95%置信区间。“未达到”指至观察期末获证的还不到一半,“—”指没有企业观察了这么久。"
    caption = "表2 从启动到获证所需时间的估计"
    values = {"titles": ["指标", *summary["basis"]], "rows": rows, "look": "table"}
    return _numbers("trend_time_to_certificate", summary, caption, note, **values)


def data(name: str, rows: pd.DataFrame) -> Exhibit:
    """Return a table for files; the page has the way to it.

    Args:
        name: one of ``DATA``.
        rows: the table.
    """
    html = _html("data", name=name, caption=DATA[name])
    return legacy.with_data(name, DATA[name], rows, html, "data")


def _numbers(name: str, table: pd.DataFrame, caption: str, note: str, **values: Any) -> Exhibit:
    anchor = f"tab-{name.replace('_', '-')}"
    shown: Mapping[str, Any] = {"name": name, "anchor": anchor, "caption": caption, "note": note}
    html = _html("numbers", **shown, **values)
    return legacy.with_data(name, DATA[name], table, html, "table", caption)


def _interval(row: pd.Series, name: str) -> str:
    is_time = name == "median"
    value, lower, upper = row[name], row[f"{name}_lower"], row[f"{name}_upper"]
    if pd.isna(value):
        return "未达到" if is_time and row["followed"] else NOTHING
    told = [
        narrate.certificates.months(n) if is_time else _percent(n) for n in (value, lower, upper)
    ]
    return told[0] if pd.isna(lower) and pd.isna(upper) else f"{told[0]}({told[1]}—{told[2]})"


def _percent(share: Any) -> str:
    return NOTHING if pd.isna(share) else f"{share:.1f}"


def _html(macro: str, /, **values: Any) -> str:
    return legacy.filled("trend.html.j2", macro, **values)
