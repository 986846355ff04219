"""The sentences of a city's page.

Each sentence is correct for no enterprise, one enterprise, tied ranks, and a city that has all
enterprises of the province. ``standing`` is from ``cities.standing``; a ``Stood`` is a row of it.
"""

import pandas as pd

from hnfusion.cities import City, Stood
from hnfusion.narrate import change
from hnfusion.narrate.bulletin import day
from hnfusion.quarter import Quarter
from hnfusion.tally.ranking import joined, leading


def title_parts(city: City, quarter: Quarter) -> tuple[str, str, str]:
    """Return the title of a city's page as three texts, between which a line may end."""
    return city.full, "两化融合管理体系贯标专报", f"({quarter.name})"


def figures(standing: pd.DataFrame) -> dict[str, Stood]:
    """Return a dict of the rows of ``standing``, each as a ``Stood``, by the figure's name."""
    return {str(figure): Stood(*row) for figure, *row in standing.itertuples()}


def rank(row: Stood) -> str:
    """Return a figure's rank among the fourteen cities in words; "" if it has no rank.

    >>> rank(Stood(4, 3, True, 50, 8.0, 0, 0)), rank(Stood(20, 1, False, 50, 40.0, 0, 0))
    ('并列第3位', '首位')
    """
    if pd.isna(row.rank):
        return ""
    return ("并列" if row.is_tied else "") + ("首位" if row.rank == 1 else f"第{row.rank}位")


def ranked(row: Stood) -> str:
    """Return the words of ``rank`` for use in a sentence, with a verb if needed: 居首位, 并列第3位.

    They are "" if the figure has no rank.
    """
    return rank(row) if row.is_tied or not rank(row) else f"居{rank(row)}"


def lead(standing: pd.DataFrame, city: City, quarter: Quarter) -> list[str]:
    """Return a list of three paragraphs: on certificates, enterprises in progress, and pilots."""
    rows = figures(standing)
    return [_certified(rows, city, quarter), _in_progress(rows, quarter), pilots(standing, quarter)]


def pilots(standing: pd.DataFrame, quarter: Quarter) -> str:
    """Return the sentence on how many pilots a city has, and how many of them have started."""
    counts = standing.loc[["pilots", "pilots_started", "pilots_not_started"], "value"]
    every, begun, waiting = counts
    opening = f"{quarter.year}年度试点企业"
    if pd.isna(every):
        return f"{opening}名单未提供。"
    if every == 0:
        return f"{opening}名单中没有该地企业。"
    if waiting == 0:
        return f"{opening}{every}家,均已启动或获证。"
    if begun == 0:
        return f"{opening}{every}家,均未启动。"
    return f"{opening}{every}家,已启动或获证{begun}家,尚有{waiting}家未启动。"


def since_first(series: pd.DataFrame, figure: str, noun: str) -> str:
    """Return a chart's title on how a figure changed from the oldest quarter to the newest.

    ``series`` is from ``cities.series``, ``figure`` is the name of one of its columns, and ``noun``
    is the word for what the figure counts.
    """
    first, last = int(series[figure].iloc[0]), int(series[figure].iloc[-1])
    began = Quarter.parse(series["quarter"].iloc[0]).name
    if (series[figure] == 0).all():
        return f"{began}以来没有{noun}" if len(series) > 1 else f"没有{noun}"
    if len(series) == 1:
        return f"{noun}{last}家"
    return change.moved(noun, first, last, f"{began}末")


def most_in(stages: pd.DataFrame) -> str:
    """Return a chart's title on which stage has the most of a city's enterprises in progress.

    ``stages`` is from ``cities.stages``.
    """
    most = leading(stages, "total")
    if most.empty:
        return "目前没有企业在贯"
    names, (total, share) = most["stage"].astype("str").tolist(), most[["total", "share"]].iloc[0]
    if total == stages["total"].sum():
        return f"在贯企业都处于{names[0]}阶段"
    each = "各" if len(names) > 1 else ""
    return f"处于{joined(names)}阶段的最多,{each}{int(total)}家,{each}占{share}%"


def _certified(rows: dict[str, Stood], city: City, quarter: Quarter) -> str:
    total, new = rows["total_certified"], rows["new_certified"]
    opening = f"截止{day(quarter)},{city.full}"
    if total.value == 0:
        return f"{opening}没有企业获得两化融合管理体系贯标证书。"
    return f"{opening}累计获证企业{total.value}家,{_part(total)};{_new('新增', new, quarter)}。"


def _in_progress(rows: dict[str, Stood], quarter: Quarter) -> str:
    total, new, alone = rows["in_progress"], rows["new_started"], rows["self_run"].value
    if total.value == 0:
        return f"目前没有企业在贯,{_new('新增启动', new, quarter)}。"
    if alone == total.value:
        self_run = ",均为自行贯标"
    else:
        self_run = f",其中自行贯标{alone}家" if alone else ""
    return f"在贯企业{total.value}家,{_part(total)}{self_run};{_new('新增启动', new, quarter)}。"


def _part(row: Stood) -> str:
    """Return the words for a figure's share of the province's figure, and for its rank.

    If the share is all, the words are only 即全省的全部.
    """
    if row.value == row.province:
        return "即全省的全部"
    return f"占全省的{row.share}%,{ranked(row)}"


def _new(verb: str, row: Stood, quarter: Quarter) -> str:
    now = f"{quarter.ordinal}季度"
    if row.value == 0:
        return f"{now}没有{verb}"
    whole = ",即全省的全部" if row.value == row.province else f",{ranked(row)}"
    return f"{now}{verb}{row.value}家{whole}"
