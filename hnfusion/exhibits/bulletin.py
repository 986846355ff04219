"""The bulletin's texts, tables and charts as records, one function for each kind."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hnfusion import charts, codelists, schema
from hnfusion.exhibits import record
from hnfusion.exhibits.contents import CHARTS, OTHERS, caption_of, filled
from hnfusion.exhibits.record import STAR, Chart, Column, Several, Table, Text
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata


def signature(issuer: str, facts: Mapping[str, Any]) -> Text:
    """Return a ``Text`` with the issuing body and, if ``facts`` has it, the day of issue.

    ``facts`` is the content of ``quarter.toml``.
    """
    issued = facts.get("issued")
    day = [f"{issued.year}年{issued.month}月{issued.day}日"] if issued else []
    return Text("signature", (issuer, *day))


def origin(facts: Mapping[str, Any], sources: pd.DataFrame) -> Several:
    """Return a ``Several`` of up to two ``Text`` records on the lists' origin.

    - a warning if the lists are synthetic or unregistered, else their origin, if it is known
    - a warning that names the files that changed since they were registered, if any

    ``facts`` is the content of ``quarter.toml``, ``sources`` is from ``metadata.sources``.
    """
    place = facts.get("source", {}).get("origin", "")
    changed = "、".join(sources.loc[sources["registered"] == "changed", "file"])
    made_from = {
        "synthetic": Text(
            "warning",
            (
                "本报告由程序生成的名单得出,仅用于演示:名单中的企业均为虚构(名称含“示例”),"
                "不是官方发布,不得作为真实统计引用。",
            ),
            "合成示例数据",
            strong="不是官方发布",
        ),
        "unknown": record.text(
            "warning",
            "本季度没有 quarter.toml 或其中没有 synthetic 一项,不能确认名单是否真实。",
            title="数据来源未登记",
        ),
        "real": record.text("origin", f"数据来源:{place}" if place else ""),
    }
    words = f"以下文件在登记之后有过改动(sha256 与 quarter.toml 中的不同):{changed}。"
    return record.several(
        made_from[metadata.kind(facts, sources)],
        record.text("warning", words if changed else "", title="名单与登记不符"),
    )


def table(name: str, rows: pd.DataFrame, quarter: Quarter, note: str = "") -> Table:
    """Return the ``Table`` of the bulletin with this name, a key of ``contents.TABLES``.

    ``rows`` is the frame of ``tally`` for this table, ``note`` is shown below the table. There is a
    row of sums unless the rows are consulting bodies.
    """
    key = str(rows.columns[0])
    if key == "city":
        pages = rows["city"].astype("str").map(codelists.codes())
        rows = rows.assign(address="cities/" + pages + ".html")
    columns = [
        record.column(
            column,
            name,
            look=_look(rows[column]),
            star="recommended" if column == key and "recommended" in rows else "",
            link="address" if column == key == "city" else "",
            on_page=column != "recommended",
        )
        for column in map(str, rows.columns.drop("address", errors="ignore"))
    ]
    return record.table(
        name,
        caption_of(name, quarter),
        rows,
        columns,
        unit="家",
        look="numbers names" if key == "consultant" else "numbers",
        has_sums=key != "consultant",
        tools="copy",
        notes=(note,) if note else (),
    )


def chart(name: str, rows: pd.DataFrame, quarter: Quarter) -> Chart | None:
    """Return the ``Chart`` of the bulletin with this name, a key of ``contents.CHARTS``.

    ``rows`` is the frame of ``tally`` for this chart. If the title is "" (``Declared.say``), there
    is nothing to show, and the result is None.
    """
    declared = CHARTS[name]
    message = declared.say(rows, quarter)
    if not message:
        return None
    stars = "★为厅推荐机构;" if rows.get("recommended", pd.Series()).any() else ""
    source = f"来源:{filled(declared.source, quarter)}。"
    shown = starred(rows)
    titles = {column: schema.title(column, declared.table or name) for column in map(str, shown)}
    return drawn(
        name,
        declared.draw(shown, titles),
        message,
        f"{caption_of(name, quarter)}(家)",
        description(shown, titles),
        source + stars + declared.read.format(**titles),
        has_picture=True,
    )


def drawn(
    name: str,
    figure: Figure,
    message: str,
    caption: str,
    description: str,
    note: str = "",
    *,
    has_picture: bool = False,
    is_linked: bool = True,
) -> Chart:
    """Return the ``Chart`` of a matplotlib figure, drawn as SVG.

    With ``has_picture`` it is drawn as PNG, too, for the document. The fields of ``record.Chart``
    explain the other arguments.
    """
    svg = charts.svg(figure, name, message, description)
    picture = charts.picture(figure) if has_picture else b""
    return Chart(name, message, caption, description, note, svg, picture, is_linked=is_linked)


def description(rows: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return a text with a chart's figures row by row, for readers who cannot see the chart.

    ``rows`` is the chart's frame from ``starred``; ``titles`` has the columns' titles by name.
    """
    key, *columns = rows.columns
    shown = charts.tailed(rows, "new") if key == "consultant" else rows

    def figure(column: str, value: Any) -> str:
        if column == "share":
            return f"占{value}%" if pd.notna(value) else "占比无从计算"
        return f"{titles[column]}{value}家"

    lines = [
        f"{row[key]}" + "、".join(figure(column, row[column]) for column in columns)
        for row in shown.astype({key: "str"}).to_dict("records")
    ]
    return f"{';'.join(lines)}。" if lines else "没有数据。"


