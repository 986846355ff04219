"""The command line, with an exit status that an office can rely on.

0 is success, 2 is bad input or usage (explained in Chinese, without a traceback), 1 anything else.
Progress goes to standard error, the path of what was made to standard output. A command imports
pandas and papermill only when it needs them: to find that nothing has changed takes a quarter of
a second.
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from hnfusion import folders, paths
from hnfusion.errors import BulletinError, NotebookFailure, Problem, refuse
from hnfusion.quarter import Quarter
from hnfusion.run import current
from hnfusion.run.step import Edition

DATA = "含 raw/ 与 processed/ 的文件夹"
REPORTS = "输出文件夹"
PROVINCES = "各省的文件夹所在,每省一个,内有 raw/;通报写入输出文件夹中同名的文件夹"
ON = "由 Dask 集群生成:调度程序的地址,如 tcp://10.0.0.1:8786;不写则用本机的各个核"


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            BulletinError: always, with the usage.
        """
        raise BulletinError(f"命令用法不对:{message}\n{self.format_usage().strip()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _settle()
    try:
        options = _parser().parse_args(arguments)
        if options.data:
            os.environ[paths.DATA] = str(options.data.resolve())
        for path in options.command(options):
            sys.stdout.write(f"{path}\n")
    except BulletinError as error:
        _tell(str(error))
        return 2
    except KeyboardInterrupt:
        return _failed("已中断")
    except NotebookFailure as error:
        return _failed(f"运行失败:{error}")
    except OSError as error:
        return _failed(f"读写失败:{error}")
    return 0


def _settle() -> None:
    """Use UTF-8 and stop on signals, whatever the environment."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)


def _follow() -> None:
    """Show the library's progress on standard error."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("hnfusion").setLevel(logging.INFO)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _failed(what: str) -> int:
    _tell(f"{what};已发布的内容没有改动")
    return 1


def check(options: argparse.Namespace) -> list[Path]:
    """Read and check the lists of a quarter; mark every problem in copies of the workbooks."""
    quarter = Quarter.parse(options.quarter)
    from hnfusion import narrate, snapshot

    lists, problems = snapshot.examine(snapshot.read_raw(quarter))
    if problems:
        _annotate(quarter, problems, options.reports)
    refuse(problems, by_file=True)
    narrate.remarks.examine(quarter)
    for name, rows in lists.items():
        found = "未发现问题" if len(rows) else "名单是空的,通报中将全部为0"
        _tell(f"{quarter} {name}:{len(rows)} 行,{found}")
    return []


def _annotate(quarter: Quarter, problems: list[Problem], reports: Path) -> None:
    from hnfusion.documents import marked_copy

    target = reports / f"{quarter}-check"
    with folders.replacing(target) as folder:
        copies = marked_copy.write(paths.files(quarter), problems, folder)
    for copy in copies:
        sys.stdout.write(f"{target / copy.name}\n")


def report(options: argparse.Namespace) -> list[Path]:
    """Make the reports of these quarters, unless nothing they are made from has changed."""
    return _report([_edition(Quarter.parse(text), options) for text in options.quarters], options)


def reports(options: argparse.Namespace) -> list[Path]:
    """Make the reports of all quarters with raw data, and the index of each province's reports."""
    editions = _every_edition(options)
    pages = _report(editions, options)
    indices = {edition.reports: edition.data for edition in editions}
    for folder, data in (indices or {options.reports: paths.data()}).items():
        if not current.is_indexed(folder):
            _follow()
            from hnfusion.run import report

            report.index(folder, data)
            current.remember_index(folder)
        pages.append(folder / "index.html")
    return pages


def _report(editions: Sequence[Edition], options: argparse.Namespace) -> list[Path]:
    stale = [edition for edition in editions if not current.is_current(edition)]
    for unchanged in sorted({*editions} - {*stale}):
        _tell(f"{unchanged}:没有变化,不必重新生成")
    if stale:
        _follow()
        from hnfusion.run import report

        report.report(stale, options.on)
    return [edition.folder / "bulletin.html" for edition in editions]


def _edition(quarter: Quarter, options: argparse.Namespace) -> Edition:
    return Edition(quarter, paths.data().resolve(), options.reports)


def _every_edition(options: argparse.Namespace) -> list[Edition]:
    if options.provinces is None:
        return [_edition(quarter, options) for quarter in paths.quarters()]
    provinces = sorted(path.parent for path in options.provinces.resolve().glob("*/raw"))
    if not provinces:
        raise BulletinError(f"{options.provinces} 中没有省的文件夹。请每省一个文件夹,内有 raw/")
    editions = []
    for data in provinces:
        with paths.of(data):
            known = paths.quarters()
        editions += [Edition(q, data, options.reports / data.name, data.name) for q in known]
    return editions


def quarter(options: argparse.Namespace) -> list[Path]:
    """Make the folder of a new quarter, with blank workbooks."""
    from hnfusion.documents import blank_workbooks

    return blank_workbooks.write(Quarter.parse(options.quarter), paths.data())


def verify(options: argparse.Namespace) -> list[Path]:
    """Rebuild published reports aside and list the files that differ; exit status 1 if any do."""
    quarters = [Quarter.parse(text) for text in options.quarters]
    from hnfusion.run import verify as verification

    _follow()
    differences = []
    editions = [_edition(of, options) for of in quarters]
    for edition, differing in verification.reports(editions, options.on).items():
        if differing:
            names = "\n  ".join(differing)
            differences.append(f"{edition}:{len(differing)} 个文件与重新生成的不一致:\n  {names}")
        else:
            _tell(f"{edition}:与重新生成的逐字节一致")
    if differences:
        sys.exit("\n".join(differences))
    return [options.reports / str(of) for of in quarters]


def bundle(options: argparse.Namespace) -> list[Path]:
    """Pack the public files of a published report, with checksums."""
    of = Quarter.parse(options.quarter)
    if not (options.reports / str(of)).is_dir():
        raise BulletinError(f"没有 {of} 的报告。请先运行 make report QUARTER={of}")
    from hnfusion.documents import provenance

    return [provenance.bundle(options.reports / str(of))]


def sample(_: argparse.Namespace) -> list[Path]:
    """Write the synthetic lists into the data folder."""
    from hnfusion import sample as synthetic

    return synthetic.write(paths.data())


def _parser() -> Parser:
    parser = Parser(prog="python -m hnfusion", description="两化融合管理体系贯标工作情况通报")
    commands = parser.add_subparsers(required=True, metavar="命令", parser_class=Parser)

    def command(name: str, run: Callable[[argparse.Namespace], list[Path]], text: str) -> Parser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--data", type=Path, metavar="DIR", help=DATA)
        added.set_defaults(command=run)
        return added

    making = command("report", report, "生成一个或几个季度的通报")
    checking = command("check", check, "只读取和核对一个季度的名单")
    verifying = command("verify", verify, "重新生成一个或几个季度的通报,与已发布的逐字节比较")
    packing = command("bundle", bundle, "打包一个季度可公开的文件,附校验和")
    new = command("quarter", quarter, "新建一个季度的文件夹和空白名单")
    for one in (checking, packing, new):
        one.add_argument("quarter", metavar="QUARTER")
    for several in (making, verifying):
        several.add_argument("quarters", nargs="+", metavar="QUARTER", help="如 2020Q1")
    every = command("reports", reports, "生成所有季度的通报和目录页")
    every.add_argument("--provinces", type=Path, metavar="DIR", help=PROVINCES)
    for maker in (checking, making, verifying, packing, every):
        default = paths.CHECKOUT / "reports"
        maker.add_argument("--reports", type=Path, metavar="DIR", default=default, help=REPORTS)
    for maker in (making, verifying, every):
        maker.add_argument("--on", metavar="ADDRESS", default="", help=ON)
    command("sample", sample, "生成合成示例名单")
    return parser


if __name__ == "__main__":
    sys.exit(main())
