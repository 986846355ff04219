"""The tools of a marked table, in a real browser: sort, search, copy; and a page without them."""

import csv
import io

import browsing
import pandas as pd
import pytest
from markupsafe import Markup
from playwright.sync_api import expect

from hnfusion import codelists, documents, exhibits, schema
from hnfusion.quarter import Quarter

pytestmark = pytest.mark.xdist_group("browser")

Q = Quarter(2020, 1)
LISTED = pd.DataFrame(
    {
        "enterprise": ["张家界甲公司", '</script>"乙",丙', "=cmd|' /C calc'!A0", "阿丁(集团)"],
        "city": pd.Series(
            ["张家界市", "株洲市", "长沙市", "湘西州"], dtype=codelists.dtype("city")
        ),
        "industry": pd.Series(["电子", "机械", "机械", "食品"], dtype=codelists.dtype("industry")),
        "consultant": [None, "曼顿", "曼顿", "-1方圆"],
        "certificate": ["IIIMS10", "IIIMS9", None, "IIIMS100"],
        "issue_date": pd.to_datetime(["2020-03-31", "2019-12-02", "2020-01-01", "2018-05-06"]),
        "is_new": [True, False, True, False],
    }
)
BODIES = pd.DataFrame(
    {"consultant": ["方圆", "@曼顿"], "recommended": [True, False], "new": [4, 0]}
)
NAMES, CITY, BODY, CERTIFICATE, DAY = 1, 2, 4, 5, 6
HOOK = "Object.defineProperty(navigator, 'clipboard', {value: {writeText: %s}})"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "页.html"
    shown = [
        exhibits.attachments.shown("certified", LISTED, Q),
        exhibits.bulletin.table("certified_by_consultant", BODIES.assign(total=9), Q),
    ]
    body = "".join(record.html() for record in exhibits.record.numbered(shown))
    file.write_text(exhibits.page.page(body, "题目", "说明", home=""), encoding="utf-8")
    return file


def unfold(page):
    page.locator("summary", has_text="附件1").click()


@pytest.fixture(scope="module")
def shared(browser):
    """A window that shows the page to one test after the other."""
    with browsing.window(browser) as page:
        yield page


@pytest.fixture
def window(shared, address):
    """The page, opened anew, with its list unfolded; the browser may not complain of it."""
    with browsing.visit(shared, address) as visited:
        unfold(visited.page)
        yield visited.page
    assert visited.complaints == []


@pytest.fixture
def attached(window):
    return window.locator("#tab-list-certified")


def cells(attached, column):
    """The texts of one column's cells that are shown, from top to bottom."""
    rows = attached.locator("tbody tr:visible").all()
    return [row.locator("th, td").nth(column).inner_text() for row in rows]


def sorted_by(attached, column):
    """The column's cells after its header was pressed, and again after the second press."""
    header, orders = attached.locator("thead th").nth(column), []
    for direction in ("ascending", "descending"):
        header.get_by_role("button").click()
        expect(header).to_have_attribute("aria-sort", direction)
        word = "升序" if direction == "ascending" else "降序"
        expect(attached.locator(".tools [role=status]")).to_contain_text(word)
        orders.append(cells(attached, column))
    return orders


def copied(window, figure):
    window.evaluate(HOOK % "async text => { window.copied = text; }")
    figure.get_by_role("button", name="复制为 CSV").click()
    expect(figure.locator(".files [role=status]")).to_contain_text("已复制")
    return window.evaluate("window.copied")


@pytest.mark.parametrize(
    ("column", "ordered"),
    [
        (NAMES, ['</script>"乙",丙', "=cmd|' /C calc'!A0", "阿丁(集团)", "张家界甲公司"]),
        (BODY, ["-1方圆", "曼顿", "曼顿", "自行贯标"]),
        (CITY, ["长沙市", "株洲市", "张家界市", "湘西州"]),
        (DAY, ["2018-05-06", "2019-12-02", "2020-01-01", "2020-03-31"]),
    ],
)
def test_names_sort_by_pinyin_cities_by_their_list_and_days_as_days(attached, column, ordered):
    assert sorted_by(attached, column) == [ordered, ordered[::-1]]


def test_what_is_missing_sorts_last_both_ways_and_numbers_count(attached):
    assert sorted_by(attached, CERTIFICATE) == [
        ["IIIMS9", "IIIMS10", "IIIMS100", "—"],
        ["IIIMS100", "IIIMS10", "IIIMS9", "—"],
    ]


def test_one_header_at_a_time_says_how_rows_are_sorted(attached):
    sorted_by(attached, NAMES)
    sorted_by(attached, DAY)
    assert attached.locator("[aria-sort]").count() == 1
    expect(attached.locator("[role=status]").first).to_have_text("共 4 家，按发证日期降序")


@pytest.mark.parametrize(
    ("words", "told", "found"),
    [
        ("iiims10", "4 家中的 2 家", ["张家界甲公司", "阿丁(集团)"]),
        ("IIIMS 机械", "4 家中的 1 家", ['</script>"乙",丙']),
        ("(集团)", "4 家中的 1 家", ["阿丁(集团)"]),
        ("长沙 电子", "4 家中没有符合的", []),
        ("  ", "共 4 家", ["=cmd|' /C calc'!A0", '</script>"乙",丙', "张家界甲公司", "阿丁(集团)"]),
    ],
)
def test_a_search_finds_across_cells_whatever_the_width_and_case(attached, words, told, found):
    attached.get_by_label("查找").fill(words)
    expect(attached.locator("[role=status]").first).to_have_text(told)
    assert cells(attached, NAMES) == found


