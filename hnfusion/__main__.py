"""The command line: parse the arguments, run one command and return an exit status.

Each command is a function that takes the parsed options and returns the paths to print on standard
output; progress goes to standard error. The exit status is 0 for success, 2 for bad input or usage
(explained in Chinese, without a traceback) and 1 for anything else. A command imports pandas and
papermill only when it needs them, so it finds in a quarter of a second that nothing has changed.
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
from hnfusion.errors import BulletinError, NotebookFailure, refuse
from hnfusion.quarter import Quarter
from hnfusion.run import steps
from hnfusion.run.steps import Edition

DATA = "含 raw/ 与 processed/ 的文件夹"
REPORTS = "输出文件夹"
PROVINCES = "各省的文件夹所在,每省一个,内有 raw/;通报写入输出文件夹中同名的文件夹"
ON = "由 Dask 集群生成:调度程序的地址,如 tcp://10.0.0.1:8786;不写则用本机的各个核"


log = logging.getLogger("hnfusion")


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Raise a BulletinError with argparse's message and the usage."""
        raise BulletinError(f"命令用法不对:{message}\n{self.format_usage().strip()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that ``arguments`` name and return its exit status.

    ``arguments`` are the words after the program's name, by default those of this process.
    """
    _settle()
    try:
        options = _parser().parse_args(arguments)
        if options.data:
            os.environ[paths.DATA] = str(options.data.resolve())
        for path in options.command(options):
            sys.stdout.write(f"{path}\n")
    except BulletinError as error:
        log.error("%s", error)  # noqa: TRY400 - without a traceback
        return 2
    except (KeyboardInterrupt, NotebookFailure, ImportError, OSError) as error:
        log.error("%s;已发布的内容没有改动", _failure(error))  # noqa: TRY400
        return 1
    return 0


def _failure(error: BaseException) -> str:
    """Return a Chinese phrase that says what went wrong."""
    match error:
        case KeyboardInterrupt():
            return "已中断"
        case NotebookFailure():
            return f"运行失败:{error}"
        case ImportError():
            return f"环境不完整({error})。请运行 make setup,或重新安装 hnfusion"
    return f"读写失败:{error}"


def _settle() -> None:
    """Write UTF-8, raise KeyboardInterrupt on SIGINT and SIGTERM, and log to standard error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    log.setLevel(logging.INFO)


def check(options: argparse.Namespace) -> list[Path]:
    """Check a quarter's lists and the files beside them, and return no paths (an empty list).

    Raises:
        BulletinError: with every problem. Problems in a workbook are first marked in a copy of it.
            The copies' paths are printed here, because a command that raises returns no paths.
    """
    from hnfusion import narrate, snapshot

    quarter = options.quarter
    lists, problems = snapshot.examine(snapshot.read_raw(quarter))
    if problems:
        from hnfusion.documents import marked_copy

        target = options.reports / f"{quarter}-check"
        with folders.replacing(target) as folder:
            copies = marked_copy.write(paths.files(quarter), problems, folder)
        for copy in copies:
            sys.stdout.write(f"{target / copy.name}\n")
    refuse(problems, by_file=True)
    narrate.remarks.examine(quarter)
    for name, rows in lists.items():
        found = "未发现问题" if len(rows) else "名单是空的,通报中将全部为0"
        log.info("%s %s:%s 行,%s", quarter, name, len(rows), found)
    return []


def report(options: argparse.Namespace) -> list[Path]:
    """Make the reports of some quarters, except those that are up to date.

    The paths of the bulletins of all these quarters are returned, whether made again or not.
    """
    return _report(_editions(options.quarters, options), options.on)


def reports(options: argparse.Namespace) -> list[Path]:
    """Make the reports of all quarters with raw data, and an index page.

    With ``--provinces``, the reports and an index page are made for each province. The paths of all
    bulletins and index pages are returned.
    """
    if options.provinces is None:
        editions = _editions(paths.quarters(), options)
    else:
        editions = []
        provinces = sorted(path.parent for path in options.provinces.resolve().glob("*/raw"))
        if not provinces:
            where = options.provinces
            raise BulletinError(f"{where} 中没有省的文件夹。请每省一个文件夹,内有 raw/")
        for data in provinces:
            with paths.of(data):
                known = paths.quarters()
            editions += [Edition(q, data, options.reports / data.name, data.name) for q in known]
    pages = _report(editions, options.on)
    indices = {edition.reports: edition.data for edition in editions}
    for folder, data in (indices or {options.reports: paths.data()}).items():
        if not steps.is_indexed(folder):
            from hnfusion.run import report

            report.index(folder, data)
        pages.append(folder / "index.html")
    return pages


def _editions(quarters: Sequence[Quarter], options: argparse.Namespace) -> list[Edition]:
    return [Edition(quarter, paths.data().resolve(), options.reports) for quarter in quarters]


def _report(editions: Sequence[Edition], on: str) -> list[Path]:
    stale = [edition for edition in editions if not steps.is_current(edition)]
    for unchanged in sorted({*editions} - {*stale}):
        log.info("%s:没有变化,不必重新生成", unchanged)
    if stale:
        from hnfusion.run import pool, work

        pool.start(work.begin)  # its processes import what they need while this one does
        from hnfusion.run import report

        report.report(stale, on)
    return [edition.folder / "bulletin.html" for edition in editions]


def quarter(options: argparse.Namespace) -> list[Path]:
    """Make the folder of a new quarter, with blank workbooks, and return the paths of its files."""
    from hnfusion.documents import blank_workbooks

    return blank_workbooks.write(options.quarter, paths.data())


def verify(options: argparse.Namespace) -> list[Path]:
    """Rebuild reports, compare them with the published files, and return the reports' folders.

    If files differ, their names are printed and the process exits with status 1.
    """
    from hnfusion.run import report

    editions, differences = _editions(options.quarters, options), []
    for edition, differing in report.verify(editions, options.on).items():
        if differing:
            names = "\n  ".join(differing)
            differences.append(f"{edition}:{len(differing)} 个文件与重新生成的不一致:\n  {names}")
        else:
            log.info("%s:与重新生成的逐字节一致", edition)
    if differences:
        sys.exit("\n".join(differences))
    return [edition.folder for edition in editions]


def bundle(options: argparse.Namespace) -> list[Path]:
    """Pack the public files of a published report, with checksums, and return the zip's path."""
    folder = options.reports / str(options.quarter)
    if not folder.is_dir():
        of = options.quarter
        raise BulletinError(f"没有 {of} 的报告。请先运行 make report QUARTER={of}")
    from hnfusion.documents import provenance

    return [provenance.bundle(folder)]


def sample(_: argparse.Namespace) -> list[Path]:
    """Write the synthetic lists into the data folder and return the paths of the files."""
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
        one.add_argument("quarter", type=Quarter.parse, metavar="QUARTER")
    for several in (making, verifying):
        several.add_argument(
            "quarters", type=Quarter.parse, nargs="+", metavar="QUARTER", help="如 2020Q1"
        )
    every = command("reports", reports, "生成所有季度的通报和目录页")
    every.add_argument("--provinces", type=Path, metavar="DIR", help=PROVINCES)
    for maker in (checking, making, verifying, packing, every):
        default = Path.cwd() / "reports"
        maker.add_argument("--reports", type=Path, metavar="DIR", default=default, help=REPORTS)
    for maker in (making, verifying, every):
        maker.add_argument("--on", metavar="ADDRESS", default="", help=ON)
    command("sample", sample, "生成合成示例名单")
    return parser


if __name__ == "__main__":
    sys.exit(main())
