"""Whatever is in the folder: one clear message or a correct reading, in bounded time and memory."""

import csv as csv_module
import io
import multiprocessing
import os
import re
import resource
import time
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt

from hnfusion import reading, snapshot

MOST_SECONDS, MOST_MEMORY = 2, 500 << 20
HEADER = [
    "企业名称",
    "统一社会信用代码",
    "注册地",
    "所属行业",
    "咨询服务机构",
    "启动时间",
    "当前阶段",
]
ROW = [
    "长沙示例机械有限公司",
    "914301000000000000",
    "长沙市",
    "机械",
    "无",
    date(2020, 3, 31),
    "策划",
]
SHEET = "xl/worksheets/sheet1.xml"


def saved(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xlsx(*rows, **cells):
    workbook = openpyxl.Workbook()
    for row in rows or (HEADER, ROW):
        workbook.active.append(row)
    for address, value in cells.items():
        workbook.active[address] = value
    return saved(workbook)


def csv(*rows):
    return "\n".join(",".join(map(str, row)) for row in rows or (HEADER, ROW))


def xls():
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    for r, row in enumerate((HEADER, ROW)):
        for c, value in enumerate(row):
            sheet.write(r, c, str(value))
    return saved(workbook)


def ods(rows):
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f"<office:document-content {namespaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = (
        f'<m:manifest xmlns:m="{manifest}">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": listed, "content.xml": content})


def ods_row(*values, repeated=""):
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
        for v in values
    )
    return f"<table:table-row{repeated}>{cells}</table:table-row>"


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def patched(content, part, old, new):
    members = parts(content)
    assert old in members[part]
    return zipped(members | {part: members[part].replace(old, new)})


def with_rows(rows):
    return patched(xlsx(), SHEET, b"</sheetData>", rows.encode() + b"</sheetData>")


def changed(position, value):
    return [*ROW[:position], value, *ROW[position + 1 :]]


def page(rows):
    lines = "".join("<tr>" + "".join(f"<td>{v}" for v in row) for row in rows)
    return f"<html><meta charset=utf-8><table>{lines}</table></html>"


def encrypted():
    name = "Workbook".encode("utf-16-le")
    content = bytearray(xls())
    at = content.index(name)
    locked = "EncryptedPackage".encode("utf-16-le")
    content[at : at + len(locked)] = locked
    return bytes(content)


def far_cell(address):
    return with_rows(f'<row r="9"><c r="{address}" t="inlineStr"><is><t>x</t></is></c></row>')


FILLED_TAIL = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 200_001))
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet'

