"""The trend's charts of counts, stages and time to certificate, with what each says."""

import pandas as pd

from hnfusion import charts, codelists, narrate, trend
from hnfusion.exhibits import bulletin
from hnfusion.exhibits.legacy import Exhibit
from hnfusion.exhibits.record import Text
from hnfusion.exhibits.trend.numbering import figure
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import largest

SHORT = 3
"""Characters of a stage's name that fit on one line."""
COLORS = ("part", "second", "ink")
NOUNS = {"in_progress": "在贯企业", "total_certified": "累计获证企业"}
NAMES = {"in_progress": "in_progress", "total_certified": "certified"}
IMPOSSIBLE = "—"


def totals(table: pd.DataFrame) -> Exhibit | Text | None:
    """Return the chart of those in progress and those certified (``trend.by_quarter``)."""
    names = {"in_progress": "在贯", "total_certified": "累计获证"}
    return _two_lines("trend_totals", table, names, narrate.trend.totals)


def new(table: pd.DataFrame) -> Exhibit | Text | None:
    """Return the chart of the newly started, as filed, and the newly certified."""
    names = {"new_started": "新增启动", "new_certified": "新增获证"}
    note = "新增启动按填报的启动时间。"
    return _two_lines("trend_new", table, names, narrate.trend.new, note)


def first_seen(table: pd.DataFrame) -> Exhibit | Text | None:
    """Return the chart of the new starts as filed beside those first seen."""
    names = {"first_seen": "首次出现", "new_started": "通报口径"}
    return _two_lines("trend_first_seen", table, names, narrate.trend.first_seen)


def self_run(table: pd.DataFrame) -> Exhibit | Text | None:
    """Return the same of 自行贯标."""
    names = {"self_run_first_seen": "首次出现", "self_run_started": "通报口径"}
    return _two_lines("trend_self_run", table, names, narrate.trend.self_run)


def by_city(table: pd.DataFrame, measure: str) -> Exhibit | Text | None:
    """Return fourteen small panels on one scale.

    Args:
        table: ``trend.by_city``.
        measure: ``in_progress`` or ``total_certified``.
    """
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if measure == "in_progress" else "")
    wide = _wide(table, "city", measure)
    change = narrate.trend.changes(table, "city", measure)
    message = narrate.trend.growth(table, "city", measure, NOUNS[measure])
    note = f"各格纵轴相同,左端为{wide.index[0].name},右端为{wide.index[-1].name}。"
    told = "、".join(f"{c}{wide[c].iloc[0]}至{wide[c].iloc[-1]}" for c in wide)
    drawing = charts.panels(wide, largest(change))
    return figure(f"trend_city_{NAMES[measure]}", drawing, message, told, len(wide), note)


def by_industry(table: pd.DataFrame, measure: str) -> Exhibit | Text | None:
    """Return a line an industry, the three that are largest now told apart.

    Args:
        table: ``trend.by_industry``.
        measure: ``in_progress`` or ``total_certified``.
    """
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if measure == "in_progress" else "")
    wide = _wide(table, "industry", measure)
    leading = dict(zip(largest(wide.iloc[-1]), COLORS, strict=False))
    message = narrate.trend.growth(table, "industry", measure, NOUNS[measure])
    told = "、".join(f"{c}{wide[c].iloc[0]}至{wide[c].iloc[-1]}" for c in wide)
    others = f"浅色线为其余{wide.shape[1] - len(leading)}个行业,没有企业的也画出。"
    drawing = charts.lines(wide, leading)
    return figure(f"trend_industry_{NAMES[measure]}", drawing, message, told, len(wide), others)


def stage_flow(flows: pd.DataFrame, table: pd.DataFrame, name: str) -> Exhibit | Text | None:
    """Return who moved from which stage to which.

    Args:
        flows: ``trend.flows``.
        table: ``trend.by_quarter``.
        name: ``trend_stages_last`` (the last two lists) or ``trend_stages_first`` (the first and
            the last; nothing where these are the same two).
    """
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if name == "trend_stages_last" else "")
    quarters, is_last = table["quarter"].tolist(), name == "trend_stages_last"
    if not is_last and len(quarters) == 2:
        return bulletin.note("")
    since = quarters[-2] if is_last else quarters[0]
    pair = flows[(flows["since"] == since) & (flows["until"] == quarters[-1])]
    message = narrate.trend.flow(pair)
    counts = pair.pivot_table("enterprises", "before", "after", aggfunc="sum")
    counts = counts.loc[pair["before"].unique(), pair["after"].unique()].astype("Float64")
    written = counts.astype("Int64").astype("object").where(counts.notna(), IMPOSSIBLE)
    written = written.rename(columns=_two_rows)
    some = pair[pair["enterprises"] > 0]
    told = "、".join(
        f"{row.before}到{row.after}{row.enterprises}家" for row in some.itertuples(index=False)
    )
    note = (
        f"行为{Quarter.parse(since).name}末,列为{Quarter.parse(quarters[-1]).name}末;"
        "加框为阶段未变。企业更改名称或代码的,按同一家计。"
    )
    drawing = charts.matrix(written, counts, "前↓ 后→", framed=True)
    return figure(name, drawing, message, told, len(quarters), note)


def survival(
    curves: pd.DataFrame, times: pd.DataFrame, table: pd.DataFrame
) -> Exhibit | Text | None:
    """Return the share certified after so many months, by both ways to count the start.

    Args:
        curves: ``trend.curves``.
        times: ``trend.times``.
        table: ``trend.by_quarter``.
    """
    message = narrate.certificates.time_to_certificate(times.iloc[0])
    if curves.empty:
        return bulletin.note(narrate.trend.only_one(table) or f"{message}。")
    told = "。".join(narrate.certificates.time_to_certificate(row) for _, row in times.iterrows())
    by_month = curves.assign(month=curves["day"] / trend.MONTH)
    lines = {basis: by_month[by_month["basis"] == basis] for basis in times["basis"]}
    note = "乘积限估计,浅色带为95%置信区间。"
    return figure("trend_survival", charts.steps(lines), message, told, len(table), note)


def _two_lines(
    name: str,
    table: pd.DataFrame,
    names: dict[str, str],
    tell: narrate.trend.Teller,
    note: str = "",
) -> Exhibit | Text | None:
    if alone := narrate.trend.only_one(table):
        return bulletin.note(alone if name in ("trend_totals", "trend_first_seen") else "")
    rows = table.set_index(table["quarter"].map(Quarter.parse))[list(names)].rename(columns=names)
    names_of = [quarter.name for quarter in rows.index]
    told = "。".join(
        f"{column}:"
        + "、".join(f"{q}{n}" for q, n in zip(names_of, rows[column], strict=True) if pd.notna(n))
        for column in rows
    )
    drawing = charts.lines(rows, dict(zip(rows.columns, COLORS, strict=False)))
    return figure(name, drawing, tell(table), told, len(rows), note)


def _wide(table: pd.DataFrame, key: str, measure: str) -> pd.DataFrame:
    """Return a row a ``Quarter``, a column a city or industry, by its short name."""
    plain = table.astype({key: "str"})
    wide = plain.pivot_table(measure, "quarter", key, aggfunc="sum")[codelists.names(key)]
    short = codelists.short_names() if key == "city" else {}
    return wide.rename(columns=short, index=Quarter.parse)


def _two_rows(name: str) -> str:
    return name if len(name) <= SHORT else f"{name[:2]}\n{name[2:]}"
