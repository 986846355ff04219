"""What a report says of its making, as the validators of its formats read it; and its bundle."""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile

import frictionless
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester
from running import CHECKOUT, run

from hnfusion.documents import provenance

CRATE = "https://w3id.org/ro/crate/1.1"
TERMS = (
    "CreateAction CreativeWork Dataset Organization PropertyValue SoftwareApplication about "
    "actionStatus agent author datePublished description encodingFormat hasPart inLanguage "
    "instrument license mentions name object publisher result softwareVersion value version"
)
CONTEXT = {
    "@context": {
        **{term: f"http://schema.org/{term}" for term in TERMS.split()},
        "File": "http://schema.org/MediaObject",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    }
}
"""Of RO-Crate 1.1's context the terms that a crate of ours uses; tests ask no other machine."""
TEXTS = {".html", ".csv", ".json", ".svg", ".bib", ".ris"}


class Answer:
    """What w3id.org answers."""

    status_code = 200
    headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012
    text = json.dumps(CONTEXT)

    def json(self):
        return CONTEXT


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content(report, name):
    return json.loads((report / name).read_text(encoding="utf-8"))


@pytest.fixture
def published(report, tmp_path):
    """A copy of the report that a test may change."""
    shutil.copytree(report, tmp_path / "reports" / "2020Q1")
    return tmp_path / "reports" / "2020Q1"


def test_the_manifest_has_the_digest_of_everything(report):
    manifest = content(report, "manifest.json")
    inside = content(report, "internal/manifest.json")["outputs"]
    outputs = manifest["outputs"] | {f"internal/{name}": d for name, d in inside.items()}
    made = {p.relative_to(report).as_posix(): sha256(p) for p in report.rglob("*") if p.is_file()}
    assert outputs == {n: d for n, d in made.items() if not n.endswith("manifest.json")}
    assert set(manifest["lock"]) == {"requirements.txt"}
    assert set(manifest["notebooks"]) >= {"notebooks/1_prepare.ipynb", "notebooks/2_bulletin.ipynb"}
    for path, digest in (manifest["notebooks"] | manifest["lock"] | manifest["inputs"]).items():
        assert sha256(CHECKOUT / path) == digest
    assert len([name for name in manifest["inputs"] if name.endswith(".xlsx")]) == 12
    assert manifest["parameters"] == {"quarter": "2020Q1"}


def test_the_crate_passes_a_validator_with_its_run(report, monkeypatch):
    monkeypatch.setattr(HttpRequester, "get", lambda *_, **__: Answer(), raising=False)
    settings = services.ValidationSettings(
        rocrate_uri=str(report), profile_identifier="process-run-crate"
    )
    assert [str(issue.message) for issue in services.validate(settings).get_issues()] == []


def test_the_validator_finds_what_is_wrong(published, monkeypatch):
    monkeypatch.setattr(HttpRequester, "get", lambda *_, **__: Answer(), raising=False)
    path = published / "ro-crate-metadata.json"
    path.write_text(path.read_text("utf-8").replace('"instrument"', '"about"'), "utf-8")
    (published / "citation.bib").unlink()
    settings = services.ValidationSettings(
        rocrate_uri=str(published),
        profile_identifier="process-run-crate",
        requirement_severity=models.Severity.REQUIRED,
    )
    found = " ".join(str(issue.message) for issue in services.validate(settings).get_issues())
    assert "instrument" in found
    assert "citation.bib" in found


def test_the_crate_tells_of_every_public_file_and_of_the_run(report):
    graph = {
        entity["@id"]: entity for entity in content(report, "ro-crate-metadata.json")["@graph"]
    }
    names = {p.relative_to(report).as_posix() for p in provenance.public(report)}
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    assert parts == names - {"ro-crate-metadata.json"}
    references = re.findall(r'{"@id": "([^"]+)"}', json.dumps([*graph.values()]))
    assert set(references) <= {*graph, CRATE}
    read = [graph[entity["@id"]]["name"] for entity in graph["#run"]["object"]]
    assert "data/raw/2020Q1/quarter.toml" in read
    assert "quarter" in read


def test_the_data_package_is_valid(report):
    checked = frictionless.validate(str(report / "datapackage.json"))
    assert checked.flatten(["type", "message"]) == []
    assert len(checked.tasks) == len([*(report / "tables").glob("*.csv")])


def test_the_data_package_says_what_a_table_may_hold(published):
    table = published / "tables" / "started_by_city.csv"
    table.write_text(table.read_text("utf-8").replace("娄底市,7", "娄底,-7"), "utf-8")
    (problem,) = [
        t for t in frictionless.validate(str(published / "datapackage.json")).tasks if t.errors
    ]
    assert problem.name == "started_by_city"
    assert {error.type for error in problem.errors} >= {"constraint-error"}


def test_the_dictionary_has_every_column_in_order_with_its_meaning(report):
    for resource in content(report, "datapackage.json")["resources"]:
        header = (report / resource["path"]).read_text("utf-8-sig").splitlines()[0].split(",")
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(field["title"] and field["description"] for field in fields)
        counted = [f for f in fields if f["constraints"].get("minimum") == 0]
        assert all(field["unit"] for field in counted)
        assert resource["schema"].get("primaryKey") or resource["name"] == "reconciliation"


def test_nothing_internal_is_in_the_public_files(report):
    public = provenance.public(report)
    inside = [p for p in (report / "internal").rglob("*") if p.is_file()]
    assert inside
    assert not {*map(sha256, public)} & {*map(sha256, inside)}
    told = "".join(p.read_text(encoding="utf-8") for p in public if p.suffix in TEXTS)
    assert "internal" not in told
    texts = [p.read_text("utf-8", errors="ignore") for p in inside]
    codes = {code for text in texts for code in re.findall(r"\b9[0-9A-Z]{17}\b", text)}
    assert codes
    assert not [code for code in codes if code in told]
    findings = pd.read_csv(report / "internal" / "findings.csv", encoding="utf-8-sig")
    assert len(findings)
    assert not [message for message in findings["message"] if message in told]
    pages = [path for path in public if path.suffix == ".html"]
    assert {page.parent.name for page in pages} == {"2020Q1", "cities"}
    for page in pages:
        links = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("[href]")
        targets = [link["href"] for link in links if not link["href"].startswith("#")]
        elsewhere = {(page.parent / target.partition("#")[0]).resolve() for target in targets}
        assert elsewhere - {*public} <= {report.parent / "index.html"}


def test_a_bundle_holds_the_public_files_and_sums_that_check(published, tmp_path):
    done = run("bundle", "2020Q1", "--reports", published.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{published.parent / '2020Q1.zip'}\n"
    with zipfile.ZipFile(published.parent / "2020Q1.zip") as packed:
        assert not [name for name in packed.namelist() if "internal" in name]
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in packed.infolist())
        packed.extractall(tmp_path / "opened")
    opened = tmp_path / "opened" / "2020Q1"
    assert {p.relative_to(opened) for p in opened.rglob("*") if p.is_file()} == {
        p.relative_to(published) for p in provenance.public(published)
    } | {(opened / "SHA256SUMS").relative_to(opened)}
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=opened, check=True)


def test_the_same_report_makes_the_same_bundle(published):
    once = provenance.bundle(published).read_bytes()
    assert provenance.bundle(published).read_bytes() == once
    assert sorted(p.name for p in published.parent.iterdir()) == ["2020Q1", "2020Q1.zip"]


def test_a_bundle_of_no_report_is_refused(tmp_path):
    done = run("bundle", "2020Q1", "--reports", tmp_path)
    assert done.returncode == 2
    assert "make report QUARTER=2020Q1" in done.stderr