READ_AS_WRITTEN = {
    "a plain workbook": xlsx(),
    "a workbook called .xls": ("a.xls", xlsx()),
    "a csv called .xls": ("a.xls", csv().encode()),
    "a csv called .xlsx": ("a.xlsx", csv().encode("gb18030")),
    "a web page called .xls": ("a.xls", page([HEADER, ROW]).encode()),
    "an old workbook called .xlsx": ("a.xlsx", xls()),
    "macros": ("a.xlsm", zipped(parts(xlsx()) | {"xl/vbaProject.bin": os.urandom(5000)})),
    "external links": zipped(parts(xlsx()) | {"xl/externalLinks/externalLink1.xml": "<x/>"}),
    "a blank tail of formatted rows": with_rows(FILLED_TAIL),
    "a dimension that claims the whole grid": patched(
        xlsx(), SHEET, b'<dimension ref="A1:G2"', b'<dimension ref="A1:XFD1048576"'
    ),
    "an emoji in a name": xlsx(HEADER, changed(0, "长沙示例😀有限公司")),
    "a character of CJK Extension B": xlsx(HEADER, changed(0, "长沙示例𠮷机械有限公司")),
    "markup in a name": xlsx(HEADER, changed(0, "<script>alert(1)</script>")),
    "a command in a name": ("a.csv", csv(HEADER, changed(0, "=cmd|' /C calc'!A0")).encode()),
    "a path as a name": xlsx(HEADER, changed(0, "../../../etc/passwd")),
    "control characters": ("a.csv", csv(HEADER, changed(0, "长沙\x07示例\x7f")).encode()),
    "NULL for no code": xlsx(HEADER, changed(1, "NULL")),
    "NaN for no code": xlsx(HEADER, changed(1, "NaN")),
    "无 for no code": xlsx(HEADER, changed(1, "无")),
    "a day of 1900": xlsx(HEADER, changed(5, date(1900, 3, 31))),
    "a year to come": xlsx(HEADER, changed(5, "2202-03-31")),
    "a formula with its result": zipped(
        {
            name: re.sub(rb"<v\s*/>|<v></v>", b"<v>7</v>", part)
            for name, part in parts(xlsx(E2="=3+4")).items()
        }
    ),
    "a nested web page": ("a.xls", page([HEADER, ROW]).replace("<html>", "<div>" * 5000).encode()),
    "utf-16": ("a.csv", csv().encode("utf-16")),
    "utf-16 without a mark": ("a.csv", csv().encode("utf-16-le")),
    "an .ods file with a full repeated tail": (
        "a.ods",
        ods(
            ods_row(*HEADER)
            + ods_row(*ROW)
            + '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
    ),
}
REFUSED = {
    "an empty file": (b"", "空文件"),
    "only zeros": (bytes(4096), "空文件"),
    "no cell at all": (saved(openpyxl.Workbook()), "没有内容"),
    "only a title": (xlsx(["湖南省启动企业名单"]), "找不到表头"),
    "only a header, a column missing": (xlsx(HEADER[:-1]), "缺少“当前阶段”列"),
    "a truncated zip": (xlsx()[:-700], "不完整或已损坏"),
    "a zip with a broken part": (
        xlsx().replace(b"PK\x03\x04", b"PK\x03\x05"),
        "不完整或已损坏",
    ),
    "a zip bomb": (
        zipped(parts(xlsx()) | {SHEET: b" " * (200 << 20)}),
        "压缩炸弹",
    ),
    "an entity bomb": (patched(xlsx(), SHEET, b"<worksheet", DOCTYPE), "XML 实体"),
    "a cell in the last corner": (far_cell("XFD1048576"), "XFD1048576"),
    "a cell in the last row": (far_cell("Z1048576"), "Z1048576"),
    "a locked workbook": (encrypted(), "有密码保护"),
    "a Word document": (zipped({"word/document.xml": "<x/>"}), "Word 文档"),
    "an archive": (zipped({"名单.txt": "x"}), "压缩包"),
    "a PDF": (b"%PDF-1.4 ...", "PDF 文件"),
    "a picture": (b"\x89PNG\r\n\x1a\n...", "图片"),
    "noise": (bytes(range(1, 256)) * 40, "编码|找不到表头|不是电子表格"),
    "a formula without its result": (xlsx(A2="=B2"), "企业名称(A2):“#未计算”"),
    "an error value": (xlsx(E2="#N/A"), "咨询服务机构(E2):“#N/A”"),
    "two columns of one name": (xlsx([*HEADER, "企业名称"], [*ROW, "x"]), "“企业名称”列出现 2 次"),
    "a missing column": (xlsx(HEADER[1:], ROW[1:]), "缺少“企业名称”列"),
    "a name of 10,000 characters": (xlsx(A2="长" * 10_000), "企业名称(A2):“长"),
    "a code that became a number": (xlsx(B2=9.14301e17), "“9.14301E+17” 是表格软件改成了数字"),
    "a code that became a number, in a csv": (
        csv(HEADER, changed(1, "9.14301E+17")).encode(),
        "后几位已经丢失",
    ),
    "a day that does not exist": (xlsx(F2="2020-02-30"), "启动时间(F2):“2020-02-30” 不是日期"),
    "a number for a day": (xlsx(F2="3"), "“3” 不是日期"),
    "a blank name": (xlsx(A2="无"), "企业名称(A2):空缺"),
    "an unknown city": (xlsx(C2="张家届"), "注册地(C2):“张家届” 是未知的市州"),
    "mixed encodings": (
        csv(HEADER, *[ROW] * 3).encode() + "\n长沙示例,,,,,,".encode("gb18030"),
        "第 5 行的编码",
    ),
    "an unclosed quotation": (csv(HEADER, ['"' + "长沙" * 90_000]).encode(), "引号不成对"),
    "an .ods bomb": (
        ods(ods_row(*HEADER) + ods_row(*ROW, repeated=' table:number-rows-repeated="1048000"')),
        "重复的单元格过多",
    ),
    "a web page of endless spans": (
        b"<table><tr>" + b"<td rowspan=1000 colspan=1000>x" * 50,
        "合并的单元格过多",
    ),
    "a web archive": (b"MIME-Version: 1.0\n\n<x>", "不是电子表格"),
}


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory):
    """What is imported and kept at first use is there before the first child is timed."""
    path = tmp_path_factory.mktemp("warm") / "a.xlsx"
    path.write_bytes(xlsx())
    snapshot.examine(reading.read([path], ["certified", "started"]))


