"""What the forked child gives is what a kernel gives, and nothing of it stays."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from conftest import unlike_published
from jupyter_client.kernelspec import NoSuchKernel
from papermill.execute import remove_error_markers
from running import CHECKOUT, CORES, command, places

from hnfusion import paths
from hnfusion.errors import BulletinError, NotebookFailure
from hnfusion.folders import contents
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks
from hnfusion.run.kernel import CAN_FORK

Q = Quarter(2020, 1)
ENGINES = ("forked", "nbclient") if CAN_FORK else ("nbclient",)
KERNELS = int(os.environ.get("HNFUSION_KERNELS", "0"))
"""Number of whole reports of 2020Q1 to make with real kernels, as ``make soak`` does."""
forked = pytest.mark.skipif(not CAN_FORK, reason="there is no fork here")
SHOWN = {
    "a frame wider than a terminal": "import pandas as pd\npd.DataFrame([range(30)] * 99)",
    "a frame of Chinese": "import pandas as pd\npd.DataFrame({'市州': ['长沙市'] * 3, '家': 1})",
    "a series": "import pandas as pd\npd.Series(range(99), name='n')",
    "a figure of pyplot": "from matplotlib import pyplot as plt\nplt.plot([1, 2]);",
    "a figure of nobody's": "from matplotlib.figure import Figure\nFigure().axes",
    "an exhibit": "from hnfusion import exhibits\nexhibits.record.text('heading', '一、获证')",
    "what was displayed": "display('a', {'b': 2}, metadata={'text/plain': {'c': 3}})",
    "what was displayed and changed": "h = display('a', display_id='x')\nh.update('b')",
    "what was taken back": "from IPython.display import clear_output\n"
    "display(1)\nclear_output()\ndisplay(2)",
    "html, svg and png": "from IPython.display import HTML, SVG, Image\n"
    "display(HTML('<b>'), SVG('<svg></svg>'), Image(b'\\x89PNG\\r\\n\\x1a\\n', format='png'))",
    "what was printed": "import sys\nprint('甲')\nprint('乙', file=sys.stderr)\nprint('丙')",
    "what was printed before and after a display": "print(1)\ndisplay(2)\nprint(3)\n4",
    "a progress that overwrites itself": "print('1%\\r2%\\r3%')",
    "what a program printed": "import subprocess, time\n"  # a kernel's own watch may lag
    "subprocess.run(['echo', '甲'])\ntime.sleep(3)",
    "a warning": "import warnings\nwarnings.warn('甲', stacklevel=1)",
    "a logged warning": "import logging\n"
    "logging.getLogger('hnfusion').info('a')\nlogging.getLogger('hnfusion').warning('b')",
    "nothing": "None",
    "two results": "%config InteractiveShell.ast_node_interactivity = 'all'\n1\n2",
    "a result that awaits": "import asyncio\nawait asyncio.sleep(0, 5)",
    "a magic": "%alias_magic t timeit",
    "an object of html and text": "class Both:\n    def __repr__(self): return 'text'\n"
    "    def _repr_html_(self): return '<b>'\nBoth()",
    "a formatter that fails": "class Bad:\n    def __repr__(self): return 'text'\n"
    "    def _repr_html_(self): raise ValueError('no')\nBad()",
    "an error that may be": "1 / 0",
    "a mistake of syntax that may be": "1 +",
    "an end that may be": "import sys\nsys.exit(3)",
    "a cell after all": "_, In[-1], __name__, get_ipython().kernel is not None",
}


@pytest.fixture(params=ENGINES)
def engine(request, monkeypatch):
    monkeypatch.setenv(notebooks.ENGINE, request.param)
    return request.param


EXECUTE = """
import sys
from pathlib import Path
from hnfusion import paths
from hnfusion.quarter import Quarter
from hnfusion.run import notebooks
paths.NOTEBOOKS = Path(sys.argv[1])
notebooks.execute("tiny", Quarter(2020, 1), Path(sys.argv[2]))
"""


def both(folder):
    """Run ``tiny.ipynb`` of a folder with both engines; return the two executed notebooks."""
    running = []
    for engine in ENGINES:
        (folder / engine).mkdir()
        environment = os.environ | {notebooks.ENGINE: engine}
        environment.pop("PYTEST_CURRENT_TEST")  # ipykernel would not watch what programs print
        command = [sys.executable, "-c", EXECUTE, folder, folder / engine]
        running.append(subprocess.Popen(command, cwd=CHECKOUT, env=environment))
    for process in running:
        process.wait(300)
    return [executed(folder / engine / "tiny.ipynb") for engine in ENGINES]


def executed(path):
    """A notebook as a folder has it, without what papermill tells of the error that ended it."""
    told = remove_error_markers(nbformat.read(path, 4))
    text = nbformat.writes(notebooks.settle(told))
    return nbformat.reads(re.sub(r"/ipykernel_\d+/", "/ipykernel/", text), 4)


def may_fail(path):
    tiny = nbformat.read(path, 4)
    for cell in tiny.cells[1:]:
        cell.metadata["tags"] = ["raises-exception"]
    nbformat.write(tiny, path)


@forked
def test_every_kind_of_output_is_what_a_kernel_gives(notebook, tmp_path):
    notebook(*SHOWN.values())
    may_fail(tmp_path / "tiny.ipynb")
    forked, kernel = both(tmp_path)
    pairs = zip(SHOWN, forked.cells[2:], kernel.cells[2:], strict=True)
    assert {what: (one, other) for what, one, other in pairs if one != other} == {}
    assert forked == kernel


def test_a_whole_report_of_real_kernels_is_the_published_one(kernels):
    assert unlike_published(kernels / "reports" / "2019Q1") == set()


@pytest.mark.skipif(not KERNELS, reason="make soak does this")
@pytest.mark.parametrize("turn", range(max(KERNELS, 1)))
def test_real_kernels_make_the_same_report_every_time(report, tmp_path, turn):
    shutil.copytree(report.parent.parent / "data" / "raw", tmp_path / "data" / "raw")
    made = command("report", "2020Q1", *places(tmp_path), HNFUSION_ENGINE="nbclient")
    assert made.returncode == 0, (turn, made.stderr)
    assert contents(tmp_path / "reports" / "2020Q1") == contents(report)


def test_an_unknown_engine_is_told_with_the_remedy(data, tmp_path):
    fast = {"HNFUSION_ENGINE": "fast", **CORES}
    made = command("report", "2020Q1", "--data", data, "--reports", tmp_path, **fast)
    assert made.returncode == 2
    assert "HNFUSION_ENGINE 的值“fast”不对" in made.stderr
    assert "Traceback" not in made.stderr


@pytest.mark.parametrize("kind", [RuntimeError, NoSuchKernel])
def test_a_kernel_that_does_not_start_is_told(notebook, tmp_path, monkeypatch, kind):
    def fail(*_, **__):
        raise kind("Kernel didn't respond in 60 seconds")

    monkeypatch.setattr(notebooks.papermill, "execute_notebook", fail)
    notebook("1")
    with pytest.raises(NotebookFailure, match=r"^tiny.ipynb:内核没有启动\("):
        notebooks.execute("tiny", Q, tmp_path)


@pytest.mark.usefixtures("engine")
def test_what_an_analyst_can_fix_comes_out_of_a_notebook_as_it_was_said(notebook, tmp_path):
    notebook("from hnfusion.errors import BulletinError\nraise BulletinError('第一行\\n第二行')")
    with pytest.raises(BulletinError, match=r"^第一行\n第二行$"):
        notebooks.execute("tiny", Q, tmp_path)


@pytest.mark.usefixtures("engine")
def test_another_error_in_a_cell_fails_the_run(notebook, tmp_path):
    notebook("1 / 0")
    with pytest.raises(NotebookFailure, match=r"tiny.ipynb 第 2 格:ZeroDivisionError"):
        notebooks.execute("tiny", Q, tmp_path)


@pytest.mark.parametrize(
    "source",
    ["import time\ntime.sleep(60)", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"],
    ids=["asleep", "in C"],
)
@pytest.mark.usefixtures("engine")
def test_a_cell_that_hangs_is_stopped(notebook, tmp_path, monkeypatch, source):
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    notebook(source)
    with pytest.raises(NotebookFailure, match="timed out"):
        notebooks.execute("tiny", Q, tmp_path)


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "os.abort()"])
@pytest.mark.usefixtures("engine")
def test_a_kernel_that_dies_is_told(notebook, tmp_path, end):
    notebook(f"import os\n{end}")
    with pytest.raises(NotebookFailure, match="Kernel died"):
        notebooks.execute("tiny", Q, tmp_path)


@pytest.mark.usefixtures("engine")
def test_a_notebook_that_started_a_thread_ends(notebook, tmp_path):
    notebook("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n1")
    began = time.monotonic()
    assert notebooks.execute("tiny", Q, tmp_path).cells[2].outputs[0].data["text/plain"] == "1"
    assert time.monotonic() - began < 30


@pytest.mark.usefixtures("engine")
def test_an_object_is_shown_without_its_address_in_memory(notebook, tmp_path):
    notebook("object()")
    shown = notebooks.execute("tiny", Q, tmp_path).cells[2].outputs[0].data["text/plain"]
    assert shown == "<object>"


@pytest.mark.usefixtures("engine")
def test_what_a_program_left_running_ends_with_the_notebook(notebook, tmp_path):
    notebook("import subprocess\nsubprocess.Popen(['sleep', '60']).pid")
    pid = int(notebooks.execute("tiny", Q, tmp_path).cells[2].outputs[0].data["text/plain"])
    assert has_ended(pid)


def state():
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    return Path.cwd(), environment, dict(mpl.rcParams), {*sys.modules}, [*sys.path]


@forked
def test_nothing_leaks_into_the_next_notebook_or_the_parent(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv(notebooks.ENGINE, "forked")
    notebook("1")
    notebooks.execute("tiny", Q, tmp_path)  # a process's first notebook loads some modules
    before = state()
    notebook(
        "import os, sys, builtins, matplotlib as mpl, pandas as pd\n"
        "from hnfusion import paths\n"
        "paths.LEAK = builtins.LEAK = sys.modules['leak'] = 1\n"
        "os.environ['LEAK'] = '1'\nos.chdir('/')\nsys.path.append('/leak')\n"
        "mpl.rcParams['font.size'] = 99\npd.options.display.max_rows = 1"
    )
    notebooks.execute("tiny", Q, tmp_path)
    assert state() == before
    assert not hasattr(paths, "LEAK")
    notebook(
        "import os, sys, builtins, matplotlib as mpl, pandas as pd\nfrom hnfusion import paths\n"
        "(hasattr(paths, 'LEAK'), hasattr(builtins, 'LEAK'), 'leak' in sys.modules,\n"
        " 'LEAK' in os.environ, os.getcwd() == '/', '/leak' in sys.path,\n"
        " mpl.rcParams['font.size'] == 99, pd.options.display.max_rows == 1)"
    )
    shown = notebooks.execute("tiny", Q, tmp_path).cells[2].outputs[0].data["text/plain"]
    assert shown == str((False,) * 8)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.usefixtures("engine")
def test_an_interrupt_stops_everything(notebook, tmp_path, sent):
    notebook(
        "import os, subprocess, time\n"
        "from pathlib import Path\n"
        f"Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    work = (
        "import time\nfrom pathlib import Path\n"
        "from hnfusion import paths\nfrom hnfusion.run import pool\n"
        "from hnfusion.quarter import Quarter\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "def begin(parent):\n    pool.follow(parent)\n    paths.NOTEBOOKS = folder\n"
        "def do(name):\n"
        "    if name:\n"
        "        from hnfusion.run import notebooks\n"
        "        notebooks.execute(name, Quarter(2020, 1), folder)\n"
        "    time.sleep(60)\n"
    )
    (tmp_path / "work.py").write_text(work, encoding="utf-8")
    code = (
        "import signal, sys\nfrom hnfusion.run import pool\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        f"sys.path.append({str(tmp_path)!r})\nimport work\n"
        "pool.cpu_count = lambda: 2\n"
        "pool.each(work.do, ['tiny', ''], str, begin=work.begin)"
    )
    started = subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stderr=subprocess.PIPE)
    child = waited_for(tmp_path / "pid")
    started.send_signal(sent)
    assert started.wait(20) != 0
    started.stderr.close()
    assert has_ended(child)


def waited_for(path):
    deadline = time.monotonic() + 180  # a loaded machine takes a minute to start two processes
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise TimeoutError(path)


def has_ended(pid, patience=10):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("first", ["kernel", "notebooks"])
def test_the_parsers_that_no_notebook_needs_are_not_built(first):
    code = (
        f"import sys, hnfusion.run.{first}\nfrom hnfusion.run import notebooks\n"
        "sys.exit('lark' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)
