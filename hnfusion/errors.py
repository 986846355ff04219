"""Errors that an analyst can fix, each with its place, value and remedy."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass


def place(file: str, sheet: str = "", row: object = "", column: str = "", cell: str = "") -> str:
    """Return the text that names a place in the input, from file to cell, without blank parts.

    >>> place("启动名单.xlsx", "Sheet1", 41, "启动时间", "F41")
    '启动名单.xlsx › Sheet1 › 第 41 行 › 启动时间(F41)'
    """
    parts = [file, sheet, f"第 {row} 行" if row else "", f"{column}({cell})" if cell else column]
    return " › ".join(filter(None, parts))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input, and where.

    ``file`` is a file's name or path; ``row`` counts from 1; ``column`` is the column's header;
    ``cell`` is an address such as F41; ``value`` is the wrong text, if the message quotes it;
    ``what`` says what is wrong, and ``remedy`` what the analyst can do about it.

    >>> print(Problem("名单.xlsx", "Sheet1", 41, value="2020.13", what="不是日期", remedy="改正"))
    名单.xlsx › Sheet1 › 第 41 行:“2020.13” 不是日期。请改正
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    value: str = ""
    _: KW_ONLY
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the line that the analyst reads."""
        return f"{place(self.file, self.sheet, self.row, self.column, self.cell)}:{self.advice}"

    @property
    def advice(self) -> str:
        """A sentence that says what is wrong and what to do about it, without the place."""
        quoted = f"“{self.value}” " if self.value else ""
        return f"{quoted}{self.what}。请{self.remedy}"


class BulletinError(Exception):
    """Raised with a message or a ``Problem`` for unusable input.

    The command line prints the message without a traceback and exits with status 2.
    """


class UnreadableError(Exception):
    """Raised for an unreadable file; the caller makes a ``Problem`` with the file's name."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


class NotebookFailure(Exception):  # noqa: N818  not an error of the input
    """Raised if a notebook fails, or its process dies, for another reason than bad input.

    The command line prints one line and exits with status 1.
    """


def refuse(problems: Iterable[Problem], *, by_file: bool = False) -> None:
    """Raise one error that lists all problems, equal problems once; without problems do nothing.

    Raises:
        BulletinError: with one line per problem; ``by_file`` groups the lines by file.

    >>> refuse([])
    >>> refuse([Problem("名单.csv", value="张家届", what="是未知的市州", remedy="登记")])
    Traceback (most recent call last):
    hnfusion.errors.BulletinError: 共 1 个问题:
      名单.csv:“张家届” 是未知的市州。请登记
    """
    lines = {problem: f"  {problem}" for problem in problems}
    if not lines:
        return
    grouped: dict[str, list[str]] = {}
    for problem, line in lines.items():
        grouped.setdefault(problem.file if by_file else "", []).append(line)
    parts = [f"共 {len(lines)} 个问题:"]
    for file, own in grouped.items():
        parts += [f"{file}({len(own)} 个):", *own] if by_file else own
    raise BulletinError("\n".join(parts))
