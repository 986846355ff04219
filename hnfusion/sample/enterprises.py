"""From what is known of invented enterprises to who they are."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from hnfusion import codelists
from hnfusion.sample import quotas
from hnfusion.sample.identity import Numbers, Texts, certificate_numbers, credit_codes, words
from hnfusion.sample.workdays import Days, years_later

COLUMNS = [
    "enterprise",
    "uscc",
    "city",
    "industry",
    "consultant",
    "start_date",
    "first_seen",
    "stage",
    "pace",
    "certificate",
    "issue_date",
    "expiry_date",
    "is_pilot",
]
VALID_YEARS = 3

FORMS = np.array(["有限公司", "股份有限公司", "有限责任公司", "(集团)有限公司"], dtype=object)
FORM_SHARES = [0.80, 0.09, 0.07, 0.04]


def _names(city: pd.Series, industry: pd.Series, rng: Generator) -> Texts:
    """Return ``<city>示例<four characters><trade>有限公司`` for each row."""
    place = city.map(codelists.short_names()).to_numpy(dtype=object)
    trade = industry.map(quotas.TRADES).to_numpy(dtype=object)
    form = FORMS[rng.choice(len(FORMS), len(city), p=FORM_SHARES)]
    names: Texts = place + "示例" + words(len(city)) + trade + form
    return names


def _certificates(issued: Days) -> Texts:
    """Return the certificate number of each row, numbered by date; empty without a date."""
    holds = ~np.isnat(issued)
    years = issued[holds].astype("datetime64[Y]").astype(np.int64) + 1970
    order = np.argsort(issued[holds], kind="stable")
    numbers = np.empty(len(years), dtype=object)
    numbers[order] = certificate_numbers(years[order])
    certificates = np.full(len(issued), "", dtype=object)
    certificates[holds] = numbers
    return certificates


def identified(known: pd.DataFrame, rng: Generator) -> pd.DataFrame:
    """Return the known rows as a population, each with its name and its codes.

    ``stage`` is the number of the stage in the last list that has the enterprise, ``pace`` how
    many stages it climbed a quarter until then (both 0 for one that is in no started list).
    """
    issued = known["issue_date"].to_numpy(dtype="datetime64[D]")
    codes = known["city"].map(codelists.codes()).astype(int)
    divisions: Numbers = np.asarray(codes, dtype=np.int64)
    dated = {"start_date": "datetime64[s]", "issue_date": "datetime64[s]"}
    return known.astype(dated).assign(
        enterprise=_names(known["city"], known["industry"], rng),
        uscc=credit_codes(divisions),
        certificate=_certificates(issued),
        expiry_date=years_later(issued, VALID_YEARS).astype("datetime64[s]"),
    )[COLUMNS]


def quarter_labels(days: Days) -> Texts:
    """Return the label of each day's quarter, empty where there is no day.

    >>> quarter_labels(np.array(["2020-03-31", "NaT"], dtype="datetime64[D]")).tolist()
    ['2020Q1', '']
    """
    months = days.astype("datetime64[M]").astype(np.int64)
    quarters, places = np.unique(months // 3, return_inverse=True)
    # NaT is the lowest of all numbers.
    labels = [f"{1970 + each // 4}Q{each % 4 + 1}" if each > 0 else "" for each in quarters]
    return np.array(labels, dtype=object)[places]


def strata(count: int, rng: Generator) -> NDArray[np.float64]:
    """Return one share of a window for each row, spread evenly, so that no day gets a crowd."""
    return (rng.permutation(count) + rng.random(count)) / count
