"""The bulletin's text, tables and charts, numbered, captioned and ready to show.

Each function returns an ``Exhibit``: in a notebook it shows as html, and the executed notebook
keeps with it what files are made of: its kind, its words as plain text, a table's data (a
Frictionless Tabular Data Resource) or a chart's SVG.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from hnfusion import charts
from hnfusion.exhibits import drawings, faces, page
from hnfusion.exhibits.numbering import CAPTIONS, caption_of, figure_of, number_of, titles_of
from hnfusion.exhibits.record import DRAWN, RESOURCE, SVG, Exhibit, resource
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata

STAR, NOTHING = "★", faces.NOTHING
"""What stands before a recommended body, and for a figure that there is not."""


def heading(text: str, level: int) -> Exhibit:
    """Return a heading; level 1 is the bulletin's title."""
    return replace(
        _text("heading", text, text=text, level=level), kind="heading" if level > 1 else "title"
    )


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


def attachments(titles: Iterable[str]) -> Exhibit:
    """Return the note on what is attached (附件)."""
    lines = ["附件:", *(f"{number}.{title}" for number, title in enumerate(titles, start=1))]
    return _text("attachments", "\n".join(lines), lines=lines)


def signature(issuer: str, facts: Mapping[str, Any]) -> Exhibit:
    """Return the issuing body and, where ``quarter.toml`` has it, the day of issue."""
    issued = facts.get("issued")
    day = f"{issued.year}年{issued.month}月{issued.day}日" if issued else ""
    return _text("signature", f"{issuer}\n{day}".strip(), issuer=issuer, day=day)


def origin(facts: Mapping[str, Any], sources: pd.DataFrame) -> Exhibit:
    """Return what the report is made from; of synthetic lists it says so, in plain sight.

    Args:
        facts: ``quarter.toml``.
        sources: ``metadata.sources``; files that changed since they were registered are named.
    """
    kind = metadata.kind(facts, sources)
    changed = sources.loc[sources["registered"] == "changed", "file"].tolist()
    shown = _text(
        "origin", "", kind=kind, origin=facts.get("source", {}).get("origin", ""), changed=changed
    )
    words = Markup(shown.bundle["text/html"]).striptags()  # noqa: S704 - our own, escaped above
    is_warning = kind != "real" or bool(changed)
    return Exhibit(
        {**shown.bundle, "text/plain": words}, kind="warning" if is_warning else "origin"
    )


