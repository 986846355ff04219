"""The exhibits of the audit's page: findings by rule, the flows of counts, and the evidence."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from hnfusion import codelists, narrate, schema
from hnfusion.audit import rules
from hnfusion.audit.answers import STATES
from hnfusion.audit.flows import ARRIVALS, FLOW
from hnfusion.exhibits import bulletin, record
from hnfusion.exhibits.record import Column, KeyFigure, KeyFigures, Several, Table, Text
from hnfusion.quarter import Quarter

SHOWN, OPEN, SEARCHED = 1000, 60, 15
"""Rows of one rule: the most that the page shows (a page with more does not open; findings.csv
has all), the most that are open at first, and the most without a search field."""


def opening(quarter: Quarter) -> Several:
    """Return two ``Text`` records: the warning not to publish the page, and the page's title."""
    words = "本页点名列出填报存在疑问的企业和机构,供核实之用;未经核实,不作为认定依据。"
    warning = record.text("warning", words, title="内部资料,不得公开")
    return record.several(warning, record.text("title", title(quarter)))


def title(quarter: Quarter) -> str:
    """Return the title of the audit's page."""
    return f"{quarter.name}贯标数据核查"


def overview(counts: pd.DataFrame, quarter: Quarter, last: Quarter | None) -> Several:
    """Return three records: a summary, what the severities mean, the ``Table`` of findings by rule.

    ``counts`` is from ``audit.answers.by_rule``. ``last`` is the latest earlier quarter with lists,
    whose numbers are shown beside the quarter's; None if there is no such quarter.
    """
    names = counts["severity"].map(rules.SEVERITIES)
    rows = counts.assign(severity_name=names, address="#rule-" + counts["rule"])
    name = "findings_by_rule"
    columns = [
        record.column("rule", name, on_page=False),
        record.column("title", name, link="address"),
        Column("severity_name", schema.title("severity", name), css="severity"),
        record.column("severity", name, on_page=False),
        Column("total", str(quarter)),
        Column("previous", str(last or schema.title("previous", name)), look="zero"),
        record.column("explained", name, look="zero"),
    ]
    has_unknown = counts["total"].isna().any()
    notes = ("“—”:没有更早季度的名单,不能判断。",) if has_unknown else ()
    return record.several(
        Text("paragraphs", (_verdict(counts, last),), strong=f"共发现 {counts['total'].sum()} 项"),
        record.text(
            "note",
            "错误:所填不可能同时属实,或使已公布的数字失实;疑点:需要说明;提示:请予关注。"
            "点击事项可见逐条证据。",
        ),
        _table(name, "各事项的发现数", rows, columns, unit="项", head="title", notes=notes),
    )


def story(findings: pd.DataFrame) -> Text | None:
    """Return a ``Text`` with a sentence for each kind of finding behind part 三 of the bulletin.

    It is None if there are no such findings. ``findings`` is from ``audit.answers.with_answers``.
    """
    found = dict(iter(findings.groupby("rule")))
    lines = []
    if "city_without_start" in found:
        cities = found["city_without_start"]["city"].tolist()
        lines.append(f"(三、1){len(cities)} 个市州本季度没有新增启动:{'、'.join(cities)}。")
    if "pilot_not_started" in found:
        lines.append(f"(三、2){len(found['pilot_not_started'])} 家年度试点企业尚未启动。")
    if "self_run_surge" in found:
        lines.append(f"(三、3){found['self_run_surge']['message'].iloc[0]}。")
    if "backdated_start" in found:
        backdated = found["backdated_start"]
        bodies = backdated.loc[backdated["consultant"] != "", "consultant"]
        lines.append(
            f"(三、3){len(backdated)} 家企业首次出现而启动时间填在本季度之前,"
            f"其中自行贯标 {len(backdated) - len(bodies)} 家,"
            f"由 {bodies.nunique()} 家咨询服务机构服务的 {len(bodies)} 家。"
        )
    return record.text("paragraphs", *lines)