def reconciliation(compared: pd.DataFrame) -> Several:
    """Return a ``Text`` on whether the printed figures agree, and a ``Table`` that compares them.

    ``compared`` is from ``reconcile.compare``.
    """
    agrees, is_worded = compared["agrees"].astype("bool"), compared["is_worded"].astype("bool")
    is_same = agrees & is_worded
    verdict = is_same.map({True: "一致", False: "不一致"}).where(is_worded | ~agrees, "正文未见")
    rows = compared.assign(verdict=verdict, css=is_same.map({True: "", False: "differs"}))
    name = "reconciliation"
    columns = [
        record.column("phrase", name, in_files=False),  # what a reader looks for comes first
        record.column("id", name, look="id"),
        record.column("phrase", name, on_page=False),
        *(record.column(column, name) for column in ("published", "computed", "difference")),
        *(record.column(column, name, on_page=False) for column in ("agrees", "is_worded")),
        Column("verdict", "核对", in_files=False),
    ]
    return record.several(
        _verdict(rows[~is_same], len(rows)),
        record.table(
            name,
            "与公开通报逐项对照",
            rows,
            columns,
            title=OTHERS[name],
            series="表" if len(rows) else "",
            look="wide" if len(rows) else "files",
            row_css="css",
            summary=f"逐项对照(共 {len(rows)} 项)",
            is_open=not is_same.all(),
            is_linked=len(rows) > 0,
        ),
    )


def starred(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with a star before each recommended body, and no column ``recommended``.

    The bodies are in the first column. This column becomes text, also in a frame without
    ``recommended``.
    """
    key = rows.columns[0]
    if "recommended" not in rows:
        return rows.astype({key: "str"})
    stars = rows["recommended"].map({True: STAR, False: ""}).astype("str")
    return rows.assign(**{key: stars + rows[key].astype("str")}).drop(columns="recommended")


def cleaning_log(changes: pd.DataFrame) -> Several:
    """Return a ``Text`` on the number of changed cells, and a ``Table`` of them for the csv.

    ``changes`` is from ``change_log.log``.
    """
    about = record.text("note", f"共整理 {len(changes)} 处,全部列在 cleaning_log.csv")
    return record.several(about, for_files("cleaning_log", changes))


def for_files(name: str, rows: pd.DataFrame, *, is_linked: bool = False) -> Table:
    """Return a ``Table`` whose rows are in the csv and the workbook but not on the page.

    ``name`` is a key of ``contents.OTHERS``. If ``is_linked``, the page links to the csv.
    """
    columns = [record.column(column, name) for column in map(str, rows.columns)]
    about = {"title": OTHERS[name], "series": "", "look": "files", "is_linked": is_linked}
    return record.table(name, OTHERS[name], rows, columns, **about)


def _look(column: pd.Series) -> str:
    """Return a column's ``look`` in a ``Table``: ``part`` or ``whole`` for counts, else "".

    It is ``part`` for the counts ``new`` and ``started``; cells of both looks have bars.
    """
    if not pd.api.types.is_integer_dtype(column):
        return ""
    return "part" if column.name in ("new", "started") else "whole"


def _verdict(differing: pd.DataFrame, count: int) -> Text | None:
    """Return a ``Text`` on whether all printed figures agree, and which do not.

    ``differing`` has the rows of ``reconcile.compare`` that do not agree; ``count`` is the number
    of all rows, 0 if no printed figures are registered.
    """
    if not count:
        return record.text("paragraphs", "本季度没有登记公开通报的数字(published.toml),无从核对。")
    if differing.empty:
        return record.text("paragraphs", f"公开通报印出的 {count} 项数字,计算结果全部一致。")
    each = [
        f"“{row.phrase}”:通报 {row.published},计算 {row.computed}"
        f"{'' if row.is_worded else '(正文未见此句)'}"
        for row in differing.itertuples(index=False)
    ]
    title = f"有 {len(differing)} 项与公开通报不一致"
    return record.text("warning", f"{';'.join(each)}。", title=title)
