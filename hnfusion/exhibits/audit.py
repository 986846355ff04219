"""The audit's exhibits: the headline, where counts come from, and every claim with its evidence."""

from typing import Any

import pandas as pd

from hnfusion import codelists, narrate, schema
from hnfusion.audit import rules
from hnfusion.audit.answers import STATES
from hnfusion.audit.flows import ARRIVALS, FLOW
from hnfusion.exhibits.legacy import Exhibit, filled, with_data
from hnfusion.quarter import Quarter

SHOWN = 1000
"""Rows of a rule that the page tells; a page with more does not open. findings.csv has all."""
NOBODY = "(不涉及单家企业)"
FLOW_TITLES = {
    "previous": "上期",
    "new": "新增启动",
    "backdated": "倒填启动",
    "returned": "重新出现",
    "moved_in": "转入",
    "certified": "获证",
    "gone": "消失",
    "moved_out": "转出",
    "current": "本期",
}
SERIES_TITLES = {
    "quarter": "季度",
    "in_progress": "在贯",
    "self_run": "自行贯标",
    "new_filed": "新增启动(通报口径)",
    "new_observed": "新增启动(首次出现)",
    "backdated": "其中倒填",
    "self_run_filed": "自行新增(通报口径)",
    "self_run_observed": "自行新增(首次出现)",
    "claimed_later": "以后各期补报到本季度",
}
HEAT_STEPS = 5
"""Shades of a heat table."""


def opening(quarter: Quarter) -> Exhibit:
    """Return the page's title, and that it is not for publication."""
    return _text("opening", title(quarter))


def aside(text: str) -> Exhibit:
    """Return a remark of the audit beside a text that is not its own; nothing where it is ""."""
    return _text("aside", text)


def title(quarter: Quarter) -> str:
    """Return the name of the audit."""
    return f"{quarter.name}贯标数据核查"


def overview(counts: pd.DataFrame, quarter: Quarter, last: Quarter | None) -> Exhibit:
    """Return how many findings each rule made, against the quarter before.

    Args:
        counts: ``audit.answers.by_rule``.
        quarter: the quarter audited.
        last: the latest earlier quarter, where there is one.
    """
    judged = counts.dropna(subset="total")
    sums = judged.groupby("severity")["total"].sum()
    before = None if last is None else int(counts["previous"].sum())
    html = _html(
        "overview",
        rows=_records(counts),
        total=int(judged["total"].sum()),
        before=before,
        explained=int(judged["explained"].sum()),
        by_severity={name: int(sums.get(key, 0)) for key, name in rules.SEVERITIES.items()},
        severities=rules.SEVERITIES,
        quarter=quarter,
        last=last,
    )
    return with_data("findings_by_rule", "各规则的发现数", counts, html)


def story(findings: pd.DataFrame) -> Exhibit:
    """Return what the bulletin's part 三 tells of, each sentence with its figures."""
    by_rule = findings.groupby("rule")
    told = {rule: by_rule.get_group(rule) for rule in by_rule.groups}
    lines = []
    if "city_without_start" in told:
        cities = told["city_without_start"]["city"].tolist()
        lines.append(f"(三、1){len(cities)} 个市州本季度没有新增启动:{'、'.join(cities)}。")
    if "pilot_not_started" in told:
        lines.append(f"(三、2){len(told['pilot_not_started'])} 家年度试点企业尚未启动。")
    if "self_run_surge" in told:
        lines.append(f"(三、3){told['self_run_surge']['message'].iloc[0]}。")
    if "backdated_start" in told:
        backdated = told["backdated_start"]
        bodies = backdated.loc[backdated["consultant"] != "", "consultant"]
        lines.append(
            f"(三、3){len(backdated)} 家企业首次出现而启动时间填在本季度之前,"
            f"其中自行贯标 {len(backdated) - len(bodies)} 家,"
            f"由 {bodies.nunique()} 家咨询服务机构服务的 {len(bodies)} 家。"
        )
    html = _html("story", lines=lines)
    return Exhibit({"text/html": html, "text/plain": "\n".join(lines)})