def flow(name: str, caption: str, counts: pd.DataFrame, last: Quarter | None) -> Several:
    """Return two records on how the count of an earlier quarter becomes that of this quarter.

    They are the ``KeyFigures`` of the province, as terms of a sum, and a ``Table`` by city.

    Args:
        name: the table's name in ``dictionary.csv``: ``progress_flow`` or ``self_run_flow``.
        caption: what is counted, in Chinese.
        counts: from ``audit.progress_flow`` or ``audit.self_run_flow``.
        last: the latest earlier quarter with lists, whose count is the first term; None if there
            is no such quarter: the only record is then a ``Text`` that says so.
    """
    if not last:
        return record.several(
            record.text("paragraphs", f"没有更早季度的名单,{caption}的变化不能分解。")
        )
    signs = {"previous": "", "current": "="}
    whole = counts.sum().rename("全省")
    terms = tuple(
        KeyFigure(
            schema.title(column, name) + (f"({last})" if column == "previous" else ""),
            int(whole[column]),
            unit="",
            sign=signs.get(column, "+" if column in ARRIVALS else "−"),
        )
        for column in FLOW
    )
    rows = pd.concat([whole.to_frame().T.rename_axis("city"), counts]).reset_index()
    rows = rows.assign(css=rows["city"].map({"全省": "whole"}).fillna(""))
    title, columns = f"{caption},分市州", ["city", *FLOW]
    of_cities = _table(name, title, rows, columns, unit="家", row_css="css")
    return record.several(KeyFigures(terms, "sum"), of_cities)


def series(counts: pd.DataFrame) -> Table:
    """Return the ``Table`` of new starts as filed and as first seen, one row per quarter.

    ``counts`` is from ``tally.corrected_series``.
    """
    name, caption = "corrected_series", "新增启动:通报口径与首次出现口径"
    return _table(name, caption, counts, schema.fields(name)["column"], unit="家")


def heat(findings: pd.DataFrame, column: str, caption: str) -> Table | Text | None:
    """Return a ``Table`` of the number of findings, in a deeper shade for a larger number.

    There is one row per city or consulting body and one column per rule. If there are no findings,
    the result is a ``Text`` that says so.

    Args:
        findings: from ``audit.answers.with_answers``. For the column ``city``, findings on no
            single city are left out; for ``consultant``, findings on pilots or on no single
            enterprise.
        column: ``city``, where every city has a row, or ``consultant``, where every body with
            findings has a row, and so has 自行贯标.
        caption: the table's caption.
    """
    if column == "consultant":
        named = findings[(findings["enterprise"] != "") & (findings["list"] != "pilots")]
        named = named.assign(consultant=named["consultant"].replace("", schema.SELF_RUN))
    else:
        named = findings[findings["city"] != ""]
    counts = pd.crosstab(named[column], named["rule"])
    titles = rules.table()["title"]
    known = [str(rule) for rule in titles.index if rule in counts.columns]
    if not known:
        return record.text("paragraphs", f"{caption}:没有发现。")
    if column == "city":
        counts = counts.reindex(codelists.names("city"), fill_value=0)
    counts = counts[known].assign(total=counts.sum(axis=1))
    if column == "consultant":
        counts = counts.sort_values("total", ascending=False, kind="stable")
    columns = [
        record.column(column, "findings"),
        *(Column(rule, titles[rule], look="shade", address=f"#rule-{rule}") for rule in known),
        Column("total", "合计"),
    ]
    name, rows = f"findings_by_{column}", counts.rename_axis(columns=None).reset_index()
    return _table(name, caption, rows, columns, unit="项", look="heat")


def ranking(ranked: pd.DataFrame) -> Table:
    """Return the ``Table`` of consulting bodies, by the share of clients with errors or warnings.

    ``ranked`` is from ``audit.consultants.ranking``. Its order is kept: the highest ``low`` first,
    which is the lower end of the share's interval.
    """
    name, caption = "consultants_by_findings", "各咨询服务机构被发现问题的客户(错误和疑点)"
    interval = ranked["low"].astype("str") + " — " + ranked["high"].astype("str")
    columns = ["consultant", "clients", "named", "rate", "interval"]
    return _table(name, caption, ranked.assign(interval=interval), columns)


