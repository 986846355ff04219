"""What the city offices answered: a finding that was explained is not new."""

import pandas as pd

from hnfusion.audit import rules
from hnfusion.tally.linkage import Case

MATCHED = ["rule", "enterprise", "uscc", "city", "consultant", "current"]
"""A finding is the same one if it says the same of the same value."""
STATES = {"new": "新发现", "repeated": "上期已提、未答复", "explained": "已说明"}


def with_answers(findings: pd.DataFrame, last: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with ``state`` (a key of ``STATES``) and the office's ``answer``.

    Args:
        findings: the quarter's.
        last: those of the latest earlier quarter.
        answers: ``MATCHED`` and ``answer``, the latest last (``letters.answers``).
    """
    given = answers[answers["answer"] != ""].drop_duplicates(MATCHED, keep="last")
    known = given.set_index(_keys(given))["answer"]
    keys = _keys(findings)
    answer = keys.map(known).astype("str").fillna("")
    state = pd.Series("new", findings.index, dtype="str").mask(keys.isin(_keys(last)), "repeated")
    return findings.assign(state=state.mask(answer != "", "explained"), answer=answer)


def by_rule(findings: pd.DataFrame, last: pd.DataFrame, of: Case) -> pd.DataFrame:
    """Return ``rule, severity, title, total, explained, previous`` of every rule.

    Args:
        findings: ``with_answers``.
        last: the findings of the latest earlier quarter.
        of: what the quarter is judged on; a count is missing where a rule needs an earlier
            quarter and there is none.
    """
    known = rules.table()
    is_explained = findings["state"] == "explained"
    judged = rules.applicable(has_earlier=len(of.earlier) > 0).index
    judged_last = rules.applicable(has_earlier=len(of.earlier) > 1).index
    counts = known[["severity", "title"]].assign(
        total=_counted(findings["rule"], judged),
        explained=_counted(findings.loc[is_explained, "rule"], judged),
        previous=_counted(last["rule"], judged_last[: len(known) * bool(of.earlier)]),
    )
    return counts.reset_index()


def _counted(found: pd.Series, judged: pd.Index) -> pd.Series:
    return found.value_counts().reindex(judged, fill_value=0).astype("Int64")


def _keys(findings: pd.DataFrame) -> pd.Series:
    return findings["rule"].astype("str").str.cat(findings[MATCHED[1:]], sep="\t")
