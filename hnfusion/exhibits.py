"""The bulletin's text, tables and charts, numbered, captioned and ready to show.

Each function returns an ``Exhibit``: in a notebook it shows as html, and the executed notebook
keeps with it what files are made of, a table's data (a Frictionless Tabular Data Resource) or a
chart's SVG.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from hnfusion import charts
from hnfusion.quarter import Quarter

RESOURCE = "application/vnd.dataresource+json"
"""MIME type of a table's data in a notebook's output."""
SVG = "image/svg+xml"
NAME = "hnfusion"
"""Key of an output's metadata that holds the name of what it shows."""
CAPTIONS = {
    "certified_by_city": "各市州{now}新增和累计获证企业数量",
    "certified_by_industry": "各行业{now}新增和累计获证企业数量",
    "certified_by_consultant": "各咨询服务机构服务企业{now}新增和累计获证数量",
    "started_by_city": "各地{now}新增贯标启动企业和在贯企业数量",
    "started_by_industry": "各行业{now}新增贯标启动企业和在贯企业数量",
    "started_by_consultant": "咨询服务机构{now}新增贯标和目前实时贯标企业数量",
    "started_by_stage": "在贯企业所处阶段",
    "pilots_by_city": "各市州{year}年度贯标试点企业启动情况",
}
"""What each table and its chart show; their numbers are their places here. The unit is 家."""
TITLES = {
    "city": "市州",
    "industry": "行业",
    "consultant": "咨询服务机构",
    "stage": "阶段",
    "new": "新增",
    "total": "累计",
    "share": "占比(%)",
    "pilots": "试点企业",
    "started": "已启动或获证",
    "not_started": "未启动",
}
TITLES_OF_STARTED = {"new": "新增启动", "total": "在贯"}
"""What tables of the started call the same columns."""
BARS = {"new": "total", "started": "pilots"}
"""The columns that a chart shows as part and whole."""
KEY_FIGURES = {
    "total_certified": ("累计获证企业", "{now}新增", "new_certified"),
    "in_progress": ("在贯企业", "{now}新启动", "new_started"),
    "self_run": ("自行贯标企业", "上季度为", "self_run_previous"),
    "pilots": ("年度试点企业", "{now}启动", "new_started_pilots"),
}
"""The figures on top of the page: what they are called and what stands beside them."""
STAR = "★"
PAGES = Environment(
    loader=PackageLoader("hnfusion", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Exhibit:
    """Something to show, as a notebook keeps it.

    Attributes:
        bundle: its representations by MIME type.
        name: what its files are called; "" for text.
    """

    bundle: Mapping[str, Any]
    name: str = ""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return dict(self.bundle), {NAME: self.name} if self.name else {}


def heading(text: str, level: int) -> Exhibit:
    """Return a heading; level 1 is the bulletin's title."""
    return _text("heading", text, text=text, level=level)


def salutation(text: str) -> Exhibit:
    """Return whom the bulletin addresses."""
    return _text("salutation", text, text=text)


def paragraphs(*texts: str | Iterable[str]) -> Exhibit:
    """Return paragraphs of the bulletin; blank ones are left out."""
    lines = [line for text in texts for line in ([text] if isinstance(text, str) else text) if line]
    return _text("paragraphs", "\n".join(lines), lines=lines)


def section(title: str, lines: list[str]) -> Exhibit:
    """Return a part of the bulletin with its heading; nothing where it has no text."""
    return _text("section", "\n".join([title, *lines] if lines else []), title=title, lines=lines)


def note(text: str) -> Exhibit:
    """Return a note under a table; nothing for no text."""
    return _text("note", text, text=text)


def signature(issuer: str, facts: Mapping[str, Any]) -> Exhibit:
    """Return the issuing body and, where ``quarter.toml`` has it, the day of issue."""
    issued = facts.get("issued")
    day = f"{issued.year}年{issued.month}月{issued.day}日" if issued else ""
    return _text("signature", f"{issuer}\n{day}".strip(), issuer=issuer, day=day)


def origin(facts: Mapping[str, Any], sources: pd.DataFrame) -> Exhibit:
    """Return what the report is made from; of synthetic lists it says so, in plain sight.

    Args:
        facts: ``quarter.toml``.
        sources: ``snapshot.sources``; files that changed since they were registered are named.
    """
    stated = facts.get("synthetic", "unknown")
    kind = "synthetic" if sources["synthetic"].any() else {False: "real"}.get(stated, "unknown")
    changed = sources.loc[sources["registered"] == "changed", "file"].tolist()
    return _text(
        "origin", kind, kind=kind, origin=facts.get("source", {}).get("origin", ""), changed=changed
    )


def key_figures(headline: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return the figures on top of the page; its data is the whole headline."""
    known = headline.dropna().set_index("key")["value"].to_dict()
    figures = [
        {
            "label": label,
            "value": known[key],
            "detail": detail.format(now=f"{quarter.ordinal}季度"),
            "beside": known.get(beside),
        }
        for key, (label, detail, beside) in KEY_FIGURES.items()
        if key in known
    ]
    return _data("headline", "主要指标", headline, _html("key_figures", figures=figures))


def table(name: str, rows: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return a numbered table; its counts are summed below it unless its key is an open list.

    Args:
        name: one of ``CAPTIONS``.
        rows: the table as ``tally`` made it.
        quarter: the bulletin's quarter.
    """
    caption, shown, titles = _caption(name, quarter), _starred(rows), _titles(name)
    numbers = shown.drop(columns=["share"], errors="ignore").columns[1:]
    sums = [] if shown.columns[0] == "consultant" else [int(shown[n].sum()) for n in numbers]
    html = _html(
        "table",
        anchor=f"tab-{name.replace('_', '-')}",
        caption=f"表{_number(name)} {caption}(家)",
        titles=[titles[column] for column in shown.columns],
        rows=shown.astype("object").where(shown.notna(), "—").to_numpy().tolist(),
        sums=[*sums, ""] if sums and "share" in shown else sums,
    )
    return _data(name, caption, rows, html)


def chart(name: str, rows: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return the chart of a table: a bar a row, the part of it that is new in colour.

    Args:
        name: one of ``CAPTIONS``.
        rows: the table as ``tally`` made it.
        quarter: the bulletin's quarter.
    """
    part = next((column for column in BARS if column in rows), None)
    whole, titles = BARS[part] if part else "total", _titles(name)
    caption = f"图{_number(name)} {_caption(name, quarter)}(家)"
    svg = charts.bars(_starred(rows), whole, part, name)
    legend = [(titles[part], charts.PART), (titles[whole], charts.WHOLE)] if part else []
    anchor = f"fig-{name.replace('_', '-')}"
    html = _html("chart", anchor=anchor, caption=caption, legend=legend, svg=svg)
    return Exhibit({"text/html": html, "text/plain": caption, SVG: svg}, name)


def reconciliation(compared: pd.DataFrame) -> Exhibit:
    """Return the printed figures beside the computed ones (``reconcile.compare``)."""
    rows = compared.assign(is_same=compared["agrees"] & compared["is_worded"])
    shown = rows.astype("object").where(rows.notna(), None).to_dict("records")
    return _data("reconciliation", "与公开通报核对", compared, _html("reconciliation", rows=shown))


def cleaning_log(changes: pd.DataFrame) -> Exhibit:
    """Return the log of what was mended (``mending.log``), shown as its count; a file in full."""
    text = f"共整理 {len(changes)} 处,全部列在 cleaning_log.csv"
    return _data("cleaning_log", "整理记录", changes, _html("note", text=text))


def _html(macro: str, /, **values: Any) -> str:
    return str(getattr(PAGES.get_template("exhibits.html.j2").module, macro)(**values)).strip()


def _text(macro: str, plain: str, /, **values: Any) -> Exhibit:
    return Exhibit({"text/html": _html(macro, **values), "text/plain": plain})


def _data(name: str, caption: str, rows: pd.DataFrame, html: str) -> Exhibit:
    plain = rows.convert_dtypes()
    content = json.loads(plain.to_json(orient="table", index=False, force_ascii=False))
    resource = {
        "name": name,
        "title": caption,
        "schema": content["schema"],
        "data": content["data"],
    }
    text = rows.to_string(index=False)
    return Exhibit({"text/html": html, "text/plain": text, RESOURCE: resource}, name)


def _caption(name: str, quarter: Quarter) -> str:
    return CAPTIONS[name].format(now=f"{quarter.ordinal}季度", year=quarter.year)


def _number(name: str) -> int:
    return list(CAPTIONS).index(name) + 1


def _titles(name: str) -> dict[str, str]:
    return TITLES | (TITLES_OF_STARTED if name.startswith("started") else {})


def _starred(rows: pd.DataFrame) -> pd.DataFrame:
    key = rows.columns[0]
    if "recommended" not in rows:
        return rows.astype({key: "str"})
    stars = rows["recommended"].map({True: STAR, False: ""})
    return rows.assign(**{key: stars + rows[key]}).drop(columns="recommended")
