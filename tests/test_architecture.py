"""What keeps the house as it is: flat modules, thin notebooks, one set of versions."""

import ast
import json
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from running import CHECKOUT

NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
ROOMS = sorted((CHECKOUT / "hnfusion").glob("*/__init__.py"))
REPORT, DEV, PIP, BENCH = (f"requirements{of}.txt" for of in ("", "-dev", "-pip", "-bench"))
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
PARAMETERS = ['quarter = "2020Q1"', 'city = "430100"']
"""Of every notebook the first; of the cities' the second, too."""
THIN = (ast.Import, ast.ImportFrom, ast.Assign, ast.AugAssign, ast.Expr)


FLAT = {"__init__", "__main__", "errors", "explore", "folders", "paths", "quarter"}
"""The modules that are in no room."""


def test_every_other_module_is_in_a_room():
    assert {path.stem for path in (CHECKOUT / "hnfusion").glob("*.py")} == FLAT


@pytest.mark.parametrize("room", sorted(p.parent.name for p in ROOMS))
def test_a_room_opens_with_its_clause_of_the_readmes_sentence(room):
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    sentence = " ".join(text.split("reads as one sentence")[1].split("\n\n")[0].split())
    init = ast.parse((CHECKOUT / "hnfusion" / room / "__init__.py").read_text(encoding="utf-8"))
    clause, colon, _ = ast.get_docstring(init).partition(":")
    assert colon
    assert clause.lower() in sentence.replace("**", "").lower()
    names = [n.targets[0].id for n in init.body if isinstance(n, ast.Assign)]
    names += [n.target.id for n in init.body if isinstance(n, ast.AnnAssign)]
    assert "__all__" in names


def test_no_edge_of_the_program_goes_by_a_string():
    for path in (CHECKOUT / "hnfusion").rglob("*.py"):
        names = {
            n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)
        }
        assert not names & {"importlib", "import_module", "__import__", "resolve_name"}, path


def code_cells(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_only_imports_assigns_and_calls(path):
    for cell in code_cells(path):
        tree = ast.parse("".join(cell["source"]))
        assert all(isinstance(statement, THIN) for statement in tree.body)
        loops = (ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.IfExp)
        assert not [node for node in ast.walk(tree) if isinstance(node, loops)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_has_one_parameters_cell_with_the_quarter_and_the_city_of_the_cities(path):
    tagged = [c for c in code_cells(path) if "parameters" in c["metadata"].get("tags", [])]
    is_of_a_city = path.stem == "5_city"
    given = PARAMETERS if is_of_a_city else PARAMETERS[:1]
    assert ["".join(cell["source"]) for cell in tagged] == ["\n".join(given)]


def test_conda_users_get_the_same_python_and_the_same_lock():
    environment = yaml.safe_load((CHECKOUT / "environment.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python, pip, locked = environment["dependencies"]
    assert (environment["name"], pip) == (project["name"], "pip")
    assert python == f"python {project['requires-python']}"
    assert locked == {"pip": ["--require-hashes -r requirements.txt"]}


@pytest.mark.parametrize("name", [REPORT, DEV, PIP, BENCH])
def test_a_lock_names_no_address_and_hashes_everything(name):
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def locked(name):
    """Return the packages of a lock with their versions."""
    return set(PINNED.findall((CHECKOUT / name).read_text(encoding="utf-8")))


def test_every_requirement_is_locked():
    file = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        REPORT: file["project"]["dependencies"],
        DEV: file["project"]["optional-dependencies"]["dev"],
        PIP: file["dependency-groups"]["pip"],
        BENCH: file["dependency-groups"]["bench"],
    }
    for lock, requirements in wanted.items():
        named = [re.match(r"[A-Za-z0-9_-]+", r)[0].lower().replace("_", "-") for r in requirements]
        assert set(named) <= dict(locked(lock)).keys()


def test_what_the_report_and_another_lock_both_have_is_of_the_same_version():
    names = dict(locked(REPORT)).keys()
    assert locked(REPORT) <= locked(DEV)
    for lock in (PIP, BENCH):
        assert {pin for pin in locked(lock) if pin[0] in names} <= locked(REPORT)


def test_what_a_report_is_compared_with_is_in_no_other_environment():
    for lock in (REPORT, DEV, PIP):
        assert not {"ploomber-engine", "ploomber-core", "posthog"} & dict(locked(lock)).keys()


def test_the_makefile_tells_of_every_target():
    text = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())
    assert set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE)) == phony


def ci(tmp_path, *programs):
    """Run .ci/run where there are only these programs; return what it calls, in order."""
    folder, called = tmp_path / "programs", tmp_path / "called"
    folder.mkdir()
    for name in ("bash", "env", "dirname"):
        (folder / name).symlink_to(shutil.which(name))
    for name in ("make", *programs):
        (folder / name).write_text(f'#!/bin/bash\necho "$CI {name} $*" >> "{called}"\n')
        (folder / name).chmod(0o755)
    (folder / "id").write_text("#!/bin/bash\necho 0\n")
    (folder / "id").chmod(0o755)
    subprocess.run([CHECKOUT / ".ci" / "run"], env={"PATH": str(folder)}, check=True)
    return called.read_text().splitlines()


def test_ci_runs_the_test_command_of_the_readme_as_ci(tmp_path):
    assert ci(tmp_path, "chromium", "apt-get") == ["true make test"]


def test_ci_gets_a_browser_where_there_is_none(tmp_path):
    called = ci(tmp_path, "apt-get")
    assert called[0] == " apt-get update -qq"
    assert re.fullmatch(r" apt-get install .* chromium fonts-noto-cjk", called[1])
    assert called[2:] == ["true make test"]


def test_ci_runs_the_tests_even_where_it_can_get_no_browser(tmp_path):
    assert ci(tmp_path) == ["true make test"]


def test_the_readmes_name_the_commands_that_count():
    for readme in ("README.md", "README.zh-CN.md"):
        text = (CHECKOUT / readme).read_text(encoding="utf-8")
        assert "make report QUARTER=2020Q1" in text
        assert "make test" in text
