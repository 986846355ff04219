"""What a page shows, as records: texts, tables, charts, key figures and links.

A record knows no page and no number. A notebook's cell ends in one, which travels in the cell's
output as JSON beside the html; ``read`` gives the records of an executed notebook back, each with
the number that its place gives it. Pages, documents, workbooks and csv are written from the same
records.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, NamedTuple

import pandas as pd
import wcwidth
from nbformat import NotebookNode

from hnfusion import charts
from hnfusion.exhibits.page import fill

MIME = "application/vnd.hnfusion.records+json"
"""MIME type of a cell's records in its output."""
STAR, NOTHING = "★", "—"
"""What stands before a recommended body, and for a value that there is not."""
TEMPLATE = "records.html.j2"
SHADES = 5
"""Shades of a heat table."""


class Shown:
    """A record that shows itself in Jupyter and travels in the output."""

    def html(self) -> str:
        """Return the record as html, "" for one that is for files only."""
        raise NotImplementedError

    def plain(self) -> str:
        """Return the record as text for a terminal."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return bundle([self])


@dataclass(frozen=True)
class Text(Shown):
    """Words of a page.

    Attributes:
        role: what they are: ``title`` (its lines are the parts that it may be broken between),
            ``heading``, ``paragraphs``, ``section``, ``salutation``, ``note``, ``attachments``,
            ``signature`` (the issuing body and the day), ``origin``, ``warning``, ``aside`` (not
            part of the text), ``definition`` (of its title), ``names`` and ``copy`` (shown when
            a reader opens the title), ``reference``, or ``other`` for what a cell showed that is
            no record.
        lines: a paragraph each.
        title: what stands above the lines, or before the first.
        strong: the words of the lines that stand out.
        level: of a heading.
        anchor: its id on the page; "" leaves it to the page.
        is_open: whether what a reader can open is open at first.
    """

    role: str
    lines: tuple[str, ...] = ()
    title: str = ""
    strong: str = ""
    level: int = 2
    anchor: str = ""
    is_open: bool = False

    def html(self) -> str:
        """Return the text as html; what is no record of ours is shown by Jupyter."""
        return "" if self.role == "other" else fill(TEMPLATE, self.role, text=self)

    def plain(self) -> str:
        """Return the lines below the title."""
        return "\n".join(filter(None, [self.title, *self.lines]))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: in the table's rows.
        title: what a reader knows it by.
        type: of Table Schema: ``string``, ``integer``, ``number``, ``boolean`` or ``date``;
            "" is that of the rows.
        look: a class of its cells; ``part`` and ``whole`` have a bar, all bars of a table of one
            scale, ``shade`` a deeper shade for more; ``id`` is the header's class too.
        order: its values in the order that a reader sorts them in; else by number or pinyin.
        star: the column that says which rows have a star.
        link: the column with the addresses that its cells lead to.
        css: the column with further classes of its cells.
        small: columns whose values stand below its own, in small.
        address: what its header leads to.
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
class Table(Shown):
    """A table with its words. Make one by ``table``.

    Attributes:
        name: of its files; "" has none.
        caption: what it shows.
        columns: the columns that a reader sees or files have, in order.
        rows: plain values, unrounded; may have columns more, which others refer to.
        unit: of its numbers, said after the caption.
        title: what its sheet and file are called; "" is its number and caption.
        series: what its number begins with, ``表`` or ``附件``; "" has no number.
        number: its place among those of its series; 0 until a page or document knows it.
        look: ``numbers``, ``numbers names`` (long names before few numbers), ``wide``, ``list``
            (a row an enterprise), ``heat``, ``evidence``, ``frame`` (by itself in Jupyter) or
            ``files`` (not on the page, which leads to its csv). Wide ones scroll on a phone.
        head: the column that names a row; "" is the first.
        row_css: the column with the classes of a row.
        has_sums: whether the whole numbers are summed below.
        notes: what stands under it.
        summary: what a reader opens to see it; "" is always open.
        is_open: whether it is open at first.
        tools: what a page lets a reader do with it: ``search``, ``sort``, ``copy``.
        counts: what a row counts, said by the search.
        anchor: its id on the page; "" is made of its name.
        is_linked: whether the page leads to its csv.
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
    def label(self) -> str:
        """Its number, as ``表4``; "" where it has none."""
        return _label(self.series, self.number)

    @property
    def heading(self) -> str:
        """Its number, caption and unit."""
        return _heading(self.label, self.caption, self.unit)

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
        """What these are called."""
        return [column.title for column in self.shown]

    @property
    def data(self) -> pd.DataFrame:
        """The columns and rows of csv and workbook."""
        return self.rows[[column.name for column in self.columns if column.in_files]]

    @property
    def sums(self) -> list[Any]:
        """The last row, without its first cell; nothing for a table without."""
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
        """Return the table as html; of one for files only the way to its csv, if any."""
        if self.look == "files":
            return fill(TEMPLATE, "file", table=self) if self.is_linked else ""
        if self.look == "frame":
            return fill(TEMPLATE, "frame", table=self)
        head = self.head or self.shown[0].name
        styles = list(self.rows[self.row_css]) if self.row_css else [""] * len(self.rows)
        rows = [*zip(styles, self.cells(), strict=True)]
        return fill(TEMPLATE, "table", table=self, head=head, rows=rows)

    def plain(self) -> str:
        """Return the table's heading; of a frame its cells, aligned, and its notes."""
        return self.heading if self.look != "frame" else "\n".join([*self._lines(), *self.notes])

    def _lines(self) -> list[str]:
        rows = [self.titles, *([str(cell) for cell in row] for row in self.cells())]
        widths = [max(map(wcwidth.width, column)) for column in zip(*rows, strict=True)]
        sides = [wcwidth.rjust if c.is_number else wcwidth.ljust for c in self.shown]
        return [
            "  ".join(
                side(text, width) for side, text, width in zip(sides, row, widths, strict=True)
            ).rstrip()
            for row in rows
        ]

    def _largest(self, *looks: str) -> int:
        columns = [column.name for column in self.columns if column.look in looks]
        return max((n for c in columns for n in self.rows[c] if n is not None), default=0)


