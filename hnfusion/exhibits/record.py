"""What a page shows, as records: texts, tables, charts, key figures and links.

A record does not know its page or its number. A notebook's cell ends with a record, and the cell's
output contains it as JSON beside the html. ``read`` returns the records of an executed notebook,
numbered by position. Pages, documents, workbooks and csv are written from the same records.
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
"""The mark of a recommended consulting body, and the sign for a missing value."""
TEMPLATE = "records.html.j2"
SHADES = 5
"""Number of shades in a heat table."""


@dataclass(frozen=True)
class Record:
    """Something that a notebook's cell shows in Jupyter and keeps in its output."""

    def html(self) -> str:
        """Return the html that a page shows of the record; "" if a page shows nothing of it."""
        raise NotImplementedError

    def plain(self) -> str:
        """Return the record as text for a terminal."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return Several([self])._repr_mimebundle_()


class Numbered(Record):
    """A record with a number within its ``series``; the number is 0 until ``numbered`` sets it."""

    caption: str
    unit = ""
    series: str
    number: int

    @property
    def label(self) -> str:
        """The series and the number, such as ``表4``; "" if the number is 0."""
        return f"{self.series}{self.number}" if self.number else ""

    @property
    def heading(self) -> str:
        """The label, the caption and the unit, as one text."""
        return f"{self.label} {self.caption}".strip() + (f"({self.unit})" if self.unit else "")


@dataclass(frozen=True)
class Text(Record):
    """A text on a page.

    Its ``role`` is ``title`` (may be broken between its lines), ``heading``, ``paragraphs``,
    ``section`` (a heading and paragraphs), ``salutation``, ``note``, ``attachments``, ``signature``
    (the issuing body and the day), ``origin``, ``warning``, ``aside`` (a remark outside the
    bulletin's text), ``definition`` (of its title), ``names`` or ``copy`` (collapsed under their
    title), ``reference``, or ``other`` for a cell's output that is not a record.
    """

    role: str
    lines: tuple[str, ...] = ()  # one per paragraph
    title: str = ""  # above the lines, or before the first line
    strong: str = ""  # the words in the lines that are emphasised
    level: int = 2  # of a heading
    anchor: str = ""  # the id of a heading or of names; "" leaves it to the page
    is_open: bool = False  # whether names or a copy are open at first

    def html(self) -> str:
        """Return the text as html; "" for the role ``other``, which Jupyter itself shows."""
        return "" if self.role == "other" else fill(TEMPLATE, self.role, text=self)

    def plain(self) -> str:
        """Return the title and the lines as text, one below the other."""
        return "\n".join(filter(None, [self.title, *self.lines]))


@dataclass(frozen=True)
class Column:
    """A column of a ``Table``.

    ``look`` is "" or a CSS class of the column's cells:

    - ``whole``, ``part``: cells with a bar; the numbers of ``part`` are a part of those of
      ``whole``, and their bars have a stronger colour
    - ``shade``: cells in a deeper shade for a larger number, with the class ``shade1`` to
      ``shade5``, or ``shade0`` for 0
    - ``id``: ids in small type; the header has the class, too
    - ``zero``: cells in a pale colour

    All bars and shades of a table have one scale, up to the largest number in the columns with the
    looks ``whole``, ``part`` and ``shade``. Unless the look is ``shade``, a cell that is 0 or empty
    has the class ``zero`` in place of the look.
    """

    name: str  # the column of the table's rows that has its values
    title: str  # in the header
    type: str = ""  # string, integer, number, boolean or date; "" takes the type of the rows
    look: str = ""  # see above
    order: tuple[str, ...] = ()  # order of its values when sorted; () sorts by number or pinyin
    star: str = ""  # the column that says which rows have a star
    link: str = ""  # the column with the addresses that its cells link to
    css: str = ""  # the column with further CSS classes of its cells
    small: tuple[str, ...] = ()  # columns whose values are shown below its own, in small type
    address: str = ""  # what the header links to
    on_page: bool = True  # whether pages and documents show it
    in_files: bool = True  # whether csv and workbook have it

    @property
    def is_number(self) -> bool:
        """Whether the column's values are numbers."""
        return self.type in {"integer", "number"}


class Cell(NamedTuple):
    """A cell of a table as a reader sees it.

    ``css`` has its CSS classes, ``bar`` the length of its bar from 0 to 1, as text ("" for no bar),
    ``link`` the address that it links to, and ``small`` the values below it in small type.
    """

    text: Any
    css: str = ""
    bar: str = ""
    is_starred: bool = False
    link: str = ""
    small: tuple[Any, ...] = ()

    def __str__(self) -> str:
        """Return the cell as text, with its star."""
        return f"{STAR if self.is_starred else ''}{self.text}"


