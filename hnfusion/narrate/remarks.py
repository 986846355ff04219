"""The office's own prose, with the computed sentences at the places that the prose names.

``remarks.md`` beside a quarter's raw files has what no list contains, under the headings
``# 导语``, ``# 三`` and ``# 四``. ``{{试点进度}}`` becomes the computed sentence of this name in
the bulletin's words. A sentence that the prose does not name follows the prose, in words that only
state the figures: no figure is lost, and no judgement is made in the office's name.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from hnfusion.errors import BulletinError, Problem, refuse
from hnfusion.narrate import bulletin
from hnfusion.quarter import Quarter
from hnfusion.snapshot import metadata
from hnfusion.tally.ranking import joined

FEW_CITIES, MANY_CITIES = 1 / 3, 1 / 2
"""Shares of all cities: up to the first, the cities without a new start are 少数 (三.1); above the
second, they are 多数."""
SLOW_PILOTS = 1 / 2
"""Share of the year's pilots; if fewer have started, that is 相对较低 (三.2: 48 of 282)."""
SURGE = 2
"""A rise to this many times the count of the quarter before, or more, is 陡增 (三.3: 3 to 52)."""
SOME_FILINGS, MANY_FILINGS = 3, 10
"""The least numbers of backdated filings that are 部分 and 不少 (三.3: about forty are 不少)."""
SECTIONS = ("导语", "三", "四")
HEADING = re.compile(r"^#+ *([^\s、]*).*$", re.MULTILINE)
SLOT = re.compile(r"\{\{ *(.+?) *\}\}")


class Sentence(NamedTuple):
    """A computed sentence in two wordings.

    ``within`` is in the bulletin's words, and is put where the prose names the sentence. ``alone``
    only states the figures, and follows prose that does not name the sentence.
    """

    within: str
    alone: str


def late_cities(table: pd.DataFrame, quarter: Quarter) -> Sentence:
    """Return the ``Sentence`` on cities without a new start (三.1); ``alone`` names the cities.

    ``table`` is from ``tally.by_city``, of the started enterprises.
    """
    late = table.loc[table["new"] == 0, "city"].astype("str").tolist()
    if not late:
        return Sentence(*["各市州均已有企业启动贯标。"] * 2)
    part = len(late) / len(table)
    quantity = "少数" if part <= FEW_CITIES else "多数" if part > MANY_CITIES else "部分"
    so_far = "到目前为止" if quarter.number == 1 else f"{quarter.ordinal}季度"
    return Sentence(
        f"有{quantity}地区工信部门行动缓慢,推进力度不大,{so_far}仍没有一家。",
        f"{bulletin.this_quarter(quarter)}没有新启动贯标企业的市州有{len(late)}个:{joined(late)}。",
    )


def pilot_progress(count: pd.Series, pilots: pd.DataFrame, quarter: Quarter) -> Sentence:
    """Return the ``Sentence`` on how many pilots have started (三.2).

    Both its texts are "" if the year has no list of pilots. ``count`` has the values of
    ``tally.headline`` by key; ``pilots`` is from ``tally.pilots_by_city``.
    """
    total, has_started = count["pilots"], int(pilots["started"].sum())
    if pd.isna(total):
        return Sentence("", "")
    fact = f"今年发布的{total}家试点企业中,已有{has_started}家启动贯标或获得证书。"
    opening = _pilots_among_new(count, quarter)
    if has_started >= SLOW_PILOTS * total:
        return Sentence(opening + fact, fact)
    contrast = "但与" if count["new_started"] else "与"
    return Sentence(
        f"{opening}{contrast}今年发布的{total}家总数量相比,启动贯标程序的数量还是相对较低,"
        "统计数据说明贯标试点企业仍然需要加快推进贯标工作启动速度。",
        fact,
    )


def self_run(started: pd.DataFrame, count: pd.Series, quarter: Quarter) -> Sentence:
    """Return the ``Sentence`` on 自行贯标, now and in the quarter before, and why it rose (三.3).

    Without a rise, the number of backdated starts is stated, but not as the reason. ``count`` has
    the values of ``tally.headline`` by key; ``started`` is from ``tally.started``.
    """
    now, before = count["self_run"], count["self_run_previous"]
    backdated = started[started["is_backdated"] & started["is_self_run"]]
    term = f"今年第{quarter.ordinal}季统计自行贯标数据总数"
    if pd.isna(before):
        return Sentence(*[f"{term}为{now}家。"] * 2)
    previous = quarter.previous
    when = f"{previous.year}年底" if previous.number == 4 else previous.name
    sharply = now > before and now >= SURGE * before
    rose = "陡增到" if sharply else "增加到"
    verb = "仍为" if now == before else rose if now > before else "减少到"
    many = len(backdated)
    late = f",其中{many}家首次列入名单而填报的启动时间早于本季度" if many else ""
    why = late
    if many and now > before:
        quantity = "不少" if many >= MANY_FILINGS else "部分" if many >= SOME_FILINGS else "个别"
        years = "、".join(f"{year}年" for year in sorted(backdated["start_date"].dt.year.unique()))
        why = f",这说明{quantity}企业填报数据时将时间人为的提前到了{years}"
    return Sentence(
        f"比如{when}省工信厅统计通报的自行贯标数据为{before}家,{term}{verb}{now}家{why}。",
        f"{when}自行贯标企业{before}家,{bulletin.this_quarter(quarter)}{now}家{late}。",
    )


