"""Faultless lists of any size, and every kind of fault planted into them, for the audit's tests."""

from functools import lru_cache

import numpy as np
import pandas as pd

from hnfusion import cleaning, codelists, sample, schema
from hnfusion.cleaning import cells
from hnfusion.quarter import Quarter
from hnfusion.sample import QUARTERS

Q = Quarter(2020, 1)
START, END = pd.Timestamp(Q.start), pd.Timestamp(Q.end)
BODIES = ["湖南示例甲辰管理咨询有限公司", "株洲示例北斗认证咨询有限公司"]
FAULTS = {}
"""The functions that plant faults, by the name of the rule that must find the fault."""
ALSO = {"date_out_of_range": {"backdated_start"}, "consultant_changed": {"self_run_surge"}}
"""For some faults, by name, the other rules that may find them, too."""
LETTERS = "安宝昌达德福高海航和恒宏华佳建江金聚康科利联龙美明南能鹏"


def filed(rows, name, quarter):
    """Return rows as read from a file: with ``file``, ``sheet``, ``row`` and ``identity``."""
    rows = rows.reset_index(drop=True)
    place = {"file": f"{quarter}{name}.xlsx", "sheet": "Sheet1", "row": np.arange(len(rows)) + 2}
    return rows.assign(**place, identity=cleaning.identity)


def lists(population, quarter):
    pilots = sample.pilots(population)
    return {
        "certified": filed(sample.certified(population, quarter), "获证", quarter),
        "started": filed(sample.started(population, quarter), "启动", quarter),
        "pilots": filed(pilots if quarter.year == Q.year else pilots.iloc[:0], "试点", quarter),
    }


def quarters(population, which=QUARTERS):
    return {quarter: lists(population, quarter) for quarter in which}


@lru_cache(maxsize=3)
def clean(size, seed, spare):
    """Return a tuple: the lists of ``QUARTERS`` without faults, and ``spare`` other enterprises."""
    everyone = sample.random_population(size + spare, seed)
    return quarters(everyone.head(size)), everyone.tail(spare)


class Field:
    """Lists of several quarters to plant faults into; no enterprise gets two faults.

    ``now`` has the lists of ``Q``, which get the faults; ``last`` those of the quarter before;
    ``history`` the lists of all quarters; ``spares`` enterprises that are in no list.
    """

    def __init__(self, size, seed, spare=400):
        history, others = clean(size, seed, spare)
        self.rng = np.random.default_rng(seed)
        self.spares = others.to_dict("records")
        self.history = dict(history)
        self.now = dict(history[Q])
        self.last = self.history[Q.previous]
        self.used = set()
        self.bodies = sorted(set(self.now["started"]["consultant"].dropna()))

    def pick(self, name, rate, where):
        """Return index labels of rows of the list ``name``, drawn at random, and note their use.

        They are about the share ``rate``, but at least one, of the rows without a fault for which
        ``where(rows)`` is True.
        """
        rows = self.now[name][where(self.now[name])]
        rows = rows[~rows["uscc"].isin(self.used) & rows["uscc"].notna()]
        count = max(1, self.rng.binomial(len(rows), rate))
        chosen = rows.sample(min(count, len(rows)), random_state=self.rng)
        self.used |= set(chosen["uscc"])
        return chosen.index

    def names(self, name, at):
        """Return the set of the enterprises' names in the rows ``at`` of the list ``name``."""
        return set(self.now[name].loc[at, "enterprise"])

    def put(self, name, at, column, values):
        rows = self.now[name].copy()
        rows.loc[at, column] = values
        self.now[name] = rows

    def add(self, name, rows):
        every = pd.concat([self.now[name], rows], ignore_index=True)
        self.now[name] = every.astype(schema.dtypes(name))

    def snapshots(self):
        now = {name: filed(rows, name, Q) for name, rows in self.now.items()}
        return self.history | {Q: now}

    # Who can be a victim.

    def is_old(self, rows):
        return rows["uscc"].isin(self.last["started"]["uscc"])

    def is_new(self, rows):
        return ~self.is_old(rows) & rows["start_date"].between(START, END)

    def was_certified(self, rows):
        return rows["uscc"].isin(self.last["certified"]["uscc"])


