"""The exhibits of the trend's page: texts, charts and tables, one function for each kind."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from hnfusion import charts, narrate, schema, trend
from hnfusion.exhibits import bulletin, record
from hnfusion.exhibits.contents import OTHERS
from hnfusion.exhibits.record import NOTHING, Chart, Column, Link, Links, Several, Table, Text
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import largest
from hnfusion.trend.retention import AHEAD, ENDED, LATER


class Lines(NamedTuple):
    """The declaration of a chart of ``trend.by_quarter``, which has a line for each column."""

    columns: dict[str, str]  # the names of the lines, by column
    say: Callable[[pd.DataFrame], str]  # returns the chart's title
    caption: str
    note: str = ""
    is_first: bool = True  # whether the chart is the first of its section (``lines``)


SOURCE = "资料来源:各季度末的启动企业名单和获证企业名单。"
LINES = {
    "trend_totals": Lines(
        {"in_progress": "在贯", "total_certified": "累计获证"},
        narrate.trend.totals,
        "各季度末在贯企业和累计获证企业(家)",
    ),
    "trend_new": Lines(
        {"new_started": "新增启动", "new_certified": "新增获证"},
        narrate.trend.new,
        "各季度新增启动企业和新增获证企业(家)",
        "新增启动按填报的启动时间。",
        is_first=False,
    ),
    "trend_first_seen": Lines(
        {"first_seen": "首次出现", "new_started": "通报口径"},
        narrate.trend.first_seen,
        "新增启动企业:通报口径与首次出现口径(家)",
    ),
    "trend_self_run": Lines(
        {"self_run_first_seen": "首次出现", "self_run_started": "通报口径"},
        lambda table: narrate.trend.first_seen(
            table, "自行贯标企业", "self_run_started", "self_run_first_seen"
        ),
        "新增自行贯标企业:通报口径与首次出现口径(家)",
        is_first=False,
    ),
}
COLORS = ("part", "second", "ink")
NOUNS = {"in_progress": "在贯企业", "total_certified": "累计获证企业"}
RECENT = 5
"""The most quarters that the chart of retention has room for; its csv has all quarters."""


def about(table: pd.DataFrame) -> Several:
    """Return a ``Text`` on which quarters' lists the page is made from, and a link to the bulletin.

    The ``Text`` also names the quarters between these that have no list. ``table`` is from
    ``trend.by_quarter``.
    """
    known = [Quarter.parse(text) for text in table["quarter"]]
    missing = [q.name for q in known[0].until(known[-1]) if q not in known]
    without = f";其间缺 {'、'.join(missing)} 的名单" if missing else ""
    names = "、".join(quarter.name for quarter in known)
    return record.several(
        record.text(
            "note", f"本页按截至本季度的全部名单编制,共 {len(known)} 期:{names}{without}。"
        ),
        Links("本季度的情况", (Link("通报", "bulletin.html"),)),
    )


def lead(
    table: pd.DataFrame,
    flows: pd.DataFrame,
    summary: pd.DataFrame,
    kept: pd.DataFrame,
    ends: pd.DataFrame,
) -> Text | None:
    """Return a ``Text`` with the main facts, one per paragraph.

    ``table`` is from ``trend.by_quarter``, ``flows`` from ``trend.flows``, ``summary`` from
    ``trend.times``, ``kept`` from ``trend.retention`` and ``ends`` from ``trend.expiry``.
    """
    validity = f"{narrate.trend.kept(kept)};{narrate.trend.ending(ends)}。"
    if alone := narrate.trend.only_one(table):
        now = table.iloc[-1]
        first = f"{Quarter.parse(now['quarter']).name}末,全省在贯企业{now['in_progress']}家,"
        first += f"累计获证企业{now['total_certified']}家。{alone}"
        return record.text("paragraphs", first, validity)
    times = [
        narrate.trend.time_to_certificate(row) + narrate.trend.beyond_the_minimum(row)
        for _, row in summary.iterrows()
    ]
    before, now = table["quarter"].iloc[-2:]
    new, seen = narrate.trend.new(table), narrate.trend.first_seen(table)
    return record.text(
        "paragraphs",
        f"{narrate.trend.totals(table)}。",
        f"{new}。{seen}{narrate.trend.backdated(table)}。",
        f"{narrate.trend.flow(flows[(flows['since'] == before) & (flows['until'] == now)])}。",
        f"{';'.join(times)}。",
        validity,
    )


def quarters(table: pd.DataFrame) -> Table:
    """Return the ``Table`` of the province's figures, one row per quarter.

    ``table`` is from ``trend.by_quarter``.
    """
    name = "trend_by_quarter"
    rows = table.assign(name=[Quarter.parse(text).name for text in table["quarter"]])
    shown = ["total_certified", "new_certified", "in_progress", "self_run", "new_started"]
    shown += ["first_seen", "backdated"]
    columns = [
        Column("name", schema.title("quarter", name), in_files=False),
        *(record.column(c, name, on_page=c in shown) for c in map(str, table.columns)),
    ]
    note = "首期名单没有更早的名单可比,不能判断首次出现。"
    return record.table(name, OTHERS[name], rows, columns, unit="家", look="wide", notes=(note,))


def times(summary: pd.DataFrame) -> Several:
    """Return two ``Table`` records of the time to the certificate: one for the page, one for csv.

    The ``Table`` for the page has a column for each basis (the day from which time is counted), and
    is left out if no enterprise could be followed. ``summary`` is from ``trend.times``.
    """
    name = "trend_time_to_certificate"
    data = bulletin.for_files(name, summary, is_linked=True)
    if not summary["followed"].any():
        return record.several(data)
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
    columns = [*map(record.column, map(str, rows))]
    note = "括号内为95%置信区间。“未达到”指至观察期末获证的还不到一半,“—”指没有企业观察了这么久。"
    shown = record.table("", OTHERS[name], rows, columns, anchor="tab-times", notes=(note,))
    return record.several(shown, data)


def lines(name: str, table: pd.DataFrame) -> Chart | Text | None:
    """Return the ``Chart`` with this name, a key of ``LINES``.

    If only one quarter has a list, there is nothing to draw: for the first chart of a section, the
    result is a ``Text`` that says so, for others None. ``table`` is from ``trend.by_quarter``.
    """
    shown = LINES[name]
    if alone := narrate.trend.only_one(table):
        return record.text("note", alone if shown.is_first else "")
    rows = table.set_index(table["quarter"].map(Quarter.parse))[[*shown.columns]]
    rows = rows.rename(columns=shown.columns)
    return bulletin.drawn(
        name,
        charts.lines(rows, dict(zip(rows.columns, COLORS, strict=False))),
        shown.say(table),
        shown.caption,
        "。".join(f"{title}:{_each(rows[title])}" for title in rows),
        shown.note + SOURCE,
    )


def over_time(table: pd.DataFrame, key: str, measure: str) -> Chart | Text | None:
    """Return the ``Chart`` of the counts of all cities or industries over the quarters.

    Each city has a small panel, all on one scale; each industry has a line, and the three that are
    largest in the newest quarter have distinct colours.

    If only one quarter has a list, there is nothing to draw: for ``in_progress``, the first chart
    of its section, the result is a ``Text`` that says so, for ``total_certified`` None.

    Args:
        table: from ``trend.by`` with this ``key``.
        key: ``city`` or ``industry``.
        measure: the column that is shown, a key of ``NOUNS``.
    """
    if alone := narrate.trend.only_one(table):
        return record.text("note", alone if measure == "in_progress" else "")
    wide = narrate.trend.over_time(table, key, measure).rename(index=Quarter.parse)
    if key == "city":
        figure = charts.panels(wide, largest(narrate.trend.changes(table, key, measure)))
        note = f"各格纵轴相同,左端为{wide.index[0].name},右端为{wide.index[-1].name}。"
    else:
        leading = dict(zip(largest(wide.iloc[-1]), COLORS, strict=False))
        figure = charts.lines(wide, leading)
        note = f"浅色线为其余{wide.shape[1] - len(leading)}个行业,没有企业的也画出。"
    return bulletin.drawn(
        f"trend_{key}_{measure.removeprefix('total_')}",
        figure,
        narrate.trend.growth(table, key, measure, NOUNS[measure]),
        f"各{narrate.trend.UNITS[key]}{NOUNS[measure]}(家)",
        "、".join(f"{name}{wide[name].iloc[0]}至{wide[name].iloc[-1]}" for name in wide),
        note + SOURCE,
    )


def stage_flow(flows: pd.DataFrame, table: pd.DataFrame, name: str) -> Chart | Text | None:
    """Return the ``Chart`` of the stage flow between the lists of two quarters.

    If only one quarter has a list, there is nothing to draw: for ``trend_stages_last``, the result
    is a ``Text`` that says so, for ``trend_stages_first`` None.

    Args:
        flows: from ``trend.flows``.
        table: from ``trend.by_quarter``.
        name: ``trend_stages_last`` for the two newest lists, or ``trend_stages_first`` for the
            oldest and the newest, which gives None if there are only two lists.
    """
    lists, is_last = table["quarter"].tolist(), name == "trend_stages_last"
    if alone := narrate.trend.only_one(table):
        return record.text("note", alone if is_last else "")
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
    """Return the ``Chart`` of the share certified by month after the start.

    It has a line for each basis (the day from which time is counted). ``curves`` is from
    ``trend.curves``, ``times`` from ``trend.times``, ``table`` from ``trend.by_quarter``. If
    ``curves`` is empty, the result is a ``Text`` that says why.
    """
    messages = [narrate.trend.time_to_certificate(row) for _, row in times.iterrows()]
    if curves.empty:
        return record.text("note", narrate.trend.only_one(table) or f"{messages[0]}。")
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
    """Return the ``Chart`` of how many certified enterprises the newest lists still have.

    It is a matrix with a row for each half-year of first certificates and a column for each of the
    ``RECENT`` newest lists. ``kept`` is from ``trend.retention``; if it is empty, the result is a
    ``Text`` that says so.
    """
    message = narrate.trend.kept(kept)
    if kept.empty:
        return record.text("note", f"{message}。")
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
    """Return the ``Chart`` of how many certificates end in each coming quarter.

    ``ends`` is from ``trend.expiry``.
    """
    counts = ends.set_index("until")["certificates"]
    ahead = counts.iloc[1 : AHEAD + 1].rename(index=Quarter.parse)
    return bulletin.drawn(
        "trend_expiry",
        charts.columns(ahead),
        narrate.trend.ending(ends),
        "今后三年各季度证书到期的企业(家)",
        _each(ahead, "家"),
        f"另有{counts[ENDED]}家已到期,{counts[LATER]}家在此后到期。名单未填有效期的按三年计。{SOURCE}",
    )


def _each(counts: pd.Series, unit: str = "") -> str:
    """Return the known counts as words for a chart's description.

    ``counts`` is indexed by ``Quarter``; ``unit`` follows each count.
    """
    known = counts.dropna()
    return "、".join(f"{q.name}{n}{unit}" for q, n in zip(known.index, known, strict=True))


def _two_rows(name: str) -> str:
    """Return a stage's name, on two lines if it has more than three characters."""
    return name if len(name) <= 3 else f"{name[:2]}\n{name[2:]}"


def _half(name: str) -> str:
    return name[:4] + {"H1": "年上半年", "H2": "年下半年"}[name[4:]]


def _interval(row: pd.Series, name: str) -> str:
    """Return an estimate as text, with its confidence interval, if any.

    ``row`` is a row of ``trend.times``, ``name`` is the column of the estimate.
    """
    is_time = name == "median"
    missing = "未达到" if is_time and row["followed"] else NOTHING
    numbers = row[[name, f"{name}_lower", f"{name}_upper"]]
    value, low, high = (
        missing if pd.isna(n) else f"{n / (trend.MONTH if is_time else 1):.1f}" for n in numbers
    )
    known = numbers.notna()
    return f"{value}({low}—{high})" if known[name] and known.iloc[1:].any() else value
