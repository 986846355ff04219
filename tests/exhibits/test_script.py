"""The one script of a page, where it comes from, and the policy that lets it run."""

import base64
import hashlib
import re
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup

from hnfusion import exhibits

MARKED = '<figure data-table="copy"><table></table></figure>'
VENDORED = files("hnfusion.exhibits") / "templates" / "vendor" / "sortable-tablesort"


def shown(body):
    return BeautifulSoup(exhibits.page.page(body, "题目", "说明", home=""), "html.parser")


def policy(shown):
    content = shown.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    return dict(rule.strip().split(" ", 1) for rule in content.split(";"))


def test_the_policy_allows_the_script_that_the_page_has_and_no_other():
    marked = shown(MARKED)
    [script] = marked.find_all("script")
    digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
    assert policy(marked)["script-src"] == f"'sha256-{digest}'"
    assert policy(marked)["default-src"] == "'none'"


@pytest.mark.parametrize("body", ["", "<table></table>", "<p>data-table</p>"])
def test_a_page_without_a_marked_table_has_no_script_and_allows_none(body):
    assert shown(body).find_all("script") == []
    assert policy(shown(body))["script-src"] == "'none'"


def test_nothing_in_the_script_ends_it_or_asks_for_anything():
    script = exhibits.page.script(MARKED)
    assert not re.search(r"</script|<!--|\r|https?:|innerHTML|eval\(|fetch\(", script)
    assert script == exhibits.page.script(MARKED)


def test_what_we_use_of_others_is_what_its_note_says():
    note = (VENDORED / "README.md").read_text(encoding="utf-8")
    library = (VENDORED / "sortable.min.js").read_bytes()
    assert f"sha256 {hashlib.sha256(library).hexdigest()}\n" in note
    assert (VENDORED / "LICENSE").read_text(encoding="utf-8").startswith("This is free")
