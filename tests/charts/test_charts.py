"""The kinds of charts, on a few drawn rows; and the palette, in numbers."""

import io
import re
from importlib.resources import files

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from hnfusion import charts, codelists
from hnfusion.charts.tiles import shade, steps

TITLES = {"new": "新增", "total": "在贯"}
LONG = "安徽省新世纪认证咨询有限责任公司湖南分公司"
HEX = re.compile(r"#[0-9a-f]{6}\b")
BODIES = pd.DataFrame(
    {
        "consultant": ["甲", "$x$", "<b>丙</b>", f"★{LONG}"],
        "new": [2, 0, 2, 14],
        "total": [3, 95, 2, 36],
    }
)
STAGES = pd.DataFrame(
    {"stage": codelists.names("stage"), "total": [1, 0, 0, 0, 154, 98], "share": 16.7}
)
CHANGES = pd.DataFrame(
    {"city": ["长沙市", "湘西州", "湘潭市"], "previous": [72, 2, 27], "total": [95, 2, 25]}
)
CITIES = pd.DataFrame({"city": codelists.names("city"), "new": range(14), "total": 95})
AGAINST = STAGES.assign(province=[3.5, 3.1, 2.8, 2.4, 53.8, 34.3])
SERIES = pd.DataFrame(
    {"quarter": [f"20{18 + n // 4}Q{1 + n % 4}" for n in range(9)], "total": [*range(8), 2]}
)
DRAWN = {
    "bars": lambda rows=BODIES: charts.bars(rows, "total", "new", TITLES),
    "alone": lambda rows=BODIES: charts.bars(rows, "total"),
    "pareto": lambda rows=BODIES: charts.pareto(rows, "total", "new", TITLES),
    "funnel": lambda rows=STAGES: charts.funnel(rows, ["体系试运行"]),
    "dumbbell": lambda rows=CHANGES: charts.dumbbell(rows, "previous", "total", ("上季", "本季")),
    "tiles": lambda rows=CITIES: charts.tiles(rows, "new", "total", TITLES, emphasis="湘西州"),
    "against": lambda rows=AGAINST: charts.against(rows),
    "by_quarter": lambda rows=SERIES: charts.by_quarter(rows, {"total": "季度末在贯企业"}),
}


def svg(figure, name="n"):
    return charts.svg(figure, name, "题目", "说明")


def texts(figure):
    return [t.text for t in BeautifulSoup(svg(figure), "html.parser").select("text")]


def stylesheet():
    """The colours of the page: what stands for light, and for dark."""
    css = (
        files("hnfusion.exhibits")
        .joinpath("templates/report/style.css")
        .read_text(encoding="utf-8")
    )
    light, dark = css.split("prefers-color-scheme: dark", 1)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_has_only_colours_that_the_page_knows_in_light_and_dark(kind):
    drawn = svg(DRAWN[kind]())
    assert set(HEX.findall(drawn)) <= set(charts.PALETTE.values())
    assert HEX.sub("", charts.themed(drawn)).count("var(--") == len(HEX.findall(drawn))


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_rows_are_the_same_bytes_and_few(kind):
    assert svg(DRAWN[kind]()) == svg(DRAWN[kind]())
    assert len(svg(DRAWN[kind]()).encode()) < 6000


@pytest.mark.parametrize("kind", DRAWN)
def test_no_word_is_cut_off_whatever_the_rows(kind):
    figure = DRAWN[kind]()
    renderer = FigureCanvasAgg(figure).get_renderer()
    whole = figure.bbox.padded(1)
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent(renderer)
            assert whole.x0 <= box.x0, text
            assert box.x1 <= whole.x1, text
            assert whole.y0 <= box.y0, text
            assert box.y1 <= whole.y1, text


@pytest.mark.parametrize("kind", sorted({*DRAWN} - {"against", "by_quarter"}))
def test_a_chart_of_no_rows_is_still_a_chart(kind):
    """A city has all six stages and one quarter at least."""
    rows = {"funnel": STAGES, "dumbbell": CHANGES, "tiles": CITIES}.get(kind, BODIES)
    assert svg(DRAWN[kind](rows.iloc[:0])).startswith("<svg")


