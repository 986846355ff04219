"""Lists laid out at random, as offices do, in any format that the reader takes."""

import csv
import html
import io
from dataclasses import dataclass
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import xlwt
from test_hostile import ods, ods_row

from hnfusion import codelists, schema

DATES = ("{:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}",
         "{0.year}年{0.month}月{0.day}日", "{:%Y%m%d}", "{:%Y-%m-%d} 00:00:00")  # fmt: skip
SELF_RUN = ("自行贯标", "自行", "自主", "无", "/", "", "NULL")
EXTRA = {"序号": "{}", "联系人": "张三", "手机": "13800138000", "备注": "已核", "": "13800138000"}
NUMERALS = "〇一二三四五六七八九"
EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Layout:
    """How one list is laid out; ``seed`` draws what is drawn cell by cell."""

    format: str
    suffix: str
    above: list
    below: list
    is_double: bool
    is_merged: bool
    tables: str
    extra: list
    seed: int


def written(rows, list_name, layout, folder):
    """Write a list as one file of the layout and return its path, in a list."""
    chance = np.random.default_rng(layout.seed)
    columns = [str(c) for c in chance.permutation(list(rows))] + layout.extra
    headers = [header(list_name, c, chance) for c in columns]
    rows = rows.sort_values("city")
    tables = [rows] if layout.tables == "one" else np.array_split(np.arange(len(rows)), 2)
    parts = [t if isinstance(t, pd.DataFrame) else rows.iloc[t] for t in tables]
    grids = [grid(part, list_name, columns, headers, layout, chance) for part in parts]
    is_text = layout.format not in {"xlsx", "xls", "ods", "html"}
    if layout.tables == "stacked" or is_text:
        grids = [([r for g, _ in grids for r in g], shifted(grids))]
    path = folder / f"名单{layout.suffix or '.' + layout.format[:4]}"
    path.write_bytes(FORMATS.get(layout.format, text)(grids, layout.format))
    return [path]


def shifted(grids):
    """The merged ranges of grids that stand below one another."""
    merges, offset = [], 0
    for rows, merged in grids:
        merges += [(r0 + offset, c0, r1 + offset, c1) for r0, c0, r1, c1 in merged]
        offset += len(rows)
    return merges


def header(list_name, column, chance):
    known = schema.headings(list_name)
    names = [h for h, c in known.items() if c == column] or [column]
    name = names[int(chance.integers(len(names)))]
    shapes = ("{}", "{} ", " {}", "*{}", "{}:", "{}(必填)")
    return shapes[int(chance.integers(len(shapes)))].format(name) if column else column


def grid(rows, list_name, columns, headers, layout, chance):
    """The rows of one table with all that stands around it, and its merged ranges."""
    width = len(columns)
    above = [[line] + [""] * (width - 1) for line in layout.above]
    heads = [headers]
    if layout.is_double:
        heads = [["企业信息"] + [""] * (width - 2) + ["其他"], headers]
    body = [
        [
            cell(list_name, c, value, n, layout, chance)
            for c, value in zip(columns, record, strict=True)
        ]
        for n, record in enumerate(rows.reindex(columns=columns).itertuples(index=False), start=1)
    ]
    merged = []
    if layout.is_merged and layout.format in {"xlsx", "xls", "html"} and "city" in columns:
        merged = merge(body, rows["city"].tolist(), columns.index("city"), len(above) + len(heads))
    below = [[line] + [""] * (width - 1) for line in layout.below]
    return [*above, *heads, *body, *below], merged


def merge(body, cities, at, offset):
    """Write each city once for the rows it has one after the other, and return the ranges."""
    merged, first = [], 0
    for row in range(1, len(body) + 1):
        if row == len(body) or cities[row] != cities[first]:
            for blank in range(first + 1, row):
                body[blank][at] = ""
            if row - first > 1:
                merged.append((offset + first, at, offset + row - 1, at))
            first = row
    return merged


def cell(list_name, column, value, number, layout, chance):
    kinds = schema.columns(list_name)["type"]
    if column in EXTRA:
        return EXTRA[column].format(number)
    kind = kinds[column]
    if kind == "date":
        return dated(value.date(), layout.format, chance)
    if pd.isna(value):
        return SELF_RUN[int(chance.integers(len(SELF_RUN)))]
    if kind in {"city", "industry", "stage"}:
        names = [s for s, n in codelists.spellings(kind).items() if n == value]
        places = [p for p, c in codelists.places().items() if c == value] if kind == "city" else []
        names += places
        value = names[int(chance.integers(len(names)))]
    if kind == "uscc" and chance.random() < 0.2:
        value = value.lower().replace("0", "O" if chance.random() < 0.5 else "0")
    noise = ("{}", "{}", "{}", "{} ", "\u3000{}", "{}\u200b")
    return noise[int(chance.integers(len(noise)))].format(value.replace("(", "（"))


def dated(day, kind, chance):
    style = int(chance.integers(len(DATES) + 3))
    if style < len(DATES):
        return DATES[style].format(day)
    if style == len(DATES):
        return chinese(day)
    if style == len(DATES) + 1:
        return str((day - EPOCH).days)
    return day if kind in {"xlsx", "xls"} else day.isoformat()


def chinese(day):
    year = "".join(NUMERALS[int(d)] for d in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def counted(number):
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def text(grids, encoding):
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t" if encoding == "tsv" else ",")
    for rows, _ in grids:
        writer.writerows(rows)
    return file.getvalue().encode("utf-8" if encoding == "tsv" else encoding)


def xlsx(grids, _):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, (rows, merged) in enumerate(grids, start=1):
        sheet = workbook.create_sheet(f"表{number}")
        sheet.sheet_state = "visible" if number == 1 else "hidden"
        for row in rows:
            sheet.append([value or None for value in row])
        for r0, c0, r1, c1 in merged:
            sheet.merge_cells(None, r0 + 1, c0 + 1, r1 + 1, c1 + 1)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xls(grids, _):
    workbook = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for number, (rows, merged) in enumerate(grids, start=1):
        sheet = workbook.add_sheet(f"表{number}")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value:
                    sheet.write(r, c, value, *[day] * isinstance(value, date))
        for r0, c0, r1, c1 in merged:
            sheet.merge(r0, r1, c0, c1)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def ods_sheets(grids, _):
    rows = [row for each, _ in grids for row in each]
    return ods("".join(ods_row(*map(html.escape, row)) for row in rows))


def page(grids, _):
    tables = []
    for rows, merged in grids:
        spans = {(r0, c0): r1 - r0 + 1 for r0, c0, r1, _ in merged}
        covered = {(r, c0) for r0, c0, r1, _ in merged for r in range(r0 + 1, r1 + 1)}
        lines = [
            "<tr>"
            + "".join(
                f"<td rowspan={spans.get((r, c), 1)}>{html.escape(str(value))}</td>"
                for c, value in enumerate(row)
                if (r, c) not in covered
            )
            for r, row in enumerate(rows)
        ]
        tables.append(f"<table>{''.join(lines)}</table>")
    return f"<html><meta charset='utf-8'><body>{''.join(tables)}".encode()


FORMATS = {"xlsx": xlsx, "xls": xls, "ods": ods_sheets, "html": page}
