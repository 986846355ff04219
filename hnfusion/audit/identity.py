"""Rules on who a row is about: duplicate rows, invalid codes, codes of another city.

Each rule returns its findings as a frame with the columns ``rules.FOUND``, one row per finding; no
rows if it finds nothing. Its arguments are the rows of a list and the list's name.
"""

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.audit.rules import beside, found, rule_of_each_list
from hnfusion.cleaning import cells

NO_CITY = ("430000", "100000")
"""Divisions of the province's and the nation's own registration authorities (GB 32100-2015)."""
SHAPE = "[0-9A-Z]{18}"


@rule_of_each_list
def duplicate(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find enterprises with several rows in a list; each row after the first is a finding."""
    several = rows[rows["who"].duplicated(keep=False)]
    several = several[several["identity"].duplicated(keep=False)]
    first = several.drop_duplicates("identity").set_index("identity")
    more = several[several["identity"].duplicated()]
    rows = beside(more, first.loc[more["identity"]], "enterprise").assign(
        rows=more["identity"].map(several["identity"].value_counts())
    )
    message = "中同一企业共 {rows} 行,第一行在 {previous_place}({previous})"
    return found(rows, name, "", rows["enterprise"], schema.TITLES[name] + message)


@rule_of_each_list
def invalid_uscc(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find enterprises whose code is missing or invalid (GB 32100-2015)."""
    doubtful = rows[rows["uscc"] != rows["identity"]]  # a valid code is the identity
    wrong = doubtful[~cells.is_valid_uscc(doubtful["uscc"])]
    is_missing = wrong["uscc"].isna()
    is_shaped = wrong["uscc"].str.fullmatch(SHAPE, na=False)
    why = pd.Series("不是18位数字和大写字母", wrong.index, dtype="str")
    why = why.mask(is_shaped, "字符或校验码不符 GB 32100-2015").mask(is_missing, "空缺")
    message = "统一社会信用代码“{current}”无效:{why}"
    return found(wrong.assign(why=why), name, "uscc", wrong["uscc"], message)


@rule_of_each_list
def city_mismatch(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Find enterprises filed in another city than that of their code (GB 32100-2015).

    The code's third to eighth characters are the division where the enterprise was registered.
    Invalid codes and divisions in ``NO_CITY`` are not compared.
    """
    cities = codelists.codelist("city")
    registrars = dict(zip(cities["code"].str[:4], cities["name"], strict=True))
    registered = rows["uscc"].str[2:6].map(registrars).astype("str")
    suspects = rows[rows["uscc"].notna() & (registered != rows["city"].astype("str"))]
    division = suspects["uscc"].str[2:8]
    is_proven = ~division.isin(NO_CITY) & cells.is_valid_uscc(suspects["uscc"])
    wrong = suspects.assign(division=division)[is_proven]
    elsewhere = "登记机关区划 " + wrong["division"] + "(不属本省市州)"
    wrong = wrong.assign(previous=registered[wrong.index].fillna(elsewhere))
    message = "填报市州为 {current},信用代码第3至8位 {division} 为 {previous}"
    return found(wrong, name, "city", wrong["city"], message)
