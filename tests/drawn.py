"""Lists of a few quarters from rows written out, for tests that follow enterprises in time."""

import pandas as pd

from hnfusion import schema
from hnfusion.quarter import Quarter

STARTED = ["enterprise", "identity", "start_date", "stage", "city", "consultant"]
CERTIFIED = ["enterprise", "identity", "issue_date", "expiry_date"]
DEFAULTS = {"city": "长沙市", "industry": "机械", "consultant": "方圆"}


def history(quarters):
    """Return the cleaned lists of each quarter: a dict of frames by name, by ``Quarter``.

    Args:
        quarters: by the quarter's name, such as 2020Q1, a pair of lists of rows: of the started
            (``enterprise, start_date, stage`` and, if needed, ``identity, city, consultant``) and
            of the certified (``enterprise, issue_date`` and, if needed, ``expiry_date, identity``).
    """
    return {
        Quarter.parse(name): {
            "started": _typed("started", started, ["enterprise", "start_date", "stage"]),
            "certified": _typed("certified", certified, ["enterprise", "issue_date"]),
            "pilots": _typed("pilots", [], ["enterprise"]),
            "recommended": pd.DataFrame({"consultant": []}, dtype="str"),
        }
        for name, (started, certified) in quarters.items()
    }


def _typed(name, rows, first):
    rest = {
        "started": ["identity", "city", "consultant"],
        "certified": ["expiry_date", "identity"],
        "pilots": [],
    }[name]
    columns = [*first, *rest]
    filled = [[*row, *[None] * (len(columns) - len(row))] for row in rows]
    drawn = pd.DataFrame(filled, columns=columns, dtype="object")
    full = drawn.reindex(columns=[*schema.columns(name).index, "identity"])
    full["identity"] = full["identity"].where(full["identity"].notna(), full["enterprise"])
    full["city"] = full["city"].where(full["city"].notna(), DEFAULTS["city"])
    if "industry" in full:
        full["industry"] = DEFAULTS["industry"]
    types = {c: t for c, t in schema.dtypes(name).items() if c in full}
    place = {"file": "名单.xlsx", "sheet": "Sheet1", "row": range(2, len(full) + 2)}
    return full.astype(types).assign(**place)