@dataclass(frozen=True, eq=False)
class Table(Numbered):
    """A table with its caption and notes. The function ``table`` makes it from a frame.

    Its ``look`` is ``numbers``, ``numbers names`` (long names before few numbers), ``wide``,
    ``list`` (one row per enterprise; ``list enterprises`` if it is attached to the bulletin),
    ``heat``, ``evidence``, ``frame`` (a data frame in Jupyter) or ``files`` (the page only links to
    its csv). On a phone ``wide``, ``list`` and ``heat`` scroll sideways, and each row of
    ``evidence`` becomes a block.
    """

    name: str  # of its files; "" has no files
    caption: str
    columns: tuple[Column, ...]  # those on the page or in files, in order
    rows: pd.DataFrame  # plain values, unrounded, with the columns that ``columns`` refer to
    unit: str = ""  # of its numbers
    title: str = ""  # of its sheet in the workbook; "" takes its label or caption
    series: str = "表"  # or 附件, or "" without a number
    number: int = 0
    look: str = "numbers"
    head: str = ""  # the column whose cells name the rows; "" is the first shown
    row_css: str = ""  # the column with the CSS classes of the rows
    has_sums: bool = False  # whether the whole numbers are summed below
    notes: tuple[str, ...] = ()  # below the table
    summary: str = ""  # the line by which a reader opens it; "" is always open
    is_open: bool = False  # whether a table with a summary is open at first
    tools: str = ""  # what a reader can do on the page: some of search, sort and copy
    counts: str = ""  # the measure word of a row, for the search
    anchor: str = ""  # its id on the page; "" makes one from its name
    is_linked: bool = True  # whether the page links to its csv

    @property
    def id(self) -> str:
        """The table's id on a page."""
        return self.anchor or f"tab-{self.name}".replace("_", "-")

    @property
    def shown(self) -> list[Column]:
        """The columns that pages and documents show."""
        return [column for column in self.columns if column.on_page]

    @property
    def titles(self) -> list[str]:
        """The titles of the columns that pages and documents show."""
        return [column.title for column in self.shown]

    @property
    def data(self) -> pd.DataFrame:
        """The frame that csv and workbook have: all rows, and the columns with ``in_files``."""
        return self.rows[[column.name for column in self.columns if column.in_files]]

    @property
    def sums(self) -> list[Any]:
        """The sums of the shown columns except the first; "" for a column not of whole numbers."""
        return [int(self.rows[c.name].sum()) if c.type == "integer" else "" for c in self.shown[1:]]

    def cells(self) -> list[list[Cell]]:
        """Return the cells of the shown columns, as one list per row."""
        scaled = [c.name for c in self.columns if c.look in {"part", "whole", "shade"}]
        largest = max((n for c in scaled for n in self.rows[c] if n is not None), default=0)
        return [
            [_cell(column, row, largest) for column in self.shown]
            for row in self.rows.to_dict("records")
        ]

    def html(self) -> str:
        """Return the table as html.

        With the look ``files`` it is only a link to the csv, or "" without ``is_linked``.
        """
        if self.look == "files" and not self.is_linked:
            return ""
        return fill(TEMPLATE, self.look if self.look in {"files", "frame"} else "table", table=self)

    def plain(self) -> str:
        """Return the heading as text; with the look ``frame``, the aligned cells and the notes."""
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
    """A drawn chart with its title, caption and description."""

    name: str  # of its file; "" has no file
    message: str  # its title: the main result, computed
    caption: str  # what it shows, with the unit
    description: str = ""  # its figures in words, for readers who cannot see it
    note: str = ""  # how to read it, and its source
    svg: str = ""  # as drawn; a page replaces its colours (``charts.themed``)
    picture: bytes = field(default=b"", repr=False)  # as PNG, if a document has it
    series: str = "图"
    number: int = 0
    is_linked: bool = True  # whether the page links to its file

    def html(self) -> str:
        """Return the chart as html; "" without an SVG, for a picture that Jupyter itself shows."""
        return fill(TEMPLATE, "chart", chart=self, svg=charts.themed(self.svg)) if self.svg else ""

    def plain(self) -> str:
        """Return the heading, the message and the description as text, one below the other."""
        return "\n".join([self.heading, self.message, self.description])


@dataclass(frozen=True)
class KeyFigure:
    """A number on top of a page, or a term of a sum, with its label."""

    label: str
    value: int
    unit: str = "家"
    news: str = ""  # words beside the figure
    changes: tuple[str, ...] = ()  # since the quarter and the year before, in words
    trend: str = ""  # the sparkline of its history, as SVG
    since: str = ""  # the quarter in which the sparkline begins
    is_main: bool = True  # whether it is one of the page's main facts
    sign: str = ""  # before a term of a sum: +, −, = or "" for the first term


@dataclass(frozen=True)
class KeyFigures(Record):
    """Key figures side by side; ``look`` is ``sum`` if they are terms of a sum, or a CSS class."""

    figures: tuple[KeyFigure, ...]
    look: str = ""

    def html(self) -> str:
        """Return the figures as html."""
        macro = "sum" if self.look == "sum" else "key_figures"
        return fill(TEMPLATE, macro, record=self, themed=charts.themed)

    def plain(self) -> str:
        """Return the figures as text, one line per figure."""
        return "\n".join(f"{f.sign}{f.label} {f.value} {f.unit}".strip() for f in self.figures)


