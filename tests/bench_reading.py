"""How much faster the reader is than ``pandas.read_excel`` with openpyxl: ``make bench``.

    python tests/bench_reading.py [rows ...]

Each reading is a process of its own; memory is its peak, imports and all. On a machine with
other work, compare inside one table, not between tables.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from hnfusion import codelists, sample

HEADER = [
    "序号",
    "企业名称",
    "统一社会信用代码",
    "所在市州",
    "所属行业",
    "当前阶段",
    "咨询服务机构",
]
HEADER += ["联系人", "联系电话", "启动时间", "备注", "邮编"]
MEASURED = """
import resource, sys, time
from pathlib import Path
{imports}
path = sys.argv[1]
begun = time.perf_counter()
rows = {reading}
seconds = time.perf_counter() - begun
print(len(rows), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
READINGS = {
    "pandas.read_excel, openpyxl": (
        "import openpyxl, pandas as pd",
        "pd.read_excel(path, engine='openpyxl', header=1)",
    ),
    "hnfusion.workbooks.read": (
        "from hnfusion import workbooks",
        "workbooks.read([Path(path)], ['started']).lists['started']",
    ),
}
ROUNDS = 3


def write(path, count):
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


def measured(name, path):
    imports, reading = READINGS[name]
    script = MEASURED.format(imports=imports, reading=reading)
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    rows, seconds, memory = run.stdout.split()
    return int(rows), float(seconds), float(memory)


def main(counts):
    print(f"{'rows':>9}  {'reading':<28} {'seconds':>8} {'MiB':>7}  times faster, memory")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder, f"{count}.xlsx")
            write(path, count)
            rounds = ROUNDS if count < 100_000 else 1
            first = None
            for name in READINGS:
                runs = sorted(measured(name, path) for _ in range(rounds))
                rows, seconds, memory = runs[len(runs) // 2]
                assert rows == count
                first = first or (seconds, memory)
                ratio = f"{first[0] / seconds:.1f}x, {memory / first[1]:.2f}"
                print(f"{count:>9}  {name:<28} {seconds:>8.2f} {memory:>7.0f}  {ratio}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [10_000])