def table(name: str, rows: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return a numbered table; its counts are summed below it unless its key is an open list.

    Args:
        name: one of ``CAPTIONS``.
        rows: the table as ``tally`` made it.
        quarter: the bulletin's quarter.
    """
    caption, anchor = caption_of(name, quarter), f"tab-{name.replace('_', '-')}"
    words = f"表{number_of(name)} {caption}(家)"
    shown = face(name, rows) | {"rows": faces.rows(rows)}
    html = _html("table", name=name, anchor=anchor, caption=words, **shown)
    return with_data(name, caption, rows, html, "table", words)


def face(name: str, rows: pd.DataFrame) -> dict[str, list[Any]]:
    """Return what a reader sees of a table: its ``titles``, ``rows`` and ``sums``, if it has any.

    Args:
        name: one of ``CAPTIONS``.
        rows: the table as ``tally`` made it, or as read back from a notebook.
    """
    shown, titles = starred(rows), titles_of(name)
    numbers = shown.drop(columns=["share"], errors="ignore").columns[1:]
    sums = [] if shown.columns[0] == "consultant" else [int(shown[n].sum()) for n in numbers]
    return {
        "titles": [titles[column] for column in shown.columns],
        "rows": shown.astype("object").where(shown.notna(), NOTHING).to_numpy().tolist(),
        "sums": [*sums, ""] if sums and "share" in shown else sums,
    }


def chart(name: str, rows: pd.DataFrame, quarter: Quarter) -> Exhibit:
    """Return one of the bulletin's charts; nothing for one that has nothing to show.

    Args:
        name: one of ``numbering.FIGURES``.
        rows: the table as ``tally`` made it.
        quarter: the bulletin's quarter.
    """
    message = drawings.message(name, rows, quarter)
    if not message:
        return Exhibit({"text/html": "", "text/plain": ""}, name, "chart")
    subject = f"图{figure_of(name)} {caption_of(name, quarter)}(家)"
    described = drawings.description(name, starred(rows))
    shown = figure(
        name, drawing(name, rows), message, subject, described, drawings.note(name, rows, quarter)
    )
    data = resource(name, subject, rows, titles_of(name))
    return replace(shown, bundle={**shown.bundle, DRAWN: data})


def drawing(name: str, rows: pd.DataFrame) -> Figure:
    """Return one of the bulletin's charts as it is drawn, for page and document alike.

    Args:
        name: one of ``numbering.FIGURES``.
        rows: the table as ``tally`` made it, or as read back from a notebook.
    """
    return drawings.drawing(name, starred(rows))


def figure(
    name: str, drawing: Figure, message: str, subject: str, description: str, note: str = ""
) -> Exhibit:
    """Return a chart with its words: what it says, what it shows, and for those who cannot see it.

    Args:
        name: what its files are called; the figure's anchor is ``fig-<name>``.
        drawing: a figure of ``charts``.
        message: what it says, computed; the title of the chart.
        subject: its number and caption, with the unit.
        description: what it shows, in figures, for those who do not see it.
        note: what stands under it: source and remarks.
    """
    svg = charts.svg(drawing, name, message, description)
    html = _html(
        "chart",
        name=name,
        anchor=f"fig-{name.replace('_', '-')}",
        message=message,
        subject=subject,
        note=note,
        svg=charts.themed(svg),
    )
    words = "\n".join([subject, message, description])
    return Exhibit({"text/html": html, "text/plain": words, SVG: svg}, name, "chart")


def reconciliation(compared: pd.DataFrame) -> Exhibit:
    """Return the printed figures beside the computed ones (``reconcile.compare``)."""
    rows = compared.assign(is_same=compared["agrees"] & compared["is_worded"])
    shown = rows.astype("object").where(rows.notna(), None).to_dict("records")
    html = _html("reconciliation", rows=shown, number=len(CAPTIONS) + 1)
    return with_data("reconciliation", "与公开通报核对", compared, html, "reconciliation")


def starred(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its recommended bodies starred, the column that says so gone."""
    key = rows.columns[0]
    if "recommended" not in rows:
        return rows.astype({key: "str"})
    stars = rows["recommended"].map({True: STAR, False: ""}).astype("str")
    return rows.assign(**{key: stars + rows[key].astype("str")}).drop(columns="recommended")


def cleaning_log(changes: pd.DataFrame) -> Exhibit:
    """Return the log of what was mended (``change_log.log``), shown as its count."""
    text = f"共整理 {len(changes)} 处,全部列在 cleaning_log.csv"
    return with_data("cleaning_log", "整理记录", changes, _html("note", text=text))


def filled(template: str, macro: str, /, **values: Any) -> str:
    """Return the html of one macro of a template of ``templates/``."""
    return str(getattr(page.PAGES.get_template(template).module, macro)(**values)).strip()


def _html(macro: str, /, **values: Any) -> str:
    return filled("exhibits.html.j2", macro, **values)


def _text(macro: str, plain: str, /, **values: Any) -> Exhibit:
    return Exhibit({"text/html": _html(macro, **values), "text/plain": plain}, kind=macro)


def with_data(
    name: str, caption: str, rows: pd.DataFrame, html: str, kind: str = "table", words: str = ""
) -> Exhibit:
    """Return the exhibit of a table: how it looks, and its data for files.

    Args:
        name: what its files are called.
        caption: what it shows.
        rows: the table.
        html: how it looks.
        kind: what a document makes of it (``record.Exhibit``).
        words: what it is called in a document; "" is its caption.
    """
    data = resource(name, caption, rows, titles_of(name))
    return Exhibit({"text/html": html, "text/plain": words or caption, RESOURCE: data}, name, kind)
