"""The papermill engine that runs a notebook in a forked child, which gives what a kernel gives.

papermill and nbclient stay in charge: of parameters, of what becomes of a message, and of what an
error means. Only the kernel is replaced, so there is none to start, to ask and to stop.
"""

import json
import platform
import time
from multiprocessing.connection import wait
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from hnfusion.run import processes, shell


class ForkedEngine(Engine):
    """Runs a notebook's cells in a forked child, one for each notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 - the child is a Python of this environment
        execution_timeout: int | None = None,
        **_: Any,
    ) -> None:
        """Run the notebook that papermill holds."""
        ForkedClient(nb_man, timeout=execution_timeout).execute()


class ForkedClient(PapermillNotebookClient):
    """nbclient's client with a child at the other end of a connection instead of a kernel."""

    def execute(self, **_: Any) -> NotebookNode:
        """Run all cells, up to the first that fails."""
        self.reset_execution_trackers()
        self.process, self.child = processes.start(shell.serve)
        try:
            self.papermill_execute_cells()
        finally:
            processes.stop(self.process)
            self.child.close()
        self.nb.metadata["language_info"] = {"name": "python", "version": platform.python_version()}
        nb: NotebookNode = self.nb
        return nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run one cell and give it what it showed.

        Raises:
            CellExecutionError: if it failed.
            CellTimeoutError: if it took too long.
            DeadKernelError: if the child died.
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
            told = "Cell execution timed out"
            raise CellTimeoutError.error_from_timeout_and_cell(told, self.timeout, cell)
        try:
            kind, content = self.child.recv()
        except EOFError:
            raise DeadKernelError("Kernel died") from None
        about = {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}}
        return about | {"metadata": {}, "content": json.loads(content)}
