"""The published reports are what the code makes of the lists, byte for byte."""

import json
import os
import shutil

import pytest
from conftest import PAGES, unlike_published
from running import CHECKOUT

from hnfusion.documents import index_page

REPORTS = CHECKOUT / "reports"
QUARTERS = ("2019Q1", "2019Q2", "2019Q3", "2019Q4", "2020Q1")
LIMIT, CITIES = 1_750_000, 1_000_000
"""Bytes that a quarter's public files may have: all but the pages of the cities, and these."""


pytestmark = pytest.mark.xdist_group("published")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_published_report_is_what_the_code_makes(quarter, every):
    assert unlike_published(every / "reports" / quarter, PAGES[quarter]) == set()


@pytest.mark.parametrize("quarter", QUARTERS)
def test_a_published_report_is_small(quarter):
    files = [p for p in (REPORTS / quarter).rglob("*") if p.is_file() and "internal" not in p.parts]
    sizes = {path: path.stat().st_size for path in files}
    of_cities = sum(size for path, size in sizes.items() if path.parent.name == "cities")
    assert of_cities < CITIES
    assert sum(sizes.values()) - of_cities < LIMIT


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one worker has every group")
def test_tests_of_a_group_stay_with_one_worker(request):
    assert request.node.nodeid.endswith("@published"), "reports and pages are made once a worker"


def test_the_index_is_what_the_code_makes(tmp_path):
    internal = shutil.ignore_patterns("internal", ".*")
    copy = shutil.copytree(REPORTS, tmp_path / "reports", ignore=internal)
    published = (REPORTS / "index.html").read_bytes()
    assert index_page.write(copy).read_bytes() == published


def test_the_index_has_every_quarter_newest_first():
    index = (REPORTS / "index.html").read_text(encoding="utf-8")
    places = [index.index(f"{quarter}/bulletin.html") for quarter in QUARTERS]
    assert places == sorted(places, reverse=True)


def test_the_first_version_is_the_published_one():
    manifest = json.loads((REPORTS / "2020Q1" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == "2020Q1 v1"