def fault(planter):
    """Register a function that plants the fault that the rule of the same name must find.

    The function takes a ``Field`` and the share of the possible victims to take. It returns the set
    of names that the rule must find: of enterprises, consulting bodies or cities.
    """
    FAULTS[planter.__name__] = planter
    return planter


def plant(field, rate):
    """Plant every kind of fault into a ``Field`` and return the field."""
    for planter in FAULTS.values():
        planter(field, rate)
    return field


@fault
def city_without_start(f, _):
    having = f.now["started"][f.is_new(f.now["started"])]["city"].value_counts()
    city = having[having > 0].index[-1]
    is_gone = f.is_new(f.now["started"]) & (f.now["started"]["city"] == city)
    f.now["started"] = f.now["started"][~is_gone].reset_index(drop=True)
    f.now["pilots"] = f.now["pilots"][
        f.now["pilots"]["uscc"].isin(f.now["started"]["uscc"])
        | f.now["pilots"]["uscc"].isin(f.now["certified"]["uscc"])
    ].reset_index(drop=True)
    return {city}


@fault
def backdated_start(f, rate):
    at = f.pick("started", 3 * rate, f.is_new)
    days = f.rng.integers(1, 400, len(at))
    f.put("started", at, "start_date", START - pd.to_timedelta(days, unit="D"))
    return f.names("started", at)


@fault
def changed_start(f, rate):
    at = f.pick("started", rate, f.is_old)
    shift = pd.to_timedelta(f.rng.integers(1, 200, len(at)), unit="D")
    f.put("started", at, "start_date", f.now["started"].loc[at, "start_date"] - shift)
    return f.names("started", at)


@fault
def changed_certificate(f, rate):
    at = f.pick("certified", rate, f.was_certified)
    half = len(at) // 2
    numbers = f.now["certified"].loc[at[:half], "certificate"].str[:-3] + "999"
    f.put("certified", at[:half], "certificate", numbers)
    dates = f.now["certified"].loc[at[half:], "issue_date"] - pd.Timedelta(days=9)
    f.put("certified", at[half:], "issue_date", dates)
    return f.names("certified", at)


@fault
def vanished(f, rate):
    at = f.pick("started", rate, f.is_old)
    names = f.names("started", at)
    gone = f.now["started"].loc[at, "uscc"]
    f.now["started"] = f.now["started"].drop(index=at).reset_index(drop=True)
    f.now["pilots"] = f.now["pilots"][~f.now["pilots"]["uscc"].isin(gone)].reset_index(drop=True)
    return names


@fault
def stage_regressed(f, rate):
    stages = codelists.names("stage")
    before = f.last["started"].set_index("uscc")["stage"]
    at = f.pick("started", rate, lambda r: f.is_old(r) & (r["uscc"].map(before) >= stages[1]))
    then = f.now["started"].loc[at, "uscc"].map(before).map(stages.index).astype(int)
    f.put("started", at, "stage", [stages[f.rng.integers(0, n)] for n in then])
    return f.names("started", at)


@fault
def consultant_changed(f, rate):
    at = f.pick("started", rate, f.is_old)
    now = f.now["started"].loc[at, "consultant"]
    others = [f.bodies[0] if pd.isna(b) else None if i % 3 == 0 else next(
        x for x in f.bodies[i % 7 :] if x != b) for i, b in enumerate(now)]  # fmt: skip
    f.put("started", at, "consultant", others)
    return f.names("started", at)


@fault
def duplicate(f, rate):
    names = set()
    for name, where in (("started", f.is_old), ("certified", f.was_certified)):
        at = f.pick(name, rate, where)
        names |= f.names(name, at)
        f.add(name, f.now[name].loc[at])
    return names


@fault
def similar_name(f, rate):
    at = f.pick("started", 3 * rate, f.is_new)
    copies = f.now["started"].loc[at].reset_index(drop=True)
    typos = [typo(name, f.rng) for name in copies["enterprise"]]
    codes = [recoded(f.spares.pop()["uscc"], uscc[2:8]) for uscc in copies["uscc"]]
    f.add("started", copies.assign(enterprise=typos, uscc=codes))
    return set(typos)


@fault
def invalid_uscc(f, rate):
    names = set()
    for name, where in (("started", f.is_old), ("certified", f.was_certified)):
        at = f.pick(name, rate, where)
        codes = f.now[name].loc[at, "uscc"]
        f.put(name, at, "uscc", [spoiled(code, f.rng) for code in codes])
        names |= f.names(name, at)
    return names


