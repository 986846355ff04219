"""A papermill engine that runs a notebook in a forked process instead of a kernel.

The child process has all that its parent has imported and read, and no kernel has to start and
stop. papermill and nbclient still handle parameters, messages and errors; the child runs
ipykernel's own shell with its display hook and publisher. Only the sockets are replaced, by a
``multiprocessing`` connection.
"""

import faulthandler
import gc
import io
import json
import logging
import multiprocessing
import os
import platform
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from threading import Lock
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import pandas as pd
from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from traitlets import Any as AnyTrait
from traitlets.config import Config

from hnfusion.charts import canvas
from hnfusion.run.pool import end_with

CAN_FORK = sys.platform == "linux"
"""Whether processes are forked. macOS has fork, but its system libraries can fail after a fork;
Windows has no fork."""
CONTEXT: Any = multiprocessing.get_context("fork" if CAN_FORK else None)
INLINE = "module://matplotlib_inline.backend_inline"
KERNEL_COLUMNS = 20
"""The most columns of a frame that pandas shows in a kernel; a terminal shows as many as fit."""


class ForkedEngine(Engine):
    """The engine ``forked``, which runs each notebook in its own forked process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 - the child is a Python of this environment
        execution_timeout: int | None = None,
        **_: Any,
    ) -> None:
        """Run the notebook that ``nb_man``, papermill's manager, holds."""
        ForkedClient(nb_man, timeout=execution_timeout).execute()


class ForkedClient(PapermillNotebookClient):
    """papermill's client, connected to a forked process instead of a kernel."""

    def execute(self, **_: Any) -> NotebookNode:
        """Run the cells, up to the first that fails, and return the notebook with its outputs."""
        self.reset_execution_trackers()
        # a worker under Dask's nanny is a daemon, and a daemon may not have child processes
        multiprocessing.current_process().daemon = False
        self.child, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=serve, args=(os.getpid(), theirs))
        self.process.start()
        theirs.close()
        try:
            self.papermill_execute_cells()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.ident, signal.SIGKILL)  # also what the cells started
            self.process.kill()
            self.process.join()
            self.child.close()
        self.nb.metadata["language_info"] = {"name": "python", "version": platform.python_version()}
        nb: NotebookNode = self.nb
        return nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run a code cell and return it with its outputs; return any other cell unchanged.

        Raises:
            CellExecutionError: if the cell failed, unless its tags have ``raises-exception``.
            CellTimeoutError: if the cell took too long.
            DeadKernelError: if the child process died.
        """
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        deadline = time.monotonic() + self.timeout if self.timeout else None
        self.child.send(cell.source)
        message = self._message(cell, deadline)
        while message["msg_type"] != "execute_reply":
            self.process_message(message, cell, cell_index)
            message = self._message(cell, deadline)
        content = message["content"]
        cell.execution_count = content["execution_count"]
        may_fail = "raises-exception" in cell.metadata.get("tags", [])
        if content["status"] == "error" and not may_fail:
            raise CellExecutionError.from_cell_and_msg(cell, content)
        return cell

    def _message(self, cell: NotebookNode, deadline: float | None) -> dict[str, Any]:
        left = None if deadline is None else max(0, deadline - time.monotonic())
        ready = wait([self.child, self.process.sentinel], left)
        if not ready:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", self.timeout, cell
            )
        try:
            kind, content = self.child.recv()
        except EOFError:
            raise DeadKernelError("Kernel died") from None
        about = {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}}
        return about | {"metadata": {}, "content": json.loads(content)}


def serve(parent: int, connection: Connection) -> None:
    """Run the cells that come over the connection, until this child process is killed.

    On Linux it is also killed when the process whose id is ``parent`` ends.
    """
    os.setsid()
    end_with(parent)
    _begin_afresh()
    wire = Wire(connection=connection, lock=Lock())
    sys.stdout, sys.stderr = Captured("stdout", 1, wire), Captured("stderr", 2, wire)
    InteractiveShell.clear_instance()
    shell = ZMQInteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}}),
        compiler_class=XCachingCompiler,
        kernel=SimpleNamespace(eventloop=None),
    )
    shell.displayhook.session = shell.display_pub.session = wire  # type: ignore[attr-defined]
    while True:
        _run(shell, connection.recv(), wire)


class Wire(Session):
    """The session through which ipykernel's shell sends its messages over the connection."""

    connection = AnyTrait()
    lock = AnyTrait()

    def send(  # type: ignore[override]
        self, _: Any, message: Any, content: Any = None, *__: Any, **___: Any
    ) -> None:
        """Send a message's type and content over the connection.

        ``message`` is a whole message, or only the type if ``content`` is given.
        """
        kind = message if isinstance(message, str) else message["msg_type"]
        with self.lock:
            self.connection.send(
                (kind, self.pack(message["content"] if content is None else content))
            )


class Captured(io.TextIOWrapper):
    """Standard output or standard error of this process and of the programs that it starts.

    What they write goes to a file in memory; each flush sends the new part over ``wire``. ``name``
    is ``stdout`` or ``stderr``, ``descriptor`` the number of the stream's file descriptor.
    """

    def __init__(self, name: str, descriptor: int, wire: Wire) -> None:
        held = os.memfd_create(name)
        os.dup2(held, descriptor)
        os.close(held)
        binary = io.BufferedWriter(io.FileIO(descriptor, "wb", closefd=False))
        super().__init__(binary, "utf-8", "backslashreplace")
        self._about = name, descriptor, wire
        self._sent = 0

    def flush(self) -> None:
        """Send what was written since the last flush."""
        super().flush()
        name, descriptor, wire = self._about
        written = os.pread(descriptor, os.fstat(descriptor).st_size - self._sent, self._sent)
        if written:
            self._sent += len(written)
            wire.send(None, "stream", {"name": name, "text": written.decode("utf-8", "replace")})


def _run(shell: ZMQInteractiveShell, source: str, wire: Wire) -> None:
    result = shell.run_cell(source, store_history=True)
    sys.stdout.flush()
    sys.stderr.flush()
    error = result.error_before_exec or result.error_in_exec
    reply = {"status": "ok", "execution_count": shell.execution_count - 1}
    if error is not None or shell._last_traceback_during_displayhook:
        about = {"ename": type(error).__name__, "evalue": str(error)}
        reply |= {"status": "error", "traceback": shell._last_traceback or [], **about}
    wire.send(None, "execute_reply", reply)


def _begin_afresh() -> None:
    """Reset what a forked process inherits and a new kernel does not have.

    That is: handlers of faults and signals, handlers and levels of loggers, and the settings of
    pandas and matplotlib. Inherited objects are exempt from garbage collection.
    """
    gc.freeze()  # else a collection visits all inherited objects and copies their pages: 0.2 s
    faulthandler.disable()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for logger in (logging.root, *logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.setLevel(logging.WARNING if logger is logging.root else logging.NOTSET)
    os.environ.setdefault("MPLBACKEND", INLINE)
    pd.set_option("display.max_columns", KERNEL_COLUMNS)
    mpl.rc_file_defaults()
    canvas.show_chinese()
    mpl.rcParams["backend"] = os.environ["MPLBACKEND"]
    if "matplotlib.pyplot" in sys.modules:
        # the backend is chosen when the first figure needs it, as in a kernel
        sys.modules["matplotlib.pyplot"]._backend_mod = None  # type: ignore[attr-defined]
