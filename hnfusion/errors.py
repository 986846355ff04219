"""What an analyst can fix: each problem with its place, its value and its remedy."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with the input.

    Attributes:
        where: the place from the outside in: 启动名单.xlsx › Sheet1 › 第 41 行 › 启动时间(F41).
        what: what is wrong there, quoting the value.
        remedy: what the analyst can do about it.

    >>> print(Problem("启动名单.xlsx › Sheet1 › 第 41 行", "“2020.13” 不是日期", "改正"))
    启动名单.xlsx › Sheet1 › 第 41 行:“2020.13” 不是日期。请改正
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the one line that an analyst reads."""
        return f"{self.where}:{self.what}。请{self.remedy}"


class BulletinError(Exception):
    """The input cannot be used as it is; shown without a traceback, exit status 2."""


class UnreadableError(Exception):
    """A file cannot be read at all; the reader adds its name and makes it a problem.

    Attributes:
        what: what is wrong with the file.
        remedy: what the analyst can do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


class NotebookFailure(Exception):  # noqa: N818  it is no error of the input
    """A notebook could not be run to its end; shown in one line, exit status 1."""


def refuse(problems: Iterable[Problem], *, by_file: bool = False) -> None:
    """Raise every problem at once; return where there is none.

    Args:
        problems: in the order in which they are told, each once.
        by_file: whether to put the file's name and count above its problems.

    Raises:
        BulletinError: with one line for each problem.

    >>> refuse([])
    >>> refuse([Problem("城市", "“张家届” 是未知的市州", "登记")])
    Traceback (most recent call last):
    hnfusion.errors.BulletinError: 共 1 个问题:
      城市:“张家届” 是未知的市州。请登记
    """
    each = list(dict.fromkeys(problems))
    if each:
        lines = _by_file(each) if by_file else [f"  {problem}" for problem in each]
        raise BulletinError("\n".join([f"共 {len(each)} 个问题:", *lines]))


def _by_file(problems: list[Problem]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for problem in problems:
        grouped.setdefault(problem.where.split(" › ")[0], []).append(f"  {problem}")
    return [line for file, own in grouped.items() for line in (f"{file}({len(own)} 个):", *own)]