@fault
def city_mismatch(f, rate):
    cities = codelists.names("city")
    at = f.pick("started", rate, f.is_old)
    now = f.now["started"].loc[at, "city"]
    f.put("started", at, "city", [cities[cities.index(c) - 1] for c in now])
    return f.names("started", at)


@fault
def date_out_of_range(f, rate):
    late = f.pick("started", rate, f.is_new)
    days = f.rng.integers(1, 1000, len(late))
    f.put("started", late, "start_date", END + pd.to_timedelta(days, unit="D"))
    early = f.pick("started", rate, f.is_new)
    days = f.rng.integers(0, 1000, len(early))
    f.put("started", early, "start_date", pd.Timestamp("2010-06-01") + pd.to_timedelta(days, "D"))
    return f.names("started", late.union(early))


def newly_certified(f, rate, days):
    starts = f.last["started"].set_index("uscc")["start_date"]
    at = f.pick("certified", 3 * rate, lambda r: r["uscc"].isin(starts.index))
    start = f.now["certified"].loc[at, "uscc"].map(starts)
    shift = pd.to_timedelta(f.rng.integers(*days, len(at)), unit="D")
    f.put("certified", at, "issue_date", start + shift)
    return at


@fault
def certified_before_start(f, rate):
    return f.names("certified", newly_certified(f, rate, (-100, 0)))


@fault
def too_fast(f, rate):
    return f.names("certified", newly_certified(f, rate, (0, 89)))


@fault
def certified_in_progress(f, rate):
    at = f.pick("certified", 3 * rate, f.is_old)
    codes = f.now["certified"].loc[at, "uscc"]
    f.add("started", f.last["started"][f.last["started"]["uscc"].isin(codes)])
    return f.names("certified", at)


@fault
def pilot_not_started(f, _):
    idle = pd.DataFrame([f.spares.pop() for _ in range(f.rng.integers(1, 9))])
    f.add("pilots", idle[["enterprise", "uscc", "city"]])
    return set(idle["enterprise"])


@fault
def consultant_batch(f, _):
    at = f.pick("started", 0, f.is_new)
    at = at.append(pd.Index([f.pick("started", 0, f.is_new)[0] for _ in range(14)]))
    f.put("started", at, "consultant", BODIES[1])
    f.put("started", at, "start_date", pd.Timestamp("2020-03-18"))
    return {BODIES[1]}


def ended(f, rate, days):
    at = f.pick("certified", rate, f.was_certified)
    shift = pd.to_timedelta(f.rng.integers(*days, len(at)), unit="D")
    f.put("certified", at, "expiry_date", END + shift)
    return f.names("certified", at)


@fault
def expired(f, rate):
    return ended(f, rate, (-100, 0))


@fault
def expiring(f, rate):
    return ended(f, rate, (0, 181))


def recoded(code, division):
    """Return a code with another division (six digits) and the check character that it needs."""
    head = code[:2] + division + code[8:17]
    return next(
        head + last
        for last in cells.USCC_ALPHABET
        if cells.is_valid_uscc(pd.Series([head + last]))[0]
    )


def spoiled(code, rng):
    """Return a code with a fault: None, or a text that is too short or has a wrong character."""
    kind = rng.integers(4)
    if kind == 0:
        return None
    if kind == 1:
        return code[:-1]
    if kind == 2:
        return code[:9] + "I" + code[10:]
    place = rng.integers(8, 18)
    other = [c for c in "0123456789" if c != code[place]]
    return code[:place] + other[rng.integers(len(other))] + code[place + 1 :]


def typo(name, rng):
    """Return a name with one typing error, of a kind that people make."""
    kind = rng.integers(6)
    place = int(rng.integers(2, len(name) - 5))
    if kind == 0:
        other = [letter for letter in LETTERS if letter != name[place]]
        return name[:place] + other[rng.integers(len(other))] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place + 1 :]
    if kind == 2:
        return name[:place] + LETTERS[rng.integers(len(LETTERS))] + name[place:]
    if kind == 3 and name[place] != name[place + 1]:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if kind == 4 and "责任" not in name:
        return name.replace("有限公司", "有限责任公司")
    return name.replace("示例", "(示例)")