@dataclass(frozen=True)
class Chart(Shown):
    """A chart with its words, drawn.

    Attributes:
        name: of its file; "" has none.
        message: what it says, computed; its title.
        caption: what it shows, with the unit.
        description: what it shows, in figures, for those who do not see it.
        note: how to read it, and its source.
        svg: as drawn; a page gives it its own colours.
        picture: the same as PNG, for documents; nothing where no document has it.
        series, number: as of a table.
        is_linked: whether the page leads to its file.
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

    @property
    def heading(self) -> str:
        """Its number and caption."""
        return _heading(_label(self.series, self.number), self.caption)

    def html(self) -> str:
        """Return the chart as html; one without svg is a picture that Jupyter shows."""
        if not self.svg:
            return ""
        anchor = f"fig-{self.name}".replace("_", "-")
        svg = charts.themed(self.svg)
        return fill(TEMPLATE, "chart", chart=self, anchor=anchor, svg=svg)

    def plain(self) -> str:
        """Return what the chart says and shows."""
        return "\n".join([self.heading, self.message, self.description])


@dataclass(frozen=True)
class KeyFigure:
    """A figure on top of a page.

    Attributes:
        label: what is counted.
        value: the count.
        unit: of the count.
        news: what stands beside it.
        changes: since the quarter and the year before, in words.
        trend: the small line of how it came to be, as SVG; "" for none.
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
class KeyFigures(Shown):
    """Figures in a row; ``look`` is a class of their list, or ``sum`` where they are a sum."""

    figures: tuple[KeyFigure, ...]
    look: str = ""

    def html(self) -> str:
        """Return the figures as html."""
        themed = [replace(figure, trend=charts.themed(figure.trend)) for figure in self.figures]
        macro = "sum" if self.look == "sum" else "key_figures"
        return fill(TEMPLATE, macro, figures=themed, look=self.look)

    def plain(self) -> str:
        """Return a line a figure."""
        return "\n".join(f"{f.sign}{f.label} {f.value} {f.unit}".strip() for f in self.figures)


