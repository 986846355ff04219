"""The trend's exhibits: what it says, its charts and its tables, one a function."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts, narrate, schema, trend
from hnfusion.exhibits import bulletin
from hnfusion.exhibits.record import (
    NOTHING,
    Chart,
    Column,
    Link,
    Links,
    Several,
    Table,
    Text,
    several,
)
from hnfusion.exhibits.record import column as titled
from hnfusion.exhibits.record import table as record
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import largest
from hnfusion.trend.retention import AHEAD, ENDED, LATER

TABLES = {
    "trend_by_quarter": "各季度总量与新增",
    "trend_by_city": "各季度各市州总量与新增",
    "trend_by_industry": "各季度各行业总量与新增",
    "trend_stage_flow": "各期之间的阶段流转",
    "trend_survival_curve": "启动以后已获证企业所占比例的估计",
    "trend_time_to_certificate": "从启动到获证所需时间的估计",
    "trend_retention": "各批获证企业在各期名单中的数量",
    "trend_expiry": "证书到期时间",
}
"""The tables and their titles."""
SOURCE = "资料来源:各季度末的启动企业名单和获证企业名单。"
COLORS = ("part", "second", "ink")
NOUNS = {"in_progress": "在贯企业", "total_certified": "累计获证企业"}
RECENT = 5
"""Lists that the chart of certificates has room for; the table has all."""


def about(table: pd.DataFrame) -> Several:
    """Return which lists the page is made from, and which quarters between them lack one."""
    known = [Quarter.parse(text) for text in table["quarter"]]
    missing = [q.name for q in known[0].until(known[-1]) if q not in known]
    without = f";其间缺 {'、'.join(missing)} 的名单" if missing else ""
    names = "、".join(quarter.name for quarter in known)
    return several(
        bulletin.note(f"本页按截至本季度的全部名单编制,共 {len(known)} 期:{names}{without}。"),
        Links("本季度的情况", (Link("通报", "bulletin.html"),)),
    )


def lead(
    table: pd.DataFrame,
    flows: pd.DataFrame,
    summary: pd.DataFrame,
    kept: pd.DataFrame,
    ends: pd.DataFrame,
) -> Text | None:
    """Return the main facts, a paragraph each.

    ``table`` is ``trend.by_quarter``, ``summary`` ``trend.times`` (the start as filed first),
    ``kept`` ``trend.retention`` and ``ends`` ``trend.expiry``.
    """
    validity = f"{narrate.trend.kept(kept)};{narrate.trend.ending(ends)}。"
    if alone := narrate.trend.only_one(table):
        now = table.iloc[-1]
        first = f"{Quarter.parse(now['quarter']).name}末,全省在贯企业{now['in_progress']}家,"
        first += f"累计获证企业{now['total_certified']}家。{alone}"
        return bulletin.paragraphs(first, validity)
    times = [
        narrate.trend.time_to_certificate(row) + narrate.trend.beyond_the_minimum(row)
        for _, row in summary.iterrows()
    ]
    before, now = table["quarter"].iloc[-2:]
    new, seen = narrate.trend.new(table), narrate.trend.first_seen(table)
    return bulletin.paragraphs(
        f"{narrate.trend.totals(table)}。",
        f"{new}。{seen}{narrate.trend.backdated(table)}。",
        f"{narrate.trend.flow(flows[(flows['since'] == before) & (flows['until'] == now)])}。",
        f"{';'.join(times)}。",
        validity,
    )


def quarters(table: pd.DataFrame) -> Table:
    """Return the province's figures, a row a quarter (``trend.by_quarter``)."""
    name = "trend_by_quarter"
    rows = table.assign(name=[Quarter.parse(text).name for text in table["quarter"]])
    shown = ["total_certified", "new_certified", "in_progress", "self_run", "new_started"]
    shown += ["first_seen", "backdated"]
    columns = [
        Column("name", schema.title("quarter", name), in_files=False),
        *(titled(c, name, on_page=c in shown) for c in map(str, table.columns)),
    ]
    note = "首期名单没有更早的名单可比,不能判断首次出现。"
    return record(name, TABLES[name], rows, columns, unit="家", look="wide", notes=(note,))


def times(summary: pd.DataFrame) -> Several:
    """Return the time from start to certificate (``trend.times``), a column a basis."""
    name = "trend_time_to_certificate"
    if not summary["followed"].any():
        return several(data(name, summary))
    labels = {
        "followed": "可观察的企业(家)",
        "certified": "其中已获证(家)",
        "median": "半数获证所需时间(月)",
        "within_6": "6个月内获证(%)",
        "within_12": "12个月内获证(%)",
    }
    each = {
        row["basis"]: [
            str(row[c]) if c in ("followed", "certified") else _interval(row, c) for c in labels
        ]
        for _, row in summary.iterrows()
    }
    rows = pd.DataFrame({"figure": [*labels.values()]} | each)
    columns = [*map(titled, map(str, rows))]
    note = "括号内为95%置信区间。“未达到”指至观察期末获证的还不到一半,“—”指没有企业观察了这么久。"
    shown = record("", TABLES[name], rows, columns, anchor="tab-times", notes=(note,))
    return several(shown, data(name, summary))


