"""The values that a column may hold: code, name and aliases, in the office's order.

Three lists, each a csv file beside this module, in the order that every table keeps:

- ``city``: the fourteen 市州 with their codes of GB/T 2260.
- ``industry``: the words of the bulletin and the national platform, each with its divisions
  (大类; 民爆 is a group, 中类) of GB/T 4754-2017.
- ``stage``: the six steps of 贯标, from 贯标启动 to 评定申请.
"""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from hnfusion.errors import BulletinError


@cache
def codelist(name: str) -> pd.DataFrame:
    """Return one codelist as published: a row a value, all columns text.

    >>> codelist("city").loc[0, ["code", "name", "short"]].tolist()
    ['430100', '长沙市', '长沙']
    """
    with files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def names(name: str) -> list[str]:
    """Return the canonical names in the list's own order.

    >>> names("stage")[-2:]
    ['体系试运行', '评定申请']
    """
    return codelist(name)["name"].tolist()


def dtype(name: str) -> pd.CategoricalDtype:
    """Return the ordered type of a column that holds this codelist's names."""
    return pd.CategoricalDtype(names(name), ordered=True)


@cache
def spellings(name: str) -> MappingProxyType[str, str]:
    """Return each accepted spelling (name, short name, alias) with the name it stands for.

    Raises:
        BulletinError: if one spelling is claimed by two names.

    >>> spellings("city")["湘西土家族苗族自治州"], spellings("industry")["机械制造业"]
    ('湘西州', '机械')
    """
    accepted: dict[str, str] = {}
    for row in codelist(name).to_dict("records"):
        for spelling in [row["name"], row.get("short", ""), *row["aliases"].split("|")]:
            claimed = accepted.setdefault(spelling, row["name"]) if spelling else row["name"]
            if claimed != row["name"]:
                raise BulletinError(
                    f"codelists/{name}.csv:别名 “{spelling}” 同时属于 {claimed} 和 {row['name']}。"
                    "请只保留一处"
                )
    return MappingProxyType(accepted)


def short_names(name: str = "city") -> dict[str, str]:
    """Return each name with its short form, as 长沙市 and 长沙."""
    values = codelist(name)
    return dict(zip(values["name"], values["short"], strict=True))
