"""The package as it is installed: a command that needs no checkout and writes where one stands."""

import os
import subprocess
import sys

import pytest
from conftest import CHECKOUT

from hnfusion import folders

PUBLISHED = CHECKOUT / "reports" / "2020Q1"


@pytest.fixture(scope="session")
def installed(once):
    """A folder with the wheel installed into ``site``, and an empty folder to stand in."""

    def make(folder):
        (folder / "stand").mkdir(parents=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        alone = ["--no-deps", "--no-index", "--no-build-isolation"]
        subprocess.run([*pip, "wheel", *alone, "-w", folder, CHECKOUT], check=True)
        (wheel,) = folder.glob("*.whl")
        command = [*pip, "install", "--no-deps", "--no-index", "--target", folder / "site", wheel]
        subprocess.run(command, check=True)

    return once("installed", make)


def hnfusion(installed, *arguments, **environment):
    return subprocess.run(
        [sys.executable, installed / "site" / "bin" / "hnfusion", *arguments],
        cwd=installed / "stand",
        env={**os.environ, "PYTHONPATH": str(installed / "site"), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_an_installed_command_makes_the_published_report_where_one_stands(installed):
    before = folders.digests(installed, program(installed))
    for command in (["sample"], ["report", "2020Q1"], ["bundle", "2020Q1"]):
        done = hnfusion(installed, *command)
        assert done.returncode == 0, done.stderr
    stand = installed / "stand"
    made = folders.contents(stand / "reports" / "2020Q1")
    public = {name: content for name, content in made.items() if not name.startswith("internal/")}
    published = folders.contents(PUBLISHED)
    assert {n for n in {*public, *published} if public.get(n) != published.get(n)} == set()
    assert (stand / "reports" / "2020Q1.zip").exists()
    assert sorted(path.name for path in stand.iterdir()) == ["data", "reports"]
    assert folders.digests(installed, program(installed)) == before


def program(installed):
    return [p for p in folders.held(installed / "site") if "__pycache__" not in p.parts]


def test_a_folder_without_lists_is_told_in_a_line(installed, tmp_path):
    done = hnfusion(installed, "report", "2020Q1", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "没有 2020Q1 的原始数据" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_half_installed_environment_is_told_in_a_line(installed, tmp_path):
    (tmp_path / "pandas.py").write_text("raise ImportError('No module named pandas')")
    path = os.pathsep.join([str(tmp_path), str(installed / "site")])
    done = hnfusion(installed, "check", "2020Q1", PYTHONPATH=path)
    assert done.returncode == 1
    assert "环境不完整(No module named pandas)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_that_is_too_old_is_told_in_a_line():
    code = "import sys; sys.version_info = (3, 8, 18); import hnfusion"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "hnfusion 需要 Python 3.11 或更新的版本,这里是 3.8。请改用新的 Python\n"


def test_the_checkout_is_installed_where_its_notebooks_run():
    code = "import hnfusion.paths as paths; print(paths.data())"
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "HNFUSION_DATA")}
    shown = subprocess.check_output(
        [sys.executable, "-c", code], cwd=CHECKOUT / "notebooks", env=environment, text=True
    )
    assert shown == f"{CHECKOUT / 'data'}\n"
