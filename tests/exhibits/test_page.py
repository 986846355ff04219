"""The frame of every page: its headings' ids, its punctuation, its colours, its key figures."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from hnfusion import charts, exhibits, narrate
from hnfusion.quarter import Quarter

Q = Quarter(2020, 1)
SIDE = {"whole": "\uff0c", "colon": "\uff1a", "open": "\uff08", "close": "\uff09"}


def html(text):
    return BeautifulSoup(text, "html.parser")


def framed(body="<h1>题</h1>", **values):
    return html(exhibits.page.page(body, "题", "说明", home="../index.html", **values))


def colors_of_the_page():
    """The page's colours by name, and those that are others in the dark."""
    light, dark = re.split("prefers-color-scheme: dark", exhibits.page.stylesheet(), maxsplit=1)
    return [dict(re.findall(r"--([\w-]+): (#\w{6})", part)) for part in (light, dark)]


def test_headings_get_ids_that_do_not_change_with_their_order_or_number():
    told = '<h2>与 核对</h2><h2>三、甲</h2><h3>与 核对</h3><h2 id="x" class="y">乙</h2>'
    body, entries = exhibits.page.anchored(told)
    assert [entry.anchor for entry in entries] == ["与-核对", "part-3", "与-核对-2", "x"]
    assert exhibits.page.anchored(body)[0] == body


def test_a_title_is_text_even_where_it_looks_like_a_tag():
    shown = exhibits.page.page(
        "", "<b>题", "<i>", home="", links={"甲.html": "<u>"}, here="甲.html"
    )
    assert not html(shown).find_all(["b", "i", "u"])


def test_the_page_that_one_is_on_is_told():
    links = {"bulletin.html": "通报", "trend.html": "趋势"}
    shown = framed(links=links, here="trend.html").select("header nav a")
    assert [(a["href"], a.get("aria-current")) for a in shown] == [
        ("../index.html", None), ("bulletin.html", None), ("trend.html", "page"),
    ]  # fmt: skip


def test_a_page_without_many_headings_or_code_has_no_list_and_no_switch():
    assert not framed("<h2>甲</h2>" * 2).select("nav.contents, #show-code")
    assert framed("<h2>一、甲</h2>" + '<div class="code">x</div>').select(
        "nav.contents, #show-code"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>甲,乙:丙</p>", "<p>甲{whole}乙{colon}丙</p>"),
        ("<p>各企业:</p>", "<p>各企业{colon}</p>"),
        ("<p><b>39家</b>,新</p>", "<p><b>39家</b>{whole}新</p>"),
        ("<p>共3家(其中1家</p>", "<p>共3家{open}其中1家</p>"),
        ("<p>占比(%)</p>", "<p>占比{open}%{close}</p>"),
        ("<p>GB/T 1, 2 (x) 1,000</p>", "<p>GB/T 1, 2 (x) 1,000</p>"),
        ("<p>&lt;甲&gt;乙&amp;,</p>", "<p>&lt;甲&gt;乙&amp;,</p>"),
        ('<a title="甲,乙">a</a>', '<a title="甲,乙">a</a>'),
        ("<tbody><td>甲(乙),丙</td></tbody>", "<tbody><td>甲(乙),丙</td></tbody>"),
        ('<p class="reference">甲. 乙:丙</p>', '<p class="reference">甲. 乙:丙</p>'),
    ],
)
def test_signs_are_whole_in_sentences_and_as_typed_elsewhere(typed, shown):
    assert narrate.punctuation.in_html(typed) == shown.format(**SIDE)


def test_the_stylesheet_has_the_charts_colours_and_others_in_the_dark():
    light, dark = colors_of_the_page()
    assert {name: light[name] for name in charts.PALETTE} == charts.PALETTE
    assert {name for name, color in dark.items() if light[name] != color} >= {*charts.PALETTE}


def test_every_colour_that_a_stylesheet_names_is_defined():
    css = exhibits.page.stylesheet("audit")
    of_a_cell = {"--bar"}
    assert {*re.findall(r"var\((--[\w-]+)", css)} - of_a_cell <= {*re.findall(r"(--[\w-]+):", css)}


def contrast(one, other):
    def luminance(color):
        parts = [int(color[1:][n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_on_every_ground(dark):
    light, others = colors_of_the_page()
    colors = light | others if dark else light
    pairs = [(t, g) for t in ("ink", "muted", "accent", "caution-ink") for g in ("paper", "wash")]
    pairs += [("ink", g) for g in ("caution", "alarm", "shade1", "shade2", "shade3", "shade4")]
    pairs += [("on-shade", "shade5"), ("settled", "paper")]
    assert not [pair for pair in pairs if contrast(*(colors[name] for name in pair)) < 4.5]


def series(**columns):
    return pd.DataFrame(columns).convert_dtypes()


def headline(**values):
    return pd.DataFrame({"key": [*values], "value": pd.array([*values.values()], dtype="Int64")})


def test_a_figure_tells_its_change_on_the_quarter_and_on_the_year():
    past = pd.Series([58, None, 97, 136], index=["2019Q1", "2019Q2", "2019Q4", "2020Q1"])
    assert narrate.change.compared(past, Q) == ["环比增加39家(40.2%)", "同比增加78家(134.5%)"]
    assert narrate.change.compared(past.iloc[1:], Q) == ["环比增加39家(40.2%)"]
    assert narrate.change.compared(past.drop("2019Q4"), Q) == ["同比增加78家(134.5%)"]
    assert narrate.change.compared(past.iloc[-1:], Q) == []
    few = pd.Series([0, 3, 3], index=["2019Q1", "2019Q4", "2020Q1"])
    assert narrate.change.compared(few, Q) == [
        "环比持平", "同比增加3家",
    ]  # fmt: skip


def test_a_missing_figure_is_left_out_on_top_of_the_page():
    values = {"total_certified": 136, "new_certified": 39, "self_run": 52, "pilots": None}
    past = series(quarter=["2020Q1"], total_certified=[136], self_run=[52], pilots=[None])
    shown = html(exhibits.key_figures.key_figures(headline(**values), past, Q).html())
    assert [dt.text for dt in shown.find_all("dt")] == ["累计获证企业", "自行贯标企业"]
    assert [dd.text for dd in shown.find_all("dd")] == ["136 家", "一季度新增 39 家", "52 家"]


def test_a_trend_says_its_counts_and_passes_over_a_quarter_without_lists():
    counts = pd.Series([2, 0, 5], index=["2019Q3", "2020Q1", "2020Q2"])
    drawn = html(exhibits.key_figures.trend_line("n", "在贯企业", counts))
    assert drawn.desc.text == "2019Q3 2、2020Q1 0、2020Q2 5"
    assert exhibits.key_figures.trend_line("n", "在贯企业", counts.iloc[:1]) == ""
