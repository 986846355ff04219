"""Every page in a real browser: on any screen, in print, in the dark, by keyboard, scripts off."""

import pytest
from browsing import (
    DARK,
    FRESH,
    KILOBYTES,
    READ,
    USED,
    barriers,
    bright_in_the_dark,
    complaints_of_the_browser,
    cut_in_print,
    dead_ends,
    faint_colours,
    illegible_words_of_charts,
    kind,
    lost_files,
    other_paper,
    overflow,
    requests_beyond_itself,
    survey,
    unreached_by_keyboard,
    visit,
    window,
    words,
)
from playwright.sync_api import expect

from hnfusion import paths
from hnfusion.documents import index_page

pytestmark = pytest.mark.xdist_group("browser")  # one worker, so that one browser does for all
FULL = 2
"""City pages, which one notebook makes, that are looked at as closely as all others."""


@pytest.fixture(scope="module")
def site(report):
    """Every page of the sample's report and the index of reports, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.DATA, str(report.parent.parent / "data"))
        index_page.write(report.parent)
    return {str(p.relative_to(report.parent)): p for p in sorted(report.parent.rglob("*.html"))}


@pytest.fixture(scope="module")
def pages(site):
    """The pages that differ: all of them, but two of the cities."""
    cities = [name for name, path in site.items() if kind(path) == "city"]
    return {name: path for name, path in site.items() if name not in cities[FULL:]}


@pytest.fixture(scope="module")
def day(browser):
    """A window that shows one page after the other in light mode."""
    with window(browser) as page:
        yield page


@pytest.fixture(scope="module")
def night(browser):
    """A window that shows one page after the other in dark mode."""
    with window(browser, color_scheme="dark") as page:
        yield page


@pytest.fixture(scope="module")
def light(day, site, pages):
    """What each check finds on each page in light mode: a dict by page of dicts by check.

    The slower checks are run on the pages in ``pages`` only.
    """
    return {
        name: survey(day, path, [*FRESH, *USED, *READ] if name in pages else USED)
        for name, path in site.items()
    }


@pytest.fixture(scope="module")
def dark(night, pages):
    """What the checks of colours find on each page in dark mode: a dict by page."""
    return {name: survey(night, path, DARK) for name, path in pages.items()}


def find_none(found, check):
    """Fail with everything that a check found on any page."""
    faults = [f"{name}: {fault}" for name, told in found.items() for fault in told.get(check, [])]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_the_pages_are_all_there(site):
    made = {kind(path) for path in site.values()}
    assert {"bulletin", "audit", "index"} <= made <= set(KILOBYTES)


def test_nothing_is_asked_for_besides_the_page_itself(light):
    find_none(light, requests_beyond_itself)


def test_the_browser_has_nothing_to_complain_of(light):
    find_none(light, complaints_of_the_browser)


def test_axe_finds_no_barrier(light):
    find_none(light, barriers)


def test_axe_finds_no_faint_colour_in_the_dark(dark):
    find_none(dark, faint_colours)


def test_nothing_stands_out_of_any_window(light):
    find_none(light, overflow)


def test_every_link_within_a_page_lands_in_sight(light):
    find_none(light, dead_ends)


def test_every_link_to_a_file_lands_on_one(light):
    find_none(light, lost_files)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(light):
    find_none(light, unreached_by_keyboard)


def test_every_word_of_a_chart_is_whole_and_stands_out_in_light_and_dark(light, dark):
    find_none(light, illegible_words_of_charts)
    find_none(dark, illegible_words_of_charts)


def test_no_chart_is_cut_in_print_and_headers_are_repeated(light):
    find_none(light, cut_in_print)


def test_every_page_is_printed_on_a4(light):
    find_none(light, other_paper)


def test_a_page_is_dark_in_the_dark(dark):
    find_none(dark, bright_in_the_dark)


def test_without_scripts_every_word_is_there(browser, light, pages):
    with window(browser, java_script_enabled=False) as page:
        for name, path in pages.items():
            [bare] = survey(page, path, [words]).values()
            assert set(light[name][words]) <= set(bare), name
            assert len(bare) > 10, name


def test_a_page_weighs_little(site):
    weights = {name: path.stat().st_size / 1000 for name, path in site.items()}
    assert {n: w for n, w in weights.items() if w > KILOBYTES[kind(site[n])]} == {}


@pytest.fixture
def bulletin(day, site):
    with visit(day, site["2020Q1/bulletin.html"]) as visited:
        yield visited.page


def rows(table):
    """The texts of the rows that are shown."""
    return table.locator("tbody tr:visible").all_inner_texts()


def test_an_attached_list_opens_and_its_box_finds(bulletin):
    for attached in bulletin.locator("details.attachment").all():
        assert attached.locator("table").is_hidden()
        attached.locator("summary").click()
        every = rows(attached)
        of_changsha = [row for row in every if "长沙市" in row]
        assert 0 < len(of_changsha) < len(every)
        box, told = attached.locator("input[type=search]"), attached.locator("[role=status]").first
        box.fill("长沙市")
        expect(told).to_contain_text(f"{len(of_changsha)} 家")
        assert rows(attached) == of_changsha
        box.fill("长沙市 不会有的企业")
        expect(told).to_contain_text("没有符合的")
        assert rows(attached) == []
        box.press("Escape")
        assert rows(attached) == every


def test_a_search_takes_text_as_text(bulletin):
    attached = bulletin.locator("details.attachment").first
    attached.locator("summary").click()
    every = rows(attached)
    box, status = attached.locator("input[type=search]"), attached.locator("[role=status]").first
    for text in ("<b>长沙市</b>", ".*", "(", "\\", "'\" or 1"):
        found = [row for row in every if text in row]  # some names have a bracket
        box.fill(text)
        expect(status).to_contain_text(f"中的 {len(found)} 家" if found else "没有符合的")
        assert rows(attached) == found
        box.press("Escape")
        # Wait for the empty search, or the next one could be compared with this result.
        expect(status).to_have_text(f"共 {len(every)} 家")


def test_keys_alone_skip_to_the_text_open_a_list_search_and_sort_it(bulletin):
    press = bulletin.keyboard.press
    press("Tab")
    assert bulletin.evaluate("document.activeElement.innerText") == "跳到正文"
    press("Enter")
    assert bulletin.evaluate("document.activeElement.tagName") == "MAIN"
    attached = bulletin.locator("details.attachment").first
    attached.locator("summary").focus()
    press("Space")
    assert attached.locator("table").is_visible()
    press("Tab")
    assert bulletin.evaluate("document.activeElement.type") == "search"
    bulletin.keyboard.type("株洲市")
    told = attached.locator("[role=status]").first
    expect(told).to_contain_text("中的")
    name = attached.locator("th", has=bulletin.locator("button", has_text="企业名称"))
    name.locator("button").focus()
    press("Enter")
    expect(told).to_contain_text("升序")  # rows follow the header's aria-sort a moment later
    expect(name).to_have_attribute("aria-sort", "ascending")
    upwards = rows(attached)
    press("Space")
    expect(told).to_contain_text("降序")
    expect(name).to_have_attribute("aria-sort", "descending")
    assert rows(attached) == upwards[::-1]
    assert all("株洲市" in row for row in upwards)


PLAIN = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>'
    "<style>html { color-scheme: light dark; background: Canvas; color: CanvasText }"
    "@page { size: A4 }</style></head>"
    "<body><main><h1>题</h1>{}</main></body></html>"
)
SVG = '<figure id="f" class="chart" style="{}"><svg viewBox="0 0 99 20">{}</svg></figure>'
PLANTED = [
    (requests_beyond_itself, '<img alt="" src="other.png">'),
    (requests_beyond_itself, "<button onclick=\"fetch('https://example.invalid')\">取</button>"),
    (complaints_of_the_browser, "<script>nothing.at.all</script>"),
    (complaints_of_the_browser, '<style>@import "https://example.invalid/a.css"</style>'),
    (barriers, '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
    (barriers, "<details><summary>单</summary><label>找</label><input></details>"),
    (bright_in_the_dark, "<style>html { background: #fff }</style>"),
    (other_paper, "<style>@page { size: letter }</style>"),
    (faint_colours, '<p style="background: #fff; color: #aaa">淡淡的字</p>'),
    (overflow, '<p style="width: 500px">宽</p>'),
    (overflow, "<details><summary>单</summary><pre>" + "长" * 60 + "</pre></details>"),
    (dead_ends, '<a href="#nowhere">去</a>'),
    (dead_ends, '<a href="#f">去</a><p id="f" style="display: none">藏</p>'),
    (dead_ends, '<a href="#f">去</a><p style="position: fixed; inset: 0">盖</p><p id="f">下</p>'),
    (lost_files, '<a href="tables/lost.csv">取</a>'),
    (lost_files, '<a href="page.html#nowhere">去</a>'),
    (unreached_by_keyboard, '<button style="outline: none">按</button>'),
    (unreached_by_keyboard, "<a href='#a' onfocus='this.blur()'>去</a><button>按</button>"),
    (illegible_words_of_charts, SVG.format("", '<text y="15" fill="#bbb">淡</text>')),
    (illegible_words_of_charts, SVG.format("", '<text x="90" y="15">截断了</text>')),
    (cut_in_print, SVG.format("", "<rect/>")),
    (cut_in_print, SVG.format("break-inside: avoid; height: 40cm", "<rect/>")),
    (cut_in_print, '<table><thead style="display: table-row-group"><tr><th>列</th></tr></table>'),
]


def opened(page, folder, html, checks):
    (folder / "page.html").write_text(PLAIN.replace("{}", html), encoding="utf-8")
    return survey(page, folder / "page.html", checks)


@pytest.mark.parametrize(("check", "fault"), PLANTED, ids=lambda x: getattr(x, "__name__", ""))
def test_a_check_finds_the_fault_planted_for_it(day, night, tmp_path, check, fault):
    page = night if check in DARK else day
    assert opened(page, tmp_path, fault, [check])[check]


def test_no_check_finds_a_fault_in_a_plain_page(day, night, tmp_path):
    checks = [check for check in (*FRESH, *USED, *READ) if check is not words]
    assert not any(opened(day, tmp_path, "", checks).values())
    assert not any(opened(night, tmp_path, "", DARK).values())


def test_every_check_has_a_fault_planted_for_it():
    assert {check for check, _ in PLANTED} == {*FRESH, *USED, *READ, *DARK} - {words}