def test_styles_and_ids_of_one_chart_do_not_reach_another():
    first, second = (svg(DRAWN["dumbbell"](), name) for name in ("one", "two"))
    ids = [re.findall(r'id="([^"]+)"', drawn) for drawn in (first, second)]
    assert all(i.startswith("one-") for i in ids[0])
    assert not set(ids[0]) & set(ids[1])
    rules = BeautifulSoup(first, "html.parser").style.text.splitlines()
    assert all(rule.startswith("#one-svg .") for rule in rules)


def test_bars_begin_with_what_is_told_most_and_the_first_says_what_it_is():
    said = texts(DRAWN["bars"]())
    assert said[:4] == [f"★{LONG}", "甲", "<b>丙</b>", "$x$"]
    assert said[4:] == ["新增 14 / 在贯 36", "2 / 3", "2 / 2", "0 / 95"]
    assert texts(charts.bars(BODIES, "total", "new", TITLES, by="total"))[0] == "$x$"


def test_the_first_three_are_emphasised():
    rows = pd.DataFrame({"city": list("甲乙丙丁"), "new": [4, 3, 2, 1], "total": 9})
    drawn = charts.bars(rows, "total", "new")
    faces = [patch.get_facecolor()[:3] for patch in drawn.axes[0].patches]
    colours = ["#" + "".join(f"{round(255 * c):02x}" for c in face) for face in faces[4:]]
    part, rest = charts.PALETTE["part"], charts.PALETTE["rest"]
    assert colours == [part, part, part, rest]


def test_every_city_has_a_tile_of_its_own_with_its_number_and_short_name():
    places = codelists.codelist("city")[["column", "row"]]
    assert not places.duplicated().any()
    said = texts(DRAWN["tiles"]())
    for short, number in zip(codelists.codelist("city")["short"], range(14), strict=True):
        assert said[said.index(short) + 1] == str(number)
    assert said.count("在贯95") == 14


def test_neighbours_on_the_map_are_neighbours_in_the_tiles():
    at = {
        c["short"]: (int(c["column"]), int(c["row"]))
        for c in codelists.codelist("city").to_dict("records")
    }
    beside = [
        "长沙株洲",
        "长沙岳阳",
        "长沙益阳",
        "常德益阳",
        "湘潭娄底",
        "邵阳永州",
        "衡阳郴州",
        "怀化湘西",
    ]
    for pair in beside:
        one, two = at[pair[:2]], at[pair[2:]]
        assert abs(one[0] - two[0]) + abs(one[1] - two[1]) == 1, pair
    assert at["张家界"][1] == at["常德"][1] == at["岳阳"][1] == 1
    assert at["永州"][1] == at["郴州"][1] == 5
    assert at["怀化"][0] == at["湘西"][0] == 1


@pytest.mark.parametrize("most", [0, 1, 3, 5, 6, 9, 20, 95, 1000])
def test_shades_go_up_with_the_number_and_none_is_paper(most):
    starts = steps(most)
    shades = [shade(number, starts) for number in range(most + 1)]
    assert shades[0] == "paper"
    assert "paper" not in shades[1:]
    assert shades[1:] == sorted(shades[1:])
    assert len(starts) <= 5


def test_a_dumbbell_goes_from_the_largest_rise_to_the_largest_fall():
    said = texts(DRAWN["dumbbell"]())
    assert said[:3] == ["长沙市", "湘西州", "湘潭市"]
    assert [text for text in said if text[0] in "+−0"] == ["+23", "0", "−2"]
    assert {"72 → 95", "上季 → 本季", "增减"} <= set(said)


def test_a_funnel_keeps_the_stages_in_order_and_shares_of_nothing_are_not_told():
    said = texts(DRAWN["funnel"]())
    assert said[:2] == ["1 贯标启动", "1家 16.7%"]
    assert said[-2:] == ["6 评定申请", "98家 16.7%"]
    nothing = STAGES.assign(total=0, share=pd.array([pd.NA] * 6, dtype="Float64"))
    assert texts(DRAWN["funnel"](nothing))[1::2] == ["0家"] * 6


def test_a_pareto_sums_a_long_tail_up_and_ends_at_all():
    many = pd.DataFrame({"consultant": [f"{n}号" for n in range(30)], "new": 1, "total": 2})
    said = texts(DRAWN["pareto"](many))
    assert "其余22家" in said
    assert said[-1] == "100%"
    assert "22 / 44" in said


