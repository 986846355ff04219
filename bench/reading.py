"""How much faster the reader is than ``pandas.read_excel`` with openpyxl.

Each reading is a process of its own and times itself; memory is its peak, imports and all.
"""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from bench.measuring import Bound, Measured, Options, Took, compared, python, ratio, tell, turns
from hnfusion import codelists, sample

HEADER = ["序号", "企业名称", "统一社会信用代码", "所在市州", "所属行业", "当前阶段"]
HEADER += ["咨询服务机构", "联系人", "联系电话", "启动时间", "备注", "邮编"]
MEASURED = """
import sys, time
from pathlib import Path
{imports}
path = sys.argv[1]
begun = time.perf_counter()
rows = {reading}
print(len(rows), time.perf_counter() - begun)
"""
OURS, THEIRS = "hnfusion.reading.read", "pandas.read_excel, openpyxl"
READINGS = {
    THEIRS: (
        "import openpyxl, pandas as pd",
        "pd.read_excel(path, engine='openpyxl', header=1)",
    ),
    OURS: (
        "from hnfusion import reading",
        "reading.read([Path(path)], ['started']).lists['started']",
    ),
}
SIZES = (10_000, 100_000)
FIFTH = 0.20
"""The most that reading may take of openpyxl's time."""


def measure(options: Options) -> Measured:
    """Let the two readings take turns, at each size."""
    rows, bounds = [], []
    with TemporaryDirectory() as folder:
        for count in options.sizes or SIZES:
            path = Path(folder, f"{count}.xlsx")
            tell(f"  writing {count} rows")
            write(path, count)
            ways = {name: partial(reading, name, path, count) for name in READINGS}
            samples = turns(ways, options.rounds)
            rows += [{"rows": str(count)} | row for row in compared(samples, OURS)]
            bounds.append(Bound(f"ours / openpyxl, {count}", ratio(samples, OURS, THEIRS), FIFTH))
    return Measured(rows, bounds)


def write(path: Path, count: int) -> None:
    """Write a list of so many enterprises as an office would."""
    everyone = sample.random_population(int(count * 1.5) + 20, seed=1)
    rows = everyone[everyone["start_date"].notna()].head(count)
    stages = codelists.names("stage")
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Sheet1")
    sheet.append(["湖南省启动企业名单"])
    sheet.append(HEADER)
    for number, row in enumerate(rows.itertuples(), start=1):
        known = [row.enterprise, row.uscc, row.city, row.industry, stages[max(row.stage, 1) - 1]]
        body = row.consultant or "自行贯标"
        contact = ["示例联系人", "000-00000000"]
        sheet.append([number, *known, body, *contact, row.start_date.to_pydatetime(), "", 410000])
    workbook.save(path)


def reading(name: str, path: Path, count: int) -> Took:
    """Return what a reading took, by its own clock."""
    imports, expression = READINGS[name]
    took = python("-c", MEASURED.format(imports=imports, reading=expression), path)
    rows, seconds = took.said.split()[-2:]
    assert int(rows) == count
    return took._replace(seconds=float(seconds))