def flow(name: str, caption: str, table: pd.DataFrame, last: Quarter | None) -> Exhibit:
    """Return where a count comes from: one sum for the province, and one a city.

    Args:
        name: of the table.
        caption: what is counted.
        table: ``audit.progress_flow`` or ``audit.self_run_flow``.
        last: the latest earlier quarter; without one nothing can be taken apart.
    """
    whole = table.sum()
    steps = [(FLOW_TITLES[c], int(whole[c]), _sign(c)) for c in FLOW]
    rows = [("全省", *whole.tolist()), *table.reset_index().itertuples(index=False, name=None)]
    titles = ["市州", *FLOW_TITLES.values()]
    values = {"caption": caption, "titles": titles, "rows": rows, "steps": steps, "last": last}
    return with_data(name, caption, table.reset_index(), _html("flow", **values))


def series(table: pd.DataFrame) -> Exhibit:
    """Return the series as filed beside the one by first sight (``tally.corrected_series``)."""
    caption = "新增启动:通报口径与首次出现口径(家)"
    titles = list(SERIES_TITLES.values())
    rows = [list(row.values()) for row in _records(table[list(SERIES_TITLES)])]
    html = _html("plain_table", caption=caption, titles=titles, rows=rows, anchor="tab-series")
    return with_data("corrected_series", caption, table, html)


def heat(findings: pd.DataFrame, column: str, caption: str) -> Exhibit:
    """Return how many findings each city or body has by rule, a deeper shade for more.

    Args:
        findings: the findings; those that name no single city or body are left out.
        column: ``city`` (each has its row) or ``consultant`` (those with findings).
        caption: the table's title.
    """
    named = findings[findings["enterprise"] != ""] if column == "consultant" else findings
    named = named.assign(consultant=named["consultant"].replace("", schema.SELF_RUN))
    named = named[(named[column] != "") & ~((column == "consultant") & (named["list"] == "pilots"))]
    counts = pd.crosstab(named[column], named["rule"])
    known = [rule for rule in rules.table().index if rule in counts.columns]
    if column == "city":
        counts = counts.reindex(codelists.names("city"), fill_value=0)
    counts = counts[known].assign(total=counts.sum(axis=1))
    if column == "consultant":
        counts = counts.sort_values("total", ascending=False, kind="stable")
    largest = counts[known].to_numpy().max(initial=1)
    rows = [
        (name, [(n, _shade(n, largest)) for n in row[:-1]], row[-1])
        for name, row in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]
    titles = [(rule, rules.table().loc[rule, "title"]) for rule in known]
    html = _html("heat", caption=caption, titles=titles, rows=rows)
    return with_data(f"findings_by_{column}", caption, counts.reset_index(), html)


def ranking(table: pd.DataFrame) -> Exhibit:
    """Return the bodies by how surely their clients are found at fault (``bodies.ranking``)."""
    caption = "各咨询服务机构被发现问题的客户(错误和疑点)"
    html = _html("ranking", caption=caption, rows=_records(table))
    return with_data("consultants_by_findings", caption, table, html)


def evidence(findings: pd.DataFrame, counts: pd.DataFrame) -> Exhibit:
    """Return each rule: what it means, why it matters, who is named on what evidence, what to ask.

    Args:
        findings: ``audit.answers.with_answers``.
        counts: ``audit.answers.by_rule``.
    """
    told = findings.assign(
        list=findings["list"].map(schema.TITLES).fillna(""),
        enterprise=findings["enterprise"].replace("", NOBODY),
        message=findings["message"].map(narrate.punctuation.stops),
        state_name=findings["state"].map(STATES),
    )
    known = rules.table().reset_index().merge(counts[["rule", "total"]], on="rule", validate="1:1")
    sections = [
        rule | {"rows": _records(told[told["rule"] == rule["rule"]].head(SHOWN))}
        for rule in _records(known)
    ]
    html = _html("evidence", sections=sections, severities=rules.SEVERITIES, shown=SHOWN)
    return with_data("findings", "核查发现", findings, html)


def _html(macro: str, /, **values: Any) -> str:
    return filled("audit.html.j2", macro, **values)


def _text(macro: str, plain: str, /, **values: Any) -> Exhibit:
    return Exhibit({"text/html": _html(macro, title=plain, **values), "text/plain": plain})


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype("object")
    return [
        {str(k): v for k, v in row.items()}
        for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def _sign(column: str) -> str:
    return {"previous": "", "current": "="}.get(column, "+" if column in ARRIVALS else "−")


def _shade(count: int, largest: int) -> int:
    """Return 0 for none, else one of the shades; the square root keeps small counts in sight."""
    return 0 if count == 0 else max(1, round(HEAT_STEPS * (count / largest) ** 0.5))