def lead(prose: Mapping[str, str], overall: str, ranks: str) -> list[str]:
    """Return a list of the paragraphs before part 一 (导语).

    ``prose`` is from ``sections``; without a section 导语 the usual text is used. ``overall`` and
    ``ranks`` are the sentences for ``{{总体}}`` and ``{{排名}}``.
    """
    written = prose.get("导语", "{{总体}}{{排名}}现将有关情况通报如下:")
    return placed(written, {"总体": Sentence(overall, overall), "排名": Sentence(ranks, ranks)})


def problems(
    prose: Mapping[str, str], late: Sentence, pilots: Sentence, self_run: Sentence
) -> list[str]:
    """Return a list of the paragraphs of part 三.

    ``prose`` is from ``sections``; ``late``, ``pilots`` and ``self_run`` are the sentences for
    ``{{未启动地区}}``, ``{{试点进度}}`` and ``{{自行贯标}}``.
    """
    sentences = {"未启动地区": late, "试点进度": pilots, "自行贯标": self_run}
    return placed(prose.get("三", ""), sentences)


def next_steps(prose: Mapping[str, str]) -> list[str]:
    """Return a list of the paragraphs of part 四, all of which are the office's own prose.

    ``prose`` is from ``sections``; the list is empty if it has no section 四.
    """
    return placed(prose.get("四", ""), {})


def examine(quarter: Quarter) -> None:
    """Read the files beside a quarter's lists, so that unusable files are refused early.

    They are ``quarter.toml`` (facts), ``published.toml`` (figures) and ``remarks.md`` (prose).

    Raises:
        BulletinError: if one of these files cannot be used.
    """
    metadata.facts(quarter)
    metadata.published(quarter)
    sections(metadata.remarks(quarter))


def sections(text: str) -> dict[str, str]:
    r"""Return a dict of the prose under each heading, by the heading's name (one of ``SECTIONS``).

    ``text`` is the content of ``remarks.md``.

    Raises:
        BulletinError: for an unknown heading, or text before the first heading.

    >>> sections("# 导语\n今年以来。\n\n## 四、下一步工作\n加快推进。")
    {'导语': '今年以来。', '四': '加快推进。'}
    """
    before, *parts = HEADING.split(text)
    unknown = [title for title in parts[::2] if title not in SECTIONS]
    if before.strip():
        unknown.insert(0, before.strip()[:20])
    refuse(
        Problem(
            "remarks.md",
            value=title,
            what="不在任何标题之下,或标题不认识",
            remedy=f"只用标题 {'、'.join(SECTIONS)}",
        )
        for title in unknown
    )
    return {title: body.strip() for title, body in zip(parts[::2], parts[1::2], strict=True)}


def placed(prose: str, sentences: Mapping[str, Sentence]) -> list[str]:
    """Return a list of the paragraphs of a section, with each sentence where the prose names it.

    ``prose`` is the section's text, "" if the office wrote nothing. ``sentences`` has the sentences
    by name; sentences that the prose does not name come after the prose.

    Raises:
        BulletinError: if the prose names unknown sentences.

    >>> two = {"试点进度": Sentence("只有2家。", "2家。"), "自行贯标": Sentence("陡增。", "52家。")}
    >>> placed("1、加快启动。{{试点进度}}", two)
    ['1、加快启动。只有2家。', '52家。']
    """
    named = SLOT.findall(prose)
    unknown = [name for name in named if name not in sentences]
    if unknown:
        what = f"没有名为 {'、'.join(unknown)} 的计算句"
        remedy = f"改用 {'、'.join(sentences)}"
        raise BulletinError(Problem("remarks.md", what=what, remedy=remedy))
    filled = SLOT.sub(lambda slot: sentences[slot[1]].within, prose)
    rest = [sentence.alone for name, sentence in sentences.items() if name not in named]
    return [line.strip() for line in [*filled.splitlines(), *rest] if line.strip()]


def _pilots_among_new(count: pd.Series, quarter: Quarter) -> str:
    now, new = bulletin.this_quarter(quarter), count["new_started"]
    others = count["new_started_not_pilots"]
    if new == 0:
        return f"{now}没有企业启动贯标,"
    if others == 0:
        return f"{now}{new}家启动贯标企业全部是试点企业,"
    few = "虽然只有" if others <= new / 2 else "有"
    return f"{now}{new}家启动贯标企业中,{few}{others}家不是试点企业,"
