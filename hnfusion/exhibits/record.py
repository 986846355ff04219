"""What a page shows, as records: texts, tables, charts, key figures and links.

A record knows no page and no number. A notebook's cell ends in one, and the cell's output holds it
as JSON beside the html; ``read`` returns the records of an executed notebook, each numbered by its
position. Pages, documents, workbooks and csv are written from the same records.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd
import wcwidth

from hnfusion import charts, schema
from hnfusion.exhibits.page import fill

MIME = "application/vnd.hnfusion.records+json"
"""MIME type of a cell's records in its output."""
STAR, NOTHING = "★", "—"
"""The mark of a recommended body, and the sign for a missing value."""
TEMPLATE = "records.html.j2"
SHADES = 5
"""Shades of a heat table."""


@dataclass(frozen=True)
class Record:
    """What a cell shows in Jupyter and keeps in its output."""

    def html(self) -> str:
        """Return the record as html, "" for one that is for files only."""
        raise NotImplementedError

    def plain(self) -> str:
        """Return the record as text for a terminal."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return Several([self])._repr_mimebundle_()


class Numbered(Record):
    """A record with a number among those of its ``series``; 0 until its page is known."""

    caption: str
    unit = ""
    series: str
    number: int

    @property
    def label(self) -> str:
        """The number, as ``表4``; "" where there is none."""
        return f"{self.series}{self.number}" if self.number else ""

    @property
    def heading(self) -> str:
        """The number, caption and unit."""
        return f"{self.label} {self.caption}".strip() + (f"({self.unit})" if self.unit else "")


@dataclass(frozen=True)
class Text(Record):
    """Words of a page.

    Attributes:
        role: ``title`` (its lines are the parts that it may be broken between), ``heading``,
            ``paragraphs``, ``section``, ``salutation``, ``note``, ``attachments``, ``signature``
            (the issuing body and the day), ``origin``, ``warning``, ``aside`` (not part of the
            text), ``definition`` (of its title), ``names`` and ``copy`` (opened by their title),
            ``reference``, or ``other`` for a cell's output that is no record.
        lines: a paragraph each.
        title: above the lines, or before the first.
        strong: the words of the lines that are emphasized.
        level: of a heading.
        anchor: its id; "" leaves it to the page.
        is_open: whether ``names`` or ``copy`` are open at first.
    """

    role: str
    lines: tuple[str, ...] = ()
    title: str = ""
    strong: str = ""
    level: int = 2
    anchor: str = ""
    is_open: bool = False

    def html(self) -> str:
        """Return the text as html; Jupyter shows what is no record of ours."""
        return "" if self.role == "other" else fill(TEMPLATE, self.role, text=self)

    def plain(self) -> str:
        """Return the title and the lines."""
        return "\n".join(filter(None, [self.title, *self.lines]))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: in the table's rows; ``star``, ``link``, ``css`` and ``small`` name others there.
        title: in the header.
        type: of Table Schema: ``string``, ``integer``, ``number``, ``boolean`` or ``date``;
            "" is that of the rows.
        look: a class of its cells; ``part`` and ``whole`` have a bar, all bars of a table of one
            scale, ``shade`` a deeper shade for more; ``id`` is the header's class too.
        order: its values in the order that a reader sorts them in; else by number or pinyin.
        star: the column that says which rows have a star.
        link: the column with the addresses of its cells' links.
        css: the column with further classes of its cells.
        small: columns whose values are shown below its own, in small.
        address: of the header's link.
        on_page: whether pages and documents show it.
        in_files: whether csv and workbook have it.
    """

    name: str
    title: str
    type: str = ""
    look: str = ""
    order: tuple[str, ...] = ()
    star: str = ""
    link: str = ""
    css: str = ""
    small: tuple[str, ...] = ()
    address: str = ""
    on_page: bool = True
    in_files: bool = True

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.type in {"integer", "number"}


class Cell(NamedTuple):
    """A cell as a reader sees it."""

    text: Any
    css: str = ""
    bar: str = ""
    is_starred: bool = False
    link: str = ""
    small: tuple[Any, ...] = ()

    def __str__(self) -> str:
        """Return the cell as text."""
        return f"{STAR if self.is_starred else ''}{self.text}"