def test_escape_clears_the_search_and_sorting_keeps_it(attached):
    box = attached.get_by_label("查找")
    box.fill("机械")
    expect(attached.locator("[role=status]").first).to_have_text("4 家中的 2 家")
    assert [len(order) for order in sorted_by(attached, DAY)] == [2, 2]
    box.press("Escape")
    assert box.input_value() == ""
    assert len(cells(attached, NAMES)) == 4


def test_what_is_shown_is_copied_as_our_files_write_it(window, attached):
    attached.get_by_label("查找").fill("曼顿")
    expect(attached.locator("[role=status]").first).to_contain_text("4 家中的 2 家")
    text = copied(window, attached)
    assert text.endswith("\r\n")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == [
        schema.title(column, "list_certified")
        for column in exhibits.attachments.shown("certified", LISTED, Q).data
    ]
    assert [row[1] for row in rows] == ["'=cmd|' /C calc'!A0", '</script>"乙",丙']
    assert rows[0][CERTIFICATE] == ""


def test_copied_cells_are_what_our_files_have(shared, tmp_path):
    cells = pd.Series(["=1+1", "+1", "-1", "-一", "@甲", 'a"b', "a,b", "甲", "1.5", "-"])
    rows = "".join(f"<tr><td>{Markup.escape(text)}</td></tr>" for text in cells)
    table = f"<table><thead><tr><th>x</th></tr></thead><tbody>{rows}</tbody></table>"
    file = tmp_path / "a.html"
    body = f'<figure data-table="copy">{table}</figure>'
    file.write_text(exhibits.page.page(body, "题目", "说明", home=""), encoding="utf-8")
    numbers = {"-1": -1, "1.5": 1.5}
    written = documents.csv_bytes(cells.map(lambda text: numbers.get(text, text)).to_frame("x"))
    with browsing.visit(shared, file):
        text = copied(shared, shared.locator("figure"))
    assert text == written.decode("utf-8-sig").replace("\n", "\r\n")


def test_a_numbered_table_is_copied_with_its_stars_and_without_its_sums(window):
    figure = window.locator("#tab-certified-by-consultant")
    assert copied(window, figure) == "咨询服务机构,新增,累计\r\n★方圆,4,9\r\n'@曼顿,0,9\r\n"


def test_where_the_clipboard_is_refused_the_old_way_copies_or_the_reader_is_told(window, attached):
    window.evaluate(HOOK % "async () => { throw new Error('no'); }")
    window.evaluate(
        "addEventListener('copy', e => { window.copied = e.clipboardData.getData('text/plain') })"
    )
    attached.get_by_role("button", name="复制为 CSV").click()
    expect(attached.locator(".files [role=status]")).to_have_text("已复制 4 行")
    assert window.evaluate("window.copied").startswith("序号,企业名称")
    window.evaluate("document.execCommand = () => false")
    attached.get_by_role("button", name="复制为 CSV").click()
    expect(attached.locator(".files [role=status]")).to_have_text("浏览器不允许复制，请下载")


def test_keys_alone_sort(window, attached):
    header = attached.locator("thead th").nth(NAMES)
    header.get_by_role("button").focus()
    window.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    window.keyboard.press("Space")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert window.evaluate("document.activeElement.textContent") == "企业名称"


def test_without_scripts_the_tables_are_there_and_nothing_that_does_nothing(browser, address):
    with (
        browsing.window(browser, java_script_enabled=False) as page,
        browsing.visit(page, address) as visited,
    ):
        assert page.locator("#tab-list-certified tbody tr").count() == 4
        assert page.locator("input, button, [role=status]").count() == 0
        assert visited.complaints == []


def test_another_script_than_ours_does_not_run(shared, tmp_path):
    table = "<table><thead><tr><th>x</th></tr></thead></table>"
    body = f'<figure data-table="copy">{table}</figure><script>document.title = "run"</script>'
    file = tmp_path / "a.html"
    file.write_text(exhibits.page.page(body, "题目", "说明", home=""), encoding="utf-8")
    with shared.expect_console_message(lambda message: "Content Security Policy" in message.text):
        shared.goto(file.as_uri())
    assert shared.title() == "题目"
    assert shared.get_by_role("button", name="复制为 CSV").is_visible()


def test_the_header_stays_in_sight_while_a_list_scrolls(window, attached):
    window.add_style_tag(content=".scroll { max-height: 4.5rem !important }")
    region = attached.get_by_role("region")
    region.focus()
    window.keyboard.press("End")
    top = region.bounding_box()["y"]
    expect(attached.locator("tbody tr").last).to_be_in_viewport()
    assert abs(attached.locator("thead th").first.bounding_box()["y"] - top) < 2


def test_what_is_found_is_what_is_printed_with_its_count_and_no_tool(window, attached):
    attached.get_by_label("查找").fill("曼顿")
    expect(attached.locator("[role=status]").first).to_contain_text("4 家中的 2 家")
    window.emulate_media(media="print")
    assert len(cells(attached, NAMES)) == 2
    assert attached.locator("[role=status]").first.is_visible()
    assert attached.get_by_label("查找").is_hidden()
    assert attached.get_by_role("button", name="复制为 CSV").is_hidden()


def test_bars_are_seen_in_forced_colours(browser, address):
    with (
        browsing.window(browser, forced_colors="active") as page,
        browsing.visit(page, address),
    ):
        unfold(page)
        bar = "getComputedStyle(document.querySelector('td.part'), '::before').borderTopWidth"
        assert float(page.evaluate(bar).removesuffix("px")) > 4
