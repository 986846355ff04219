"""The package as it is installed: a command that needs no checkout and writes where one stands."""

import json
import os
import subprocess
import sys

from conftest import digests, unlike_published
from running import CHECKOUT, installed_command


def test_an_installed_command_makes_the_published_report_where_one_stands(installed, report):
    stand = report.parent.parent
    packed = installed_command(installed, "bundle", "2020Q1", cwd=stand)
    assert packed.returncode == 0, packed.stderr
    assert unlike_published(report) == set()
    assert (stand / "reports" / "2020Q1.zip").exists()
    assert sorted(path.name for path in stand.iterdir()) == ["data", "reports"]
    assert digests(installed) == json.loads((installed / "digests.json").read_text("utf-8"))


def test_a_folder_without_lists_is_told_in_a_line(installed, tmp_path):
    done = installed_command(installed, "report", "2020Q1", cwd=tmp_path)
    assert done.returncode == 2
    assert "没有 2020Q1 的原始数据" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_half_installed_environment_is_told_in_a_line(installed, report, tmp_path):
    (tmp_path / "pandas.py").write_text("raise ImportError('No module named pandas')")
    path = os.pathsep.join([str(tmp_path), str(installed / "site")])
    stand = report.parent.parent
    done = installed_command(installed, "check", "2020Q1", cwd=stand, PYTHONPATH=path)
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
