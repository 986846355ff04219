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
from itertools import islice
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

    The roles are ``title`` (its lines are the parts that it may be broken between), ``heading``,
    ``paragraphs``, ``section``, ``salutation``, ``note``, ``attachments``, ``signature`` (the
    issuing body and the day), ``origin``, ``warning``, ``aside`` (not part of the text),
    ``definition`` (of its title), ``names`` and ``copy`` (opened by their title), ``reference``,
    and ``other`` for a cell's output that is no record.
    """

    role: str
    lines: tuple[str, ...] = ()  # a paragraph each
    title: str = ""  # above the lines, or before the first
    strong: str = ""  # the words of the lines that are emphasized
    level: int = 2  # of a heading
    anchor: str = ""  # the id of a heading or of names; "" leaves it to the page
    is_open: bool = False  # whether names or a copy are open at first

    def html(self) -> str:
        """Return the text as html; Jupyter shows what is no record of ours."""
        return "" if self.role == "other" else fill(TEMPLATE, self.role, text=self)

    def plain(self) -> str:
        """Return the title and the lines."""
        return "\n".join(filter(None, [self.title, *self.lines]))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    The cells of the looks ``part`` and ``whole`` have a bar and those of ``shade`` a deeper shade
    for more, all of a table on one scale; ``id`` is a class of the header, too.
    """

    name: str  # in the table's rows
    title: str  # in the header
    type: str = ""  # string, integer, number, boolean or date; "" is that of the rows
    look: str = ""  # a class of its cells
    order: tuple[str, ...] = ()  # of its values, for a reader who sorts; else number or pinyin
    star: str = ""  # the column that says which rows have a star
    link: str = ""  # the column with the addresses of its cells' links
    css: str = ""  # the column with further classes of its cells
    small: tuple[str, ...] = ()  # columns whose values are shown below its own, in small
    address: str = ""  # of the header's link
    on_page: bool = True  # whether pages and documents show it
    in_files: bool = True  # whether csv and workbook have it

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

    Its ``look`` is ``numbers``, ``numbers names`` (long names before few numbers), ``wide``,
    ``list`` (a row an enterprise), ``heat``, ``evidence``, ``frame`` (by itself in Jupyter) or
    ``files`` (the page only links to its csv). All but the first two scroll on a phone.
    """

    name: str  # of its files; "" has none
    caption: str
    columns: tuple[Column, ...]  # those that a reader sees or files have, in order
    rows: pd.DataFrame  # plain values, unrounded, with the columns that ``columns`` refer to
    unit: str = ""  # of its numbers
    title: str = ""  # of its sheet and file; "" is its number and caption
    series: str = "表"  # or 附件, or "" without a number
    number: int = 0
    look: str = "numbers"
    head: str = ""  # the column that names a row; "" is the first
    row_css: str = ""  # the column with the classes of a row
    has_sums: bool = False  # whether the whole numbers are summed below
    notes: tuple[str, ...] = ()  # below the table
    summary: str = ""  # of a table that a reader opens; "" is always open
    is_open: bool = False  # whether that is open at first
    tools: str = ""  # of the page: search, sort, copy
    counts: str = ""  # the measure word of a row, for the search
    anchor: str = ""  # its id on the page; "" is made of its name
    is_linked: bool = True  # whether the page links to its csv

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
        """The row below those of a table that ``has_sums``, without its first cell."""
        return [int(self.rows[c.name].sum()) if c.type == "integer" else "" for c in self.shown[1:]]

    def cells(self) -> list[list[Cell]]:
        """Return what a reader sees, a list a row."""
        scaled = [c.name for c in self.columns if c.look in {"part", "whole", "shade"}]
        largest = max((n for c in scaled for n in self.rows[c] if n is not None), default=0)
        return [
            [_cell(column, row, largest) for column in self.shown]
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


@dataclass(frozen=True)
class Chart(Numbered):
    """A chart with its words, drawn."""

    name: str  # of its file; "" has none
    message: str  # its title: what it says, computed
    caption: str  # what it shows, with the unit
    description: str = ""  # what it shows, in figures, for those who do not see it
    note: str = ""  # how to read it, and its source
    svg: str = ""  # as drawn; a page gives it its own colours
    picture: bytes = field(default=b"", repr=False)  # as PNG, if a document has it
    series: str = "图"
    number: int = 0
    is_linked: bool = True  # whether the page links to its file

    def html(self) -> str:
        """Return the chart as html; one without svg is a picture that Jupyter shows."""
        return fill(TEMPLATE, "chart", chart=self, svg=charts.themed(self.svg)) if self.svg else ""

    def plain(self) -> str:
        """Return the heading, the message and the description."""
        return "\n".join([self.heading, self.message, self.description])


@dataclass(frozen=True)
class KeyFigure:
    """A figure on top of a page."""

    label: str
    value: int
    unit: str = "家"
    news: str = ""  # beside the figure
    changes: tuple[str, ...] = ()  # since the quarter and the year before, in words
    trend: str = ""  # the sparkline of its history, as SVG
    since: str = ""  # the quarter that the line begins in
    is_main: bool = True  # whether it is one of the page's main facts
    sign: str = ""  # before it, in a sum of figures: +, − or =


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
    """A link of a page."""

    text: str
    address: str = ""  # "" is the page itself
    label: str = ""  # its name for those who do not see what is around it
    rel: str = ""  # its relation to the page: prev or next


@dataclass(frozen=True)
class Links(Record):
    """Links to other pages and to files.

    They look like a ``sentence``, a ``list`` (opened by its title, where it has one) or ``pages``
    (to the pages before, after and beside this one).
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


def text(role: str, *lines: str, title: str = "") -> Text | None:
    """Return the lines that are not blank as a text; None if there are none."""
    kept = tuple(filter(None, lines))
    return Text(role, kept, title) if kept else None


def table(
    name: str, caption: str, rows: pd.DataFrame, columns: Iterable[Column], **about: Any
) -> Table:
    """Return the record of a frame, its datetimes as dates; ``about`` has more of ``Table``."""
    days = rows.select_dtypes("datetime").columns
    dated = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).convert_dtypes()
    content = json.loads(dated.to_json(orient="table", index=False, force_ascii=False))
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
        plain["rows"] = record.rows.to_dict("split", index=False)
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


def numbered(records: Iterable[Record]) -> list[Record]:
    """Return the records of a page, each numbered among those of its series."""
    counted: Counter[str] = Counter()
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
    shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    with_records = [data for data in shown if MIME in data]
    records = iter(numbered(from_json(kept) for data in with_records for kept in data[MIME]))
    for data in with_records:
        data["text/html"] = Several(islice(records, len(data[MIME]))).html()
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
            words = line.lstrip("#")
            level = len(line) - len(words)
            role = "heading" if level > 1 else "title" if level else "paragraphs"
            yield Text(role, (words.strip(),), level=level or 2)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            yield from map(from_json, data[MIME])
        elif "image/png" in data:
            yield Chart("", "", "", picture=base64.b64decode(data["image/png"]), series="")
        elif data:
            yield Text("other", (", ".join(data),))