@dataclass(frozen=True)
class Link:
    """A link of a page.

    Attributes:
        text: what it is called.
        address: where it leads; "" is the page that it is on.
        label: what it is called for those who do not see what is around it.
        rel: its relation to the page: ``prev`` or ``next``.
    """

    text: str
    address: str = ""
    label: str = ""
    rel: str = ""


@dataclass(frozen=True)
class Links(Shown):
    """Links to other pages and to files.

    Attributes:
        title: what they lead to.
        links: each of them.
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
        """Return what they lead to."""
        return self.title


Record = Text | Table | Chart | KeyFigures | Links
KINDS = {kind.__name__: kind for kind in (Text, Table, Chart, KeyFigures, Links)}


class Several(tuple[Record, ...]):
    """Records that one cell shows, in order."""

    def html(self) -> str:
        """Return them all as html."""
        return "\n".join(filter(None, (record.html() for record in self)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return bundle(self)


def several(*records: Record | None) -> Several:
    """Return the records that there are, to be shown by one cell."""
    return Several(record for record in records if record)


def table(
    name: str, caption: str, rows: pd.DataFrame, columns: Iterable[Column], **about: Any
) -> Table:
    """Return the record of a frame.

    Args:
        name: of its files; "" has none.
        caption: what it shows.
        rows: the frame, unrounded; a date in it is one, without a time.
        columns: those that are shown or kept.
        about: further attributes of ``Table``.
    """
    plain, types = _plain(rows)
    typed = tuple(replace(c, type=c.type or types.get(c.name, "string")) for c in columns)
    return Table(name, caption, typed, plain, **about)


def bundle(records: Iterable[Any]) -> dict[str, Any]:
    """Return records as a cell's output keeps them, by MIME type."""
    every = [*records]
    return {
        "text/html": Several(every).html(),
        "text/plain": "\n".join(record.plain() for record in every),
        MIME: [to_json(record) for record in every],
    }


def to_json(record: Record) -> dict[str, Any]:
    """Return a record's kind and fields as JSON has them."""
    plain = {field.name: getattr(record, field.name) for field in fields(record)}
    if isinstance(record, Table):
        plain["columns"] = [asdict(column) for column in record.columns]
        rows = record.rows
        plain["rows"] = {"columns": [*rows.columns], "data": rows.to_numpy().tolist()}
    elif isinstance(record, Chart):
        plain["picture"] = base64.b64encode(record.picture).decode()
    elif isinstance(record, KeyFigures):
        plain["figures"] = [asdict(figure) for figure in record.figures]
    elif isinstance(record, Links):
        plain["links"] = [asdict(link) for link in record.links]
    return {"kind": type(record).__name__} | plain


def from_json(kept: Mapping[str, Any]) -> Record:
    """Return the record of ``to_json``."""
    kind, plain = kept["kind"], {key: value for key, value in kept.items() if key != "kind"}
    if kind == "Table":
        plain["columns"] = [_made(Column, column) for column in kept["columns"]]
        plain["rows"] = pd.DataFrame(**kept["rows"], dtype="object")
    elif kind == "Chart":
        plain["picture"] = base64.b64decode(kept["picture"])
    elif kind == "KeyFigures":
        plain["figures"] = [_made(KeyFigure, figure) for figure in kept["figures"]]
    elif kind == "Links":
        plain["links"] = [_made(Link, link) for link in kept["links"]]
    record: Record = _made(KINDS[kind], plain)
    return record