def data(name: str, rows: pd.DataFrame) -> Table:
    """Return one of ``TABLES`` for files; the page links to its csv."""
    return bulletin.for_files(name, TABLES[name], rows, is_linked=True)


def totals(table: pd.DataFrame) -> Chart | Text | None:
    """Return the chart of those in progress and those certified (``trend.by_quarter``)."""
    columns = {"in_progress": "在贯", "total_certified": "累计获证"}
    caption = "各季度末在贯企业和累计获证企业(家)"
    return _lines("trend_totals", table, columns, narrate.trend.totals(table), caption)


def new(table: pd.DataFrame) -> Chart | Text | None:
    """Return the chart of the newly started, as filed, and the newly certified."""
    columns = {"new_started": "新增启动", "new_certified": "新增获证"}
    caption, note = "各季度新增启动企业和新增获证企业(家)", "新增启动按填报的启动时间。"
    return _lines("trend_new", table, columns, narrate.trend.new(table), caption, note, False)


def first_seen(table: pd.DataFrame) -> Chart | Text | None:
    """Return the chart of the new starts as filed beside those first seen."""
    columns = {"first_seen": "首次出现", "new_started": "通报口径"}
    caption = "新增启动企业:通报口径与首次出现口径(家)"
    return _lines("trend_first_seen", table, columns, narrate.trend.first_seen(table), caption)


def self_run(table: pd.DataFrame) -> Chart | Text | None:
    """Return the chart of new 自行贯标 as filed beside those first seen."""
    columns = {"self_run_first_seen": "首次出现", "self_run_started": "通报口径"}
    caption = "新增自行贯标企业:通报口径与首次出现口径(家)"
    return _lines(
        "trend_self_run", table, columns, narrate.trend.self_run(table), caption, has_remark=False
    )


def by_city(table: pd.DataFrame, measure: str) -> Chart | Text | None:
    """Return fourteen small panels on one scale of a ``measure`` (of ``NOUNS``)."""

    def panels(wide: pd.DataFrame) -> tuple[Figure, str]:
        note = f"各格纵轴相同,左端为{wide.index[0].name},右端为{wide.index[-1].name}。"
        return charts.panels(wide, largest(narrate.trend.changes(table, "city", measure))), note

    return _grown("city", table, measure, panels)


def by_industry(table: pd.DataFrame, measure: str) -> Chart | Text | None:
    """Return a line an industry, the three that are largest now in distinct colours."""

    def lines(wide: pd.DataFrame) -> tuple[Figure, str]:
        leading = dict(zip(largest(wide.iloc[-1]), COLORS, strict=False))
        note = f"浅色线为其余{wide.shape[1] - len(leading)}个行业,没有企业的也画出。"
        return charts.lines(wide, leading), note

    return _grown("industry", table, measure, lines)


def stage_flow(flows: pd.DataFrame, table: pd.DataFrame, name: str) -> Chart | Text | None:
    """Return the chart of who moved from which stage to which (``trend.flows``).

    ``name`` is ``trend_stages_last`` (the last two lists) or ``trend_stages_first`` (the first and
    the last; None where these are the same two). ``table`` is ``trend.by_quarter``.
    """
    lists, is_last = table["quarter"].tolist(), name == "trend_stages_last"
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if is_last else "")
    if not is_last and len(lists) == 2:
        return None
    since, until = lists[-2] if is_last else lists[0], lists[-1]
    pair = flows[(flows["since"] == since) & (flows["until"] == until)]
    counts = pair.pivot_table("enterprises", "before", "after", aggfunc="sum")
    counts = counts.loc[pair["before"].unique(), pair["after"].unique()].astype("Float64")
    written = counts.astype("Int64").astype("object").where(counts.notna(), NOTHING)
    description = "、".join(
        f"{row.before}到{row.after}{row.enterprises}家"
        for row in pair[pair["enterprises"] > 0].itertuples(index=False)
    )
    note = (
        f"行为{Quarter.parse(since).name}末,列为{Quarter.parse(until).name}末;"
        "加框为阶段未变。企业更改名称或代码的,按同一家计。"
    )
    return bulletin.drawn(
        name,
        charts.matrix(written.rename(columns=_two_rows), counts, "前↓ 后→", framed=True),
        narrate.trend.flow(pair),
        "上一期到本期的阶段流转(家)" if is_last else "首期到本期的阶段流转(家)",
        description,
        note + SOURCE,
    )


def survival(curves: pd.DataFrame, times: pd.DataFrame, table: pd.DataFrame) -> Chart | Text | None:
    """Return the chart of the share certified after so many months, a line a basis.

    ``curves`` is ``trend.curves``, ``times`` ``trend.times`` and ``table`` ``trend.by_quarter``.
    """
    messages = [narrate.trend.time_to_certificate(row) for _, row in times.iterrows()]
    if curves.empty:
        return bulletin.note(narrate.trend.only_one(table) or f"{messages[0]}。")
    by_month = curves.assign(month=curves["day"] / trend.MONTH)
    lines = {basis: by_month[by_month["basis"] == basis] for basis in times["basis"]}
    return bulletin.drawn(
        "trend_survival",
        charts.survival(lines),
        messages[0],
        "启动以后已获证企业所占比例的估计(%)",
        "。".join(messages),
        f"乘积限估计,浅色带为95%置信区间。{SOURCE}",
    )


