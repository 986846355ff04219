"""The sample's lists of a quarter and of a year in clean form: the schema's columns and types.

``population`` is from ``story.population``.
"""

import pandas as pd

from hnfusion import codelists, schema
from hnfusion.quarter import Quarter
from hnfusion.sample.quotas import RECOMMENDED, SELF_RUN

LAST = Quarter(2020, 1)


def _canonical(rows: pd.DataFrame, list_name: str) -> pd.DataFrame:
    """Return ``rows`` as a frame with the columns and types of the list ``list_name``.

    The consulting body of 自行贯标 becomes a missing value. A column that ``rows`` lacks has only
    missing values.
    """
    types = schema.dtypes(list_name)
    listed = rows.reset_index(drop=True).reindex(columns=list(types))
    return listed.mask(listed == SELF_RUN).astype(types)


def certified(population: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the frame of the 获证企业名单, the enterprises certified by the quarter's end."""
    is_issued = population["issue_date"] <= pd.Timestamp(quarter.end)
    return _canonical(population[is_issued], "certified")


def started(population: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the frame of the 启动企业名单, the enterprises in progress at the quarter's end.

    ``stage`` is the stage that the enterprise had reached in this quarter.
    """
    is_seen = (population["first_seen"] != "") & (population["first_seen"] <= str(quarter))
    is_issued = population["issue_date"] <= pd.Timestamp(quarter.end)
    listed = population[is_seen & ~is_issued]
    # An enterprise is last listed in the quarter before its certificate, else in the sample's last.
    left = listed["issue_date"].fillna(pd.Timestamp(LAST.next.start)).dt
    quarters_until_last = (4 * left.year + left.quarter - 2 - quarter.position).clip(lower=0)
    climbed = listed["pace"] * quarters_until_last
    code = (listed["stage"] - climbed).clip(lower=1).astype(int)
    stages = pd.Categorical.from_codes(code - 1, dtype=codelists.dtype("stage"))
    return _canonical(listed.assign(stage=stages), "started")


def pilots(population: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of the 试点企业名单 of 2020."""
    return _canonical(population[population["is_pilot"]], "pilots")


def recommended() -> pd.DataFrame:
    """Return the frame of the 推荐咨询服务机构名单 of 2020, in the order of the announcement."""
    return _canonical(pd.DataFrame({"consultant": RECOMMENDED}), "recommended")