@dataclass(frozen=True, eq=False)
class Table(Numbered):
    """A table with its words. Make one by ``table``.

    Attributes:
        name: of its files; "" has none.
        columns: those that a reader sees or files have, in order.
        rows: plain values, unrounded; may have further columns, which ``columns`` refer to.
        unit: of its numbers.
        title: of its sheet and file; "" is its number and caption.
        series: ``表``, ``附件``, or "" without a number.
        look: ``numbers``, ``numbers names`` (long names before few numbers), ``wide``, ``list``
            (a row an enterprise), ``heat``, ``evidence``, ``frame`` (by itself in Jupyter) or
            ``files`` (the page only links to its csv). Wide ones scroll on a phone.
        head: the column that names a row; "" is the first.
        row_css: the column with the classes of a row.
        has_sums: whether the whole numbers are summed below.
        notes: below the table.
        summary: of a table that a reader opens; "" is always open.
        is_open: whether that is open at first.
        tools: of the page: ``search``, ``sort``, ``copy``.
        counts: the measure word of a row, for the search.
        anchor: its id on the page; "" is made of its name.
        is_linked: whether the page links to its csv.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    unit: str = ""
    title: str = ""
    series: str = "表"
    number: int = 0
    look: str = "numbers"
    head: str = ""
    row_css: str = ""
    has_sums: bool = False
    notes: tuple[str, ...] = ()
    summary: str = ""
    is_open: bool = False
    tools: str = ""
    counts: str = ""
    anchor: str = ""
    is_linked: bool = True

    @property
    def id(self) -> str:
        """Its id on a page."""
        return self.anchor or f"tab-{self.name}".replace("_", "-")

    @property
    def shown(self) -> list[Column]:
        """The columns of pages and documents."""
        return [column for column in self.columns if column.on_page]

    @property
    def titles(self) -> list[str]:
        """The titles of the columns of pages and documents."""
        return [column.title for column in self.shown]

    @property
    def data(self) -> pd.DataFrame:
        """The columns and rows of csv and workbook."""
        return self.rows[[column.name for column in self.columns if column.in_files]]

    @property
    def sums(self) -> list[Any]:
        """The last row, without its first cell; empty for a table without sums."""
        if not self.has_sums:
            return []
        return [int(self.rows[c.name].sum()) if c.type == "integer" else "" for c in self.shown[1:]]

    def cells(self) -> list[list[Cell]]:
        """Return what a reader sees, a list a row."""
        bars, shades = self._largest("part", "whole"), self._largest("shade")
        return [
            [
                _cell(column, row, shades if column.look == "shade" else bars)
                for column in self.shown
            ]
            for row in self.rows.to_dict("records")
        ]

    def html(self) -> str:
        """Return the table as html; of one for files only the link to its csv, if any."""
        if self.look == "files" and not self.is_linked:
            return ""
        return fill(TEMPLATE, self.look if self.look in {"files", "frame"} else "table", table=self)

    def plain(self) -> str:
        """Return the table's heading; of a frame its cells, aligned, and its notes."""
        if self.look != "frame":
            return self.heading
        rows = [self.titles, *([str(cell) for cell in row] for row in self.cells())]
        widths = [max(map(wcwidth.width, column)) for column in zip(*rows, strict=True)]
        sides = [wcwidth.rjust if c.is_number else wcwidth.ljust for c in self.shown]
        lines = (
            "  ".join(
                side(text, width) for side, text, width in zip(sides, row, widths, strict=True)
            )
            for row in rows
        )
        return "\n".join([*map(str.rstrip, lines), *self.notes])

    def _largest(self, *looks: str) -> int:
        columns = [column.name for column in self.columns if column.look in looks]
        return max((n for c in columns for n in self.rows[c] if n is not None), default=0)


