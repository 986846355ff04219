"""A kernel's shell without the kernel: cells come over a connection, what they show goes back.

It is ipykernel's own shell, with its display hook and publisher. Only the socket below them is
replaced: a message is packed as for a socket and sent over the connection.
"""

import faulthandler
import gc
import io
import logging
import os
import signal
import sys
from multiprocessing.connection import Connection
from threading import Lock
from types import SimpleNamespace
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
KERNEL_COLUMNS = 20
"""Columns of a frame's text that pandas shows when a kernel imports it, else as many as fit."""


class Wire(Session):
    """What ipykernel's shell sends its messages through."""

    connection = AnyTrait()
    lock = AnyTrait()

    def send(  # type: ignore[override]
        self, _: Any, message: Any, content: Any = None, *__: Any, **___: Any
    ) -> None:
        """Send a message, or a kind of message with its content."""
        kind = message if isinstance(message, str) else message["msg_type"]
        with self.lock:
            self.connection.send(
                (kind, self.pack(message["content"] if content is None else content))
            )


class Captured(io.TextIOWrapper):
    """A standard stream, also of programs that are called: sent on whenever it is flushed."""

    def __init__(self, name: str, descriptor: int, wire: Wire) -> None:
        held = os.memfd_create(name)
        os.dup2(held, descriptor)
        os.close(held)
        binary = io.BufferedWriter(io.FileIO(descriptor, "wb", closefd=False))
        super().__init__(binary, "utf-8", "backslashreplace")
        self._about = name, descriptor, wire
        self._sent = 0

    def flush(self) -> None:
        """Send what was written since the last time."""
        super().flush()
        name, descriptor, wire = self._about
        written = os.pread(descriptor, os.fstat(descriptor).st_size - self._sent, self._sent)
        if written:
            self._sent += len(written)
            wire.send(None, "stream", {"name": name, "text": written.decode("utf-8", "replace")})


def serve(connection: Connection) -> None:
    """Run the cells that come over the connection, until the process is killed."""
    wire = Wire(connection=connection, lock=Lock())
    _begin_afresh()
    sys.stdout, sys.stderr = Captured("stdout", 1, wire), Captured("stderr", 2, wire)
    shell = _shell(wire)
    while True:
        _run(shell, connection.recv(), wire)


def _run(shell: ZMQInteractiveShell, source: str, wire: Wire) -> None:
    result = shell.run_cell(source, store_history=True)
    sys.stdout.flush()
    sys.stderr.flush()
    error = result.error_before_exec or result.error_in_exec
    reply = {"status": "ok", "execution_count": shell.execution_count - 1}
    if error is not None or shell._last_traceback_during_displayhook:
        told = {"ename": type(error).__name__, "evalue": str(error)}
        reply |= {"status": "error", "traceback": shell._last_traceback or [], **told}
    wire.send(None, "execute_reply", reply)


def _shell(wire: Wire) -> ZMQInteractiveShell:
    InteractiveShell.clear_instance()
    config = Config({"HistoryManager": {"enabled": False}})
    shell = ZMQInteractiveShell.instance(
        config=config, compiler_class=XCachingCompiler, kernel=SimpleNamespace(eventloop=None)
    )
    shell.displayhook.session = shell.display_pub.session = wire  # type: ignore[attr-defined]
    return shell


def _begin_afresh() -> None:
    """Undo what differs between this process, forked from one that has run, and a new kernel."""
    gc.freeze()  # a collection would walk all that was inherited, and copy its pages: 0.2 s
    faulthandler.disable()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for logger in (logging.root, *logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.setLevel(logging.WARNING if logger is logging.root else logging.NOTSET)
    os.environ.setdefault("MPLBACKEND", INLINE)
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", KERNEL_COLUMNS)
    if "matplotlib" in sys.modules:
        matplotlib = sys.modules["matplotlib"]
        matplotlib.rc_file_defaults()
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    if "matplotlib.pyplot" in sys.modules:
        # chosen when the first figure needs it, as in a kernel
        sys.modules["matplotlib.pyplot"]._backend_mod = None  # type: ignore[attr-defined]