def retention(kept: pd.DataFrame) -> Chart | Text | None:
    """Return how many of each half-year's certified the latest lists have (``trend.retention``)."""
    message = narrate.trend.kept(kept)
    if kept.empty:
        return bulletin.note(f"{message}。")
    recent = sorted(kept["quarter"].unique())[-RECENT:]
    listed, ever = (
        kept.pivot_table(c, "issued", "quarter", aggfunc="sum")[recent] for c in ("listed", "ever")
    )
    whole = listed.astype("Int64").astype("object")
    part = whole.astype("str") + "/" + ever.astype("Int64").astype("str")
    written = whole.where(listed == ever, part).where(ever.notna() & (ever > 0), "")
    names = {q: f"{Quarter.parse(q).year}年\n{Quarter.parse(q).ordinal}季度" for q in recent}
    written = written.rename(columns=names, index=_half)
    description = "、".join(
        f"{_half(row.issued)}发证{row.ever}家,本期名单有{row.listed}家"
        for row in kept[kept["quarter"] == recent[-1]].itertuples(index=False)
    )
    note = "按首张证书的发证时间分批;有退出的写作“仍在/曾获证”,退出越多颜色越深。"
    figure = charts.matrix(written, (ever - listed) / ever, "发证↓ 名单→")
    caption = "各批获证企业在以后各期名单中的数量(家)"
    return bulletin.drawn("trend_retention", figure, message, caption, description, note + SOURCE)


def expiry(ends: pd.DataFrame) -> Chart:
    """Return the chart of the coming quarters in which certificates end (``trend.expiry``)."""
    counts = ends.set_index("until")["certificates"]
    ahead = counts.iloc[1 : AHEAD + 1].rename(index=Quarter.parse)
    return bulletin.drawn(
        "trend_expiry",
        charts.columns(ahead),
        narrate.trend.ending(ends),
        "今后三年各季度证书到期的企业(家)",
        "、".join(f"{q.name}{n}家" for q, n in zip(ahead.index, ahead, strict=True)),
        f"另有{counts[ENDED]}家已到期,{counts[LATER]}家在此后到期。名单未填有效期的按三年计。{SOURCE}",
    )


def _lines(
    name: str,
    table: pd.DataFrame,
    columns: dict[str, str],
    message: str,
    caption: str,
    note: str = "",
    has_remark: bool = True,
) -> Chart | Text | None:
    """Return the chart of two columns of ``trend.by_quarter``, a line each, by their titles.

    Of a single list it returns a remark, or None (``has_remark``).
    """
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if has_remark else "")
    rows = table.set_index(table["quarter"].map(Quarter.parse))[[*columns]].rename(columns=columns)
    description = "。".join(
        f"{column}:"
        + "、".join(
            f"{q.name}{n}" for q, n in zip(rows.index, rows[column], strict=True) if pd.notna(n)
        )
        for column in rows
    )
    figure = charts.lines(rows, dict(zip(rows.columns, COLORS, strict=False)))
    return bulletin.drawn(name, figure, message, caption, description, note + SOURCE)


def _grown(
    key: str,
    table: pd.DataFrame,
    measure: str,
    draw: Callable[[pd.DataFrame], tuple[Figure, str]],
) -> Chart | Text | None:
    """Return the chart of all cities or industries over time, with the note of ``draw``."""
    name = f"trend_{key}_{measure.removeprefix('total_')}"
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if measure == "in_progress" else "")
    wide = narrate.trend.over_time(table, key, measure).rename(index=Quarter.parse)
    figure, note = draw(wide)
    return bulletin.drawn(
        name,
        figure,
        narrate.trend.growth(table, key, measure, NOUNS[measure]),
        f"各{narrate.trend.UNITS[key]}{NOUNS[measure]}(家)",
        "、".join(f"{name}{wide[name].iloc[0]}至{wide[name].iloc[-1]}" for name in wide),
        note + SOURCE,
    )


def _two_rows(name: str) -> str:
    """Return a stage's name; one of more than three characters takes two lines."""
    return name if len(name) <= 3 else f"{name[:2]}\n{name[2:]}"


def _half(name: str) -> str:
    return name[:4] + {"H1": "年上半年", "H2": "年下半年"}[name[4:]]


def _interval(row: pd.Series, name: str) -> str:
    """Return an estimate of ``trend.times`` with its confidence interval, where it has one."""
    is_time = name == "median"
    value, *bounds = row[name], row[f"{name}_lower"], row[f"{name}_upper"]
    if pd.isna(value):
        return "未达到" if is_time and row["followed"] else NOTHING
    written = narrate.trend.months if is_time else _percent
    if all(map(pd.isna, bounds)):
        return written(value)
    return f"{written(value)}({written(bounds[0])}—{written(bounds[1])})"


def _percent(share: Any) -> str:
    return NOTHING if pd.isna(share) else f"{share:.1f}"