def read(folder, *files):
    paths = []
    for name, content in files:
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return examine(paths)


def examine(paths):
    """What a forked process makes of the files, its time, memory and exit status bounded."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_examine, args=(paths, sender))
    child.start()
    rows, problems, seconds, memory = receiver.recv() if receiver.poll(30) else ([], [], 30, 0)
    child.join(30)
    assert child.exitcode == 0
    assert seconds < MOST_SECONDS
    assert memory < MOST_MEMORY
    return rows, problems


def _examine(paths, sender):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    lists, problems = snapshot.examine(reading.read(paths, ["certified", "started"]))
    seconds = time.process_time() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    rows = [row for frame in lists.values() for row in frame.astype("str").to_dict("records")]
    sender.send((rows, [str(problem) for problem in problems], seconds, memory))


@pytest.mark.parametrize("case", READ_AS_WRITTEN)
def test_a_file_that_can_be_read_is_read(case, tmp_path):
    given = READ_AS_WRITTEN[case]
    rows, problems = read(tmp_path, given if isinstance(given, tuple) else ("a.xlsx", given))
    assert problems == []
    assert rows[0]["city"] == "长沙市"
    assert rows[0]["stage"] == "体系策划"


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_clear_message(case, tmp_path):
    csv_module.field_size_limit(1 << 30)  # as other libraries set it
    content, message = REFUSED[case]
    _, problems = read(tmp_path, ("a.xlsx", content))
    assert len(problems) == 1, problems
    assert any(text in problems[0] for text in message.split("|")), problems
    assert problems[0].startswith("a.xlsx")
    assert problems[0].count("。请") == 1
    assert "请请" not in problems[0]


def test_one_file_sent_twice_is_read_once(tmp_path):
    sent = xlsx()
    rows, problems = read(tmp_path, ("a.xlsx", sent), ("b.xlsx", sent))
    assert (len(rows), problems) == (1, [])


def test_two_lists_that_disagree_are_refused_with_both_places(tmp_path):
    other = xlsx(HEADER, changed(6, "评定申请"))
    rows, problems = read(tmp_path, ("a.xlsx", xlsx()), ("b.xlsx", other))
    assert rows == []
    assert problems == [
        "b.xlsx › Sheet › 第 2 行 › 当前阶段(G2):与 a.xlsx › Sheet › 第 2 行不一致:"
        "这里是“评定申请”,那里是“体系策划”。请核实后只保留正确的一份"
    ]


def test_a_file_that_goes_away_is_told(tmp_path):
    _, problems = examine([tmp_path / "a.xlsx"])
    assert len(problems) == 1
    assert "无法打开" in problems[0]


def test_there_are_forty_cases_at_least():
    assert len(READ_AS_WRITTEN) + len(REFUSED) >= 40
