"""The programs that the checks have started: each in a session of its own, none left behind.

A Ctrl-C does not reach them there, so whoever catches it calls ``stop_all``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress

from stacklib.errors import StackError

DUMP_SECONDS = 2
_running: set[subprocess.Popen[bytes]] = set()
_stopping = threading.Event()


def wait_or_stop(process: subprocess.Popen[bytes], limit: float, is_odoo: bool = False) -> int | None:
    """Wait for a program; stop it with all its children when its time is up.

    :param process: started in a session of its own
    :param limit: seconds
    :param is_odoo: it writes into its log what each of its threads is doing when it gets SIGQUIT
    :return: exit code, None if it was stopped
    :raise StackError: the whole run has been interrupted
    """
    _running.add(process)
    try:
        if not _stopping.is_set():
            code = process.wait(limit)
            if not _stopping.is_set():
                return code
        raise StackError("The run was interrupted.")
    except subprocess.TimeoutExpired:
        if is_odoo:
            process.send_signal(signal.SIGQUIT)
            time.sleep(DUMP_SECONDS)
        return None
    finally:
        _running.discard(process)
        stop(process)


def stop_all() -> None:
    """End all running programs; those that are started later end at once."""
    _stopping.set()
    for process in list(_running):
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program with its children: first politely, then for good. What has ended by itself stays as it is."""
    if process.poll() is None:
        signal_group(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a program and its children; it is no error if all are gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