@dataclass(frozen=True)
class Link:
    """A link of a page."""

    text: str
    address: str = ""  # "" if it is the page that has the link
    label: str = ""  # its name for a screen reader, where the text alone is not enough
    rel: str = ""  # its relation to the page: prev or next


@dataclass(frozen=True)
class Links(Record):
    """Links to other pages and to files.

    ``look`` is ``sentence``, ``list`` (collapsed under its title, if it has one) or ``pages`` (to
    the previous page, to the next page and to all pages of the kind).
    """

    title: str
    links: tuple[Link, ...]
    look: str = "sentence"

    def html(self) -> str:
        """Return the links as html."""
        return fill(TEMPLATE, f"links_{self.look}", record=self)

    def plain(self) -> str:
        """Return the title, without the links."""
        return self.title


KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Text, Table, Chart, KeyFigures, Links)
}
PARTS: dict[str, type] = {"columns": Column, "figures": KeyFigure, "links": Link}
"""The fields of records that hold tuples of dataclasses, each with the class of the items."""


class Several(tuple[Record, ...]):
    """A tuple of the records that one cell of a notebook shows, in order."""

    def html(self) -> str:
        """Return the html of all records, one below the other."""
        return "\n".join(filter(None, (record.html() for record in self)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            "text/html": self.html(),
            "text/plain": "\n".join(record.plain() for record in self),
            MIME: [to_json(record) for record in self],
        }


def several(*records: Record | None) -> Several:
    """Return a ``Several`` of the records, without those that are None."""
    return Several(record for record in records if record)


def text(role: str, *lines: str, title: str = "") -> Text | None:
    """Return a ``Text`` of the lines that are not empty; None if all are empty."""
    kept = tuple(filter(None, lines))
    return Text(role, kept, title) if kept else None


def table(
    name: str, caption: str, rows: pd.DataFrame, columns: Iterable[Column], **about: Any
) -> Table:
    """Return a ``Table`` of a frame, with datetimes as dates and missing values as None.

    Args:
        name: the name of the table's files; "" for a table without files.
        caption: the table's caption.
        rows: all rows, with the columns that ``columns`` refer to.
        columns: the columns that pages or files have. A ``Column`` whose ``type`` is "" gets the
            type of its values in ``rows``.
        about: further fields of ``Table``.
    """
    days = rows.select_dtypes("datetime").columns
    dated = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).convert_dtypes()
    content = json.loads(dated.to_json(orient="table", index=False, force_ascii=False))
    types = {f["name"]: f["type"] for f in content["schema"]["fields"] if f["type"] != "any"}
    types |= dict.fromkeys(days, "date")
    typed = tuple(replace(c, type=c.type or types.get(c.name, "string")) for c in columns)
    plain = pd.DataFrame(content["data"], columns=rows.columns, dtype="object")
    return Table(name, caption, typed, plain, **about)


def column(name: str, of: str = "", **about: Any) -> Column:
    """Return a ``Column`` with the title that ``schema.title`` gives it.

    Args:
        name: the column's name in the rows of the table.
        of: the table of ``dictionary.csv``, or the list, that is first searched for the title; ""
            for a title that does not depend on a table.
        about: further fields of ``Column``.
    """
    return Column(name, schema.title(name, of), **about)


def to_json(record: Record) -> dict[str, Any]:
    """Return a dict of a record's class (``kind``) and fields, with values that JSON can have."""
    plain = {"kind": type(record).__name__} | asdict(record)
    if isinstance(record, Table):
        plain["rows"] = record.rows.to_dict("split", index=False)
    elif isinstance(record, Chart):
        plain["picture"] = base64.b64encode(record.picture).decode()
    return plain


def from_json(kept: Mapping[str, Any]) -> Record:
    """Return the record from which ``to_json`` made the dict ``kept``."""
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
    """Return a list of the records of an executed notebook in its order, numbered.

    Markdown becomes headings and paragraphs, a picture that a cell drew itself becomes a chart
    without words, and any other output becomes a text of the role ``other`` with its MIME types.
    """
    return numbered(record for cell in executed["cells"] for record in _of_cell(cell))


def numbered(records: Iterable[Record]) -> list[Record]:
    """Return a list of a page's records, with tables and charts numbered within their series."""
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
    """Return copies of an executed notebook's cells, with numbers in the html of their records."""
    cells: list[Any] = deepcopy(executed["cells"])
    shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    with_records = [data for data in shown if MIME in data]
    records = iter(numbered(from_json(kept) for data in with_records for kept in data[MIME]))
    for data in with_records:
        data["text/html"] = Several(islice(records, len(data[MIME]))).html()
    return cells


def said(value: object) -> object:
    """Return a value as a reader sees it: 是 or 否 for a boolean, a dash for a missing value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return NOTHING if value is None else value


def _cell(column: Column, row: Mapping[Any, Any], largest: int) -> Cell:
    value = row[column.name]
    look, bar = column.look if value else "zero", ""
    if column.look == "shade":  # the square root keeps small counts visible
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