def test_a_long_name_ends_where_the_curve_begins():
    figure = DRAWN["pareto"](BODIES.assign(consultant=["甲", "乙", "丙", LONG * 2]))
    renderer = FigureCanvasAgg(figure).get_renderer()
    bars, curve = (axes.get_window_extent(renderer) for axes in figure.axes)
    names = [text for text in figure.findobj(Text) if text.get_text().startswith(LONG[:9])]
    assert [text.get_text()[-1] for text in names] == ["…"]
    assert names[0].get_window_extent(renderer).x1 <= bars.x1 < curve.x0


def test_a_pareto_of_nothing_new_tells_of_the_totals():
    said = texts(DRAWN["pareto"](BODIES.assign(new=0)))
    assert said[0] == "$x$"
    assert "合占在贯" in said


# How colours are seen: W3C's relative luminance, CIE L*a*b*, and Machado, Oliveira and Fernandes
# (2009) for protanopia, deuteranopia and tritanopia at full severity.
SEEN = {
    "as it is": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1, 1.08883])
SHADES = [f"shade{step}" for step in range(1, 6)]


def linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, two):
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, two))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, seen="as it is"):
    parts = XYZ @ np.clip(np.array(SEEN[seen]) @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_charts_and_the_page_have_the_same_colours():
    light, dark = stylesheet()
    assert charts.PALETTE.items() <= light.items()
    assert charts.PALETTE.keys() <= dark.keys()


@pytest.mark.parametrize("colours", stylesheet(), ids=["light", "dark"])
class TestPalette:
    def test_text_is_read_on_paper_and_on_every_shade(self, colours):
        paper = colours["paper"]
        for name in ("ink", "muted", "part", "second"):
            assert contrast(colours[name], paper) >= 4.5, name
        for step in SHADES:
            ink = colours["on-shade" if step == "shade5" else "ink"]
            assert contrast(ink, colours[step]) >= 4.5, step

    def test_marks_are_seen_on_paper(self, colours):
        for name in ("part", "rest", "second"):
            assert contrast(colours[name], colours["paper"]) >= 3, name
        apart = lab(colours["whole"]) - lab(colours["paper"])
        assert abs(apart[0]) >= 15, "pale, but with its figure beside it"

    def test_steps_go_one_way_in_grey(self, colours):
        lightness = [lab(colours[name])[0] for name in ["paper", *SHADES]]
        steps = np.diff(lightness) * np.sign(lightness[-1] - lightness[0])
        assert steps.min() >= 3, lightness

    def test_what_is_told_differs_in_grey_from_the_rest_and_the_whole(self, colours):
        part, rest, whole = (lab(colours[name])[0] for name in ("part", "rest", "whole"))
        assert min(abs(part - rest), abs(rest - whole)) >= 15

    @pytest.mark.parametrize("seen", SEEN)
    def test_colours_differ_for_every_eye(self, colours, seen):
        pairs = [("part", "rest"), ("rest", "whole"), ("part", "whole"), ("part", "second")]
        for one, two in pairs:
            apart = np.linalg.norm(lab(colours[one], seen) - lab(colours[two], seen))
            assert apart >= 15, (one, two)


def test_a_city_stands_against_the_province_stage_by_stage():
    told = texts(charts.against(AGAINST))
    assert told[:6] == codelists.names("stage")
    assert told[6:] == ["1家 16.7%", "0", "0", "0", "154家 16.7%", "98家 16.7%"]


def test_all_quarters_have_their_number_while_there_is_room():
    few = texts(charts.by_quarter(SERIES[:5], {"total": "在贯"}))
    assert few == ["2018Q1", "2019Q1", "0", "1", "2", "3", "4", "在贯"]
    many = texts(charts.by_quarter(SERIES, {"total": "在贯"}))
    assert many == ["2018Q1", "2020Q1", "0", "7", "2", "在贯"]


def test_a_figure_of_ones_own_shows_chinese_without_a_word_about_typefaces(recwarn):
    with mpl.rc_context():
        mpl.rcdefaults()
        charts.canvas.show_chinese()
        figure = Figure()
        figure.subplots().set_title("长沙 95")
        figure.savefig(io.BytesIO())
    assert [str(warning.message) for warning in recwarn] == []