@dataclass(frozen=True)
class Chart(Numbered):
    """A chart with its words, drawn.

    Attributes:
        name: of its file; "" has none.
        message: its title: what it says, computed.
        caption: what it shows, with the unit.
        description: what it shows, in figures, for those who do not see it.
        note: how to read it, and its source.
        svg: as drawn; a page gives it its own colours.
        picture: the same as PNG, for documents; empty where no document has it.
        is_linked: whether the page links to its file.
    """

    name: str
    message: str
    caption: str
    description: str = ""
    note: str = ""
    svg: str = ""
    picture: bytes = field(default=b"", repr=False)
    series: str = "图"
    number: int = 0
    is_linked: bool = True

    def html(self) -> str:
        """Return the chart as html; one without svg is a picture that Jupyter shows."""
        return fill(TEMPLATE, "chart", chart=self, svg=charts.themed(self.svg)) if self.svg else ""

    def plain(self) -> str:
        """Return the heading, the message and the description."""
        return "\n".join([self.heading, self.message, self.description])


@dataclass(frozen=True)
class KeyFigure:
    """A figure on top of a page.

    Attributes:
        label: what is counted.
        news: beside the figure.
        changes: since the quarter and the year before, in words.
        trend: the sparkline of its history, as SVG; "" for none.
        since: the quarter that the line begins in.
        is_main: whether it is one of the page's main facts.
        sign: before it, in a sum of figures: ``+``, ``−`` or ``=``.
    """

    label: str
    value: int
    unit: str = "家"
    news: str = ""
    changes: tuple[str, ...] = ()
    trend: str = ""
    since: str = ""
    is_main: bool = True
    sign: str = ""


@dataclass(frozen=True)
class KeyFigures(Record):
    """Figures in a row; ``look`` is a class of their list, or ``sum`` where they are a sum."""

    figures: tuple[KeyFigure, ...]
    look: str = ""

    def html(self) -> str:
        """Return the figures as html."""
        macro = "sum" if self.look == "sum" else "key_figures"
        return fill(TEMPLATE, macro, record=self, themed=charts.themed)

    def plain(self) -> str:
        """Return a line a figure."""
        return "\n".join(f"{f.sign}{f.label} {f.value} {f.unit}".strip() for f in self.figures)


@dataclass(frozen=True)
class Link:
    """A link of a page.

    Attributes:
        address: "" is the page itself.
        label: its name for those who do not see what is around it.
        rel: its relation to the page: ``prev`` or ``next``.
    """

    text: str
    address: str = ""
    label: str = ""
    rel: str = ""


@dataclass(frozen=True)
class Links(Record):
    """Links to other pages and to files.

    Attributes:
        title: what they lead to.
        look: ``sentence``, ``list`` (opened by its title, where it has one) or ``pages`` (to the
            pages before, after and beside this one).
    """

    title: str
    links: tuple[Link, ...]
    look: str = "sentence"

    def html(self) -> str:
        """Return the links as html."""
        return fill(TEMPLATE, f"links_{self.look}", record=self)

    def plain(self) -> str:
        """Return the title."""
        return self.title


KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Text, Table, Chart, KeyFigures, Links)
}
PARTS: dict[str, type] = {"columns": Column, "figures": KeyFigure, "links": Link}
"""The fields of records that are tuples of such a kind."""


class Several(tuple[Record, ...]):
    """Records that one cell shows, in order."""

    def html(self) -> str:
        """Return them all as html."""
        return "\n".join(filter(None, (record.html() for record in self)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            "text/html": self.html(),
            "text/plain": "\n".join(record.plain() for record in self),
            MIME: [to_json(record) for record in self],
        }


def several(*records: Record | None) -> Several:
    """Return the records of one cell, without missing ones."""
    return Several(record for record in records if record)


def table(
    name: str, caption: str, rows: pd.DataFrame, columns: Iterable[Column], **about: Any
) -> Table:
    """Return the record of a frame.

    Args:
        name: of its files; "" has none.
        caption: what it shows.
        rows: the frame, unrounded; its datetimes become dates.
        columns: those that are shown or in files.
        about: further attributes of ``Table``.
    """
    days = rows.select_dtypes("datetime").columns
    text = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).convert_dtypes()
    content = json.loads(text.to_json(orient="table", index=False, force_ascii=False))
    types = {f["name"]: f["type"] for f in content["schema"]["fields"] if f["type"] != "any"}
    types |= dict.fromkeys(days, "date")
    typed = tuple(replace(c, type=c.type or types.get(c.name, "string")) for c in columns)
    plain = pd.DataFrame(content["data"], columns=rows.columns, dtype="object")
    return Table(name, caption, typed, plain, **about)