def read(executed: Any) -> list[Record]:
    """Return the records of an executed notebook in its order, numbered.

    Its markdown is headings and paragraphs; a picture that a cell drew by itself is a chart
    without words; of anything else there is a text of the role ``other``, which says what it is.
    """
    return numbered(record for cell in executed["cells"] for record in _of_cell(cell))


def numbered(records: Iterable[Record], counted: Counter[str] | None = None) -> list[Record]:
    """Return records with their numbers: their places among those of the same series.

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
    counted: Counter[str] = Counter()
    return [
        _node(cell, outputs=[_renewed(output, counted) for output in cell["outputs"]])
        if cell.get("outputs")
        else cell
        for cell in executed["cells"]
    ]


def said(value: object) -> object:
    """Return a value as a reader sees it: yes and no in words, a dash for nothing.

    >>> said(True), said(None), said(14)
    ('是', '—', 14)
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    return NOTHING if value is None else value


def _cell(column: Column, row: Mapping[Any, Any], largest: int) -> Cell:
    value = row[column.name]
    is_bar = column.look in {"part", "whole"}
    if column.look == "shade":
        look = f"shade{_shade(value, largest)}"
    else:
        look = column.look if value else "zero"
    return Cell(
        said(value),
        css=" ".join(filter(None, [look, row[column.css] if column.css else ""])),
        bar=f"{value / largest:.3f}" if is_bar and value else "",
        is_starred=bool(column.star and row[column.star]),
        link=row[column.link] if column.link else "",
        small=tuple(row[name] for name in column.small if row[name]),
    )


def _shade(count: int, largest: int) -> int:
    """Return 0 for none, else one of the shades; the square root keeps small counts in sight."""
    return 0 if not count else max(1, round(SHADES * (count / largest) ** 0.5))


def _label(series: str, number: int) -> str:
    return f"{series}{number}" if number else ""


def _heading(label: str, caption: str, unit: str = "") -> str:
    return f"{label} {caption}".strip() + (f"({unit})" if unit else "")


def _plain(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a frame of plain values as JSON has them, and its columns' types of Table Schema."""
    days = rows.select_dtypes("datetime").columns
    text = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).convert_dtypes()
    content = json.loads(text.to_json(orient="table", index=False, force_ascii=False))
    types = {f["name"]: f["type"] for f in content["schema"]["fields"] if f["type"] != "any"}
    plain = pd.DataFrame(content["data"], columns=rows.columns, dtype="object")
    return plain, types | dict.fromkeys(days, "date")


def _of_cell(cell: Any) -> list[Record]:
    if cell["cell_type"] == "markdown":
        return [_of_markdown(line) for line in cell["source"].splitlines() if line.strip()]
    return [record for output in cell.get("outputs", []) for record in _of_output(output)]


def _of_markdown(line: str) -> Record:
    text = line.lstrip("#")
    level = len(line) - len(text)
    role = "heading" if level > 1 else "title" if level else "paragraphs"
    return Text(role, (text.strip(),), level=level or 2)


def _of_output(output: Any) -> Sequence[Record]:
    data = output.get("data", {})
    if MIME in data:
        return [from_json(kept) for kept in data[MIME]]
    if "image/png" in data:
        return [Chart("", "", "", picture=base64.b64decode(data["image/png"]), series="")]
    return [Text("other", (", ".join(data),))] if data else []


def _made(kind: type[Any], plain: Mapping[str, Any]) -> Any:
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()})


def _renewed(output: Any, counted: Counter[str]) -> Any:
    if MIME not in output.get("data", {}):
        return output
    records = [from_json(kept) for kept in output["data"][MIME]]
    html = Several(numbered(records, counted)).html()
    return _node(output, data=_node(output["data"], **{"text/html": html}))


def _node(node: Any, **changed: Any) -> Any:
    return NotebookNode(node | changed)  # type: ignore[no-untyped-call]