def evidence(findings: pd.DataFrame, counts: pd.DataFrame) -> Several:
    """Return the records of one section per rule: the rule's meaning and a table of its findings.

    After them comes a ``Table`` of all findings, which is for csv and xlsx and not on the page.
    ``findings`` is from ``audit.answers.with_answers``, ``counts`` from ``audit.answers.by_rule``.
    """
    source = findings["list"].map(schema.TITLES).fillna("") + "\uff1a" + findings["source"]
    state = findings["state"].map(STATES)
    answered = state + ("\uff1a" + findings["answer"]).where(findings["answer"] != "", "")
    rows = findings.assign(
        enterprise=findings["enterprise"].replace("", "(不涉及单家企业)"),
        message=findings["message"].map(narrate.punctuation.stops),
        previous=findings["previous"].mask(findings["previous"] == "", None),
        current=findings["current"].mask(findings["current"] == "", None),
        source=source.where(findings["source"] != "", ""),
        state=answered.where(findings["state"] != "new", ""),
    )
    totals = counts.set_index("rule")["total"]
    sections = [
        _rule(number, rule, totals[rule["rule"]], rows[rows["rule"] == rule["rule"]])
        for number, rule in enumerate(rules.table().reset_index().to_dict("records"), start=1)
    ]
    return record.several(
        *(shown for section in sections for shown in section),
        bulletin.for_files("findings", findings),
    )


def _verdict(counts: pd.DataFrame, last: Quarter | None) -> str:
    """Return the sentences on the number of findings, by severity, and on that of ``last``.

    ``counts`` is from ``audit.answers.by_rule``, ``last`` is the latest earlier quarter; None if
    there is no such quarter.
    """
    sums = counts.groupby("severity")["total"].sum()
    each = "、".join(f"{name} {sums.get(key, 0)} 项" for key, name in rules.SEVERITIES.items())
    before = "没有更早季度的名单,需要比较的规则不能判断。"
    if last:
        before = f"上一期({last})按同样规则为 {counts['previous'].sum()} 项。"
    explained = counts.loc[counts["total"].notna(), "explained"].sum()
    answered = f"其中 {explained} 项各地已有说明。" if explained else ""
    return f"共发现 {counts['total'].sum()} 项:{each}。{before}{answered}"


def _rule(number: int, rule: Mapping[Any, str], total: int, rows: pd.DataFrame) -> Several:
    """Return the records of one rule: its meaning, why it matters, what to ask, its findings.

    ``number`` is the rule's number in its heading, ``rule`` a row of ``rules.table``, ``rows`` the
    rule's findings, and ``total`` their number, missing if the rule was not applicable.
    """
    is_judged = pd.notna(total)
    verdict = f"{rules.SEVERITIES[rule['severity']]},{f'{total} 项' if is_judged else '不能判断'}"
    terms = {
        schema.title("severity", "findings"): verdict,
        "含义": rule["meaning"],
        "为何要紧": rule["why"],
        "依据": rule["source"],
        "请市州": rule["ask"] if len(rows) else "",
    }
    return record.several(
        Text("heading", (f"{number}. {rule['title']}",), level=3, anchor=f"rule-{rule['rule']}"),
        *(record.text("definition", words, title=term) for term, words in terms.items()),
        _evidence(rule, rows) if len(rows) else None,
        record.text(
            "note", "" if is_judged else "本规则需要与更早季度的名单比较;本季度是最早的一期。"
        ),
    )


def _evidence(rule: Mapping[Any, str], rows: pd.DataFrame) -> Table:
    rest = f",此处列前 {SHOWN} 项,全部见 findings.csv" if len(rows) > SHOWN else ""
    columns = [
        record.column("enterprise", "evidence", small=("uscc",)),
        record.column("city", "evidence", small=("consultant",)),
        record.column("previous", "findings"),
        record.column("current", "findings"),
        record.column("message", "evidence", small=("source", "state")),
    ]
    return _table(
        "",
        f"{rule['title']}:逐条证据",
        rows.head(SHOWN),
        columns,
        look="evidence",
        anchor=f"tab-{rule['rule']}",
        summary=f"逐条证据(共 {len(rows)} 项{rest})",
        is_open=len(rows) <= OPEN,
        tools="search sort" if len(rows) > SEARCHED else "",
        counts="项",
    )


def _table(
    name: str, caption: str, rows: pd.DataFrame, columns: Iterable[Column | str], **about: Any
) -> Table:
    """Return a ``Table`` of the audit's page, without a number and without a link to a csv.

    A column given by its name gets its title from ``dictionary.csv``. ``about`` has further fields
    of ``Table``.
    """
    every = [record.column(c, name) if isinstance(c, str) else c for c in columns]
    fixed: dict[str, Any] = {"series": "", "look": "wide", "is_linked": False}
    return record.table(name, caption, rows, every, **fixed | about)