def column(name: str, of: str = "", **about: Any) -> Column:
    """Return a column with its title in the table ``of``; ``about`` has further attributes."""
    return Column(name, schema.title(name, of), **about)


def to_json(record: Record) -> dict[str, Any]:
    """Return a record's kind and fields as JSON has them."""
    plain = {"kind": type(record).__name__} | asdict(record)
    if isinstance(record, Table):
        rows = record.rows
        plain["rows"] = {"columns": [*rows.columns], "data": rows.to_numpy().tolist()}
    elif isinstance(record, Chart):
        plain["picture"] = base64.b64encode(record.picture).decode()
    return plain


def from_json(kept: Mapping[str, Any]) -> Record:
    """Return the record of ``to_json``."""
    plain: dict[str, Any] = {
        name: tuple(PARTS[name](**_tuples(part)) for part in value) if name in PARTS else value
        for name, value in _tuples(kept).items()
    }
    if "rows" in plain:
        plain["rows"] = pd.DataFrame(**plain["rows"], dtype="object")
    if "picture" in plain:
        plain["picture"] = base64.b64decode(plain["picture"])
    record: Record = KINDS[plain.pop("kind")](**plain)
    return record


def read(executed: Any) -> list[Record]:
    """Return the records of an executed notebook in its order, numbered.

    Its markdown is headings and paragraphs; a picture that a cell drew by itself is a chart
    without words; anything else is a text of the role ``other`` with its MIME types.
    """
    return numbered(record for cell in executed["cells"] for record in _of_cell(cell))


def numbered(records: Iterable[Record], counted: Counter[str] | None = None) -> list[Record]:
    """Return records, each numbered among those of its series.

    Args:
        records: of a page, in order.
        counted: how many of each series come before; those of the records are added.

    >>> [r.heading for r in numbered([Chart("a", "", "甲"), Chart("b", "", "乙")])]
    ['图1 甲', '图2 乙']
    """
    counted = Counter() if counted is None else counted
    every: list[Record] = []
    for record in records:
        if isinstance(record, Table | Chart) and record.series:
            counted[record.series] += 1
            every.append(replace(record, number=counted[record.series]))
        else:
            every.append(record)
    return every


def with_numbers(executed: Any) -> list[Any]:
    """Return the cells of an executed notebook, the html of their records with numbers."""
    cells: list[Any] = deepcopy(executed["cells"])
    counted: Counter[str] = Counter()
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        if MIME in output.get("data", {}):
            records = numbered(map(from_json, output["data"][MIME]), counted)
            output["data"]["text/html"] = Several(records).html()
    return cells


def said(value: object) -> object:
    """Return a value as a reader sees it: yes and no in words, a dash for a missing one."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return NOTHING if value is None else value


def _cell(column: Column, row: Mapping[Any, Any], largest: int) -> Cell:
    value = row[column.name]
    look, bar = column.look if value else "zero", ""
    if column.look == "shade":  # the square root keeps small counts in sight
        look = f"shade{max(1, round(SHADES * (value / largest) ** 0.5)) if value else 0}"
    if column.look in {"part", "whole"} and value:
        bar = f"{value / largest:.3f}"
    return Cell(
        said(value),
        css=" ".join(filter(None, [look, row[column.css] if column.css else ""])),
        bar=bar,
        is_starred=bool(column.star and row[column.star]),
        link=row[column.link] if column.link else "",
        small=tuple(row[name] for name in column.small if row[name]),
    )


def _tuples(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}


def _of_cell(cell: Any) -> Iterator[Record]:
    if cell["cell_type"] == "markdown":
        for line in filter(str.strip, cell["source"].splitlines()):
            text = line.lstrip("#")
            level = len(line) - len(text)
            role = "heading" if level > 1 else "title" if level else "paragraphs"
            yield Text(role, (text.strip(),), level=level or 2)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            yield from map(from_json, data[MIME])
        elif "image/png" in data:
            yield Chart("", "", "", picture=base64.b64decode(data["image/png"]), series="")
        elif data:
            yield Text("other", (", ".join(data),))
